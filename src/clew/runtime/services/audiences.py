"""Lists of people, and events of the workspace: both are said to the log, and the engine does the rest."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from clew.api.audience_desk import ListReport, ListView, RefusedRow
from clew.engine.ports import DocumentRow
from clew.events import Event, Identity
from clew.events.imports import Row
from clew.events.ports import Arrival
from clew.identity import canonical_namespace, speller
from clew.kernel.errors import ClewError
from clew.kernel.hashing import derive_id
from clew.kernel.instants import Instant
from clew.kernel.packing import from_json, pack
from clew.profiles import is_list, list_event
from clew.runtime.services.documents import Documents
from clew.runtime.services.segments import segment_key
from clew.runtime.workspace import Workspace

SOURCE = "lists"
"""The source of what is said of lists by hand or by file."""

BUSINESS = "business"
"""The source of events of the workspace that somebody says by hand."""

_A_BODY = 1_000
_MOST_TOLD = 100


class NoList(ClewError):
    """There is no list of this id."""

    code = "list.unknown"


class NoColumn(ClewError):
    """The file does not have the column that is asked for."""

    code = "list.no_column"


class Audiences:
    """Over a workspace; fulfils `api.ports.AudienceDesk`."""

    def __init__(self, workspace: Workspace, documents: Documents) -> None:
        self._workspace = workspace
        self._documents = documents

    def lists(self) -> list[ListView]:
        """All lists that are in force, in order of id."""
        counts = self._workspace.store.segment_counts()
        return [
            ListView(id=row.id, name=str(said.get("name", "")), people=counts.get(segment_key(row), 0))
            for row, said in self._in_force()
        ]

    def change(
        self,
        list_id: str,
        names: Iterable[tuple[int, str, str]],
        *,
        member: bool,
        once: str,
    ) -> ListReport:
        """Put people on a list, or take them off it; who is not known yet begins with it.

        Args:
            list_id: Which list.
            names: Number of the row, namespace and value of each.
            member: Whether they are on it from now on.
            once: The same for a request that is made again, so that it changes nothing more.

        Raises:
            NoList: if there is no list of this id.
        """
        self._require(list_id)
        rows = last = 0
        refused: list[RefusedRow] = []
        accepted = 0
        waiting = iter(self._events(list_id, names, member=member, once=once))
        while found := list(islice(waiting, _A_BODY)):
            rows += len(found)
            events = [each for each in found if isinstance(each, Event)]
            refused += [each for each in found if not isinstance(each, Event)]
            accepted += len(events)
            if events:
                (place,) = self._workspace.log.append([Arrival(SOURCE, pack(events))])
                last = place.seq if place is not None else last
        return ListReport(
            rows=rows, accepted=accepted, refused=len(refused), faults=tuple(refused[:_MOST_TOLD]), log_row=last
        )

    def sheet(self, text: str, namespace: str, column: str | None) -> Iterable[tuple[int, str, str]]:
        """The names that a CSV file lists, for `change`.

        Raises:
            NoColumn: when they are read, if there is no such column.
        """
        return names_in(csv_rows(text), namespace, column)

    def announce(self, kind: str, *, name: str, ts: Instant | None, properties: Mapping[str, Any]) -> int:
        """Say that something happened to the workspace; the log row. Said again under its name, it happened once."""
        event = Event(name, "business", kind, (), ts, properties=dict(properties))
        (place,) = self._workspace.log.append([Arrival(BUSINESS, pack([event]))])
        assert place is not None  # noqa: S101  (an arrival with a body gets a place)
        return place.seq

    def _events(
        self, list_id: str, names: Iterable[tuple[int, str, str]], *, member: bool, once: str
    ) -> Iterator[Event | RefusedRow]:
        known = self._documents.namespaces()
        for row, namespace, value in names:
            code = canonical_namespace(namespace)
            normal = speller(known, code)(value)
            if normal is None:
                reason = "there is no value" if not value.strip() else f"this can't be a name in `{code}`"
                yield RefusedRow(row=row, reason=reason)
                continue
            key = derive_id("l", list_id, once, str(member), code, normal)
            yield list_event(list_id, Identity(code, normal), member=member, event_id=key)

    def _in_force(self) -> list[tuple[DocumentRow, Mapping[str, Any]]]:
        # One that is being built takes people already: who is on it is said by records.
        rows = (row for row in self._documents.rows() if row.kind == "segment" and row.status in ("building", "live"))
        newest = {row.id: row for row in sorted(rows, key=lambda row: (row.id, row.version))}
        said = [(row, from_json(row.document)) for row in newest.values()]
        return [(row, each) for row, each in said if is_list(row.id, str(each.get("expression", "")))]

    def _require(self, list_id: str) -> None:
        if all(row.id != list_id for row, _ in self._in_force()):
            raise NoList(
                "no list has this id", where=list_id, hint="see `clew list show`, or make one: `clew list create`"
            )


def csv_rows(text: str) -> Iterator[Row]:
    """The rows of a CSV file whose first line names the columns; a file without rows has none."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    for number, found in enumerate(reader, 1):
        yield Row(number, {name: value for name, value in found.items() if isinstance(value, str)})


def names_in(rows: Iterable[Row], namespace: str, column: str | None) -> Iterator[tuple[int, str, str]]:
    """The names that a file lists.

    Args:
        rows: Of the file.
        namespace: Of the names.
        column: In which they stand; if not said, the one called like the namespace, or the only one.

    Raises:
        NoColumn: if there is no such column.
    """
    chosen = column
    for row in rows:
        if chosen is None:
            chosen = _column(list(row.values), namespace)
        elif row.number == 1 and chosen not in row.values:
            raise NoColumn(f"no column is called `{chosen}`", hint=f"there are: {', '.join(row.values)}")
        yield row.number, namespace, str(row.values.get(chosen, ""))


def _column(columns: Sequence[str], namespace: str) -> str:
    like = [name for name in columns if canonical_namespace(name) == canonical_namespace(namespace)]
    found = like or (columns if len(columns) == 1 else [])
    if len(found) != 1:
        raise NoColumn(f"which column holds the `{namespace}`?", hint=f"name one of: {', '.join(columns)}")
    return found[0]
