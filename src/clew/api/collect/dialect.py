"""What a dialect is: routes, and for each how a request becomes events."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from clew.api.collect.limits import Limits
from clew.api.collect.names import Names
from clew.api.collect.ports import MapperOf, NewId, Source, unmapped
from clew.api.collect.request import Request
from clew.events import Event
from clew.events.ports import Reject
from clew.kernel.instants import Instant


class Reading(NamedTuple):
    """What reading a request needs besides the request.

    Attributes:
        now: The present.
        limits: Limits of collection.
        names: Namespace and value to an identity; None when it identifies nobody.
        new_id: Fresh ids for calls that come without one.
        source: Id of the source.
        mapper_of: The mapping of a source, for one body.
    """

    now: Instant
    limits: Limits
    names: Names
    new_id: NewId
    source: str = ""
    mapper_of: MapperOf = unmapped


class Opened(NamedTuple):
    """A body taken apart.

    Attributes:
        items: The calls in it, as sent.
        read: One call to its event; raises `Fault`.
        pointer: JSON Pointer of the list of items inside the body; None when the body is the one item.
        keep: One call as quarantine keeps it: with what the request said of it, so that it can be read by itself.
        id_member: The member in which a call says its id.
        refuse: What quarantine keeps of an item by its place, where that is not the item as kept.
    """

    items: list[bytes]
    read: Callable[[bytes], Event]
    pointer: str | None = None
    keep: Callable[[bytes], bytes] = bytes
    id_member: str = "messageId"
    refuse: Callable[[int, Reject], Reject] | None = None


Open: TypeAlias = Callable[[Request, Reading], Opened]
"""Take a body apart; raises `Refusal` where it is not what the route expects."""


class Reply(NamedTuple):
    """What a client hears when all went well; always with status 200."""

    body: bytes
    content_type: bytes = b"application/json"


SUCCESS = Reply(b'{"success":true}')


class Route(NamedTuple):
    """What is done with the requests of one path. Exactly one of `open` and `document` is set, or neither.

    Attributes:
        open: Collects: the body becomes events.
        document: Answers with settings of the source, given the source and the write key.
        method: The one method besides OPTIONS.
        reply: What is answered; for routes with neither, without looking at the request.
    """

    open: Open | None = None
    document: Callable[[Source, str], bytes] | None = None
    method: str = "POST"
    reply: Reply = SUCCESS


Routes: TypeAlias = Mapping[str, Route]
"""Paths to routes. `{key}` may stand for one segment of the path: the write key."""
