"""Reading again what waits in quarantine, by itself: without the request that it came in."""

from collections.abc import Callable

import msgspec

from clew.api.collect.check import check_event, check_item, check_text, packed
from clew.api.collect.dialect import Opened, Reading
from clew.api.collect.dialects.cloudevents import open_events
from clew.api.collect.dialects.segment import open_batch
from clew.api.collect.errors import Fault, Refusal, UnreadableBody, reject_of, reject_of_body
from clew.api.collect.limits import Limits
from clew.api.collect.names import Names
from clew.api.collect.ports import NewId, Normalise, Validate, accept_all
from clew.api.collect.request import Request
from clew.events import Event
from clew.events.ports import QuarantineRow, Reject


class _Marks(msgspec.Struct):
    specversion: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    batch: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


_marks = msgspec.json.Decoder(_Marks | list[msgspec.Raw]).decode


def reread(
    row: QuarantineRow, normalise: Normalise, new_id: NewId, validate: Validate = accept_all
) -> list[Event | Reject]:
    """What a quarantined call, CloudEvent or whole body is now, mended or not: its events, or why they still are none.

    Args:
        row: From quarantine; its raw item may have been mended.
        normalise: How identities are spelled.
        new_id: Ids for events that come without one.
        validate: The verdict of the schemas.
    """
    reject = row.reject
    reading = Reading(row.at, Limits(), Names(normalise), new_id)
    try:
        opened = _open(reject.raw.strip(), reading)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        message = "still no JSON object (mend it: make it one call, or a batch of them)"
        return [msgspec.structs.replace(reject, message=message)]
    except UnreadableBody as refusal:
        return [msgspec.structs.replace(reject_of_body(refusal, b""), raw=reject.raw)]
    except Refusal as refusal:
        return [Reject(refusal.code, refusal.message, refusal.where or "", reject.raw)]
    if not opened.items:
        return [msgspec.structs.replace(reject, message="no call is in it (mend it, or discard it)")]

    def verdict(event: Event) -> Event | Reject:
        return validate(row.source, event)

    return [_read(place, opened, reading, reject.raw, verdict) for place in range(len(opened.items))]


def _open(raw: bytes, reading: Reading) -> Opened:
    """Take apart what is kept, by what it shows to be."""
    marks = _marks(raw)
    request = Request("", b"", {}, raw, None)
    if isinstance(marks, list) or (marks.batch is msgspec.UNSET and marks.specversion is not msgspec.UNSET):
        return open_events(request, reading)
    if marks.batch is not msgspec.UNSET:
        return open_batch(request, reading)
    return open_batch(request._replace(body=b'{"batch":[' + raw + b"]}"), reading)._replace(pointer=None)


def _read(
    place: int, opened: Opened, reading: Reading, raw: bytes, verdict: Callable[[Event], Event | Reject]
) -> Event | Reject:
    item = opened.items[place]
    try:
        check_item(item, reading.limits)
        event = opened.read(item)
        check_text(item, event)
        found = verdict(event)
        if isinstance(found, Reject):
            return found
        check_event(found, reading.limits, reading.now)
        packed(found)
    except Fault as fault:
        reject = reject_of(fault, raw)
        if opened.pointer is None:
            return reject
        return msgspec.structs.replace(reject, pointer=f"{opened.pointer}/{place}{reject.pointer}")
    return found
