"""Every word of a journey in the real engine: each node is reached, leads on, and does what it says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clew.actions import SOURCE, Outcome, outcome_event
from clew.events import Event
from clew.events.ports import Arrival
from clew.journeys import BLOCKED, ENDED, ENTERED, GOAL
from clew.journeys.marks import REACHED
from clew.kernel.instants import DAY, HOUR, format_instant
from clew.kernel.packing import pack
from clew.profiles import list_expression
from tests.laws.engine.stories import ADA, BEN, visit
from tests.laws.engine.test_travelling import british, tell, track
from tests.laws.engine.travelling import BASIS, Trip
from tests.laws.engine.worlds import START

HOOK: dict[str, Any] = {
    "kind": "template",
    "id": "hook",
    "channel": "webhook",
    "parts": {"url": "https://hooks.example/x", "body": {"said": "hello"}},
}
LIST: dict[str, Any] = {"kind": "segment", "id": "vip", "expression": list_expression("vip")}
OTHER: dict[str, Any] = {"kind": "journey", "id": "other", "entry": {"event": "never"}, "nodes": {"o": {"wait": "9d"}}}
ALL: dict[str, Any] = {
    "kind": "journey",
    "id": "all",
    "entry": {"event": "cart", "key": "cart", "where": "value > 5"},
    "expiry": "60d",
    "nodes": {
        "if": {"if": 'profile.country = "GB"', "where": "value > 6", "then": "split", "else": "end"},
        "split": {"split": [{"percent": 50, "next": "even", "arm": "a"}, {"percent": 50, "next": "even", "arm": "b"}]},
        "even": {
            "experiment": "test",
            "holdout": 10,
            "arms": [{"percent": 100, "next": "wait", "arm": "x"}, {"percent": 0, "next": "wait", "arm": "y"}],
            "next": "wait",
        },
        "wait": {"wait": "1h", "next": "nine"},
        "nine": {"wait_local": "09:00", "next": "until"},
        "until": {"wait_until": "renewal", "before": "1d", "next": "event", "missing": "end"},
        "event": {"wait_event": [{"event": "visit"}], "timeout": "9d", "on_event": "segment", "on_timeout": "end"},
        "segment": {
            "wait_event": [{"segment": "did visit at least 2 times"}, {"if": "did purchase", "next": "end"}],
            "timeout": "2h",
            "on_event": "end",
            "on_timeout": "context",
        },
        "context": {"where": 'context.event.page = "home"', "then": "send", "else": "end"},
        "send": {"send": "news", "channel": "local", "next": "call"},
        "call": {"webhook": "hook", "answer": "1h", "next": "reply", "on_error": "end"},
        "reply": {"where": "context.call.ok = true", "then": "update", "else": "end"},
        "update": {"update": {"tier": "gold"}, "next": "on"},
        "on": {"add_to": "vip", "next": "off"},
        "off": {"remove_from": "vip", "next": "do"},
        "do": {"do": "open_case", "data": {"queue": "sales"}, "next": "jump"},
        "jump": {"jump": "other", "next": "join"},
        "join": {"join": "here", "next": "pause"},
        "pause": {"wait": "1h", "next": "repeat"},
        "repeat": {"repeat": "join", "times": 2, "next": "done"},
        "done": {"end": "well"},
    },
}


@pytest.fixture
def trip(tmp_path: Path) -> Iterator[Trip]:
    trip = Trip(str(tmp_path))
    yield trip
    trip.workspace.close()


def cart(name: str, number: str, value: int) -> Event:
    return Event(name, "track", "cart", (ADA,), properties={"cart": number, "value": value})


def test_somebody_goes_through_every_kind_of_node(trip: Trip) -> None:
    trip.say(*BASIS, HOOK, LIST, OTHER, ALL)
    renewal = format_instant(START + 5 * DAY)
    known = Event("i0", "identify", "identify", (ADA,), properties={"country": "GB", "renewal": renewal})
    tell(trip, 0, known, cart("e0", "c1", 7), cart("e1", "c2", 4))
    tell(trip, 4 * 24 + 1, Event("v0", "track", "visit", (ADA,), properties={"page": "home"}))
    tell(trip, 4 * 24 + 3)
    (hook,) = [row for row in trip.rows() if row.channel == "webhook"]
    reply = Outcome(hook.key, "sent", trip.clock.now(), {"reply": {"ok": True}})
    trip.workspace.log.append([Arrival(SOURCE, pack([outcome_event(reply, hook)]))])
    trip.drain()
    trip.clock.set(START + 6 * DAY)
    trip.drain()
    ways = [mark.node for mark in trip.marks(REACHED) if mark.journey == "all"]
    names = list(ALL["nodes"])
    assert ways == [*names[: names.index("repeat") + 1], *["join", "pause", "repeat"] * 2, "done"]
    assert [(mark.journey, mark.detail) for mark in trip.marks(ENDED)] == [("all", "completed")]
    assert [mark.detail for mark in trip.marks(ENTERED)] == ["event", "jump"]
    kinds = {row.letter.action.kind: row.letter.action.data for row in trip.rows()}
    assert kinds.keys() == {"send", "webhook", "update", "add_to", "remove_from", "open_case"}
    assert (kinds["update"], kinds["add_to"], kinds["open_case"]) == (
        {"tier": "gold"},
        {"list": "vip"},
        {"queue": "sales"},
    )
    assert {row.channel for row in trip.rows()} == {"local", "webhook", "records"}


def test_rules_around_the_nodes_hold(trip: Trip) -> None:
    """Keys, re-entry, period, concurrency, priority, goals, expiry, leaving a segment, a hold-out."""
    rest: dict[str, Any] = {"rest": {"wait": "5h"}}
    gb = 'profile.country = "GB"'
    until = format_instant(START + 30 * HOUR)
    trip.say(
        *BASIS,
        {"kind": "journey", "id": "keyed", "entry": {"event": "cart", "key": "cart"}, "nodes": rest, "expiry": "2h"},
        {"kind": "journey", "id": "once", "entry": {"event": "visit"}, "reentry": {"mode": "never"}, "nodes": rest},
        {"kind": "journey", "id": "gap", "entry": {"event": "visit"}, "reentry": {"gap": "20h"}, "nodes": rest},
        {"kind": "journey", "id": "twice", "entry": {"event": "visit"}, "reentry": {"most": 2}, "nodes": rest},
        {"kind": "journey", "id": "brief", "entry": {"event": "visit"}, "period": {"to": until}, "nodes": rest},
        {"kind": "journey", "id": "full", "entry": {"event": "visit"}, "concurrency": 1, "nodes": rest},
        {"kind": "journey", "id": "first", "entry": {"event": "visit"}, "priority": 9, "nodes": rest},
        {"kind": "journey", "id": "gone", "entry": {"segment": gb, "on": "leave"}, "nodes": rest},
        {
            "kind": "journey",
            "id": "held",
            "entry": {"event": "purchase"},
            "holdout": 100,
            "goals": [{"event": "visit", "within": "1d", "name": "back"}],
            "nodes": {"mail": {"send": "news", "channel": "local"}},
        },
    )
    tell(trip, 0, cart("c0", "a", 1), cart("c1", "b", 1), cart("c2", "a", 1))
    assert [(mark.journey, mark.detail) for mark in trip.marks(BLOCKED)] == [("keyed", "active")]
    tell(trip, 6, visit("e0", BEN), track("p0", "purchase", BEN), british("i0", BEN))
    entered = [mark.journey for mark in trip.marks(ENTERED)][2:]
    assert (entered[0], set(entered)) == ("first", {"first", "brief", "gap", "held", "once", "twice"})
    tell(trip, 12, Event("i1", "identify", "identify", (BEN,), properties={"country": "US"}))
    assert trip.marks(ENTERED)[-1].journey == "gone"
    for hours in (18, 31, 43):
        tell(trip, hours, visit(f"v{hours}", BEN))
    told = {(mark.journey, mark.detail) for mark in trip.marks(BLOCKED)}
    assert {("once", "again"), ("gap", "gap"), ("twice", "again"), ("brief", "period"), ("full", "full")} <= told
    assert [(mark.journey, mark.detail) for mark in trip.marks(GOAL)] == [("held", "back")]
    assert [mark.detail for mark in trip.marks(ENDED) if mark.journey == "keyed"] == ["expired", "expired"]
    assert trip.rows() == []
