"""One import: chunks of rows, mapped, validated, appended, and noted in the ledger."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Protocol

import msgspec

from clew.events.imports.errors import NothingFits
from clew.events.imports.model import ImportProgress, ImportReport
from clew.events.imports.ports import ImportLedger, RowChunk, RowMapper, RowSource
from clew.events.model import Event
from clew.events.ports import Arrival, EventLog, QuarantineStore, Reject
from clew.kernel.hashing import derive_id
from clew.kernel.packing import pack

BODY_EVENTS = 2_000
"""Events of one body at most. A body is one instant, and a profile is stepped once for all that it brings."""

HOPELESS_ROWS = 1_000
"""When so many rows at the beginning fail, and hardly any passes, the mapping is wrong and not the data."""

HOPELESS_SHARE = 0.01
"""Events for each rejected row, under which hardly any passes."""

Listener = Callable[[ImportProgress, float], None]
"""Told after every chunk: the progress, and the share of the file read."""

Check = Callable[[str, Event], Event | Reject]
"""The verdict of the schemas on an event of a source: the event, perhaps converted, or why not."""


class ImportLog(EventLog, QuarantineStore, Protocol):
    """The log with its quarantine beside it."""


class Importer:
    """Brings rows into the log of a workspace.

    Args:
        log: Where bodies and rejects go.
        ledger: Where progress is kept.
        check: The verdict of the schemas.
        chunk_rows: Rows between two commits.
    """

    def __init__(self, log: ImportLog, ledger: ImportLedger, check: Check, *, chunk_rows: int = 10_000) -> None:
        self._log = log
        self._ledger = ledger
        self._check = check
        self._chunk_rows = chunk_rows

    def run(self, rows: RowSource, mapper: RowMapper, source: str, listener: Listener | None = None) -> ImportReport:
        """Import a file, or go on where an earlier run was cut short; a finished import is not repeated.

        Raises:
            AlreadyRunning: if somebody else does so at this moment.
            NothingFits: if hardly any of the first rows, a thousand or more, becomes an event; nothing is changed then.
        """
        key = derive_id("i", rows.fingerprint, mapper.name, source)
        with self._ledger.hold(key):
            return self._run(key, rows, mapper, source, listener)

    def _run(
        self, key: str, rows: RowSource, mapper: RowMapper, source: str, listener: Listener | None
    ) -> ImportReport:
        begun = self._ledger.read(key)
        progress = begun or ImportProgress()
        resumed = progress.rows
        if progress.done:
            return ImportReport(progress, resumed)
        # What the last run appended before it could note it: events are known by their ids, rejects are not.
        known = self._known_rejects(source, mapper.name) if begun else frozenset[Reject]()
        for chunk in self._unread(rows, mapper, read=resumed):
            sorted_out = self._sort(mapper.feed(chunk.rows), source, mapper)
            if progress == ImportProgress():
                _refuse_hopeless(sorted_out)
                self._ledger.write(key, progress)
            progress = self._append(progress, source, sorted_out, known)
            progress = msgspec.structs.replace(progress, rows=chunk.rows[-1].number)
            self._ledger.write(key, progress)
            if listener is not None:
                listener(progress, chunk.share)
        last = self._sort(mapper.finish(), source, mapper)
        progress = self._append(progress, source, last, known)
        progress = msgspec.structs.replace(progress, done=True)
        self._ledger.write(key, progress)
        return ImportReport(progress, resumed)

    def _unread(self, rows: RowSource, mapper: RowMapper, *, read: int) -> Iterator[RowChunk]:
        """The rows that no run has read yet.

        Those before go through the mapper once more: what it holds back of them, and remembers, tells it what the
        others come to.
        """
        for chunk in rows.chunks(size=self._chunk_rows):
            before = [row for row in chunk.rows if row.number <= read]
            if before:
                mapper.feed(before)
            if after := chunk.rows[len(before) :]:
                yield RowChunk(after, chunk.share)

    def _sort(
        self, settled: Sequence[Event | Reject], source: str, mapper: RowMapper
    ) -> tuple[list[Event], list[Reject]]:
        """Events that may go to the log, and rejects."""
        events: list[Event] = []
        rejects: list[Reject] = []
        for place, item in enumerate(settled):
            verdict = item if isinstance(item, Reject) else self._check(source, item)
            if isinstance(verdict, Event):
                events.append(verdict)
            else:
                rejects.append(verdict if verdict is item else mapper.refused(place, verdict))
        return events, rejects

    def _append(
        self,
        progress: ImportProgress,
        source: str,
        sorted_out: tuple[list[Event], list[Reject]],
        known: frozenset[Reject],
    ) -> ImportProgress:
        events, rejects = sorted_out
        new = tuple(reject for reject in rejects if reject not in known)
        bodies = [events[start : start + BODY_EVENTS] for start in range(0, len(events), BODY_EVENTS)]
        arrivals = [Arrival(source, pack(body)) for body in bodies]
        if new:
            arrivals.append(Arrival(source, None, new))
        places = self._log.append(arrivals) if arrivals else []
        return msgspec.structs.replace(
            progress,
            events=progress.events + len(events),
            rejects=progress.rejects + len(rejects),
            last_seq=max((place.seq for place in places if place is not None), default=progress.last_seq),
        )

    def _known_rejects(self, source: str, mapping: str) -> frozenset[Reject]:
        """Rejects of this source and mapping that are in quarantine already."""
        states = ("held", "replayed", "discarded")
        found = chain.from_iterable(self._all_rejects(source, state) for state in states)
        return frozenset(reject for reject in found if reject.mapping == mapping)

    def _all_rejects(self, source: str, state: str) -> Iterator[Reject]:
        last = 0
        while rows := self._log.rejects(after=last, limit=1_000, source=source, state=state):
            last = rows[-1].id
            yield from (row.reject for row in rows)


def _refuse_hopeless(sorted_out: tuple[list[Event], list[Reject]]) -> None:
    events, rejects = sorted_out
    if len(rejects) >= HOPELESS_ROWS and len(events) < HOPELESS_SHARE * len(rejects):
        few = f"only {len(events):,}" if events else "none"
        raise NothingFits(
            f"{few} of the first {len(events) + len(rejects):,} rows becomes an event; {rejects[0].message}",
            where=rejects[0].mapping + rejects[0].pointer,
            hint="nothing was imported: mend the mapping, and try it out before",
        )
