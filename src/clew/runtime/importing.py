"""Importing a file into a workspace: readers, mapping, schemas and ledger put together."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from clew.adapters.files import FileLedger, open_rows
from clew.events.imports import Importer, ImportProgress, ImportReport, Row
from clew.events.mapping import MappedRows
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


def first_rows(path: Path, *, first: int, options: Mapping[str, str]) -> Sequence[Row]:
    """The first rows of a file, to try a mapping on."""
    rows = open_rows(path, encoding=options.get("encoding", "utf-8"), delimiter=options.get("delimiter"))
    chunk = next(iter(rows.chunks(size=first)), None)
    return chunk.rows if chunk is not None else ()
