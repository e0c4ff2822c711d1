"""Mapping documents made ready for rows."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from clew.catalog import Document, from_data, parse_folder
from clew.engine.ports import DocumentRow, StateStore
from clew.events import Event
from clew.events.imports import Row
from clew.events.mapping import InvalidMapping, MappedRows, MappingPlan, compile_mapping
from clew.events.ports import Reject
from clew.kernel.errors import ClewError
from clew.kernel.instants import Duration
from clew.kernel.packing import from_json
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
    plan = _plan_of(document)
    return MappedRows(plan, normalise) if not shift else ShiftedRows(plan, normalise, shift)


def _plan_of(document: Document) -> MappingPlan:
    try:
        return compile_mapping({"id": document.id, "version": max(1, document.version), **document.body})
    except InvalidMapping as error:
        place = f"mapping/{document.id}{error.where}"
        raise InvalidMapping(error.message, where=place, hint=error.hint) from None


def try_rows(
    mapper: MappedRows, rows: Sequence[Row], check: Callable[[Event], Event | Reject] | None = None
) -> list[tuple[int, Event | Reject]]:
    """What rows come to: each item with the number of the row that settled it.

    Args:
        mapper: The mapping, fresh.
        rows: In order.
        check: The verdict of the schemas on an event; the mapping's alone counts without.
    """

    def checked(made: Sequence[Event | Reject]) -> list[Event | Reject]:
        if check is None:
            return list(made)
        verdicts = [item if isinstance(item, Reject) else check(item) for item in made]
        return [
            verdict if verdict is made[place] or isinstance(verdict, Event) else mapper.refused(place, verdict)
            for place, verdict in enumerate(verdicts)
        ]

    found: list[tuple[int, Event | Reject]] = []
    for row in rows:
        found += [(row.number, item) for item in checked(mapper.feed([row]))]
    last = rows[-1].number if rows else 0
    return found + [(last, item) for item in checked(mapper.finish())]


class SourceMappings:
    """The mappings that sources name; called with the id of a source, it gives a mapper for one body."""

    def __init__(self, store: StateStore, normalise: Normalise) -> None:
        self._store = store
        self._normalise = normalise
        self._rows: list[DocumentRow] = []
        self._plans: dict[str, MappingPlan] = {}
        self.refresh()

    def __call__(self, source: str) -> MappedRows | None:
        """The mapping of a source, ready for rows; None if it has none that is live."""
        plan = self._plans.get(source)
        return None if plan is None else MappedRows(plan, self._normalise)

    def refresh(self) -> None:
        """Take newly published sources and mappings over."""
        rows = [row for row in self._store.documents() if row.kind in ("mapping", "source") and row.status == "live"]
        if rows == self._rows:
            return
        self._rows = rows
        plans: dict[str, MappingPlan] = {}
        for row in rows:
            if row.kind == "mapping":
                # One that slipped into the log although it can't work must not stop collection.
                with suppress(InvalidMapping):
                    plans[row.id] = _plan_of(from_data(from_json(row.document)))
        named = {row.id: from_json(row.document).get("mapping") for row in rows if row.kind == "source"}
        self._plans = {source: plans[mapping] for source, mapping in named.items() if mapping in plans}


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
