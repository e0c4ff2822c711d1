"""The checks that every event passes, whatever dialect it came in: sizes, depth, names, clocks."""

from typing import Any

from clew.api.collect.errors import Fault
from clew.api.collect.limits import Limits
from clew.api.collect.moments import EARLIEST
from clew.api.collect.split import is_deeper
from clew.events import IDENTITYLESS, Event
from clew.kernel.instants import Instant
from clew.kernel.packing import pack

_NUL_ESCAPE = b"\\u0000"  # how JSON writes the one character that PostgreSQL's text can't hold


def check_item(item: bytes, limits: Limits) -> None:
    """Check the size and depth of one event before it is decoded.

    Raises:
        Fault: if it is too large or nests too deep.
    """
    if len(item) > limits.event_bytes:
        raise Fault("event.too_large", f"the event is larger than {limits.event_bytes} bytes", hint="send less of it")
    if is_deeper(item, limits.depth):
        raise Fault("event.too_deep", f"the event nests deeper than {limits.depth} levels", hint="flatten it")


def check_event(event: Event, limits: Limits, now: Instant) -> None:
    """Check what every later step relies on: an id, a type, somebody it is about, a time that can be.

    Raises:
        Fault: if one of them is missing or beyond its limit.
    """
    longest = limits.name_chars
    if not 0 < len(event.id) <= longest:
        raise Fault("event.id", f"the event's id must have 1 to {longest} characters", hint="send a UUID as id")
    if not 0 < len(event.type) <= longest:
        raise Fault(
            "event.name",
            f"the event's name must have 1 to {longest} characters",
            hint='name what happened, such as "Order Completed", and put details into properties',
        )
    identities = event.identities
    if not identities and event.kind not in IDENTITYLESS:
        raise Fault("identity.missing", "nobody is named", hint="send a userId or an anonymousId")
    if len(identities) > limits.identities:
        raise Fault("identity.too_many", f"more than {limits.identities} identities", hint="send fewer externalIds")
    longest = limits.identity_chars
    for _, value in identities:
        if len(value) > longest:
            raise Fault(
                "identity.too_long",
                f"an identity has more than {longest} characters",
                hint="send the id itself, not a token",
            )
    ts, sent_at = event.ts, event.sent_at
    if ts is not None and sent_at is not None and now - (sent_at - ts) < EARLIEST:
        raise Fault(
            "time.out_of_range",
            "sentAt lies centuries after the timestamp",
            pointer="/sentAt",
            hint="check the client's clock",
        )


def check_text(item: bytes, event: Event) -> None:
    """Check that no text of the event holds a NUL character.

    Args:
        item: The event as JSON, where a look for the escape mostly suffices.
        event: The event.

    Raises:
        Fault: if one does.
    """
    if _NUL_ESCAPE not in item:
        return
    if _holds_nul([event.id, event.type, event.identities, event.properties, event.context]):
        raise Fault("event.nul", "a text holds a NUL character", hint="remove it: databases can't hold it in text")


def packed(event: Event) -> bytes:
    """The event packed.

    Raises:
        Fault: if an integer in it does not fit into 64 bits.
    """
    try:
        return pack(event)
    except OverflowError:
        raise Fault("event.integer_too_large", "an integer beyond 64 bits", hint="send it as a string") from None


def _holds_nul(value: Any) -> bool:
    # Depth is bounded by `check_item`.
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any(_holds_nul(name) or _holds_nul(inner) for name, inner in value.items())  # pyright: ignore[reportUnknownVariableType]
    return isinstance(value, list | tuple) and any(map(_holds_nul, value))  # pyright: ignore[reportUnknownArgumentType]
