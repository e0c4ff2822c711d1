"""Which events of a log body an erasure takes out; pure."""

from collections.abc import Collection, Sequence

from clew.events import ERASED, Event, Position, event_time
from clew.events.ports import LogRow
from clew.kernel.packing import pack, unpacker
from clew.privacy import ErasureOrder

_unpack_events = unpacker(list[Event])


class Scrubber:
    """Takes erased people's events out of bodies; what stands in somebody else's history stays.

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
        events = _unpack_events.decode(row.body)
        scrubbed = [ERASED if self._is_theirs(row, n, event) else event for n, event in enumerate(events)]
        return pack(scrubbed) if scrubbed != events else None

    def _is_theirs(self, row: LogRow, index: int, event: Event) -> bool:
        place = Position(row.seq, index)
        if place in self._kept:
            return False
        if place in self._positions or (row.source, event.id) in self._events:
            return True
        cuts = [self._names.get(name) for name in event.identities]
        known = [cut for cut in cuts if cut is not None]
        if not known:
            return False
        # Consumed and in no history: the engine has dropped it, so one name of theirs is enough. What it has not
        # read yet may be of somebody who uses their device now: then all names must be theirs.
        if row.seq > self._consumed and len(known) < len(cuts):
            return False
        return event.kind == "delete_profile" or event_time(event, row.at) < max(known)
