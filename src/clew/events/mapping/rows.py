"""Rows through a compiled mapping, one by one or in groups of neighbours."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

import msgspec

from clew.events.imports.ports import Row
from clew.events.mapping.compile import EventPlan, MappingPlan
from clew.events.mapping.errors import BadValue
from clew.events.mapping.values import ROW_NUMBER, Get, Values, to_text
from clew.events.model import IDENTITYLESS, Event, Identity
from clew.events.ports import Reject
from clew.kernel.packing import from_json, to_json

Normalise = Callable[[str, Any], str | None]
"""`(namespace, value) -> value` as its namespace writes it; None when it can't be an identity."""

_LONGEST_ID = 255


class MappedRows:
    """Fulfils `events.imports.RowMapper`.

    Args:
        plan: The compiled mapping.
        normalise: How identities are written.
    """

    def __init__(self, plan: MappingPlan, normalise: Normalise) -> None:
        self._plan = plan
        self._normalise = normalise
        self._held: list[Row] = []
        self._held_key: Any = None
        self._settled = 0
        self.skipped = 0
        """Rows that `when` passed over, on purpose."""

    @property
    def name(self) -> str:
        """`id@version` of the mapping document."""
        return self._plan.name

    @property
    def settled(self) -> int:
        """Number of the last row for which everything has been given out."""
        return self._settled

    def feed(self, rows: Sequence[Row]) -> list[Event | Reject]:
        """What these rows settle, in order; never raises on data."""
        out: list[Event | Reject] = []
        for row in rows:
            row.values[ROW_NUMBER] = row.number
            if self._passes(row, out):
                self._take(row, out)
            if not self._held:
                self._settled = row.number
        if self._held:
            self._settled = self._held[0].number - 1
        return out

    def finish(self) -> list[Event | Reject]:
        """What the last rows come to, now that there are no more."""
        out: list[Event | Reject] = []
        last = self._held[-1].number if self._held else self._settled
        self._release(out)
        self._settled = last
        return out

    def _passes(self, row: Row, out: list[Event | Reject]) -> bool:
        if row.fault:
            out.append(self._reject("import.row", row.fault, "", [row]))
            return False
        try:
            if self._plan.when is not None and not self._plan.when(row.values, (row.values,)):
                self.skipped += 1
                return False
        except BadValue as error:
            out.append(self._reject(error.reason, error.message, "/when", [row]))
            return False
        return True

    def _take(self, row: Row, out: list[Event | Reject]) -> None:
        if self._plan.group is None:
            out += self._map([row])
            return
        try:
            key = self._plan.group(row.values, (row.values,))
        except BadValue as error:
            out.append(self._reject(error.reason, error.message, "/group", [row]))
            return
        if self._held and (key is None or key != self._held_key):
            self._release(out)
        self._held.append(row)
        self._held_key = key

    def _release(self, out: list[Event | Reject]) -> None:
        held, self._held = self._held, []
        if held:
            out += self._map(held)

    def _map(self, rows: Sequence[Row]) -> Iterator[Event | Reject]:
        first, values = rows[0].values, [row.values for row in rows]
        for plan in self._plan.events:
            place = ""
            try:
                if plan.when is None or plan.when(first, values):
                    yield self._event(plan, first, values)
            except BadValue as error:
                place = f"{plan.pointer}{error.column}"
                yield self._reject(error.reason, error.message, place, rows)

    def _event(self, plan: EventPlan, row: Values, rows: Sequence[Values]) -> Event:
        event_id = _needed(plan.id, row, rows, "/id")
        if len(event_id) > _LONGEST_ID:
            raise BadValue("mapping.id", f"an id has at most {_LONGEST_ID} characters", "/id")
        identities: list[Identity] = []
        for namespace, get in plan.identities:
            value = _at(get, row, rows, f"/identities/{namespace}")
            normal = None if value is None else self._normalise(namespace, value)
            if normal is not None:
                identities.append(Identity(namespace, normal))
        if not identities and plan.kind not in IDENTITYLESS:
            raise BadValue("mapping.no_identity", "no identity of the row has a value", "/identities")
        return Event(
            id=event_id,
            kind=plan.kind,
            type=_needed(plan.type, row, rows, "/type"),
            identities=tuple(identities),
            ts=_at(plan.ts, row, rows, "/ts"),
            properties=_object(plan.properties, row, rows, "/properties"),
            context=_object(plan.context, row, rows, "/context"),
        )

    def _reject(self, reason: str, message: str, place: str, rows: Sequence[Row]) -> Reject:
        where = f"row {rows[0].number}" + (f" to {rows[-1].number}" if len(rows) > 1 else "")
        raw = rows[0].raw if rows[0].fault else to_json([_numbered(row) for row in rows])
        return Reject(reason, f"{where}: {message}", f"/{rows[0].number}{place}", raw, self._plan.name)


def rows_of(raw: bytes, pointer: str) -> list[Row] | None:
    """The rows that a reject keeps, so that they can be mapped again; None if they can't be read.

    Args:
        raw: As `MappedRows` wrote it; or, from a person's hand, one row as an object of its columns.
        pointer: Of the reject; the row's number where the raw doesn't say it.
    """
    try:
        found: Any = from_json(raw)
    except (msgspec.DecodeError, RecursionError):
        return None
    first = pointer.strip("/").partition("/")[0]
    number = int(first) if first.isdigit() else 1
    listed = cast("list[Any]", found) if isinstance(found, list) else [found]
    rows: list[Row] = []
    for place, item in enumerate(listed):
        if not isinstance(item, dict):
            return None
        values = {name: value for name, value in cast("dict[str, Any]", item).items() if value is not None}
        said = values.pop(_NUMBER, None)
        rows.append(Row(said if isinstance(said, int) else number + place, values))
    return rows or None


_NUMBER = "$row"


def _numbered(row: Row) -> dict[str, Any]:
    """A row as quarantine keeps it: its columns, and its number, which ids may depend on."""
    return {_NUMBER: row.number} | {name: value for name, value in row.values.items() if name != ROW_NUMBER}


def _at(get: Get, row: Values, rows: Sequence[Values], column: str) -> Any:
    """The value, a fault placed at its field."""
    try:
        return get(row, rows)
    except BadValue as error:
        error.column = column
        raise


def _needed(get: Get, row: Values, rows: Sequence[Values], column: str) -> str:
    value = _at(get, row, rows, column)
    if value is None:
        raise BadValue("mapping.missing", "has no value", column)
    return to_text(value)


def _object(fields: Sequence[tuple[str, Get]], row: Values, rows: Sequence[Values], place: str) -> dict[str, Any]:
    built: dict[str, Any] = {}
    for name, get in fields:
        value = _at(get, row, rows, f"{place}/{name}")
        if value is not None:
            built[name] = value
    return built
