"""Reading again what waits in quarantine, by itself: without the request that it came in."""

from typing import Any

import msgspec

from clew.api.collect.check import check_event, check_item, check_text, packed
from clew.api.collect.dialect import Open, Reading
from clew.api.collect.dialects.cloudevents import open_events
from clew.api.collect.dialects.segment import open_batch
from clew.api.collect.errors import Fault, Refusal, reject_of
from clew.api.collect.limits import Limits
from clew.api.collect.moments import read_moment
from clew.api.collect.names import Names
from clew.api.collect.ports import NewId, Normalise
from clew.api.collect.request import Request
from clew.events import Event, event_time
from clew.events.ports import Reject
from clew.kernel.instants import Instant, InvalidInstant


class _Marks(msgspec.Struct, rename="camel"):
    specversion: Any = None
    received_at: Any = None


_marks = msgspec.json.Decoder(_Marks).decode


def reread(reject: Reject, now: Instant, normalise: Normalise, new_id: NewId) -> Event | Reject:
    """One quarantined call or CloudEvent as its dialect reads it now, mended or not; or why it still is none.

    Its event time is corrected by the instant at which it was received, not by the one at which it is read again.

    Args:
        reject: From quarantine; its raw item may have been mended.
        now: The present.
        normalise: How identities are spelled.
        new_id: Ids for events that come without one.
    """
    reading = Reading(now, Limits(), Names(normalise), new_id)
    try:
        marks = _marks(reject.raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return msgspec.structs.replace(reject, message="still no JSON object (mend it: make it one call)")
    try:
        # Every call is kept with `receivedAt`, which no attribute of a CloudEvent can be called.
        is_call = marks.specversion is None or marks.received_at is not None
        event = _read(reject.raw, open_batch if is_call else open_events, reading)
    except Fault as fault:
        return reject_of(fault, reject.raw)
    except Refusal as refusal:
        return Reject(refusal.code, refusal.message, refusal.where or "", reject.raw)
    if event.sent_at is None or not isinstance(marks.received_at, str):
        return event
    try:
        received = read_moment(marks.received_at)
    except InvalidInstant:
        return event
    return msgspec.structs.replace(event, ts=event_time(event, received), sent_at=None)


def _read(raw: bytes, open_body: Open, reading: Reading) -> Event:
    body = raw if open_body is open_events else b'{"batch":[' + raw + b"]}"
    opened = open_body(Request("", b"", {}, body, None), reading)
    item = opened.items[0]
    check_item(item, reading.limits)
    event = opened.read(item)
    check_text(item, event)
    check_event(event, reading.limits, reading.now)
    packed(event)
    return event
