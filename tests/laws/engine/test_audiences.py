"""Broadcasts, business events and journeys that take in who is there: everybody once, whatever happens meanwhile."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from clew.events import Event, Identity
from clew.events.ports import Arrival
from clew.journeys import BLOCKED, ENTERED, unpack_journeys
from clew.kernel.instants import DAY, HOUR, SECOND, format_instant
from clew.kernel.packing import pack
from clew.profiles import unpack_state
from tests.laws.engine.stories import ADA, BEN, CLEO, PHONE, TABLET, by_hand, visit
from tests.laws.engine.test_travelling import GB, british, tell
from tests.laws.engine.travelling import BASIS, Trip
from tests.laws.engine.worlds import START, Step

NODES: dict[str, Any] = {"mail": {"send": "news", "channel": "local", "next": "rest"}, "rest": {"wait": "1h"}}


def news(**entry: object) -> dict[str, object]:
    """A journey that an audience is brought into."""
    return {"kind": "journey", "id": "news", "entry": entry, "nodes": NODES}


def broadcast(hours: int = 6, segment: str = "gb", **more: object) -> dict[str, object]:
    """To be sent so many hours after the beginning."""
    return news(broadcast={"segment": segment, "at": format_instant(START + hours * HOUR), **more})


def price(name: str, sku: str, ts: int | None = None) -> Event:
    return Event(name, "business", "price dropped", (), ts, properties={"sku": sku})


@pytest.fixture
def trip(tmp_path: Path) -> Iterator[Trip]:
    trip = Trip(str(tmp_path))
    yield trip
    trip.workspace.close()


def entered(trip: Trip) -> list[tuple[float, str]]:
    """When, in hours after the beginning, and who."""
    names = {trip.root(who): who.value for who in (ADA, BEN, CLEO, PHONE, TABLET)}
    told = [(fact.at, fact.profile) for fact in trip.facts if fact.kind == ENTERED]
    return sorted(((at - START) / HOUR, names.get(profile, profile)) for at, profile in told)


def blocked(trip: Trip) -> list[str]:
    return [mark.detail for mark in trip.marks(BLOCKED)]


def wait(trip: Trip, hours: float) -> None:
    trip.clock.set(START + int(hours * HOUR))
    trip.drain()


@pytest.mark.parametrize("segment", ["gb", 'profile.country = "GB"'])
def test_a_broadcast_reaches_whoever_is_in_the_audience_at_its_instant(trip: Trip, segment: str) -> None:
    trip.say(*BASIS, GB)
    tell(trip, 0, british("e0"), british("e1", CLEO), visit("e2", BEN))
    trip.say(broadcast(segment=segment))
    tell(trip, 5, Event("e3", "identify", "identify", (CLEO,), properties={"country": "US"}))
    trip.feed(Step(START + 6 * HOUR, (british("e4", BEN),)))
    trip.feed(Step(START + 6 * HOUR + SECOND, (british("e5", CLEO),)))
    trip.clock.set(START + 9 * HOUR)
    trip.drain()
    assert entered(trip) == [(6.0, "u0"), (6.0, "u1")]
    assert {row.status for row in trip.rows()} == {"released"}
    assert trip.workspace.store.calls_to_workspace() == []


def test_a_pace_spreads_the_members_and_each_keeps_the_place(trip: Trip) -> None:
    who = [Identity("user_id", f"p{n}") for n in range(40)]
    trip.say(*BASIS, GB, broadcast(every="day", pace="2h"))
    tell(trip, 0, *(british(f"e{n}", each) for n, each in enumerate(who)))
    wait(trip, 6 + 24 + 3)
    first = [(at, name) for at, name in entered(trip) if at < 24]
    again = [(at - 24, name) for at, name in entered(trip) if at >= 24]
    assert [name for _, name in first] == [name for _, name in again]
    assert [at for at, _ in first] == pytest.approx([at for at, _ in again])
    assert len(first) == 40
    assert all(6 <= at <= 8 for at, _ in first)
    assert max(later - sooner for (sooner, _), (later, _) in pairwise(first)) < 0.5


def test_an_instant_that_was_slept_through_is_made_up_for_with_the_members_of_then(trip: Trip) -> None:
    trip.say(*BASIS, GB, broadcast(every="day"))
    tell(trip, 0, british("e0"))
    # Nobody steps while this comes in.
    trip.feed(Step(START + 40 * HOUR, (british("e1", BEN),)))
    trip.clock.set(START + 60 * HOUR)
    trip.drain()
    assert entered(trip) == [(6.0, "u0"), (30.0, "u0"), (54.0, "u0"), (54.0, "u1")]


def test_what_lies_before_the_publication_is_not_made_up_for(trip: Trip) -> None:
    trip.say(*BASIS, GB)
    tell(trip, 7, british("e0"))
    trip.say(broadcast())
    trip.say({**broadcast(every="week"), "id": "weekly"})
    wait(trip, 40)
    assert entered(trip) == []
    (row,) = trip.workspace.store.calls_to_workspace()
    assert (row.at - START) / HOUR == 6 + 7 * 24


def test_while_it_is_paused_nobody_comes_in(trip: Trip) -> None:
    trip.say(*BASIS, GB, broadcast(every="day"))
    tell(trip, 0, british("e0"))
    said = {"kind": "journey", "id": "news"}
    tell(trip, 1, Event("p", "control", "control", properties={**said, "action": "pause"}))
    tell(trip, 7, Event("r", "control", "control", properties={**said, "action": "resume"}))
    wait(trip, 31)
    assert blocked(trip) == ["paused"]
    assert entered(trip) == [(30.0, "u0")]


def test_a_pause_while_the_turns_last_keeps_out_those_whose_turn_comes(trip: Trip) -> None:
    who = [Identity("user_id", f"p{n}") for n in range(20)]
    trip.say(*BASIS, GB, broadcast(pace="8h"))
    tell(trip, 0, *(british(f"e{n}", each) for n, each in enumerate(who)))
    tell(trip, 10, Event("p", "control", "control", properties={"kind": "journey", "id": "news", "action": "pause"}))
    wait(trip, 20)
    assert all(at < 10 for at, _ in entered(trip))
    assert len(entered(trip)) + blocked(trip).count("paused") == 20
    assert 0 < len(entered(trip)) < 20


def test_an_archived_journey_addresses_nobody_and_turns_still_to_come_are_void(trip: Trip) -> None:
    who = [Identity("user_id", f"p{n}") for n in range(20)]
    trip.say(*BASIS, GB, broadcast(pace="8h", every="day"))
    tell(trip, 0, *(british(f"e{n}", each) for n, each in enumerate(who)))
    wait(trip, 10)
    came = entered(trip)
    assert 0 < len(came) < 20
    trip.say({"kind": "journey", "id": "news", "status": "archived"})
    wait(trip, 100)
    assert entered(trip) == came
    assert blocked(trip) == []
    assert trip.workspace.store.calls_to_workspace() == []


def test_an_edited_schedule_holds_from_its_publication_on(trip: Trip) -> None:
    trip.say(*BASIS, GB, broadcast(every="day"))
    tell(trip, 0, british("e0"))
    wait(trip, 7)
    trip.say({**broadcast(hours=9, every="day"), "version": 2})
    wait(trip, 34)
    assert entered(trip) == [(6.0, "u0"), (9.0, "u0"), (33.0, "u0")]
    trip.say({**news(event="cart"), "version": 3})
    wait(trip, 100)
    assert len(entered(trip)) == 3


def test_a_zone_that_changes_moves_what_recurs(trip: Trip) -> None:
    trip.say(*BASIS, GB, broadcast(every="day"))
    tell(trip, 0, british("e0"))
    wait(trip, 7)
    trip.say({"kind": "workspace", "id": "workspace", "zone": "Asia/Kolkata"})
    wait(trip, 31)
    # The first time was at the same instant in every zone; its wall clock is kept.
    assert entered(trip) == [(6.0, "u0"), (30.0, "u0")]


def test_two_members_who_become_one_have_one_turn(trip: Trip) -> None:
    trip.say(*BASIS, GB, {**broadcast(pace="10h"), "nodes": {"mail": {"send": "news", "channel": "local"}}})
    tell(trip, 0, british("e0"), british("e1", BEN), british("e2", CLEO))
    trip.feed(Step(START + 6 * HOUR + 1, (by_hand("merge", "m0", ADA, BEN),)))
    trip.feed(Step(START + 6 * HOUR + 2, (by_hand("merge", "m1", ADA, CLEO),)))
    trip.clock.set(START + 30 * HOUR)
    trip.drain()
    assert len(entered(trip)) == 1
    assert blocked(trip) == ["again", "again"]
    assert len(trip.rows()) == 1
    (state,) = trip.workspace.store.scan()
    assert len(unpack_journeys(unpack_state(state.state).journeys).begun) == 1


def test_who_is_erased_before_the_turn_is_not_called(trip: Trip) -> None:
    trip.say(*BASIS, GB, broadcast(pace="10h"))
    tell(trip, 0, british("e0"), british("e1", BEN))
    trip.feed(Step(START + 6 * HOUR + 1, (by_hand("delete_profile", "d0", ADA),)))
    trip.clock.set(START + 30 * HOUR)
    trip.drain()
    assert [name for _, name in entered(trip)] == ["u1"]


def test_a_business_event_addresses_its_audience_with_what_it_says(trip: Trip) -> None:
    entry = {"business": {"event": "price dropped", "segment": "gb", "where": 'sku starts_with "A"'}}
    nodes = {"which": {"where": 'sku = "A1"', "then": "rest", "else": "end"}, "rest": {"wait": "1h"}}
    trip.say(*BASIS, GB, {**news(**entry), "nodes": nodes})
    tell(trip, 0, british("e0"), british("e1", BEN), visit("e2", CLEO))
    tell(trip, 1, price("b0", "A1"))
    assert [row.node for row in trip.participants()] == ["rest", "rest"]
    tell(trip, 2, price("b0", "A1"), price("b1", "B1"))
    tell(trip, 3, price("b2", "A2"))
    assert entered(trip) == [(1.0, "u0"), (1.0, "u1"), (3.0, "u0"), (3.0, "u1")]
    tell(trip, 6, price("b3", "A1", START + 4 * HOUR))
    trip.workspace.log.append([Arrival("old", pack([price("b4", "A1")]))])
    assert len(entered(trip)) == 4
    assert blocked(trip)[-1] == "late"


@pytest.mark.parametrize("segment", ["gb", 'profile.country = "GB" and did visit'])
def test_a_journey_takes_in_who_is_there_already_by_segment_or_expression(trip: Trip, segment: str) -> None:
    trip.say(*BASIS)
    tell(trip, 0, british("e0"), visit("e1", ADA), visit("e2", BEN))
    trip.clock.set(START + HOUR)
    trip.say(GB, news(segment=segment, existing=True))
    assert [name for _, name in entered(trip)] == ["u0"]
    tell(trip, 2, british("e3", BEN))
    assert [name for _, name in entered(trip)] == ["u0", "u1"]


@pytest.mark.parametrize("events", [1, 4, 16_000])
def test_batches_of_any_size_and_restarts_change_nothing(tmp_path: Path, events: int) -> None:
    told = {_story(tmp_path / "smooth", 16_000, restarts=False), _story(tmp_path / "other", events, restarts=True)}
    assert len(told) == 1


def _story(folder: Path, events: int, *, restarts: bool) -> str:
    trip = Trip(str(folder), events=events)
    who = [Identity("user_id", f"p{n}") for n in range(9)]
    business = {**news(business={"event": "price dropped", "segment": "gb", "pace": "3h"}), "id": "prices"}
    trip.say(*BASIS, GB, broadcast(every="day", pace="5h"), business)
    trip.feed(Step(START, tuple(british(f"e{n}", each) for n, each in enumerate(who))))
    for hours in (1, 5, 9, 30, 33):
        if restarts:
            trip.drain()
            trip.restart()
        at = START + hours * HOUR
        trip.feed(Step(at, (price(f"b{hours}", "A"),)))
        trip.feed(Step(at + HOUR, (by_hand("merge", f"m{hours}", who[0], who[hours % 9]), visit(f"v{hours}", who[2]))))
        trip.feed(Step(at + 2 * HOUR, (visit(f"w{hours}", who[3]), british(f"n{hours}", Identity("user_id", str(at))))))
        trip.feed(Step(at + 2 * HOUR + 9, (by_hand("unmerge", f"u{hours}", who[0], who[hours % 9]),)))
    trip.clock.set(START + 3 * DAY)
    trip.drain()
    facts = sorted(
        f"{fact.at} {fact.profile} {fact.kind} {fact.subject}"
        for _, fact in trip.workspace.store.facts(limit=100_000)
        if fact.kind.startswith("journey")
    )
    assert len(facts) > 50
    told = trip.told()
    trip.workspace.close()
    return repr((facts, told.journeys, [(row[0], row[2]) for row in told.rows], told.participants))
