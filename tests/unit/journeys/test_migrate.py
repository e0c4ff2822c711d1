"""Before people in flight are moved: who would go where, who would stay, and what is wrong with the plan."""

import msgspec
import pytest

from clew.journeys.migrate import plan_move
from clew.journeys.ports import Move
from clew.journeys.read import read_journey
from clew.journeys.state import Participant

OLD = read_journey("j", 1, {
    "entry": {"event": "go"},
    "nodes": {"w": {"wait": "1d", "next": "m"}, "m": {"send": "mail", "next": "v"}, "v": {"wait": "2d"}},
})  # fmt: skip
NEW = read_journey("j", 2, {
    "entry": {"event": "go"},
    "nodes": {"w": {"wait": "1d", "next": "x"}, "x": {"wait_local": "09:00", "next": "n"}, "n": {"send": "note"}},
})  # fmt: skip


def at(node: str, version: int = 1, status: str = "active", of: str = "j1") -> Participant:
    found = Participant(of, "j", version, "", "p", 0, (0, ""), node)
    found.status = status  # type: ignore[assignment]
    return found


def test_everybody_is_counted_where_they_are() -> None:
    people = [at("w"), at("w"), at("m"), at("v"), at("w", 2), at("w", status="followed")]
    report = plan_move(Move("j", 2, {"m": "n"}), NEW, {1: OLD}, people)
    assert report.faults == []
    assert [(p.node, p.target, p.people, p.effect) for p in report.passages] == [
        ("w", "w", 2, "go on waiting as before"),
        ("m", "n", 1, "do what the step says at once"),
        ("v", None, 1, "stay where they are: version 2 has no step `v`"),
    ]
    assert (report.moved, report.staying) == (3, 1)


def test_who_is_there_for_a_test_is_not_counted() -> None:
    (passage,) = plan_move(Move("j", 2, {}), NEW, {1: OLD}, [at("w"), at("w", of="t1"), at("m", of="t2")]).passages
    assert (passage.node, passage.people) == ("w", 1)


def test_a_wait_that_changes_is_said_to_change() -> None:
    (passage,) = plan_move(Move("j", 2, {"v": "x"}), NEW, {1: OLD}, [at("v")]).passages
    assert passage.effect == "wait as the new step says, counted from when they began to wait"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (None, None, ""),
        ("2d", "48h", ""),
        ("2d", None, "; they end 2d after their entry, as their old version says"),
        ("2d", "9d", "; they end 9d after their entry, not 2d"),
        ("9d", "2d", "; they end 2d after their entry, not 9d, and at once who came in before that"),
        (None, "2d", "; they end 2d after their entry, and at once who came in before that"),
    ],
)
def test_when_ways_end_is_said_where_it_changes(old: str | None, new: str | None, said: str) -> None:
    source, target = (
        msgspec.structs.replace(journey, body=msgspec.structs.replace(journey.body, expiry=expiry))
        for journey, expiry in ((OLD, old), (NEW, new))
    )
    (passage,) = plan_move(Move("j", 2, {}), target, {1: source}, [at("w")]).passages
    assert passage.effect == "go on waiting as before" + said
    (staying,) = plan_move(Move("j", 2, {}), target, {1: source}, [at("v")]).passages
    assert staying.effect == "stay where they are: version 2 has no step `v`"


def test_a_plan_that_names_what_is_not_there_is_refused() -> None:
    report = plan_move(Move("j", 3, {"w": "nowhere", "never": "n"}), NEW, {1: OLD}, [])
    assert [fault.pointer for fault in report.faults] == ["/version", "/nodes/w", "/nodes/never"]


def test_only_the_versions_named_are_moved() -> None:
    move = Move("j", 2, {}, frozenset({7}))
    assert plan_move(move, NEW, {1: OLD}, [at("w")]).passages == []
