"""Journeys in the real engine, one case at a time: who comes in, who ends, and what becomes of messages."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from clew.actions import SOURCE, Outcome, outcome_event
from clew.engine import Progress
from clew.engine.ports import Commit
from clew.events import Event, Identity
from clew.events.ports import Arrival
from clew.journeys import BLOCKED, ENTERED
from clew.kernel.instants import DAY, HOUR
from clew.kernel.packing import pack
from clew.profiles import list_event, list_expression
from tests.laws.engine.stories import ADA, BEN, CLEO
from tests.laws.engine.travelling import AUDIENCES, BASIS, CART, JOURNEYS, QUIET, Told, Trip, fact_text
from tests.laws.engine.worlds import START, Step

FAITHFUL: dict[str, object] = {"kind": "segment", "id": "faithful", "expression": list_expression("faithful")}
WELCOME: dict[str, object] = {
    "kind": "journey",
    "id": "welcome",
    "entry": {"segment": "gb"},
    "exit": [{"event": "purchase"}],
    "nodes": {"mail": {"send": "hello", "channel": "local", "next": "rest"}, "rest": {"wait": "10d"}},
}
GB: dict[str, object] = {"kind": "segment", "id": "gb", "expression": 'profile.country = "GB"'}


def tell(trip: Trip, hours: int, *events: Event) -> None:
    """Something happens, so many hours after the beginning."""
    trip.feed(Step(START + hours * HOUR, events))
    trip.drain()


def track(name: str, kind: str, who: Identity = ADA) -> Event:
    return Event(name, "track", kind, (who,))


def british(name: str, who: Identity = ADA) -> Event:
    return Event(name, "identify", "identify", (who,), properties={"country": "GB"})


@pytest.fixture
def trip(tmp_path: Path) -> Iterator[Trip]:
    trip = Trip(str(tmp_path))
    yield trip
    trip.workspace.close()


def test_a_journey_is_built_over_history_and_begins_with_what_comes_then(trip: Trip) -> None:
    trip.say(*BASIS, GB)
    tell(trip, 0, british("e0"), track("e1", "visit"))
    seen: list[list[tuple[int, str]]] = []
    trip.engine.drain()
    trip.clock.set(START + HOUR)
    trip.say({**WELCOME, "entry": {"segment": 'profile.country = "GB" and did visit'}}, drain=False)
    trip.engine.run_once()
    seen.append(trip.status("welcome"))
    trip.drain()
    assert [*seen, trip.status("welcome")] == [[(1, "building")], [(1, "live")]]
    assert trip.participants() == []
    tell(trip, 2, british("e2", BEN), track("e3", "visit", BEN))
    assert [row.profile for row in trip.participants()] == [trip.root(BEN)]


def test_who_is_in_the_segment_comes_in_where_the_journey_says_so(trip: Trip) -> None:
    trip.say(*BASIS, GB)
    tell(trip, 0, british("e0"), track("e1", "visit", BEN))
    trip.clock.set(START + HOUR)
    trip.say({**WELCOME, "entry": {"segment": "gb", "existing": True}})
    assert [row.profile for row in trip.participants()] == [trip.root(ADA)]
    trip.clock.set(START + 2 * HOUR)
    trip.say({**WELCOME, "version": 2, "entry": {"segment": "gb", "existing": True}})
    assert [(row.version, row.profile) for row in trip.participants()] == [(1, trip.root(ADA))], "in it already"
    tell(trip, 3, british("e2", BEN))
    assert {row.version: row.profile for row in trip.participants()} == {1: trip.root(ADA), 2: trip.root(BEN)}


def test_archiving_a_journey_ends_it_for_everybody(trip: Trip) -> None:
    trip.say(*BASIS, GB, WELCOME)
    tell(trip, 0, british("e0"), british("e1", BEN))
    assert len(trip.participants()) == 2
    trip.clock.set(START + HOUR)
    trip.say({"kind": "journey", "id": "welcome", "status": "archived"})
    assert trip.participants() == trip.under_way() == []
    assert [mark.detail for mark in trip.marks()] == ["archived", "archived"]


def test_resuming_wakes_those_whom_the_pause_held(trip: Trip) -> None:
    trip.say(*BASIS, CART)
    tell(trip, 0, track("e0", "cart"), track("e1", "cart", BEN))
    tell(trip, 1, Event("p", "control", "control", properties={"action": "pause", "kind": "journey", "id": "cart"}))
    tell(trip, 4, track("e2", "cart", CLEO))
    tell(trip, 8, track("e3", "visit", CLEO))
    assert {row.held for row in trip.participants()} == {"paused"}
    assert trip.rows() == []
    tell(trip, 9, Event("r", "control", "control", properties={"action": "resume", "kind": "journey", "id": "cart"}))
    assert {row.at for row in trip.rows("released")} == {trip.clock.now()}
    assert {row.profile for row in trip.rows()} == {trip.root(ADA), trip.root(BEN)}
    assert [mark.detail for mark in trip.marks(BLOCKED)] == ["paused"]


def test_a_control_that_says_nothing_sensible_does_nothing(trip: Trip) -> None:
    trip.say(*BASIS, CART)
    for number, said in enumerate([{}, {"action": "resume"}, {"action": "resume", "id": ["cart"]}]):
        tell(trip, number, Event(f"c{number}", "control", "control", properties=said))
    assert trip.status("cart") == [(1, "live")]


@pytest.mark.parametrize("asleep", [False, True])
def test_what_becomes_of_documents_comes_before_the_timers_of_its_instant(trip: Trip, asleep: bool) -> None:
    """J2: the wait of six hours is over at the very instant of the pause."""
    said = {"kind": "journey", "id": "cart"}
    pause = Event("p", "control", "control", properties={**said, "action": "pause"})
    trip.say(*BASIS, CART)
    tell(trip, 0, track("e0", "cart"))
    tell(trip, 1, track("e1", "cart", BEN))
    if asleep:
        # Nobody steps until long after: both waits are over, one of them at the pause.
        trip.feed(Step(START + 6 * HOUR, (pause,)))
        trip.clock.set(START + 9 * HOUR)
        trip.drain()
    else:
        tell(trip, 6, pause)
        trip.clock.set(START + 9 * HOUR)
        trip.drain()
    assert [(row.node, row.held) for row in trip.participants()] == [("mail", "paused")] * 2
    assert trip.rows() == []
    tell(trip, 10, Event("r", "control", "control", properties={**said, "action": "resume"}))
    assert {row.at for row in trip.rows()} == {START + 10 * HOUR}
    assert len(trip.rows()) == 2


def test_the_version_of_an_instant_takes_what_time_brings_in_then(trip: Trip) -> None:
    """J2, J11: somebody comes into the segment by time alone, at the instant of the publication."""
    first = {**QUIET, "nodes": {"rest": {"wait": "9d"}}}
    trip.say(*BASIS, first)
    tell(trip, 0, track("e0", "visit"))
    trip.clock.set(START + 12 * HOUR)
    trip.say({**first, "version": 2}, drain=False)
    trip.clock.set(START + 13 * HOUR)
    trip.drain()
    assert [(row.version, row.since) for row in trip.participants()] == [(2, START + 12 * HOUR)]


def test_what_waits_in_the_outbox_for_a_pause_is_asked_when_it_is_over(trip: Trip) -> None:
    said = {"kind": "journey", "id": "welcome"}
    trip.say(*BASIS, GB, WELCOME)
    tell(trip, 0, british("e0"))
    tell(trip, 1, Event("p", "control", "control", properties={**said, "action": "pause"}))
    tell(trip, 2, Event("c", "consent", "consent", (ADA,), properties={"local": "in"}))
    assert [(row.status, row.due_at, row.reason) for row in trip.rows()] == [("planned", None, "paused")]
    tell(trip, 3, Event("r", "control", "control", properties={**said, "action": "resume"}))
    assert [row.status for row in trip.rows()] == ["released"]


def test_an_exit_takes_back_what_is_not_on_its_way(trip: Trip) -> None:
    trip.say(*BASIS, GB, WELCOME)
    tell(trip, 0, british("e0"))
    assert [row.status for row in trip.rows()] == ["released"]
    tell(trip, 1, track("e1", "purchase"))
    assert [(row.status, row.reason) for row in trip.rows()] == [("suppressed", "exited")]
    told = [record.event for record in trip.workspace.history.read([str(trip.root(ADA))]) if record.source == SOURCE]
    assert [(event.type, event.properties["reason"]) for event in told] == [("message_suppressed", "exited")]


def test_a_pause_takes_back_what_no_sender_has_taken(trip: Trip) -> None:
    said = {"kind": "journey", "id": "welcome"}
    trip.say(*BASIS, GB, WELCOME)
    tell(trip, 0, british("e0"))
    tell(trip, 1, Event("p", "control", "control", properties={**said, "action": "pause"}))
    tell(trip, 2, track("e1", "visit", BEN))
    assert [(row.status, row.due_at, row.reason) for row in trip.rows()] == [("planned", None, "paused")]
    tell(trip, 3, Event("r", "control", "control", properties={**said, "action": "resume"}))
    assert [row.status for row in trip.rows()] == ["released"]


def test_consent_that_is_withdrawn_before_the_sending_takes_the_message_back(trip: Trip) -> None:
    trip.say(*BASIS, GB, WELCOME)
    tell(trip, 0, british("e0"))
    tell(trip, 1, Event("c0", "consent", "consent", (ADA,), properties={"local": "out"}))
    assert [row.status for row in trip.rows()] == ["suppressed"]


def test_an_address_that_bounced_is_left_alone(trip: Trip) -> None:
    mail = {**WELCOME, "reentry": {"gap": "0s"}, "entry": {"event": "cart"}, "exit": []}
    letter = {"kind": "template", "id": "letter", "channel": "email", "parts": {"subject": "Hello", "text": "Hello"}}
    trip.say(*BASIS, letter, {**mail, "nodes": {"mail": {"send": "letter", "channel": "email"}}})
    known = Event("i0", "identify", "identify", (ADA,), properties={"email": "ada@example.com"})
    tell(trip, 0, known, track("e0", "cart"))
    (row,) = trip.rows("released")
    bounce = Outcome(row.key, "bounced", trip.clock.now(), {"suppress": "bounce"})
    trip.workspace.log.append([Arrival(SOURCE, pack([outcome_event(bounce, row)]))])
    trip.drain()
    tell(trip, 1, track("e1", "cart"))
    assert sorted((row.status, row.reason) for row in trip.rows()) == [
        ("sent", ""),
        ("suppressed", "suppressed:bounce"),
    ]


@pytest.mark.parametrize("turn", [0, 1])
@pytest.mark.parametrize("after", [False, True])
def test_a_crash_at_any_commit_repeats_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: bool, turn: int
) -> None:
    def story(folder: Path, *, crashing: bool) -> Told:
        trip = Trip(str(folder))
        if crashing:
            _crash_once_each(trip, monkeypatch, after=after, turn=turn)
        said = {"kind": "journey", "id": "cart"}
        script: list[tuple[int, Event]] = [
            (0, track("e0", "cart")),
            (1, Event("p", "control", "control", properties={**said, "action": "pause"})),
            (7, track("e1", "visit", BEN)),
            (8, Event("r", "control", "control", properties={**said, "action": "resume"})),
            (9, list_event("faithful", CLEO, member=True, event_id="l0")),
            (20, Event("b0", "business", "price dropped", properties={"sku": 2})),
            (30, list_event("faithful", CLEO, member=False, event_id="l1")),
            (40, track("e2", "visit", BEN)),
        ]
        trip.say(*BASIS, *JOURNEYS, *AUDIENCES, FAITHFUL)
        for hours, event in script:
            tell(trip, hours, event)
        trip.clock.set(START + 5 * DAY)
        trip.drain()
        # What a batch told dies with it; what it committed is there.
        told = trip.told()._replace(
            facts=sorted(fact_text(fact) for _, fact in trip.workspace.store.facts(limit=10_000))
        )
        trip.restart()
        assert trip.engine.publisher.journeys.paused == frozenset()
        trip.workspace.close()
        return told

    smooth = story(tmp_path / "smooth", crashing=False)
    began = [text for text in smooth.facts if ENTERED in text]
    assert {text.rsplit("/", 1)[1] for text in began} == {"event", "segment", "broadcast", "business"}
    assert story(tmp_path / "crashing", crashing=True) == smooth
    assert len({row[0] for row in smooth.rows}) == len(smooth.rows) > 1


def _crash_once_each(trip: Trip, monkeypatch: pytest.MonkeyPatch, *, after: bool, turn: int) -> None:
    """Every second commit fails, just before or just after it is durable; whoever drains tries again."""
    store, drain = trip.workspace.store, trip.engine.drain
    commit, calls = store.commit, count()

    def failing(batch: Commit) -> None:
        fails = next(calls) % 2 == turn
        if after or not fails:
            commit(batch)
        if fails:
            raise Crash

    def stubborn(listener: Callable[[Progress], None] | None = None) -> None:
        while True:
            try:
                drain(listener)
            except Crash:
                continue
            return

    monkeypatch.setattr(store, "commit", failing)
    monkeypatch.setattr(trip.engine, "drain", stubborn)


class Crash(Exception):
    """Of the test's own making."""


