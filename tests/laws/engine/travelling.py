"""A real workspace with journeys in force: what it comes to, as values that can be compared."""

from collections.abc import Sequence
from typing import NamedTuple

from hypothesis import strategies as st
from msgspec.structs import replace

from clew.actions import OutboxRow
from clew.engine import Limits
from clew.engine.rows import ParticipantRow
from clew.events import Event, Fact
from clew.events.ports import Arrival
from clew.journeys import ENDED, Mark, mark_of, unpack_journeys
from clew.kernel.instants import DAY, HOUR, Instant, format_instant
from clew.kernel.packing import pack
from clew.profiles import unpack_state
from tests.laws.engine.running import World
from tests.laws.engine.worlds import START, Step, apart, worlds

POLICY = {"kind": "policy", "id": "policy", "purposes": {"marketing": {"name": "Marketing", "default": "opt_out"}}}
TEMPLATES: list[dict[str, object]] = [
    {"kind": "template", "id": name, "channel": "local", "parts": {"subject": name, "text": name}}
    for name in ("reminder", "again", "hello", "news")
]
BASIS = (POLICY, *TEMPLATES)
"""What every journey here sends by."""
SEND = {"send": "reminder", "channel": "local"}
CART = {
    "kind": "journey",
    "id": "cart",
    "entry": {"event": "cart", "max_lag": "12h"},
    "exit": [{"event": "purchase"}],
    "nodes": {
        "sleep": {"wait": "6h", "next": "mail"},
        "mail": {**SEND, "next": "more"},
        "more": {"wait": "1d", "next": "seen"},
        "seen": {"if": "did visit in last 1d", "then": "again", "else": "end"},
        "again": {"send": "again", "channel": "local"},
    },
}
QUIET = {
    "kind": "journey",
    "id": "quiet",
    "entry": {"segment": "did not visit in last 12h"},
    "nodes": {
        "look": {"wait_event": [{"event": "visit"}], "timeout": "1d", "on_event": "end", "on_timeout": "mail"},
        "mail": {**SEND},
    },
}
BUYER = {
    "kind": "journey",
    "id": "buyer",
    "entry": {"segment": "count(purchase in last 3d) >= 2"},
    "goals": [{"event": "visit"}],
    "reentry": {"gap": "1d"},
    "nodes": {"nine": {"wait_local": "09:00", "next": "mail"}, "mail": {**SEND}},
}
JOURNEYS = (CART, QUIET, BUYER)
DAILY: dict[str, object] = {
    "kind": "journey",
    "id": "daily",
    "entry": {"broadcast": {"segment": "did visit", "at": format_instant(START + HOUR), "every": "day", "pace": "5h"}},
    "exit": [{"event": "purchase"}],
    "nodes": {
        "mail": {**SEND, "next": "rest"},
        "rest": {"wait": "20h", "next": "list"},
        "list": {"add_to": "faithful"},
    },
}
SALE: dict[str, object] = {
    "kind": "journey",
    "id": "sale",
    "entry": {"business": {"event": "price dropped", "segment": "silent", "where": "sku > 1", "pace": "3h"}},
    "nodes": {"mail": {**SEND}},
}
AUDIENCES: tuple[dict[str, object], ...] = (
    DAILY,
    SALE,
    {"kind": "segment", "id": "silent", "expression": "did not visit in last 12h"},
)
"""Journeys into which the workspace brings people."""


class Told(NamedTuple):
    """What a workspace comes to."""

    states: dict[str, str]
    journeys: dict[str, object]
    facts: list[str]
    rows: list[tuple[object, ...]]
    participants: list[ParticipantRow]


