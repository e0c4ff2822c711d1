"""Parquet as rows."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pyarrow.parquet  # pyright: ignore[reportMissingTypeStubs]

from clew.adapters.arrow import pa, pc
from clew.adapters.files.errors import UnreadableFile
from clew.adapters.files.unfit import NUL_FAULT, holds_nul
from clew.events.imports import Row
from clew.events.imports.ports import RowChunk
from clew.kernel.packing import ExactNumber, from_json, to_json

pq: Any = pyarrow.parquet

_NOT_UTF8 = "bytes that are not UTF-8"
_NUL_BYTE = re.compile(b"\x00")
_NO_FAULTS: Mapping[int, str] = {}


class ParquetRows:
    """A Parquet file; null and NaN are absent, instants become ISO 8601 texts, decimals stay exact."""

    def __init__(self, path: Path, fingerprint: str) -> None:
        self._path = path
        self._fingerprint = fingerprint

    @property
    def fingerprint(self) -> str:
        """A digest of the content."""
        return self._fingerprint

    def chunks(self, *, size: int = 10_000) -> Iterator[RowChunk]:
        """All rows in order, in chunks of about `size`.

        Raises:
            UnreadableFile: if the file is no Parquet, or broken.
        """
        try:
            with pq.ParquetFile(self._path) as file:
                yield from self._chunks(file, size)
        except (pa.ArrowInvalid, OSError) as error:
            said = str(error).split("\n")[0]
            raise UnreadableFile(f"not readable as Parquet: {said}", where=self._path.name) from None

    def _chunks(self, file: Any, size: int) -> Iterator[RowChunk]:
        names = file.schema_arrow.names
        for name in names:
            if names.count(name) > 1:
                raise UnreadableFile(f"two columns are called `{name}`", where=self._path.name, hint="rename one")
        total = max(1, file.metadata.num_rows)
        number = 0
        for batch in file.iter_batches(batch_size=size):
            first, number = number, number + batch.num_rows
            columns = [_values(column) for column in batch.columns]
            rows = [
                Row(place, {name: item for name, item in zip(names, cells, strict=True) if item is not None})
                for place, cells in enumerate(zip(*(values for values, _ in columns), strict=True), first + 1)
            ]
            for name, (_, faults) in zip(names, columns, strict=True):
                for place, fault in faults.items():
                    row = rows[place]
                    rows[place] = Row(row.number, {}, f"{name}: {fault}", row.raw or to_json(row.values))
            yield RowChunk(rows, number / total)


def _values(column: Any) -> tuple[list[Any], Mapping[int, str]]:
    """A column as values that JSON can hold, and what is wrong with those that no event may hold, by their place."""
    kind = column.type
    if pa.types.is_temporal(kind) and not pa.types.is_duration(kind):
        # Arrow writes a column of dates and times far faster than Python does one by one, and nanoseconds at all.
        return column.cast(pa.string()).to_pylist(), _NO_FAULTS
    try:
        values: list[Any] = column.to_pylist()
    except UnicodeDecodeError:
        return _one_by_one(column)
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return values, _NO_FAULTS
    if pa.types.is_string(kind):
        # To look for the byte costs a tenth of a look at each text.
        data = column.buffers()[-1]
        return values, _NO_FAULTS if data is None or not _NUL_BYTE.search(data) else _nuls(values)
    if pa.types.is_floating(kind) and pc.all(pc.is_finite(column)).as_py() is not False:
        return values, _NO_FAULTS
    values = [plain(value) for value in values]
    return values, _nuls(values)


def _nuls(values: list[Any]) -> Mapping[int, str]:
    return {place: NUL_FAULT for place, value in enumerate(values) if holds_nul(value)}


def _one_by_one(column: Any) -> tuple[list[Any], Mapping[int, str]]:
    """A column with texts that are not UTF-8: their bytes become escapes, so that a person can read them."""
    values: list[Any] = []
    broken: dict[int, str] = {}
    for place, cell in enumerate(column):
        try:
            values.append(plain(cell.as_py()))
        except UnicodeDecodeError:
            broken[place] = _NOT_UTF8
            values.append(None if pa.types.is_nested(cell.type) else _escaped(cell))
    return values, {**_nuls(values), **broken}


def _escaped(cell: Any) -> str:
    return cell.cast(pa.binary()).as_py().decode("utf-8", "backslashreplace")


def plain(value: Any) -> Any:
    """A cell as a value that JSON can hold."""
    convert = next((convert for kind, convert in _PLAIN if isinstance(value, kind)), None)
    return value if value is None or isinstance(value, str | int) else str(value) if convert is None else convert(value)


def _float(value: float) -> Any:
    if math.isnan(value):
        return None
    return value if math.isfinite(value) else str(value)


def _decimal(value: Decimal) -> Any:
    return from_json(str(ExactNumber(value)).encode()) if value.is_finite() else str(value)


def _bytes(value: bytes) -> str:
    try:
        return value.hex() if b"\x00" in value else value.decode()
    except UnicodeDecodeError:
        return value.hex()


def _list(value: list[Any]) -> Any:
    if value and all(isinstance(item, tuple) and len(cast("tuple[Any, ...]", item)) == 2 for item in value):
        return {str(name): plain(item) for name, item in value}  # a map
    return [plain(item) for item in value]


def _struct(value: dict[str, Any]) -> dict[str, Any]:
    return {name: plain(item) for name, item in value.items() if item is not None}


_PLAIN: tuple[tuple[type | tuple[type, ...], Callable[[Any], Any]], ...] = (
    (float, _float),
    (Decimal, _decimal),
    ((datetime, date, time), lambda value: value.isoformat()),
    (timedelta, timedelta.total_seconds),
    (bytes, _bytes),
    (list, _list),
    (dict, _struct),
)
