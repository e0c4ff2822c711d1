"""Where the loop gets its bodies from: the log, or in a rebuild the lake's records and then the log."""

from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import NamedTuple, Protocol

from clew.events import Event, Record
from clew.events.ports import EventLog
from clew.kernel.errors import ClewError
from clew.kernel.instants import Instant
from clew.kernel.packing import unpacker

_events = unpacker(list[Event])


class HalfRebuilt(ClewError):
    """A rebuild ended before it had folded what the lake holds."""

    code = "engine.half_rebuilt"


class Body(NamedTuple):
    """An accepted body, unpacked.

    Attributes:
        seq: Its log row.
        at: Its receive instant.
        source: Id of the source.
        events: What it holds.
        indexes: The index of each event in the body as it was accepted (a replay from the lake has gaps).
        profiles: In a replay from the lake, the leaf profile of each event; else empty.
    """

    seq: int
    at: Instant
    source: str
    events: Sequence[Event]
    indexes: Sequence[int]
    profiles: Sequence[str] = ()


class BodyPage(NamedTuple):
    """Bodies in log order, and the instant up to which nothing can appear any more that they lack.

    Attributes:
        bodies: In log order.
        closed_at: As in `LogPage`.
        complete: Whether nothing else has been received by now.
    """

    bodies: list[Body]
    closed_at: Instant
    complete: bool


class Feed(Protocol):
    """Gives bodies in log order."""

    def read(self, after: int, limit: int) -> BodyPage:
        """Bodies with `seq > after`, at most `limit`."""
        ...

    def advance(self) -> Instant:
        """Promise that nothing at or before the clock's present can appear any more; that instant."""
        ...


class LogFeed:
    """The log as it is."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def read(self, after: int, limit: int) -> BodyPage:
        """The next rows, unpacked."""
        page = self._log.read(after, limit)
        bodies: list[Body] = []
        for row in page.rows:
            events = _events.decode(row.body)
            bodies.append(Body(row.seq, row.at, row.source, events, range(len(events))))
        return BodyPage(bodies, page.closed_at, page.complete)

    def advance(self) -> Instant:
        """The log's own promise."""
        return self._log.advance()


class ReplayFeed:
    """A rebuild's feed: sealed records in log order, then the rows of the log after them, then the present.

    The present is an empty body: an erasure may be all that happened since the last record.
    """

    def __init__(self, sealed: Iterator[Record], sealed_through: int, log: EventLog) -> None:
        self._bodies = (_body(seq, list(records)) for seq, records in groupby(sealed, key=lambda r: r.seq))
        self._sealed_through = sealed_through
        self._latest: Instant = 0
        self._log = LogFeed(log)
        self._told_present = False

    def read(self, after: int, limit: int) -> BodyPage:
        """The next bodies; time is closed up to the last of them."""
        bodies = list(islice(self._bodies, limit))
        if not bodies and after < self._sealed_through:
            # The last rows may have left no record, as an order to erase does: they are consumed all the same.
            bodies = [Body(self._sealed_through, self._latest, "", (), ())]
        if bodies:
            self._latest = bodies[-1].at
            return BodyPage(bodies, self._latest, complete=False)
        page = self._log.read(max(after, self._sealed_through), limit)
        if page.bodies or self._told_present:
            return page
        self._told_present = True
        # Later than whatever is closed by now.
        return page._replace(bodies=[Body(max(after, self._sealed_through), page.closed_at + 1, "", (), ())])

    def advance(self) -> Instant:
        """The log's own promise: it is asked only when all bodies are read."""
        return self._log.advance()


def _body(seq: int, records: list[Record]) -> Body:
    records.sort(key=lambda record: record.index)
    first = records[0]
    events, indexes, profiles = zip(*((r.event, r.index, r.profile) for r in records), strict=True)
    return Body(seq, first.at, first.source, events, indexes, profiles)
