"""What a query answers, as values that JSON can hold."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Any, NamedTuple, cast

from clew.adapters.arrow import Table, pa
from clew.adapters.duckdb.errors import TooLarge
from clew.kernel.instants import format_instant, from_datetime
from clew.kernel.packing import ExactNumber, from_json


class Column(NamedTuple):
    """A column of an answer, with its type in the engine's words."""

    name: str
    type: str


class QueryResult(NamedTuple):
    """An answer.

    Attributes:
        columns: In order; names may repeat.
        rows: Values in order of the columns: plain JSON values, decimals exact, instants in ISO 8601 with Z.
        truncated: Whether there were more rows than asked for.
    """

    columns: list[Column]
    rows: list[list[Any]]
    truncated: bool


def first_rows(reader: Any, rows: int | None, size: int | None = None) -> Table:
    """What a reader of record batches has, or its first rows; no more of it is read than those need.

    Raises:
        TooLarge: if they take more than so many bytes.
    """
    batches: list[Any] = []
    count, held = 0, 0
    for whole in reader:
        batch = whole if rows is None else whole.slice(0, rows - count)
        batches.append(batch)
        count, held = count + batch.num_rows, held + batch.nbytes
        if size is not None and held > size:
            message = f"the answer is larger than {size >> 20} MiB"
            raise TooLarge(message, hint="ask for fewer columns or rows, or page by a condition")
        if count == rows:
            break
    return pa.Table.from_batches(batches, schema=reader.schema)


def plain_rows(columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Rows of the engine's Python values as plain values; texts of JSON columns are read."""
    json = {place for place, column in enumerate(columns) if column.type == "JSON"}
    return [
        [from_json(value) if place in json and value is not None else plain(value) for place, value in enumerate(row)]
        for row in rows
    ]


def plain(value: Any) -> Any:
    """One value as JSON can hold it: not a number and infinity are null, a map is a list of pairs."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in cast("dict[Any, Any]", value).items()}
    if isinstance(value, pa.MonthDayNano):
        return f"P{value.months}M{value.days}DT{value.nanoseconds / 1e9:.9g}S"
    if isinstance(value, list | tuple):
        return [plain(item) for item in cast("list[Any]", value)]
    return _text_or_number(value)


def _text_or_number(value: Any) -> Any:
    if isinstance(value, Decimal):
        # Whole numbers wider than 64 bits come as decimals too.
        return int(value) if value.as_tuple().exponent == 0 else ExactNumber(value)
    if isinstance(value, datetime):
        return format_instant(from_datetime(value if value.tzinfo else value.replace(tzinfo=UTC)))
    if isinstance(value, date | time):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else str(value)
