"""One import: chunks of rows, mapped, validated, appended, and noted in the ledger."""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from clew.events.imports.model import ImportProgress, ImportReport
from clew.events.imports.ports import ImportLedger, RowChunk, RowMapper, RowSource
from clew.events.model import Event
from clew.events.ports import Arrival, EventLog, Reject
from clew.kernel.hashing import derive_id
from clew.kernel.packing import pack

BODY_EVENTS = 2_000
"""Events of one body at most. A body is one instant, and a profile is stepped once for all that it brings."""

Listener = Callable[[ImportProgress, float], None]
"""Told after every chunk: the progress, and the share of the file read."""

Check = Callable[[str, Event], Event | Reject]
"""The verdict of the schemas on an event of a source: the event, perhaps converted, or why not."""


class Importer:
    """Brings rows into the log of a workspace.

    Args:
        log: Where bodies go.
        ledger: Where progress is kept.
        check: The verdict of the schemas.
    """

    def __init__(self, log: EventLog, ledger: ImportLedger, check: Check) -> None:
        self._log = log
        self._ledger = ledger
        self._check = check

    def run(self, rows: RowSource, mapper: RowMapper, source: str, listener: Listener | None = None) -> ImportReport:
        """Import a file, or go on where an earlier run was cut short; a finished import is not repeated."""
        key = derive_id("i", rows.fingerprint, mapper.name, source)
        progress = self._ledger.read(key) or ImportProgress()
        resumed = progress.rows
        if progress.done:
            return ImportReport(progress, resumed)
        for chunk, settled in _mapped(rows, mapper, after=resumed):
            progress = self._append(progress, source, settled, mapper)
            self._ledger.write(key, progress)
            if listener is not None:
                listener(progress, chunk.share)
        progress = self._append(progress, source, mapper.finish(), mapper)
        progress = msgspec.structs.replace(progress, done=True)
        self._ledger.write(key, progress)
        return ImportReport(progress, resumed)

    def _append(
        self, progress: ImportProgress, source: str, settled: Sequence[Event | Reject], mapper: RowMapper
    ) -> ImportProgress:
        events: list[Event] = []
        rejects: list[Reject] = []
        for item in settled:
            verdict = item if isinstance(item, Reject) else self._check(source, item)
            if isinstance(verdict, Event):
                events.append(verdict)
            else:
                rejects.append(verdict if verdict.mapping else msgspec.structs.replace(verdict, mapping=mapper.name))
        bodies = [events[start : start + BODY_EVENTS] for start in range(0, len(events), BODY_EVENTS)]
        arrivals = [Arrival(source, pack(body)) for body in bodies]
        if rejects:
            arrivals.append(Arrival(source, None, tuple(rejects)))
        places = self._log.append(arrivals) if arrivals else []
        return ImportProgress(
            rows=max(progress.rows, mapper.settled),
            events=progress.events + len(events),
            rejects=progress.rejects + len(rejects),
            last_seq=max((place.seq for place in places if place is not None), default=progress.last_seq),
        )


def _mapped(rows: RowSource, mapper: RowMapper, *, after: int) -> Iterator[tuple[RowChunk, list[Event | Reject]]]:
    for chunk in rows.chunks(after=after):
        yield chunk, mapper.feed(chunk.rows)
