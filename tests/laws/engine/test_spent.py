"""Old versions of journeys: let go when nobody is on them; found again where a rebuild or a person asks for them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from clew.actions import SOURCE, Happening, Outcome, outcome_event
from clew.engine import letting_go, spent
from clew.events import Event
from clew.events.ports import Arrival
from clew.kernel.instants import DAY, HOUR, MINUTE, SECOND
from clew.kernel.packing import pack
from clew.profiles import unpack_state
from clew.runtime.rebuild import rebuild
from clew.runtime.upkeep import Upkeep
from tests.laws.engine.stories import ADA, BEN
from tests.laws.engine.test_travelling import tell, track
from tests.laws.engine.travelling import BASIS, CART, Trip
from tests.laws.engine.worlds import START


@pytest.fixture
def trip(tmp_path: Path) -> Iterator[Trip]:
    trip = Trip(str(tmp_path / "data"))
    yield trip
    trip.workspace.close()


def edited(version: int, **more: object) -> dict[str, object]:
    """A version of the cart's journey that asks a condition of its own."""
    nodes: dict[str, object] = {**CART["nodes"]}  # type: ignore[dict-item]
    nodes["seen"] = {"if": f"count(visit in last {version}d) > {version}", "then": "again", "else": "end"}
    return {**CART, "version": version, "nodes": nodes, **more}


def found(trip: Trip) -> list[int]:
    workspace = trip.workspace
    trip.clock.set(trip.clock.now() + SECOND)
    rows, now = workspace.store.documents(), trip.clock.now()
    return [*spent(rows, workspace.store, workspace.outbox, now).get("cart", ())]


def let_go(trip: Trip) -> list[int]:
    """What upkeep does; the versions."""
    versions = found(trip)
    if versions:
        trip.workspace.log.append([Arrival("clew", pack([letting_go("cart", versions)]))])
        trip.drain()
    return versions


def pass_by(trip: Trip, days: int) -> None:
    """So many days after the beginning, when all that was released was sent."""
    trip.clock.set(START + days * DAY)
    trip.drain()
    for row in trip.rows("released"):
        _tell_outcome(trip, row.key, "sent")


def compiled(trip: Trip) -> list[int]:
    return sorted(version for _, version in trip.engine.publisher.journeys.versions)


def test_a_version_is_let_go_when_nobody_is_on_it(trip: Trip) -> None:
    trip.say(*BASIS, edited(1))
    tell(trip, 0, track("a", "cart"))
    for version in range(2, 6):
        trip.clock.set(START + version * MINUTE)
        trip.say(edited(version))
    assert (let_go(trip), compiled(trip)) == ([2, 3, 4], [1, 5]), "somebody waits on the first"
    conditions, clauses = len(trip.engine.publisher.program.conditions), len(trip.engine.publisher.program.clauses)
    assert (conditions, clauses) == (2, 1)
    pass_by(trip, 3)
    assert (let_go(trip), compiled(trip)) == ([1], [5])
    assert trip.status("cart") == [(1, "past"), (2, "past"), (3, "past"), (4, "past"), (5, "live")]
    trip.restart()
    assert (let_go(trip), compiled(trip)) == ([], [5])


def test_upkeep_lets_go(trip: Trip) -> None:
    trip.say(*BASIS, edited(1))
    upkeep = Upkeep(trip.workspace)
    trip.say(edited(2))
    for minutes in (4, 6):
        trip.clock.set(trip.clock.now() + minutes * MINUTE)
        upkeep.turn()
        trip.drain()
    assert compiled(trip) == [2]


def test_who_has_left_is_followed_on_their_version(trip: Trip) -> None:
    goal = [{"event": "purchase", "within": "10d"}]
    trip.say(*BASIS, edited(1, exit=[{"event": "visit"}], goals=goal))
    tell(trip, 0, track("a", "cart"))
    tell(trip, 1, track("b", "visit"))
    assert trip.participants() == []
    trip.clock.set(START + DAY)
    trip.say(edited(2, goals=goal))
    trip.clock.set(START + 10 * DAY)
    trip.drain()
    assert found(trip) == [], "the goal of somebody who came in a moment before the second version may still be met"
    trip.clock.set(START + 11 * DAY + SECOND)
    trip.drain()
    assert found(trip) == [1]


