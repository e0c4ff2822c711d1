"""JSON of any shape, read by the mapping of its source: one object, or an array of them, each as a row of a file is."""

from hashlib import blake2b

import msgspec

from clew.api.collect.dialect import Opened, Reading, Route, Routes
from clew.api.collect.errors import Fault, TooLarge, Unmapped
from clew.api.collect.request import Request
from clew.api.collect.split import split_array
from clew.events import Event
from clew.events.imports import Row, RowMapper
from clew.events.mapping import rows_of
from clew.events.ports import Reject

_MOST_ROWS = 1_000
"""They are mapped in one go, and others wait for it."""

_decode_items = msgspec.json.Decoder(list[msgspec.Raw]).decode


def open_rows(request: Request, reading: Reading) -> Opened:
    """Take a body apart and map it; a group of rows is one of this body.

    Raises:
        Refusal: if the source has no mapping, or the body holds too many rows.
    """
    mapper = reading.mapper_of(reading.source)
    if mapper is None:
        raise Unmapped(
            "the source has no mapping that is live",
            hint="name one in its document: what came waits until then; or use the route that its sender speaks",
        )
    items = _items_of(request.body.strip())
    if len(items) > _MOST_ROWS:
        raise TooLarge(f"more than {_MOST_ROWS} rows in a body", hint="send smaller bodies")
    rows = [_row(number, item) for number, item in enumerate(items, 1)]
    made = _Made(mapper)
    made.take(mapper.feed(rows))
    made.take(mapper.finish())
    return Opened([reject.raw for reject in made.rejects], made.next, refuse=made.refuse)


def _items_of(body: bytes) -> list[bytes]:
    if not body.startswith(b"["):
        return [body]
    try:
        return [bytes(item) for item in _decode_items(body)]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        array = split_array(body, None)
        # What is no array waits as a whole, and may be mended into one.
        return [body] if array is None or body[array.end :].strip() else array.items


def _row(number: int, item: bytes) -> Row:
    rows = None if item.startswith(b"[") else rows_of(item, f"/{number}")
    return Row(number, {}, "not a JSON object", item) if rows is None else Row(number, rows[0].values)


class _Made:
    """What the rows of a body came to, in order.

    Attributes:
        rejects: What quarantine keeps of each, if it fails by what is still to be checked, or has failed already.
    """

    def __init__(self, mapper: RowMapper) -> None:
        self.rejects: list[Reject] = []
        self._mapper = mapper
        self._found: list[Event | Reject] = []
        self._next = 0

    def take(self, found: list[Event | Reject]) -> None:
        """What the mapper has just given out."""
        blank = Reject("", "", "", b"")
        self._found += found
        self.rejects += [
            item if isinstance(item, Reject) else self._mapper.refused(place, blank) for place, item in enumerate(found)
        ]

    def next(self, _item: bytes) -> Event:
        """The next event.

        Raises:
            Fault: if the rows came to none.
        """
        found = self._found[self._next]
        self._next += 1
        if isinstance(found, Reject):
            raise Fault(found.reason, found.message, hint="mend the mapping or the row")
        return found

    def refuse(self, index: int, reject: Reject) -> Reject:
        """What quarantine keeps, so that a newer mapping can read it again: the rows, and why."""
        kept = self.rejects[index]
        # Rows say their ids by what they hold: sent again they are the same.
        kept = msgspec.structs.replace(kept, key=blake2b(kept.raw, digest_size=16).digest())
        if isinstance(self._found[index], Reject):
            return kept
        message, pointer = kept.message + reject.message, kept.pointer + reject.pointer
        return msgspec.structs.replace(kept, reason=reject.reason, message=message, pointer=pointer)


ROUTES: Routes = {"/v1/mapped": Route(open_rows)}
