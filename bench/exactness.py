"""How early or late people leave a segment when its window closes: the real engine under a virtual clock.

People live through sixty days of the workload, some of their events late; the engine is woken once a day, and must
still say of every change the instant at which it came true. Every entry and exit of segments over windows of 7 and of
30 days is held against the naive reference, asked person by person at every instant at which anything could change.
`exactness` is the greatest difference in seconds, `missing` how many changes only one of the two knows of; `changes`
says of how many. The first two must be 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any

import msgspec

from bench.result import Result
from bench.scale import sized
from bench.workload import START, events, uniform
from bench.workspaces import append, chunks, workspace
from clew.engine.ports import StateStore
from clew.events import Event, Identity, Record
from clew.expressions import evaluate, parse
from clew.kernel.instants import DAY, SECOND, Instant
from clew.kernel.packing import unpacker
from clew.runtime.clock import ManualClock
from clew.runtime.workspace import Workspace

_DAYS = 60
_BODY = 5
_TYPES = {"Order Completed", "Product Viewed"}
_SEGMENTS = {
    "bought_7": 'did "Order Completed" in last 7d',
    "bought_30": 'did "Order Completed" in last 30d',
    "browsing_7": 'count("Product Viewed" where price > 60 in last 7d) >= 3',
    "spent_30": 'sum(total of "Order Completed" in last 30d) > 400',
}
_records = unpacker(list[Record])

Change = tuple[str, Instant, bool]
"""Segment, instant, and whether it was entered."""


def run() -> list[Result]:
    """Seconds, and how many changes there were."""
    people, count = sized(150, 15), sized(9_000, 900)
    clock = ManualClock(START)
    documents = [{"kind": "segment", "id": name, "expression": text} for name, text in _SEGMENTS.items()]
    with workspace(clock, documents) as opened:
        _live(opened, clock, people, count)
        told = _told(opened.store)
        lives = _lives(opened.store)
    end = START + 2 * _DAYS * DAY
    worst, missing, changes = 0.0, 0, 0
    for profile, records in lives.items():
        expected = _reference(records, end)
        found = sorted(told.get(profile, []))
        changes += len(expected)
        difference, lost = _compared(found, expected)
        worst, missing = max(worst, difference), missing + lost
    return [
        Result("exactness", worst, "s", "lower", 0),
        Result("exactness.missing", missing, "changes", "lower", 0),
        Result("exactness.changes", changes, "changes", "higher"),
    ]


def _live(opened: Workspace, clock: ManualClock, people: int, count: int) -> None:
    """Sixty days of events, received as they happen; and as many more, until every window has closed."""
    engine, step, woken = opened.engine(), _DAYS * DAY // count, START
    engine.drain()
    for number, body in enumerate(chunks(events(count, uniform(people), step=step), _BODY), start=1):
        clock.set(START + number * _BODY * step)
        append(opened, (_of_person(event) for event in body))
        if clock.now() >= woken + DAY:
            engine.drain()
            woken = clock.now()
    clock.set(START + 2 * _DAYS * DAY)
    engine.drain()


def _of_person(event: Event) -> Event:
    """Under one name: who is whom is not the question here."""
    user = event.identities[-1].value.removeprefix("a-")
    return msgspec.structs.replace(event, identities=(Identity("user_id", user),))


def _told(store: StateStore) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = {}
    after = 0
    while page := store.facts(after=after, limit=10_000):
        after = page[-1][0]
        for _, fact in page:
            if fact.kind in ("segment_entered", "segment_exited"):
                change = (fact.subject, fact.at, fact.kind == "segment_entered")
                found.setdefault(fact.profile, []).append(change)
    return found


def _lives(store: StateStore) -> dict[str, list[Record]]:
    aliases = store.aliases()
    found: dict[str, list[Record]] = {}
    after = 0
    while page := store.tail_rows(after=after, limit=5_000):
        after = page[-1].id
        for row in page:
            for record in _records.decode(row.row.records):
                if record.profile:
                    found.setdefault(aliases.get(record.profile, record.profile), []).append(record)
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """A person as the reference sees one of whom so much is known."""

    records: Sequence[Record]
    attributes: Mapping[str, Any] = field(default_factory=dict[str, Any])
    consents: Mapping[str, Any] = field(default_factory=dict[str, Any])
    scores: Mapping[str, Any] = field(default_factory=dict[str, Any])
    zone: tzinfo = UTC
    exists: bool = True


def _reference(records: Sequence[Record], end: Instant) -> list[Change]:
    """Every change there must be, by asking at every receipt and wherever an event falls out of a window."""
    changes: list[Change] = []
    told = [record for record in records if record.event.type in _TYPES]
    for name, text in _SEGMENTS.items():
        expr = parse(text)
        instants = {record.at for record in told} | {record.ts + days * DAY for record in told for days in (7, 30)}
        inside = False
        for now in sorted(instants):
            known = [record for record in told if record.at <= now]
            member = now <= end and bool(known) and bool(evaluate(expr, _Known(known), now))
            if member is not inside:
                changes.append((name, now, member))
                inside = member
    return sorted(changes)


def _compared(found: Sequence[Change], expected: Sequence[Change]) -> tuple[float, int]:
    """By how many seconds the same changes differ at most, and how many have no counterpart."""
    worst, missing = 0.0, 0
    for name in _SEGMENTS:
        ours, theirs = ([at for subject, at, _ in side if subject == name] for side in (found, expected))
        missing += abs(len(ours) - len(theirs))
        worst = max([worst, *(abs(a - b) / SECOND for a, b in zip(ours, theirs, strict=False))])
    return worst, missing
