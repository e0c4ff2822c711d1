"""Importing a file into a workspace: readers, mapping, schemas and ledger put together."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from clew.adapters.files import FileLedger, open_rows
from clew.catalog import Document, parse_folder
from clew.events import Event
from clew.events.imports import Importer, ImportProgress, ImportReport, Row
from clew.events.mapping import InvalidMapping, MappedRows, compile_mapping
from clew.events.ports import Reject
from clew.kernel.errors import ClewError
from clew.kernel.instants import Duration
from clew.runtime.checking import SchemaVerdict
from clew.runtime.collecting import normalise_identity
from clew.runtime.workspace import Workspace

Listener = Callable[[ImportProgress, float], None]


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


def mapper_of(document: Document, *, shift: Duration = 0) -> MappedRows:
    """The mapping, ready for rows; with a shift, every event time is moved by it.

    Raises:
        InvalidMapping: if the document can't work; the place names the document.
    """
    try:
        plan = compile_mapping({"id": document.id, "version": max(1, document.version), **document.body})
    except InvalidMapping as error:
        place = f"mapping/{document.id}{error.where}"
        raise InvalidMapping(error.message, where=place, hint=error.hint) from None
    return MappedRows(plan, normalise_identity) if not shift else ShiftedRows(plan, shift)


class ShiftedRows(MappedRows):
    """A mapping whose event times are moved, so that old demo data ends now."""

    def __init__(self, plan: Any, shift: Duration) -> None:
        super().__init__(plan, normalise_identity)
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


def import_file(
    workspace: Workspace,
    path: Path,
    mapper: MappedRows,
    source: str,
    *,
    options: Mapping[str, str],
    listener: Listener | None = None,
) -> ImportReport:
    """Bring a file's rows into the log; see `events.imports.Importer`."""
    rows = open_rows(path, encoding=options.get("encoding", "utf-8"), delimiter=options.get("delimiter"))
    verdict = SchemaVerdict(workspace.store, workspace.clock)
    verdict.refresh()
    return Importer(workspace.log, FileLedger(workspace.folder / "imports"), verdict).run(
        rows, mapper, source, listener
    )


def dry_run(
    path: Path, mapper: MappedRows, *, first: int, options: Mapping[str, str]
) -> list[tuple[int, Event | Reject]]:
    """The first rows, mapped: what each came to, with the number of the row that settled it."""
    rows = open_rows(path, encoding=options.get("encoding", "utf-8"), delimiter=options.get("delimiter"))
    chunk = next(iter(rows.chunks(size=first)), None)
    found: list[tuple[int, Event | Reject]] = []
    for row in chunk.rows if chunk is not None else []:
        found += [(row.number, item) for item in mapper.feed([row])]
    last = chunk.rows[-1].number if chunk is not None and chunk.rows else 0
    return found + [(last, item) for item in mapper.finish()]
