"""Importing a file into a workspace: readers, mapping, schemas and ledger put together."""

from collections.abc import Callable, Mapping
from pathlib import Path

from clew.adapters.files import FileLedger, open_rows
from clew.events import Event
from clew.events.imports import Importer, ImportProgress, ImportReport
from clew.events.mapping import MappedRows
from clew.events.ports import Reject
from clew.runtime.checking import SchemaVerdict
from clew.runtime.collecting import Spellings
from clew.runtime.garbage import young_only
from clew.runtime.workspace import Workspace

Listener = Callable[[ImportProgress, float], None]


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
    verdict = SchemaVerdict(workspace.store, workspace.clock, Spellings(workspace.store))
    verdict.refresh()
    importer = Importer(workspace.log, FileLedger(workspace.folder / "imports"), verdict)
    with young_only() as tidy:

        def told(progress: ImportProgress, share: float) -> None:
            tidy()
            if listener is not None:
                listener(progress, share)

        return importer.run(rows, mapper, source, told)


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
