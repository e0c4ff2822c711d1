"""Rows through a compiled mapping, one by one or in groups of neighbours."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, cast

import msgspec

from clew.events.imports.fitting import fitting
from clew.events.imports.ports import Row
from clew.events.mapping.compile import EventPlan, MappingPlan
from clew.events.mapping.errors import BadValue
from clew.events.mapping.repeats import Repeats
from clew.events.mapping.values import ROW_NUMBER, Values, to_hashable, to_text
from clew.events.model import Event, Identity
from clew.events.ports import Reject
from clew.kernel.errors import ClewError
from clew.kernel.packing import from_json, to_json

Normalise = Callable[[str, Any], str | None]
"""`(namespace, value) -> value` as its namespace writes it; None when it can't be an identity."""

_LONGEST_ID = 255
_LONGEST_GROUP = 10_000
"""Rows of one group that are held in memory at a time; a longer one goes to quarantine in pieces."""


class MappedRows:
    """Fulfils `events.imports.RowMapper`.

    Args:
        plan: The compiled mapping.
        normalise: How identities are written.
    """

    def __init__(self, plan: MappingPlan, normalise: Normalise) -> None:
        self._plan = plan
        self._normalise = normalise
        self._open: OrderedDict[str, list[Row]] = OrderedDict()
        self._overlong: dict[str, None] = {}
        self._repeats = Repeats()
        self._latest = 0
        self._out: list[Event | Reject] = []
        self._behind: list[Sequence[Row]] = []
        self.skipped = 0
        """Rows that `when` passed over, on purpose."""

    @property
    def name(self) -> str:
        """`id@version` of the mapping document."""
        return self._plan.name

    @property
    def repeated(self) -> int:
        """Events that an earlier row had said already, word for word, and that were left out."""
        return self._repeats.count

    def feed(self, rows: Sequence[Row]) -> list[Event | Reject]:
        """What these rows settle, in order; never raises on data."""
        self._begin()
        when, group = self._plan.when, self._plan.group
        for row in rows:
            values = row.values
            values[ROW_NUMBER] = row.number
            if row.fault:
                self._refuse("import.row", row.fault, "", (row,))
                continue
            try:
                if when is not None and not when(values, (values,)):
                    self.skipped += 1
                elif group is None:
                    self._map((row,))
                else:
                    self._gather(row, group(values, (values,)))
            except BadValue as error:
                self._refuse(error.reason, error.message, "", (row,))
        if rows:
            self._latest = rows[-1].number
        return self._out

    def finish(self) -> list[Event | Reject]:
        """What the last rows come to, now that there are no more."""
        self._begin()
        self._release(self._latest + 1)
        return self._out

    def refused(self, place: int, verdict: Reject) -> Reject:
        """What quarantine keeps of an event that a later check refused: the verdict, with the rows behind it."""
        return self._reject(verdict.reason, verdict.message, verdict.pointer, self._behind[place])

    def _gather(self, row: Row, key: Any) -> None:
        """Add the row to its group, and let go the groups that have not been seen for long enough."""
        if key is None:
            self._map((row,))
            return
        key = key if isinstance(key, str) else to_hashable(key)
        rows = self._open.pop(key, [])
        if len(rows) >= _LONGEST_GROUP:
            self._reject_overlong(rows)
            self._overlong[key] = None
            rows = []
        rows.append(row)
        self._open[key] = rows  # at the end: the order is that of the latest rows
        self._release(row.number - self._plan.within)

    def _release(self, before: int) -> None:
        """Give out the groups whose latest row comes before this one."""
        while self._open:
            key, rows = next(iter(self._open.items()))
            if rows[-1].number >= before:
                return
            del self._open[key]
            if key in self._overlong:
                self._reject_overlong(rows)
                del self._overlong[key]
            else:
                self._map(rows)

    def _reject_overlong(self, rows: Sequence[Row]) -> None:
        message = f"a group of more than {_LONGEST_GROUP:,} rows; group by something narrower"
        self._refuse("mapping.group", message, "/group", rows)

    def _map(self, rows: Sequence[Row]) -> None:
        """Append what the rows come to: all of their events, or one reject."""
        first, values = rows[0].values, [row.values for row in rows]
        made: list[Event] = []
        for plan in self._plan.events:
            try:
                if plan.when is None or plan.when(first, values):
                    event = self._event(plan, first, values)
                    if not plan.repeats or self._repeats.is_new(event):
                        made.append(event)
            except BadValue as error:
                self._refuse(error.reason, error.message, plan.pointer + error.column, rows)
                return
        self._out += made
        self._behind += [rows] * len(made)

    def _event(self, plan: EventPlan, row: Values, rows: Sequence[Values]) -> Event:
        # One `try` over all fields, with the place kept beside: a call for each field would cost more than the field.
        place = "/id"
        try:
            event_id = _needed(plan.id(row, rows))
            place = "/type"
            name = _needed(plan.type(row, rows))
            place = "/ts"
            ts = None if plan.ts is None else plan.ts(row, rows)
            if ts is None and plan.ts is not None:
                raise BadValue("mapping.missing", "the row has no value for it")  # noqa: TRY301  (placed below)
            place = "/identities"
            identities = self._identities(plan, row, rows)
            properties: dict[str, Any] = {}
            for field, get in plan.properties:
                place = field
                value = get(row, rows)
                if value is not None:
                    properties[field] = value
            place = "/context"
            context = {field: value for field, get in plan.context if (value := get(row, rows)) is not None}
        except BadValue as error:
            error.column = place if place.startswith("/") else f"/properties/{place}"
            raise
        return Event(event_id, plan.kind, name, identities, ts, None, properties, context)

    def _identities(self, plan: EventPlan, row: Values, rows: Sequence[Values]) -> tuple[Identity, ...]:
        found: list[Identity] = []
        for namespace, get in plan.identities:
            value = get(row, rows)
            if value is None:
                continue
            try:
                normal = self._normalise(namespace, value)
            except ClewError as error:
                raise BadValue(error.code, f"{namespace}: {error.message}") from None
            if normal is not None:
                found.append(Identity(namespace, normal))
        if not found:
            raise BadValue("mapping.no_identity", "no identity of the row has a value")
        return tuple(found)

    def _begin(self) -> None:
        # New lists each time: what was given out belongs to whom it was given.
        self._out = []
        self._behind = []

    def _refuse(self, reason: str, message: str, place: str, rows: Sequence[Row]) -> None:
        self._out.append(self._reject(reason, message, place, rows))
        self._behind.append(rows)

    def _reject(self, reason: str, message: str, place: str, rows: Sequence[Row]) -> Reject:
        where = f"row {rows[0].number}" + (f" to {rows[-1].number}" if len(rows) > 1 else "")
        raw = rows[0].raw if rows[0].fault else to_json([_numbered(row) for row in rows])
        return Reject(reason, f"{where}: {message}", f"/{rows[0].number}{place}", raw, self._plan.name)


def _needed(value: Any) -> str:
    if type(value) is not str:
        if value is None:
            raise BadValue("mapping.missing", "the row has no value for it")
        value = to_text(value)
    if len(value) > _LONGEST_ID:
        raise BadValue("mapping.too_long", f"has more than {_LONGEST_ID} characters")
    return value


def rows_of(raw: bytes, pointer: str) -> list[Row] | None:
    """The rows that a reject keeps, so that they can be mapped again; None if they can't be read.

    Args:
        raw: As `MappedRows` wrote it; or, from a person's hand, one row as an object of its columns.
        pointer: Of the reject; the row's number where the raw doesn't say it.
    """
    try:
        found: Any = fitting(from_json(raw))
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
