"""Lists in the real engine: segments whose members somebody named."""

import asyncio
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from clew.actions import Outgoing
from clew.engine import Keeper
from clew.events import Event, Identity
from clew.events.ports import Arrival
from clew.kernel.instants import HOUR
from clew.kernel.packing import pack
from clew.profiles import is_list, list_event, list_expression
from clew.runtime.rebuild import rebuild
from clew.runtime.records import RecordsChannel
from tests.laws.engine.stories import ADA, BEN, by_hand, visit
from tests.laws.engine.test_travelling import tell
from tests.laws.engine.travelling import BASIS, Trip
from tests.laws.engine.worlds import START, Step

VIP: dict[str, object] = {"kind": "segment", "id": "vip", "expression": list_expression("vip")}
STAFF: dict[str, object] = {"kind": "segment", "id": "staff", "expression": list_expression("staff")}
GUESTS: dict[str, object] = {
    "kind": "segment",
    "id": "guests",
    "expression": 'in segment "vip" and not in segment "staff"',
}
_names = count()


def on(who: Identity, name: str = "vip", *, member: bool = True) -> Event:
    return list_event(name, who, member=member, event_id=f"l{next(_names)}")


def insiders(trip: Trip, name: str = "vip") -> set[str]:
    names = {trip.root(who): who.value for who in (ADA, BEN)}
    return {names.get(profile, profile) for profile, _ in trip.workspace.store.segment_members(f"{name}@1")}


@pytest.fixture
def trip(tmp_path: Path) -> Iterator[Trip]:
    trip = Trip(str(tmp_path))
    yield trip
    trip.workspace.close()


def test_a_list_is_told_from_other_segments() -> None:
    assert is_list("vip", list_expression("vip"))
    assert is_list("vip", 'last(member  of list_changed where (list = "vip")) = true')
    for other in (list_expression("staff"), "did visit", "not even (", f"{list_expression('vip')} and did visit"):
        assert not is_list("vip", other)


def test_who_is_put_on_a_list_is_in_its_segment_and_expressions_know_it(trip: Trip) -> None:
    trip.say(*BASIS, VIP, STAFF, GUESTS)
    tell(trip, 0, on(ADA), on(BEN), on(BEN, "staff"))
    assert (insiders(trip), insiders(trip, "guests")) == ({"u0", "u1"}, {"u0"})
    tell(trip, 1, on(BEN, "staff", member=False), on(ADA, member=False))
    assert (insiders(trip), insiders(trip, "guests")) == ({"u1"}, {"u1"})


def test_merged_people_are_on_it_together_the_newest_word_counts_and_parting_undoes_it(trip: Trip) -> None:
    trip.say(*BASIS, VIP)
    tell(trip, 0, on(ADA), visit("e0", BEN))
    tell(trip, 1, on(BEN, member=False))
    tell(trip, 2, by_hand("merge", "m0", ADA, BEN))
    assert insiders(trip) == set()
    tell(trip, 3, by_hand("unmerge", "m1", ADA, BEN))
    assert insiders(trip) == {"u0"}


def test_an_erased_person_is_on_no_list_and_begins_on_none(trip: Trip) -> None:
    trip.say(*BASIS, VIP)
    tell(trip, 0, on(ADA), on(BEN))
    tell(trip, 1, by_hand("delete_profile", "d0", ADA))
    assert insiders(trip) == {"u1"}
    tell(trip, 2, visit("e0", ADA))
    assert insiders(trip) == {"u1"}


@pytest.mark.parametrize("sealed", [False, True])
def test_a_rebuild_gives_the_same_members(trip: Trip, sealed: bool) -> None:
    trip.say(*BASIS, VIP, STAFF, GUESTS)
    tell(trip, 0, on(ADA), on(BEN), on(BEN, "staff"))
    tell(trip, 1, on(ADA, member=False), on(ADA, "staff"))
    tell(trip, 2, on(ADA))
    before = [insiders(trip, name) for name in ("vip", "staff", "guests")], trip.fingerprint()
    if sealed:
        Keeper(trip.workspace.log, trip.workspace.store, trip.workspace.lake, trip.clock).seal_all()
    rebuild(trip.workspace)
    trip.restart()
    trip.drain()
    assert ([insiders(trip, name) for name in ("vip", "staff", "guests")], trip.fingerprint()) == before


def test_a_list_that_is_published_later_has_whom_was_named_before(trip: Trip) -> None:
    trip.say(*BASIS)
    tell(trip, 0, on(ADA), visit("e0", BEN))
    trip.say(VIP)
    assert insiders(trip) == {"u0"}


def test_journeys_put_people_on_lists_once_and_come_in_by_them(trip: Trip) -> None:
    collect: dict[str, object] = {
        "kind": "journey",
        "id": "collect",
        "entry": {"event": "visit"},
        "nodes": {
            "on": {"add_to": "vip", "next": "rest"},
            "rest": {"wait": "2h", "next": "off"},
            "off": {"remove_from": "vip"},
        },
    }
    welcome: dict[str, object] = {
        "kind": "journey",
        "id": "welcome",
        "entry": {"segment": "vip"},
        "exit": [{"left": "vip"}],
        "nodes": {"rest": {"wait": "9d"}},
    }
    trip.say(*BASIS, VIP, collect, welcome)
    tell(trip, 0, visit("e0", ADA))
    for _ in range(2):
        deliver(trip)
    assert insiders(trip) == {"u0"}
    assert {row.journey for row in trip.participants()} == {"collect", "welcome"}
    trip.clock.set(START + 3 * HOUR)
    trip.drain()
    deliver(trip)
    assert insiders(trip) == set()
    assert trip.participants() == []


def deliver(trip: Trip) -> None:
    """What a sender does with the actions that become records, perhaps a second time."""
    outbox = trip.workspace.outbox

    def append(events: object) -> None:
        trip.workspace.log.append([Arrival("messages", pack(events))])

    channel = RecordsChannel(outbox, append)
    for row in outbox.rows(limit=100):
        if row.channel == "records":
            asyncio.run(channel.send(Outgoing(row.key, "", {})))
    trip.drain()


def test_a_crash_between_the_record_and_its_outcome_leaves_one_membership(trip: Trip) -> None:
    trip.say(*BASIS, VIP)
    trip.feed(Step(START, (on(ADA),)))
    trip.drain()
    trip.restart()
    trip.drain()
    assert insiders(trip) == {"u0"}
    assert len([fact for _, fact in trip.workspace.store.facts() if fact.subject == "vip"]) == 1
