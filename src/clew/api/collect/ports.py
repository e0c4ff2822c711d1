"""What the collector needs of others: whose key it is, how identities are normalised, whether an event is valid."""

from collections.abc import Callable
from typing import Protocol, TypeAlias

import msgspec

from clew.events import Event
from clew.events.imports import RowMapper
from clew.events.ports import Reject


class Source(msgspec.Struct, frozen=True):
    """Where events come from.

    Attributes:
        id: Id of the source; event ids are unique within it.
        name: What people call it.
    """

    id: str
    name: str = ""


class KeyRing(Protocol):
    """Which source a write key belongs to."""

    def source_of(self, write_key: str) -> Source | None:
        """The source that may be written to with this key; None when the key is unknown or revoked."""
        ...


Normalise: TypeAlias = Callable[[str, str], str | None]
"""`(namespace, value) -> value`: how an identity is spelled in its namespace; None when it identifies nobody."""

Validate: TypeAlias = Callable[[str, Event], Event | Reject]
"""`(source id, event) -> event or reject`: the verdict of the schemas; a valid event comes back, converted where its
schema reads gently. `Reject.pointer` is relative to the event; `Reject.raw` is filled in by the collector."""

MapperOf: TypeAlias = Callable[[str], RowMapper | None]
"""`source id -> a mapper for one body`; None when the source has no mapping that is live."""

NewId: TypeAlias = Callable[[], str]
"""A fresh event id, for calls that come without one."""


def accept_all(source: str, event: Event) -> Event | Reject:
    """The verdict where no schema is declared: every event is valid."""
    del source
    return event


def unmapped(source: str) -> RowMapper | None:
    """Where no source has a mapping."""
    del source
    return None
