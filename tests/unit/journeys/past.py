"""Records for simulations, briefly written."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from clew.events import Event, Identity, Kind, Record
from clew.kernel.instants import parse_instant

Said: TypeAlias = tuple[str, str, dict[str, Any]]
"""Instant, event type (or `identify`, `consent`), properties."""


def records(said: Sequence[Said], profile: str = "ada") -> list[Record]:
    """What somebody's past is made of."""
    found: list[Record] = []
    for number, (text, name, properties) in enumerate(said):
        at = parse_instant(text)
        kinds: dict[str, Kind] = {"identify": "identify", "consent": "consent"}
        kind: Kind = kinds.get(name, "track")
        event = Event(f"{profile}-{number}", kind, name, (Identity("user_id", profile),), properties=properties)
        found.append(Record(number + 1, 0, at, at, "test", profile, event))
    return found
