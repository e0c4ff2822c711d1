"""Seeds get a copy of what goes out for the first time: once for each version, once a day of a broadcast."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clew.actions import SOURCE, OutboxRow, Outcome, outcome_event
from clew.actions.writing import written
from clew.catalog import from_data
from clew.content import compile_template
from clew.events import Event, Identity
from clew.events.ports import Arrival
from clew.kernel.instants import HOUR, format_instant
from clew.kernel.packing import pack
from tests.laws.engine.stories import ADA, BEN
from tests.laws.engine.test_travelling import tell, track
from tests.laws.engine.travelling import Trip
from tests.laws.engine.worlds import START

SEEDS = ["Eyes@shop.example", "ears@shop.example"]
POLICY: dict[str, Any] = {
    "kind": "policy",
    "id": "seeds",
    "purposes": {"marketing": {"default": "opt_out"}, "service": {"transactional": True}},
    "seeds": SEEDS,
    "caps": [{"max": 1, "per": "30d"}],
}
HELLO: dict[str, Any] = {
    "kind": "template",
    "id": "hello",
    "channel": "email",
    "parts": {"subject": "Hello", "text": "Hello"},
}
TRIP: dict[str, Any] = {
    "kind": "journey",
    "id": "trip",
    "entry": {"event": "cart"},
    "nodes": {"mail": {"send": "hello", "next": "end"}},
}


@pytest.fixture
def trip(tmp_path: Path) -> Iterator[Trip]:
    trip = Trip(str(tmp_path))
    yield trip
    trip.workspace.close()


def named(who: Identity) -> Event:
    return Event(f"i-{who.value}", "identify", "identify", (who,), properties={"email": f"{who.value}@example.com"})


def copied(trip: Trip) -> list[OutboxRow]:
    return [row for row in trip.rows() if row.letter.action.to]


def test_a_version_is_copied_once_however_many_get_it(trip: Trip) -> None:
    trip.say(POLICY, HELLO, TRIP)
    tell(trip, 0, named(ADA), named(BEN), track("e0", "cart"))
    tell(trip, 1, track("e1", "cart", BEN))
    found = copied(trip)
    assert sorted(row.letter.address for row in found) == ["ears@shop.example", "eyes@shop.example"]
    assert {(row.status, row.counted, row.journey) for row in found} == {("released", False, "")}
    sent = [row for row in trip.rows() if not row.letter.action.to]
    assert [(row.status, row.letter.address) for row in sent] == [
        ("released", "u0@example.com"),
        ("released", "u1@example.com"),
    ]
    trip.say({**HELLO, "version": 2, "parts": {"subject": "Hi", "text": "Hi"}}, {**POLICY, "caps": []})
    tell(trip, 3, track("e2", "cart"))
    assert len(copied(trip)) == 4


def test_each_day_of_a_broadcast_is_copied(trip: Trip) -> None:
    at = format_instant(START + 2 * HOUR)
    daily = {"broadcast": {"segment": "did cart", "at": at, "every": "day"}}
    trip.say({**POLICY, "caps": []}, HELLO, {**TRIP, "entry": daily})
    tell(trip, 0, named(ADA), track("e0", "cart"))
    for hours in (3, 4, 27):
        tell(trip, hours)
    assert len(copied(trip)) == 4


def test_each_channel_copies_to_the_seeds_that_it_reaches(trip: Trip) -> None:
    web = "https://eyes.shop.example/Hook"
    call = {
        "kind": "template",
        "id": "call",
        "channel": "webhook",
        "parts": {
            "url": "https://crm.example/api",
            "method": "PUT",
            "headers": {"Authorization": "Bearer of the CRM"},
            "body": {"who": "{{ profile.email }}"},
        },
        "required": ["profile.email"],
    }
    nodes = {
        "mail": {"send": "hello", "next": "note"},
        "note": {"send": "note", "channel": "local", "next": "call"},
        "call": {"webhook": "call", "next": "end"},
    }
    note = {**HELLO, "id": "note", "channel": "local"}
    trip.say({**POLICY, "caps": [], "seeds": [SEEDS[0], web]}, HELLO, note, call, {**TRIP, "nodes": nodes})
    tell(trip, 0, named(ADA), track("e0", "cart"))
    found = sorted((row.channel, row.letter.action.to, row.status, row.counted) for row in copied(trip))
    assert found == [
        ("email", "eyes@shop.example", "released", False),
        ("local", "eyes@shop.example", "released", False),
        ("local", web, "released", False),
        ("webhook", web, "released", False),
    ]
    (copy,) = (row for row in copied(trip) if row.channel == "webhook")
    made = written(copy.letter, compile_template(from_data(call)), None, trip.clock.now()).content
    assert made == {
        "url": web,
        "method": "PUT",
        "headers": {"Clew-Test": "copy"},
        "body": {"who": "u0@example.com"},
    }


def test_what_becomes_of_a_copy_is_nothing_of_the_persons_and_closes_it(trip: Trip) -> None:
    trip.say(POLICY, HELLO, TRIP)
    tell(trip, 0, named(ADA), track("e0", "cart"))
    before = trip.workspace.history.read([copied(trip)[0].profile])
    told = [outcome_event(Outcome(row.key, "sent", trip.clock.now(), {}), row) for row in copied(trip)]
    trip.workspace.log.append([Arrival(SOURCE, pack(told))])
    trip.drain()
    assert {row.status for row in copied(trip)} == {"sent"}
    assert trip.workspace.history.read([copied(trip)[0].profile]) == before


def test_without_seeds_and_for_who_may_not_be_written_to_nothing_is_copied(trip: Trip) -> None:
    trip.say(POLICY, HELLO, TRIP)
    no = Event("no", "consent", "consent", (ADA,), properties={"marketing": "out"})
    tell(trip, 0, named(ADA), no, track("e0", "cart"))
    assert copied(trip) == []
    trip.say({**POLICY, "seeds": []})
    tell(trip, 1, named(BEN), track("e1", "cart", BEN))
    assert copied(trip) == []
