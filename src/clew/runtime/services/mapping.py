"""Mappings tried out on rows: what they become, by the mapping and then by the schemas in force."""

from collections.abc import Sequence
from typing import Any

from clew.api.imports.views import ColumnView, DryRunView, MappedView, SampleView
from clew.catalog import Document
from clew.events import Event
from clew.events.imports import Row
from clew.events.mapping import Column, columns_of, rows_of, suggest_mapping
from clew.events.ports import Reject
from clew.runtime.checking import SchemaVerdict
from clew.runtime.collecting import Spellings
from clew.runtime.mappers import mapper_of, try_rows
from clew.runtime.workspace import Workspace

_SAMPLES = 4


def tried(workspace: Workspace, mapping: dict[str, Any], rows: Sequence[Row], source: str = "") -> DryRunView:
    """What rows come to by a mapping that is not published, and by the schemas in force.

    Raises:
        InvalidMapping: if it can't work.
    """
    spellings = Spellings(workspace.store)
    mapper = mapper_of(Document("mapping", "draft", "", body=mapping), spellings)
    verdict = SchemaVerdict(workspace.store, workspace.clock, spellings)
    verdict.refresh()
    made = try_rows(mapper, rows, lambda event: verdict(source, event))
    faults = sum(isinstance(item, Reject) for _, item in made)
    items = tuple(_mapped(row, item) for row, item in made)
    return DryRunView(items=items, events=len(made) - faults, faults=faults, rows=len(rows))


class Mappings:
    """Looks at rows that a source sends, and tries mappings out on them; changes nothing."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def look(self, name: str, rows: Sequence[dict[str, Any]]) -> SampleView:
        """What the rows hold, and a first mapping for them."""
        columns = columns_of(rows)
        return SampleView(columns=shown(columns), suggestion=suggest_mapping(name, columns))

    def try_out(self, mapping: dict[str, Any], rows: Sequence[dict[str, Any]], source: str) -> DryRunView:
        """What the rows come to by this mapping, as if the source sent them in one body."""
        return tried(self._workspace, mapping, [Row(n, dict(row)) for n, row in enumerate(rows, 1)], source)

    def waiting(self, source: str, limit: int) -> list[dict[str, Any]]:
        """Rows of a source that wait in quarantine for a mapping that can read them, the newest first."""
        found: list[dict[str, Any]] = []
        for held in self._workspace.log.rejects(source=source, limit=limit, newest=True):
            reject = held.reject
            rows = rows_of(reject.raw, reject.pointer) if reject.mapping else None
            found += [dict(row.values) for row in rows or ()]
        return found[:limit]


def shown(columns: Sequence[Column]) -> tuple[ColumnView, ...]:
    """Columns, as the API shows them."""
    return tuple(
        ColumnView(
            name=each.name,
            path=each.path,
            samples=tuple(each.samples[:_SAMPLES]),
            filled=each.filled / each.rows if each.rows else 0,
        )
        for each in columns
    )


def _mapped(row: int, item: Event | Reject) -> MappedView:
    if isinstance(item, Reject):
        return MappedView(row=row, fault=item.message, pointer=item.pointer)
    identities = tuple(f"{identity.namespace}:{identity.value}" for identity in item.identities)
    return MappedView(
        row=row, type=item.type, ts=item.ts, identities=identities, properties=dict(item.properties or {})
    )
