"""Offers in the real engine: who gets which at the instant of the release, and never more often than they allow."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clew.actions import OutboxRow, Outcome, outcome_event, proposals
from clew.events import Event, Identity
from clew.events.ports import Arrival
from clew.kernel.instants import HOUR
from clew.kernel.packing import pack
from tests.laws.engine.stories import ADA, BEN, by_hand
from tests.laws.engine.test_travelling import british, tell, track
from tests.laws.engine.travelling import POLICY, Trip

TEMPLATE: dict[str, Any] = {
    "kind": "template",
    "id": "hello",
    "channel": "local",
    "parts": {"subject": "{{ offers.cart.title }}", "text": "x"},
    "required": ["offers.cart"],
}
JOURNEY: dict[str, Any] = {
    "kind": "journey",
    "id": "trip",
    "entry": {"event": "cart"},
    "nodes": {"mail": {"send": "hello", "channel": "local"}},
}


def offer(name: str, **body: Any) -> dict[str, Any]:
    return {"kind": "offer", "id": name, "name": name, "title": name.upper(), "placements": ["cart"]} | body


@pytest.fixture
def trip(tmp_path: Path) -> Iterator[Trip]:
    trip = Trip(str(tmp_path))
    yield trip
    trip.workspace.close()


def said(row: OutboxRow) -> list[str]:
    return [str(each["title"]) for each in row.letter.offers]


def test_the_first_that_fits_by_priority_is_taken_along_and_its_row_says_so(trip: Trip) -> None:
    trip.say(
        POLICY, offer("gb", eligible='profile.country = "GB"', priority=90), offer("all"), offer("low", priority=9)
    )
    trip.say(TEMPLATE, JOURNEY)
    tell(trip, 1, british("e0"), track("e1", "cart"), track("e2", "cart", BEN))
    rows = trip.rows()
    assert sorted((row.offers, *said(row)) for row in rows) == [("all", "ALL"), ("gb", "GB")]
    assert {row.status for row in rows} == {"released"}


def test_a_condition_is_exact_at_the_instant_of_the_release(trip: Trip) -> None:
    trip.say(POLICY, offer("fresh", eligible="did visit in last 3h"), offer("spare", fallback=True))
    trip.say(TEMPLATE, JOURNEY)
    tell(trip, 1, track("v", "visit"))
    for number, hours in enumerate((2, 3, 4, 5)):
        tell(trip, hours, track(f"c{number}", "cart"))
    # A window is half-open: what was three hours ago is three hours ago no more a microsecond before.
    assert [row.offers for row in sorted(trip.rows(), key=lambda row: row.at)] == ["fresh", "fresh", "spare", "spare"]


def test_an_offer_that_comes_later_is_asked_over_all_that_was(trip: Trip) -> None:
    trip.say(POLICY, offer("spare", fallback=True), TEMPLATE, JOURNEY)
    tell(trip, 1, track("p", "purchase"), track("b", "visit", BEN))
    trip.clock.set(trip.clock.now() + HOUR)
    trip.say(offer("buyers", eligible="did purchase"))
    tell(trip, 5, track("c0", "cart"), track("c1", "cart", BEN))
    assert sorted(row.offers for row in trip.rows()) == ["buyers", "spare"]


def test_a_cap_holds_within_a_batch_and_across_a_merge(trip: Trip) -> None:
    capped = offer("rare", cap={"max": 2, "per": "30d"}, priority=90)
    trip.say(POLICY, capped, offer("spare", fallback=True), TEMPLATE, JOURNEY)
    tell(trip, 1, track("c0", "cart"), track("c1", "cart"), track("c2", "cart"), track("d0", "cart", BEN))
    assert sorted(row.offers for row in trip.rows()) == ["rare", "rare", "rare", "spare"]
    tell(trip, 2, by_hand("merge", "m", ADA, BEN))
    tell(trip, 3, track("d1", "cart", BEN))
    last = max(trip.rows(), key=lambda row: row.at)
    assert last.offers == "spare"


def test_where_none_fits_what_requires_one_is_held(trip: Trip) -> None:
    trip.say(POLICY, offer("gb", eligible='profile.country = "GB"'), TEMPLATE, JOURNEY)
    tell(trip, 1, track("c0", "cart"))
    (row,) = trip.rows()
    assert (row.status, row.offers, row.letter.offers) == ("released", "", [])


def test_what_was_sent_says_which_offers_were_in_it_and_can_be_asked_for(trip: Trip) -> None:
    trip.say(POLICY, offer("all"), TEMPLATE, JOURNEY)
    trip.say({"kind": "segment", "id": "asked", "expression": 'did offer_proposed where offer = "all"'})
    tell(trip, 1, track("c0", "cart"))
    (row,) = trip.rows()
    sent = Outcome(row.key, "sent", trip.clock.now(), {})
    told = [outcome_event(sent, row), *proposals(sent, row)]
    assert [event.type for event in told] == ["message_sent", "offer_proposed"]
    assert told[0].properties["offers"] == ["all"]
    more = {name: told[1].properties[name] for name in ("offer", "offer_version", "placements", "journey", "message")}
    assert more == {"offer": "all", "offer_version": 1, "placements": ["cart"], "journey": "trip", "message": row.key}
    trip.workspace.log.append([Arrival("messages", pack(told))])
    trip.drain()
    assert trip.workspace.store.segment_counts() == {"asked@1": 1}


def test_a_proof_and_a_sandbox_propose_nothing(trip: Trip) -> None:
    trip.say(POLICY, offer("all"), TEMPLATE, JOURNEY)
    tell(trip, 1, Event("i", "identify", "identify", (ADA,), properties={"email": "a@example.com"}))
    wanted = {"template": "hello", "channel": "email", "purpose": "service", "to": "qa@shop.example"}
    who = Identity("profile", trip.workspace.store.scan(limit=1)[0].profile)
    trip.workspace.log.append(
        [Arrival("messages", pack([Event("m1", "track", "proof_requested", (who,), properties=wanted)]))]
    )
    trip.drain()
    (row,) = trip.rows()
    assert (row.letter.action.to, row.offers, said(row)) == ("qa@shop.example", "", ["ALL"])
    assert list(proposals(Outcome(row.key, "sent", trip.clock.now(), {}), row)) == []
