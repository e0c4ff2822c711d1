"""Commands with good input and bad: what they print, where, and the exit code."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.unit.runtime.conftest import Clew, Ran

MAPPING = """
kind: mapping
id: orders
when: {present: $.id}
event:
  type: Order Completed
  id: {concat: [o-, $.id]}
  ts: {date: $.when, zone: UTC}
  identities: {user_id: $.who}
  properties: {total: {number: $.total}}
"""
ROWS = """id,who,total,when
1,u1,3.5,2026-01-01
2,u1,x,2026-01-02
1,u1,3.5,2026-01-01
,u2,1,2026-01-03
3,u3,"unclosed
"""


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    (tmp_path / "orders.yaml").write_text(MAPPING)
    (tmp_path / "orders.csv").write_text(ROWS)
    return tmp_path


@pytest.mark.usefixtures("orders")
def test_an_import_accounts_for_every_row(clew: Clew) -> None:
    ran = clew("import", "orders.csv", "--mapping", "orders.yaml")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "5 rows: 1 event, 2 in quarantine, 1 passed over by `when`, 1 repetition left out",
        "the source orders is new: it tells what happened before, and starts no journey",
    ]
    again = clew("import", "orders.csv", "--mapping", "orders.yaml")
    assert again.out == "5 rows: 1 event, 2 in quarantine; all of it was imported before, and nothing was repeated\n"
    assert clew("import", "orders.csv", "--mapping", "orders.yaml", "--json").json == {
        "rows": 5, "events": 1, "rejects": 2, "done": True, "resumed": 5, "passed_over": 0, "repeated": 0
    }  # fmt: skip


def test_an_import_starts_no_journey_unless_asked(clew: Clew, orders: Path) -> None:
    (orders / "thanks.yaml").write_text(
        "kind: journey\nid: thanks\nentry: {event: Order Completed}\nstart: w\nnodes: {w: {wait: 1d, next: end}}\n"
    )
    (orders / "orders.csv").write_text(f"id,who,total,when\n1,u1,3.5,{datetime.now(UTC).isoformat()}\n")
    assert clew("apply", "thanks.yaml").code == 0

    def inside() -> int:
        return len(clew("journey", "people", "thanks", "--json").json["items"])

    def imported(*words: str) -> Ran:
        return clew("import", "orders.csv", "--mapping", "orders.yaml", *words)

    assert imported().code == 0
    assert (inside(), clew("profile", "show", "user_id:u1").code) == (0, 0)
    assert "which starts no journey" in imported("--start-journeys").err
    asked = imported("--source", "till", "--start-journeys")
    assert "the source till is new: it tells what happens now, and may start journeys" in asked.out
    assert inside() == 1
    assert "would start journeys" in imported("--source", "till").err
    # What sends by a key tells what happens now, described or not.
    clew("key", "create", "write", "--source", "web")
    refused = imported("--source", "web")
    assert (refused.code, refused.out) == (1, "")
    assert "(`--start-journeys`)" in refused.err


@pytest.mark.usefixtures("orders")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--delimiter", "||"), "a delimiter is one character"),
        (("--encoding", "klingon"), "no encoding is called klingon"),
        (("--source", "Web Shop"), "a source is named in lower-case letters"),
    ],
)
def test_options_of_an_import_that_cannot_be(clew: Clew, words: tuple[str, ...], said: str) -> None:
    ran = clew("import", "orders.csv", "--mapping", "orders.yaml", *words)
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err


@pytest.mark.usefixtures("orders")
def test_quarantine_goes_on_page_by_page_and_refuses_wrong_numbers(clew: Clew) -> None:
    clew("import", "orders.csv", "--mapping", "orders.yaml")
    first = clew("quarantine", "list", "--limit", "1")
    assert "mapping.number" in first.out
    assert first.out.endswith("more: --after 1\n")
    assert "more" not in clew("quarantine", "list", "--after", "1").out
    assert clew("quarantine", "list", "--state", "nonsense").code == 2
    for command in ("replay", "discard"):
        ran = clew("quarantine", command, "1", "99")
        assert (ran.code, ran.out) == (1, "")
        assert "reject 99 is not held" in ran.err
    assert len(clew("quarantine", "list", "--json").json) == 2
    assert "no mapping orders is live; publish one with `clew apply`" in clew("quarantine", "replay", "1").out


def test_every_fault_of_a_folder_is_told(clew: Clew, tmp_path: Path) -> None:
    (tmp_path / "faults.yaml").write_text(
        "kind: segment\nid: a\nexpression: count(\n---\nkind: segment\nid: b\n---\nkind: trait\nid: c\nexpression: +\n"
    )
    ran = clew("plan", "faults.yaml")
    assert (ran.code, ran.out) == (1, "")
    assert len(ran.err.splitlines()) == 3
    assert all(line.startswith("error: faults.yaml:") for line in ran.err.splitlines())


def test_a_wrong_identity_is_a_wrong_call(clew: Clew) -> None:
    clew("key", "create", "api")
    for command in (("profile", "show"), ("erase",)):
        for text in ("nonsense", "user_id:", ":u1"):
            assert clew(*command, text).code == 2
        assert "this value can't be an identity of user_id" in clew(*command, "user_id:none").err
    assert clew("profile", "show", "user_id:u1", "--events", "-1").code == 2


def test_keys_need_a_fit_name(clew: Clew) -> None:
    assert clew("key", "create", "write", "--source", "we ird/..").code == 1
    assert clew("key", "create", "api", "--name", "").code == 1
    assert clew("key", "create", "write", "--source", "web-shop.eu").out.splitlines()[-1].startswith("cw_")


@pytest.mark.usefixtures("orders")
def test_a_query_says_when_it_stopped_short(clew: Clew) -> None:
    clew("import", "orders.csv", "--mapping", "orders.yaml")
    ran = clew("query", "SELECT * FROM range(3) t(n)", "--limit", "2", "--json")
    assert (ran.json, ran.err) == ([{"n": 0}, {"n": 1}], "the first 2 rows; more with --limit\n")
    assert clew("query", "SELECT 1 AS a, 2 AS a, 3 AS a", "--json").json == [{"a": 1, "a_2": 2, "a_3": 3}]
    assert clew("query", "SELECT 1", "--seconds", "-1").code == 2
    for sql in (
        "DELETE FROM events",
        "SELECT * FROM read_csv('orders.csv')",
        "ATTACH 'x.db'",
        "SELECT 1; SELECT 2",
        "",
    ):
        refused = clew("query", sql)
        assert (refused.code, refused.out) == (1, ""), sql


@pytest.mark.usefixtures("orders")
def test_after_an_erasure_and_a_rebuild_nothing_waits(clew: Clew, tmp_path: Path) -> None:
    (tmp_path / "segment.yaml").write_text('kind: segment\nid: buyers\nexpression: did "Order Completed"\n')
    clew("apply", "segment.yaml")
    clew("import", "orders.csv", "--mapping", "orders.yaml")
    assert "erased at" in clew("erase", "user_id:u1").out
    assert clew("rebuild").code == 0
    found = {finding["check"]: finding for finding in clew("doctor", "--json").json}
    assert found["engine"] == {"check": "engine", "ok": True, "detail": "does not run, bodies waiting: 0"}


def test_a_workspace_that_is_none_is_named(clew: Clew, tmp_path: Path) -> None:
    for words in (("doctor",), ("rebuild",), ("segment", "list"), ("query", "SELECT 1"), ("link",), ("key", "list")):
        ran = clew(*words)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err == "error: shop: there is no workspace in this folder (name it with --data DIR)\n"
    assert not (tmp_path / "shop").exists()


def test_the_version_is_told(clew: Clew) -> None:
    ran = clew("--version")

    assert (ran.code, ran.out.split()[0]) == (0, "clew")


MISSPELT = """
kind: segment
id: large
name: Large
expression: sum(totl of "Order Completed") > 5
"""


def test_what_may_be_misspelt_is_told_and_published(clew: Clew) -> None:
    Path("misspelt.yaml").write_text(MISSPELT)
    said = "warning: misspelt.yaml:5:17: there is no property `totl` (did you mean `total`?)\n"
    planned = clew("plan", "misspelt.yaml")
    assert (planned.code, planned.err) == (0, said)
    (warning,) = clew("plan", "misspelt.yaml", "--json").json["warnings"]
    assert warning["where"] == "misspelt.yaml:5:17"
    assert planned.out.startswith("there is no workspace in shop yet\n+ create")
    assert not Path("shop").exists(), "a plan changes nothing, and begins nothing"
    applied = clew("apply", "misspelt.yaml")
    assert (applied.code, applied.err) == (0, said)
    assert "applied 1 change" in applied.out
    assert clew("apply", "misspelt.yaml").err == "", "what stands already is not told again"
