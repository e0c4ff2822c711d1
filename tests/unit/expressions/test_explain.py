"""What an explanation names."""

from clew.events import Event, Record
from clew.expressions import Reason, explain, parse
from clew.kernel.instants import DAY
from clew.profiles import view_of
from tests.laws.expressions.worlds import UTC


def told(text: str, *days: tuple[int, str]) -> Reason:
    records = [
        Record(n, 0, day * DAY, day * DAY, "s", "p", Event(f"e{n}", "track", kind))
        for n, (day, kind) in enumerate(days)
    ]
    view = view_of(records, UTC, exists=True)
    return explain(parse(text), view, 10 * DAY, segments={}, traits={})


def named(reason: Reason) -> list[tuple[str, bool, str]]:
    return [(each.record.event.id, each.counts, each.reason) for each in reason.evidence]


def test_what_is_counted_since_the_last_of_something_names_that() -> None:
    reason = told("count(call since last answer) >= 1", (1, "answer"), (2, "call"), (3, "answer"), (4, "call"))
    assert named(reason.parts[0]) == [("e2", False, "since"), ("e3", True, "")]
    assert reason.parts[0].found == 1


def test_so_does_nothing_since_then() -> None:
    reason = told("did not call since last answer", (1, "call"), (3, "answer"))
    assert named(reason) == [("e0", False, "window"), ("e1", False, "since")]
    assert named(told("did not call since last answer", (1, "call"))) == [("e0", False, "window")]


def test_so_does_a_sequence() -> None:
    reason = told("sequence(a then b) since last x", (1, "a"), (2, "x"), (3, "a"), (4, "b"))
    assert named(reason) == [("e1", False, "since"), ("e2", True, ""), ("e3", True, "")]
