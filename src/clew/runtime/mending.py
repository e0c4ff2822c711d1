"""Rejects read again: rows of files by the newest mapping, calls over HTTP by the dialect that they were in."""

from collections.abc import Callable, Sequence

from clew.api.collect import reread
from clew.catalog import from_data
from clew.events import Event
from clew.events.imports import RowMapper
from clew.events.mapping import InvalidMapping
from clew.events.ports import QuarantineRow, Reject
from clew.events.quarantine import Quarantine, by_mapping
from clew.kernel.packing import from_json
from clew.runtime.checking import SchemaVerdict
from clew.runtime.collecting import Spellings, new_event_id
from clew.runtime.mappers import mapper_of
from clew.runtime.workspace import Workspace


def quarantine_of(workspace: Workspace) -> Quarantine:
    """The quarantine of a workspace, with what its rejects become by the present mappings and schemas."""
    spellings = Spellings(workspace.store)
    verdict = SchemaVerdict(workspace.store, workspace.clock, spellings)
    verdict.refresh()
    rows = by_mapping(_mappers(workspace, spellings), verdict)

    def remake(row: QuarantineRow) -> Sequence[Event | Reject]:
        if row.reject.mapping:
            return rows(row)
        return reread(row, spellings, new_event_id, verdict)

    return Quarantine(workspace.log, remake)


def _mappers(workspace: Workspace, spellings: Spellings) -> Callable[[str, str], RowMapper | None]:
    rows = [row for row in workspace.store.documents() if row.status == "live"]
    live = {row.id: row for row in rows if row.kind == "mapping"}
    named = {row.id: from_json(row.document).get("mapping") for row in rows if row.kind == "source"}

    def newest(source: str, name: str) -> RowMapper | None:
        row = live.get(name or named.get(source) or "")
        if row is None:
            return None
        try:
            return mapper_of(from_data(from_json(row.document)), spellings)
        except InvalidMapping:
            return None

    return newest
