"""Expressions on the command line: helped while they are written, refused with place and cure where they are saved."""

from pathlib import Path

import pytest

from tests.unit.runtime.conftest import Clew

BUYERS = 'kind: segment\nid: buyers\nname: Buyers\nexpression: did "Order Completed" in last 30d\n'


@pytest.fixture
def shop(clew: Clew, tmp_path: Path) -> Clew:
    """A workspace with one segment."""
    (tmp_path / "live").mkdir()
    (tmp_path / "live" / "buyers.yaml").write_text(BUYERS)
    assert clew("apply", "live").code == 0
    return clew


def test_an_expression_is_checked_before_it_is_saved(shop: Clew) -> None:
    good = shop("expression", "check", 'in segment "buyers" and count(page)>3')
    assert good.code == 0
    assert good.out.splitlines() == [
        'in segment "buyers" and count(page) > 3',
        'a condition, true or false: is in the segment "Buyers" and did "page" more than 3 times',
    ]
    bad = shop("expression", "check", 'did "Order Completed" in lost 30d')
    assert (bad.code, bad.out) == (1, "")
    assert bad.err.splitlines() == [
        "error: 1:26: expected `last` or `window`, found `lost` (did you mean `last`?)",
        '  did "Order Completed" in lost 30d',
        "                           ^^^^",
    ]
    assert shop("expression", "check", "did page", "--as", "trait").code == 1
    assert shop("expression", "check", "count(page)", "--json").json["type"] == "number"


def test_what_could_come_next_is_listed(shop: Clew) -> None:
    found = shop("expression", "complete", "in segment ", "--json").json
    assert [item["insert"] for item in found["items"]] == ['"buyers"']
    told = shop("expression", "complete", "did page in la").out.splitlines()
    assert len(told) == 2
    assert told[1].split()[:5] == ["last", "keyword", "in", "last", "30d"]


def test_the_word_under_the_cursor_is_explained(shop: Clew) -> None:
    told = shop("expression", "hover", 'in segment "buyers"', "--at", "14")
    assert told.out.splitlines() == ["buyers: segment, true or false", "Buyers"]
    assert shop("expression", "hover", "", "--json").json == {"found": None}
    assert shop("expression", "hover", "").out == "nothing is known of this place\n"


FAULTS = {
    "unparsable": ("segment", "did page in lost 30d", "x.yaml:4:25", "did you mean `last`?"),
    "untyped": ("segment", 'count(page) = "three"', "x.yaml:4:27", "write the number without quotes"),
    "no condition": ("segment", "count(page)", "x.yaml:4:13", "compare it: `… > 3`"),
    "no value": ("trait", "did page", "x.yaml:4:13", "make it a segment"),
    "missing segment": ("segment", 'did page and in segment "buyer"', "x.yaml:4:37", "segment/buyer"),
    "missing trait": ("segment", "trait(spent) > 3", "x.yaml:4:19", "trait/spent"),
    "too long a window": ("segment", "did page in last 40000d", "x.yaml:4:30", "at most 100 years"),
    "itself": ("segment", 'in segment "x"', "x.yaml:4:24", "break the circle"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_is_refused_when_it_is_saved(shop: Clew, tmp_path: Path, fault: str) -> None:
    kind, expression, where, said = FAULTS[fault]
    (tmp_path / "next").mkdir()
    (tmp_path / "next" / "x.yaml").write_text(f"kind: {kind}\nid: x\nname: X\nexpression: {expression}\n")
    for command in ("plan", "apply"):
        ran = shop(command, "next")
        assert ran.code == 1
        assert where in ran.err
        assert said in ran.err
    assert [row["id"] for row in shop("segment", "list", "--json").json] == ["buyers"]


def test_traits_are_listed_with_type_and_unit(shop: Clew, tmp_path: Path) -> None:
    (tmp_path / "next").mkdir()
    text = "kind: trait\nid: spent\nname: Spent\nunit: GBP\nexpression: sum(total of order)\n"
    (tmp_path / "next" / "x.yaml").write_text(text)
    assert shop("apply", "next").code == 0
    (row,) = (each for each in shop("trait", "list", "--json").json if each["id"] == "spent")
    assert (row["type"], row["unit"], row["version"]) == ("number", "GBP", 1)
    assert "sum(total of order)" in shop("trait", "list").out


def test_a_circle_is_refused_when_it_is_saved(shop: Clew, tmp_path: Path) -> None:
    (tmp_path / "next").mkdir()
    for name, other in (("a", "b"), ("b", "c"), ("c", "a")):
        text = f'kind: segment\nid: {name}\nname: {name}\nexpression: did page and in segment "{other}"\n'
        (tmp_path / "next" / f"{name}.yaml").write_text(text)
    ran = shop("apply", "next")
    assert ran.code == 1
    assert "a.yaml:4:37: mentions itself in a circle: segment/a → segment/b → segment/c → segment/a" in ran.err
    assert "break the circle" in ran.err
