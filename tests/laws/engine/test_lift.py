"""What a journey's lift counts: each person once, and only while their first draw is watched."""

from pathlib import Path
from typing import Any

import pytest

from clew.api.journeys.report_views import MeasureView
from clew.events import Event, Identity
from clew.journeys import DREW, HELD_OUT
from clew.runtime.cli.profiles import documents_of
from clew.runtime.services.journeys_graph import journey_in
from clew.runtime.services.journeys_report import Reports
from tests.laws.engine.test_travelling import tell
from tests.laws.engine.travelling import BASIS, Trip

PEOPLE = [Identity("user_id", f"u{number}") for number in range(24)]
REST: dict[str, Any] = {"rest": {"wait": "1h"}}
CARTS: dict[str, Any] = {
    "kind": "journey",
    "id": "carts",
    "entry": {"event": "cart"},
    "goals": [{"event": "purchase", "name": "bought", "within": "10h"}],
    "holdout": 50,
    "nodes": REST,
}


def happened(what: str, hour: int, who: list[Identity]) -> list[Event]:
    return [Event(f"{what}{hour}-{each.value}", "track", what, (each,)) for each in who]


def measured(trip: Trip, journey: dict[str, Any]) -> MeasureView:
    row = next(row for row in trip.workspace.store.documents() if (row.kind, row.id) == ("journey", journey["id"]))
    (found,) = Reports(trip.workspace, documents_of(trip.workspace)).lift(journey_in(row))
    return found


@pytest.mark.parametrize(
    ("hours", "counts"),
    # They come again at two o'clock, those who are held out at eleven at the earliest.
    [(1, True), (9, True), (11, False), (14, False)],
    ids=["at once", "in the last hour", "in the second window", "in a third one"],
)
def test_a_goal_counts_within_the_window_of_the_draw_that_owns_it(tmp_path: Path, hours: int, counts: bool) -> None:
    trip = Trip(str(tmp_path))
    trip.say(*BASIS, CARTS)
    at: dict[int, list[Event]] = {hour: happened("cart", hour, PEOPLE) for hour in (0, 2, 10, 12)}
    at.setdefault(hours, []).extend(happened("purchase", hours, PEOPLE))
    for hour, events in sorted(at.items()):
        tell(trip, hour, *events)
    measure = measured(trip, CARTS)
    drawn = {mark.participant: mark.detail for mark in trip.marks(DREW)}
    assert len(drawn) > len(PEOPLE), "somebody has come again"
    assert sum(arm.people for arm in measure.arms) == len(PEOPLE)
    assert {arm.name: arm.converted for arm in measure.arms} == {
        arm.name: arm.people if counts else 0 for arm in measure.arms
    }
    assert min(arm.people for arm in measure.arms if arm.name == HELD_OUT) > 0
    trip.workspace.close()


def test_what_is_bought_before_the_draw_is_nobodys(tmp_path: Path) -> None:
    trip = Trip(str(tmp_path))
    arms = [{"percent": 50, "next": "end", "arm": name} for name in ("mail", "call")]
    split = {"experiment": "e", "holdout": 40, "arms": arms, "next": "end"}
    late = {**CARTS, "holdout": 0, "nodes": {"rest": {"wait": "2h", "next": "split"}, "split": split}}
    trip.say(*BASIS, late)
    tell(trip, 0, *happened("cart", 0, PEOPLE))
    tell(trip, 1, *happened("purchase", 1, PEOPLE[:12]))
    tell(trip, 3, *happened("purchase", 3, PEOPLE))
    measure = measured(trip, late)
    assert (sum(arm.people for arm in measure.arms), sum(arm.converted for arm in measure.arms)) == (24, 12)
    trip.workspace.close()
