"""Mapping documents made ready for rows."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from clew.catalog import Document, parse_folder
from clew.events import Event
from clew.events.imports import Row
from clew.events.mapping import InvalidMapping, MappedRows, compile_mapping
from clew.events.ports import Reject
from clew.kernel.errors import ClewError
from clew.kernel.instants import Duration
from clew.runtime.collecting import normalise_identity

Normalise = Callable[[str, object], str | None]
"""`(namespace, value) -> value`: how an identity is spelled; None when it identifies nobody."""


class NoMapping(ClewError):
    """The file named with --mapping holds no mapping."""

    code = "import.no_mapping"


def read_mapping(path: Path) -> Document:
    """The one mapping document of a YAML file.

    Raises:
        NoMapping: if there is none, or more than one.
        InvalidDocuments: if the file is not a document.
    """
    found = [a.document for a in parse_folder(path).checked() if a.document.kind == "mapping"]
    if len(found) != 1:
        raise NoMapping(f"{len(found)} mappings in this file", where=path.name, hint="name a file with `kind: mapping`")
    return found[0]


def mapper_of(document: Document, normalise: Normalise = normalise_identity, *, shift: Duration = 0) -> MappedRows:
    """The mapping, ready for rows; with a shift, every event time is moved by it.

    Args:
        document: The mapping.
        normalise: How identities are spelled; by the standard namespaces unless told otherwise.
        shift: Added to every event time.

    Raises:
        InvalidMapping: if the document can't work; the place names the document.
    """
    try:
        plan = compile_mapping({"id": document.id, "version": max(1, document.version), **document.body})
    except InvalidMapping as error:
        place = f"mapping/{document.id}{error.where}"
        raise InvalidMapping(error.message, where=place, hint=error.hint) from None
    return MappedRows(plan, normalise) if not shift else ShiftedRows(plan, normalise, shift)


class ShiftedRows(MappedRows):
    """A mapping whose event times are moved, so that old demo data ends now."""

    def __init__(self, plan: Any, normalise: Normalise, shift: Duration) -> None:
        super().__init__(plan, normalise)
        self._shift = shift

    def feed(self, rows: Sequence[Row]) -> list[Event | Reject]:
        """What these rows settle, moved in time."""
        return [self._moved(item) for item in super().feed(rows)]

    def finish(self) -> list[Event | Reject]:
        """What the last rows come to, moved in time."""
        return [self._moved(item) for item in super().finish()]

    def _moved(self, item: Event | Reject) -> Event | Reject:
        if isinstance(item, Reject) or item.ts is None:
            return item
        return msgspec.structs.replace(item, ts=item.ts + self._shift)