REMINDER: dict[str, object] = {
    "kind": "journey",
    "id": "remind",
    "entry": {"event": "cart", "max_lag": "12h"},
    "exit": [{"event": "purchase"}],
    "nodes": {"sleep": {"wait": "1h", "next": "mail"}, "mail": {"send": "reminder", "channel": "local"}},
}


@pytest.mark.parametrize("bodies", [16_000, 1], ids=["in one batch", "one by one"])
def test_after_a_stop_an_exit_counts_though_the_way_was_over_before_it(tmp_path: Path, bodies: int) -> None:
    trip = Trip(str(tmp_path), events=bodies)
    trip.say(*BASIS, REMINDER)
    tell(trip, 0, track("e0", "cart"), track("e1", "cart", BEN))
    # Nobody steps while this comes in: the message was due at one o'clock, Ada buys at two.
    trip.feed(Step(START + 2 * HOUR, (track("e2", "purchase"),)))
    trip.clock.set(START + 5 * HOUR)
    trip.drain()
    assert {row.profile: row.status for row in trip.rows()} == {
        trip.root(ADA): "suppressed",
        trip.root(BEN): "released",
    }
    assert [row.reason for row in trip.rows("suppressed")] == ["exited"]
    trip.workspace.close()


def test_a_past_that_is_imported_begins_no_journey(trip: Trip) -> None:
    trip.say(*BASIS, REMINDER, {"kind": "source", "id": "old", "historical": True})
    trip.clock.set(START + HOUR)
    trip.workspace.log.append([Arrival("old", pack([track("e0", "cart")]))])
    trip.drain()
    assert trip.participants() == []
    tell(trip, 2, track("e1", "cart"))
    assert len(trip.participants()) == 1


def test_a_branch_reads_the_calendar_in_the_persons_own_zone(trip: Trip) -> None:
    """It is asked of nobody but who comes there, so no segment need be about the calendar."""
    branch: dict[str, object] = {
        "kind": "journey",
        "id": "branch",
        "entry": {"event": "cart"},
        "nodes": {
            "seen": {"if": "did visit today", "then": "warm", "else": "cold"},
            "warm": {"wait": "9d"},
            "cold": {"wait": "9d"},
        },
    }
    trip.say(*BASIS, branch)
    zone = {"timeZone": "Pacific/Kiritimati"}
    tell(trip, 0, Event("e0", "identify", "identify", (ADA,), properties=zone))
    # START is 2026-02-02 02:40 in UTC: there midnight is at 10:00.
    tell(trip, 1, track("e1", "visit"), track("e2", "visit", BEN))
    tell(trip, 8, track("e3", "cart"), track("e4", "cart", BEN))
    assert {row.profile: row.node for row in trip.participants()} == {trip.root(ADA): "cold", trip.root(BEN): "warm"}