def test_a_version_whose_messages_wait_is_kept(trip: Trip) -> None:
    mail = {"mail": {"send": "reminder", "channel": "local"}}
    trip.say(*BASIS, {**edited(1), "nodes": mail})
    tell(trip, 0, track("a", "cart"))
    (row,) = trip.rows("released")
    trip.clock.set(START + HOUR)
    trip.say(edited(2))
    assert found(trip) == []
    _tell_outcome(trip, row.key, "failed")
    assert let_go(trip) == [1]


def test_what_a_person_sends_again_asks_the_exits_of_its_version(trip: Trip) -> None:
    mail = {"mail": {"send": "reminder", "channel": "local"}}
    trip.say(*BASIS, {**edited(1), "nodes": mail})
    tell(trip, 0, track("a", "cart"), track("b", "cart", BEN))
    first, second = trip.rows("released")
    tell(trip, 1, track("bought", "purchase", ADA))
    trip.say(edited(2))
    for row in (first, second):
        _tell_outcome(trip, row.key, "failed")
    assert let_go(trip) == [1]
    for row in (first, second):
        _tell_outcome(trip, row.key, "retried")
    by_whom = {row.profile: (row.status, row.reason) for row in trip.rows() if row.key in (first.key, second.key)}
    assert by_whom == {trip.root(ADA): ("suppressed", "exited"), trip.root(BEN): ("released", "")}


def test_a_rebuild_comes_to_the_same(trip: Trip) -> None:
    """What is published after a version was let go is built first where only that version asked its condition."""
    trip.say(*BASIS, edited(1))
    tell(trip, 0, track("a", "cart"), track("v", "visit"))
    trip.clock.set(START + HOUR)
    trip.say(edited(2))
    pass_by(trip, 3)
    assert let_go(trip) == [1]
    trip.say({**edited(1), "version": 3})
    assert trip.status("cart") == [(1, "past"), (2, "archived"), (3, "live")]
    tell(trip, 100, track("c", "cart", BEN))
    before, states = trip.participants(), trip.fingerprint()
    rebuild(trip.workspace)
    trip.engine = trip.workspace.engine(limits=trip.limits)
    assert (trip.participants(), trip.fingerprint()) == (before, states)
    assert trip.status("cart") == [(1, "past"), (2, "archived"), (3, "live")]


def test_what_superseded_segments_and_traits_have_kept_of_people_goes(trip: Trip) -> None:
    tell(trip, 0, Event("v", "track", "visit", (ADA,), properties={"price": 9}))

    def publish(version: int) -> None:
        text, value = f"count(visit where price > {version}) < 5", f"sum(price of visit where price < {version} + 9)"
        trip.clock.set(START + version * HOUR)
        trip.say(
            {"kind": "segment", "id": "few", "version": version, "expression": text},
            {
                "kind": "trait",
                "id": "sum",
                "version": version,
                "expression": value,
            },
        )

    publish(1)
    before = _kept(trip)
    assert [len(each) for each in before] == [2, 1, 1]
    for version in range(2, 8):
        publish(version)
    assert [len(each) for each in _kept(trip)] == [4, 2, 2], "of the version before until something else is built"
    trip.say({"kind": "segment", "id": "other", "expression": "did visit"})
    assert _kept(trip)[1:] == (["few@7", "other@1"], {"few@7": 1, "other@1": 1})


def _kept(trip: Trip) -> tuple[list[str], list[str], dict[str, int]]:
    """Clauses and memberships in the one person's state, and memberships as they are counted."""
    (row,) = trip.workspace.store.scan()
    state = unpack_state(row.state)
    return sorted(state.clauses), sorted(state.segments), dict(trip.workspace.store.segment_counts())


def _tell_outcome(trip: Trip, key: str, happening: Happening) -> None:
    at = trip.clock.now() + MINUTE
    trip.clock.set(at)
    (row,) = [row for row in trip.rows() if row.key == key]
    event: Event = outcome_event(Outcome(key, happening, at, {}, "x"), row)
    trip.workspace.log.append([Arrival(SOURCE, pack([event]))])
    trip.drain()
