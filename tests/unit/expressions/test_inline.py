"""Segments of segments: put in place, circles refused."""

import pytest

from clew.expressions import CxlError, Expr, inline, parse, references, to_text, trait_references


def parsed(**texts: str) -> dict[str, Expr]:
    return {name: parse(text) for name, text in texts.items()}


def test_a_segment_is_replaced_all_the_way_down() -> None:
    known = parsed(buyers="did purchase in last 30d", lapsed='did purchase and not in segment "buyers"')
    expr = inline(parse('in segment "lapsed" or profile.x = 1'), known)
    assert to_text(expr) == "did purchase and not did purchase in last 30d or profile.x = 1"


def test_an_expression_says_what_it_refers_to() -> None:
    expr = parse('in segment "a" and not (in segment "b" or trait(t) > 5)')
    assert references(expr) == {"a", "b"}
    assert trait_references(expr) == {"t"}
    assert inline(parse("did x"), {}) == parse("did x")


def test_a_trait_is_replaced_by_its_value() -> None:
    traits = parsed(spent="sum(total of purchase)", average="trait(spent) / count(purchase)")
    assert to_text(inline(parse("trait(average) > 5"), {}, traits)) == "sum(total of purchase) / count(purchase) > 5"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('in segment "a"', '1:12: segment refers to itself: "a" -> "b" -> "a" (break the circle)'),
        ('did x and in segment "self"', '1:22: segment refers to itself: "self" -> "self" (break the circle)'),
        ('did x and in segment "odd"', '1:22: there is no segment "gone" (to which segment "odd" refers)'),
        ('in segment "byers"', '1:12: there is no segment "byers" (did you mean `buyers`?)'),
        ('in segment "number"', '1:12: segment "number" is not a condition'),
        ("trait(flag) = 1", '1:7: trait "flag" is not a value'),
        ("trait(nothing) = 1", '1:7: there is no trait "nothing"'),
    ],
)
def test_what_can_not_be_put_in_place_is_refused(text: str, message: str) -> None:
    segments = parsed(
        a='did x and in segment "b"',
        b='did y or in segment "a"',
        self='not in segment "self"',
        odd='in segment "gone"',
        buyers="did x",
    ) | {"number": parse("count(x)")}
    with pytest.raises(CxlError) as caught:
        inline(parse(text), segments, parsed(flag="did x"))
    assert str(caught.value) == message


def test_references_that_double_are_refused_before_they_fill_the_memory() -> None:
    known = {"s0": parse("did x")}
    for level in range(1, 60):
        known[f"s{level}"] = parse(f'in segment "s{level - 1}" or not in segment "s{level - 1}"')
    with pytest.raises(CxlError, match="too large"):
        inline(parse('in segment "s59"'), known)
