"""What people did leaves the lake when it is older than the workspace keeps it, file by file.

What says who somebody is stays: attributes, consents, scores, names, lists they are on, and of an old event on which
somebody's identities rest who it was and when. So nobody begins anew or falls apart in a rebuild. What became of
messages stays too, or a rebuild would not know that they were sent.

Law: no answer of a live definition changes, for none looks further back than events are kept (`runtime` sees to it).
"""

import re
from collections.abc import Collection, Iterable, Iterator

from clew.engine.assemble import History
from clew.engine.ports import Ageing, Generation, Lake, LakeChange, LakeConflict, Purge, StateStore
from clew.engine.rows import DocumentRow
from clew.events import OWN_SOURCES, Record
from clew.events.ports import EventLog
from clew.kernel.instants import DAY, WEEK, Clock, Duration, Instant
from clew.kernel.packing import from_json, unpacker
from clew.profiles import LIST_CHANGED

PASSING = ("track", "page", "screen", "group")
"""The kinds of records that are something that happened, and nothing that is still so."""

LASTING_TYPES = (LIST_CHANGED,)
"""Types of such records that say what is still so."""

_ROWS_A_READ = 4_000
_SPAN = re.compile(r"([1-9]\d{0,4})([dw])")
_unpack_records = unpacker(list[Record])

Target = tuple[str, str]
"""An event, by its source and id."""


class Retention:
    """Lets old events go, one file a turn, between the turns of a keeper."""

    def __init__(self, log: EventLog, store: StateStore, lake: Lake, past: History, clock: Clock) -> None:
        self._log = log
        self._store = store
        self._lake = lake
        self._past = past
        self._clock = clock
        self._before: Instant = 0
        self._clean: set[str] = set()
        self._mended: set[Target] = set()

    def turn(self, keep: Duration) -> bool:
        """Write one file anew that holds events which are too old; whether there was one.

        Days are counted, so that a file is not written anew for each hour: an event stays up to a day longer.

        Args:
            keep: How long events are kept.
        """
        before = (self._horizon() - keep) // DAY * DAY
        if before != self._before:
            self._before, self._clean, self._mended = before, set(), self._still_mended(before)
        with self._lake.alone():
            generation = self._store.generation()
            # Files never change: one in which nothing was too old need not be looked through again that day.
            waiting = [f for f in generation.files if f.kind == "events" and f.name not in self._clean]
            if not waiting:
                return False
            ageing = self._ageing(before)
            for file in waiting:
                found = self._lake.retire(file, ageing)
                self._clean.add(file.name)
                if found is not None:
                    self._take_over(generation, found)
                    return True
        return False

    def _take_over(self, generation: Generation, found: Purge) -> None:
        change = LakeChange(base=generation.number, added=found.added, removed=found.removed)
        try:
            now = self._store.seal(change)
        except LakeConflict:
            self._clean.clear()  # somebody else came first: what was written is an orphan, and the next turn looks anew
            return
        self._clean.update(file.name for file in found.added)
        self._lake.sweep(now.files, self._clock.now())

    def _horizon(self) -> Instant:
        """Up to when the engine has come: after a pause it still asks of instants that have passed."""
        offset, now = self._store.offset(), self._clock.now()
        due = self._store.next_due()
        if offset.seq == self._log.last()[0] and (due is None or due > now):
            return now
        return min(now, offset.logical)

    def _ageing(self, before: Instant) -> Ageing:
        staying = self._mended | {(r.source, r.event.id) for r in self._moving() if r.ts > before}
        return Ageing(before, PASSING, OWN_SOURCES, LASTING_TYPES, staying, self._marks)

    def _still_mended(self, before: Instant) -> set[Target]:
        """What stays and has been corrected long ago: its corrections stay too."""
        sealed = self._lake.corrections(self._store.generation().files)
        old = {(r.source, r.event.id) for r in sealed if r.event.kind == "replace" and r.ts <= before}
        found = self._past.locate(sorted(old)) if old else {}
        return {target for target, record in found.items() if record.ts > before or not _passes(record)}

    def _moving(self) -> Iterator[Record]:
        """The corrections that say when their event was."""
        for records in (self._lake.corrections(self._store.generation().files), self._unsealed()):
            yield from (r for r in records if r.event.kind == "replace" and r.event.ts is not None)

    def _unsealed(self) -> Iterator[Record]:
        after = 0
        while page := self._store.tail_rows(after=after, limit=_ROWS_A_READ):
            for row in page:
                yield from _unpack_records.decode(row.row.records)
            after = page[-1].id

    def _marks(self, profiles: Collection[str]) -> set[tuple[str, int]]:
        """The records that began these profiles, led a name to them, or made them one with another."""
        marks = {(head.profile, head.created_seq) for head in self._store.heads(profiles).values()}
        marks |= {(link.profile, link.seq) for link in self._store.links_of(profiles)}
        return marks | {(leaf, edge.seq) for edge in self._store.edges_of(profiles) for leaf in (edge.a, edge.b)}


def _passes(record: Record) -> bool:
    kind, passing = record.event.kind, record.source not in OWN_SOURCES
    return kind in PASSING and passing and record.event.type not in LASTING_TYPES


def retention_of(text: object) -> Duration | None:
    """A time for which events are kept, such as `400d` or `52w`; None if it is none."""
    found = _SPAN.fullmatch(text) if isinstance(text, str) else None
    return int(found[1]) * {"d": DAY, "w": WEEK}[found[2]] if found else None


def retention_in(rows: Iterable[DocumentRow]) -> Duration | None:
    """How long the workspace keeps events; None: for ever, unless its document says otherwise."""
    for row in rows:
        if row.kind == "workspace" and row.status == "live":
            return retention_of(from_json(row.document).get("keep_events"))
    return None
