"""Messages that a program asks for, outside of any journey: a record says so, and the engine makes it an action. Pure.

Law: one request is one message, however often it is told: its key is that of its record.
"""

from typing import Any

import msgspec

from clew.actions.model import Action
from clew.events import API_SOURCE, Event, Identity
from clew.kernel.instants import Instant

REQUESTED = "message_requested"
"""The type of the record."""

PROOFED = "proof_requested"
"""The type of the record of a proof: a message about somebody that goes to a tester instead."""

_SOURCES = {REQUESTED: API_SOURCE, PROOFED: "messages"}


class Request(msgspec.Struct, frozen=True):
    """A message to send.

    Attributes:
        template: Which.
        channel: By which channel.
        version: A certain version of the template; 0 for the one in force when the engine takes it over.
        purpose: What for.
        topic: Within the purpose.
        data: What the template sees as `event`.
        to: A tester's address, of a proof; empty where it goes to the person.
    """

    template: str
    channel: str
    version: int = 0
    purpose: str = "service"
    topic: str = ""
    data: dict[str, Any] = {}
    to: str = ""


def request_event(name: str, who: Identity, wanted: Request, at: Instant, *, by: str) -> Event:
    """A request as an event of the person.

    Args:
        name: Its id: the same for the same request.
        who: A name of theirs; a profile's id for a proof.
        wanted: What to send.
        at: When.
        by: Who asked for it.
    """
    said = {key: value for key, value in msgspec.to_builtins(wanted).items() if value not in ("", 0, {})}
    kind = PROOFED if wanted.to else REQUESTED
    return Event(name, "track", kind, (who,), at, properties=said, context={"by": by})


def requested(event: Event, source: str, profile: str, at: Instant) -> Action | None:
    """The action that a record asks for; None for a record that asks for none, or that others wrote.

    Args:
        event: The record's.
        source: Who sent it.
        profile: Root of whom it concerns.
        at: When it was received.
    """
    if _SOURCES.get(event.type) != source:
        return None
    try:
        wanted = msgspec.convert(event.properties, Request)
    except msgspec.ValidationError:
        return None
    return Action(
        key=f"{event.id}/1/{wanted.template}",
        kind="send",
        profile=profile,
        at=at,
        channel=wanted.channel,
        template=wanted.template,
        version=wanted.version,
        purpose=wanted.purpose,
        topic=wanted.topic,
        values={"event": wanted.data},
        to=wanted.to,
    )
