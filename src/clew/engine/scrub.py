"""Which events of a log body an erasure takes out; pure."""

from collections.abc import Collection, Sequence

from clew.events import ERASED, Event, Position, event_time
from clew.events.ports import LogRow
from clew.kernel.packing import pack, unpacker
from clew.privacy import ErasureOrder

_unpack_events = unpacker(list[Event])


class Scrubber:
    """Takes erased people's events out of bodies; what stands in somebody else's history stays.

    Bodies that the engine has not read yet stay as they are: only the engine can say whose they are. What it drops of
    them because of an erasure, it orders out of the log itself.

    Args:
        orders: Whom to take out.
        kept: Where the records are that stand in a history, of the rows that the engine has consumed.
        consumed: Log row up to which the engine has read.
    """

    def __init__(self, orders: Sequence[ErasureOrder], kept: Collection[Position], consumed: int) -> None:
        self._kept = kept
        self._consumed = consumed
        self._positions = {place for order in orders for place in order.positions}
        self._events = {event for order in orders for event in order.events}
        # Of several erasures of one name the last counts.
        ordered = sorted(orders, key=lambda order: order.at)
        self._names = {name: order.at for order in ordered for name in order.subject.identities}

    def scrub(self, row: LogRow) -> bytes | None:
        """The body without their events, each neighbour at its old index; None when there is nothing to take out."""
        if row.seq > self._consumed:
            return None
        events = _unpack_events.decode(row.body)
        scrubbed = [ERASED if self._is_theirs(row, n, event) else event for n, event in enumerate(events)]
        return pack(scrubbed) if scrubbed != events else None

    def _is_theirs(self, row: LogRow, index: int, event: Event) -> bool:
        place = Position(row.seq, index)
        if place in self._kept:
            return False
        if place in self._positions or (row.source, event.id) in self._events:
            return True
        # In no history although it was read: the engine has dropped it, so one name of theirs is enough.
        cuts = [cut for name in event.identities if (cut := self._names.get(name)) is not None]
        return bool(cuts) and (event.kind == "delete_profile" or event_time(event, row.at) < max(cuts))
