"""Events as Segment's clients write them."""

from typing import Any

from clew.events import Event
from clew.kernel.instants import format_instant


def call_of(event: Event) -> dict[str, Any]:
    """One call; sent as soon as it happened, so that the collector takes its time for the present."""
    assert event.ts is not None
    names, when = dict(event.identities), format_instant(event.ts)
    return {
        "type": event.kind,
        "event": event.type,
        "messageId": event.id,
        "userId": names.get("user_id"),
        "anonymousId": names.get("anonymous_id"),
        "traits" if event.kind == "identify" else "properties": event.properties,
        "context": event.context,
        "integrations": {},
        "timestamp": when,
        "sentAt": when,
    }