class Trip(World):
    """A workspace with journeys, under a clock set by hand."""

    def __init__(self, folder: str, *, events: int = 8_000, cached: int = 40_000, begin: Instant = START - DAY) -> None:
        super().__init__(folder, events=events, begin=begin)
        if cached != self.limits.cached_states:
            self.limits = Limits(events=events, cached_states=cached)
            self.restart()

    def say(self, *documents: dict[str, object], drain: bool = True) -> None:
        """Publish documents in one body, at the clock's present."""
        name = f"p{self.workspace.log.last()[0]}"
        events = [
            Event(f"{name}-{n}", "publish", "publish", properties={"document": document})
            for n, document in enumerate(documents)
        ]
        self.workspace.log.append([Arrival("catalog", pack(events))])
        if drain:
            self.drain()

    def rows(self, *status: str) -> list[OutboxRow]:
        """The outbox."""
        return self.workspace.outbox.rows(status=status, limit=10_000)

    def participants(self) -> list[ParticipantRow]:
        """The table of participants."""
        return self.workspace.store.participants(limit=10_000)

    def under_way(self) -> list[ParticipantRow]:
        """The participants that the states of all profiles hold: what the table must say."""
        found: list[ParticipantRow] = []
        for row in self.workspace.store.scan(limit=10_000):
            found += (
                ParticipantRow(row.profile, p.id, p.journey, p.version, p.node, p.status, p.held, p.since)
                for p in unpack_journeys(unpack_state(row.state).journeys).participants
                if p.status != "followed"
            )
        return sorted(found)

    def marks(self, kind: str = ENDED) -> list[Mark]:
        """What facts of a kind are about."""
        return [mark for fact in self.facts if fact.kind == kind and (mark := mark_of(fact)) is not None]

    def status(self, journey: str) -> list[tuple[int, str]]:
        """The versions of a journey with their status."""
        return [
            (d.version, d.status) for d in self.workspace.store.documents() if (d.kind, d.id) == ("journey", journey)
        ]

    def told(self) -> Told:
        """What it came to; without what depends on when somebody looked."""
        scanned = self.workspace.store.scan(limit=10_000)
        return Told(
            self.fingerprint(),
            {row.profile: _kept(row.state) for row in scanned},
            sorted(fact_text(fact) for fact in self.facts if mark_of(fact) is not None),
            [(r.key, r.status, r.at, r.released_at, r.profile, r.counted, r.reason) for r in self.rows()],
            self.participants(),
        )


def fact_text(fact: Fact) -> str:
    """A fact without the log row that it came by."""
    return f"{fact.at} {fact.profile} {fact.kind} {fact.subject}"


def _kept(state: bytes) -> object:
    journeys = unpack_journeys(unpack_state(state).journeys)
    # What is remembered may be let go a step earlier or later: nobody asks for it any more.
    return sorted(map(repr, journeys.participants)), repr(sorted(journeys.ledger.items())), repr(sorted(journeys.arms))


@st.composite
def trips(draw: st.DrawFn, *, unmerges: bool = True, plain: bool = False) -> list[Step]:
    """A log with carts, purchases and visits, some of it in pauses of a journey; prices drop, unless it is plain."""
    steps = draw(worlds(erasures=not plain, unmerges=unmerges and not plain))
    steps = [Step(step.at, tuple(map(_locally, step.events))) for step in steps]
    steps = _alone(steps) if plain else apart(steps)
    paused = False
    found: list[Step] = []
    for step in steps:
        if not plain and draw(st.integers(0, 3)) == 0 and (not found or found[-1].at < step.at - 2 * HOUR):
            said = {"sku": draw(st.integers(1, 3))}
            event = Event(f"price{len(found)}", "business", "price dropped", properties=said)
            found.append(Step(step.at - 2 * HOUR, (event,)))
        if draw(st.integers(0, 2)) == 0:
            paused = not paused
            name = f"control{len(found)}"
            said = {"action": "pause" if paused else "resume", "kind": "journey", "id": draw(_PAUSED)}
            before = draw(st.sampled_from([1, 1, HOUR]))
            if not found or found[-1].at < step.at - before:
                found.append(Step(step.at - before, (Event(name, "control", "control", properties=said),)))
        found.append(step)
    return found


def _locally(event: Event) -> Event:
    """Consent for the channel that needs no address: what can't be sent is told to the log, in as many batches."""
    return replace(event, properties={"local": event.properties["email"]}) if event.kind == "consent" else event


def _alone(steps: Sequence[Step]) -> list[Step]:
    """Nobody merges with anybody, and nothing is corrected."""
    odd = {"merge", "unmerge", "replace", "delete_event"}
    kept = [
        Step(step.at, tuple(replace(e, identities=e.identities[:1]) for e in step.events if e.kind not in odd))
        for step in steps
    ]
    return [step for step in kept if step.events]


_PAUSED = st.sampled_from(["cart", "cart", "quiet", "daily"])


def travelled(
    steps: Sequence[Step],
    folder: str,
    *,
    restarts: bool = False,
    events: int = 8_000,
    cached: int = 40_000,
    later: int = 0,
    audiences: bool = True,
) -> Trip:
    """A workspace that has gone through these steps, each when it came, and some time more."""
    trip = Trip(folder, events=events, cached=cached)
    trip.say(*BASIS, *JOURNEYS, *(AUDIENCES if audiences else ()))
    for step in steps:
        trip.feed(step)
        trip.drain()
        if restarts:
            trip.restart()
    if later:
        trip.clock.set(trip.clock.now() + later)
        trip.drain()
    return trip
