"""Small histories for insight: ties, duplicates, late events, corrections, deletions, merged people; and who is who."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st

from clew.adapters.duckdb import gathering
from clew.engine import effective_records
from clew.events import Event, Record
from clew.expressions import evaluate, parse
from clew.insight import Setting
from clew.insight.ports import Inquiry, Row
from clew.kernel.instants import HOUR, Instant
from clew.profiles import view_of
from tests.conformance.lake.world import World
from tests.conformance.stores.places import SqlitePlace

BASE: Instant = 1_699_999_200_000_000
"""A whole hour, 800 s before the clock of the test world begins."""

LEAVES = [f"p{n}" for n in range(5)]
TYPES = ("a", "b", "c", "x")
PLANS = ("pro", "free", 1, None)


@dataclass(frozen=True)
class Told:
    """One thing that a source says of a leaf: how many hours after the beginning, and what."""

    leaf: int
    kind: str
    type: str
    hours: int
    properties: dict[str, Any]
    target: int = -1


EVENTS = st.builds(
    lambda leaf, type_, hours, n, plan: Told(leaf, "track", type_, hours, {"n": n, "plan": plan}),
    st.integers(0, 4),
    st.sampled_from(TYPES),
    st.integers(0, 7),
    st.integers(0, 2),
    st.sampled_from(PLANS),
)
CHANGES = st.builds(
    lambda kind, leaf, hours, n, target: Told(leaf, kind, kind, hours, {"n": n}, target),
    st.sampled_from(["replace", "delete_event", "again"]),
    st.integers(0, 4),
    st.integers(0, 7),
    st.integers(0, 2),
    st.integers(0, 12),
)
HISTORIES = st.lists(st.one_of(EVENTS, EVENTS, EVENTS, EVENTS, CHANGES), min_size=1, max_size=24)
MERGES = st.dictionaries(st.integers(1, 4), st.integers(0, 3), max_size=3)


@contextmanager
def played(history: Sequence[Told], merges: dict[int, int], seal: bool) -> Iterator["Played"]:
    """A world that has gone through a history; its events are late: all happened within its first hours."""
    with TemporaryDirectory() as folder:
        place = SqlitePlace(Path(folder))
        try:
            world = World(place, Path(folder))
            world.clock.set(BASE + 20 * HOUR)
            middle = len(history) // 2 if seal else 0
            _consume(world, history, 0, middle)
            if seal:
                world.keeper.seal_all()
            _consume(world, history, middle, len(history))
            roots = {LEAVES[leaf]: LEAVES[min(root, leaf)] for leaf, root in merges.items() if root < leaf}
            roots = {leaf: _root(roots, leaf) for leaf in roots}
            world.commit(aliases=roots | {root: root for root in roots.values()})
            found = Played(world, roots)
            yield found
            found.queries.close()
        finally:
            place.close()


def _root(roots: dict[str, str], leaf: str) -> str:
    while leaf in roots:
        leaf = roots[leaf]
    return leaf


def _consume(world: World, history: Sequence[Told], first: int, last: int) -> None:
    for number in range(first, last):
        told = history[number]
        whose = [record.profile for record in world.records if record.event.id == f"e{told.target}"]
        if told.kind == "track" or (told.kind == "again" and whose and LEAVES[told.leaf] not in whose):
            world.consume([[(LEAVES[told.leaf], _event(number, told))]])
        elif told.kind != "again" and whose:  # a correction belongs to whom the event does
            world.consume([[(leaf, _event(number, told)) for leaf in dict.fromkeys(whose)][:1]])


def _event(number: int, told: Told) -> Event:
    ts = BASE + told.hours * HOUR
    if told.kind == "replace":
        return Event(f"e{told.target}", "replace", "a", ts=ts, properties=told.properties, rev=2)
    if told.kind == "delete_event":
        return Event(f"d{number}", "delete_event", "delete_event", properties={"id": f"e{told.target}"})
    if told.kind == "again":
        return Event(f"e{told.target}", "track", "a", ts=ts, properties=told.properties)
    return Event(f"e{number}", "track", told.type, ts=ts, properties=told.properties)


class Played:
    """A world and what is known of it."""

    def __init__(self, world: World, roots: dict[str, str]) -> None:
        self.world, self.roots = world, roots
        self.setting = Setting(world.clock.now())
        self.queries = world.queries()

    def ask(self, inquiry: Inquiry, slices: int = 1) -> list[list[Row]]:
        """Answered by DuckDB, in one slice or several."""
        before, gathering.RECORDS_A_SLICE = gathering.RECORDS_A_SLICE, 8 if slices > 1 else 1_500_000
        try:
            return self.queries.gather(inquiry)
        finally:
            gathering.RECORDS_A_SLICE = before

    def people(self) -> dict[str, list[Record]]:
        """What each person did, in order: as corrected, once, without what was deleted."""
        mine: dict[str, list[Record]] = {}
        for record in self.world.records:
            mine.setdefault(self.roots.get(record.profile, record.profile), []).append(record)
        return {
            person: sorted(
                (r for r in effective_records(records) if r.event.kind == "track"),
                key=lambda r: (r.ts, r.event.id, r.seq, r.index),
            )
            for person, records in mine.items()
        }

    def holds(self, person: str, condition: str, at: Instant) -> bool:
        """Whether a condition holds of a person."""
        records = [r for r in self.world.records if self.roots.get(r.profile, r.profile) == person]
        view = view_of([r for r in effective_records(records) if r.ts <= at], self.setting.zone, exists=True)
        return bool(evaluate(parse(condition), view, at))


def meets(record: Record, event: str, least: int | None = None) -> bool:
    """Whether an event is of a type, with `n` of at least so many."""
    return record.event.type == event and (least is None or record.event.properties.get("n", -1) >= least)


def shuffled(seed: int, items: Sequence[Any]) -> list[Any]:
    """In another order."""
    found = list(items)
    random.Random(seed).shuffle(found)
    return found
