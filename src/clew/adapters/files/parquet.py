"""Parquet as rows."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet  # pyright: ignore[reportMissingTypeStubs]

from clew.adapters.arrow import pa
from clew.events.imports import Row
from clew.events.imports.ports import RowChunk
from clew.kernel.packing import ExactNumber

pq: Any = pyarrow.parquet


class ParquetRows:
    """A Parquet file; null is absent, instants become ISO 8601 texts, decimals stay exact."""

    def __init__(self, path: Path, fingerprint: str) -> None:
        self._path = path
        self._fingerprint = fingerprint

    @property
    def fingerprint(self) -> str:
        """A digest of the content."""
        return self._fingerprint

    def chunks(self, *, after: int = 0, size: int = 10_000) -> Iterator[RowChunk]:
        """Rows with `number > after`, in order, in chunks of about `size`."""
        with pq.ParquetFile(self._path) as file:
            total = max(1, file.metadata.num_rows)
            number = 0
            for batch in file.iter_batches(batch_size=size):
                first, number = number, number + batch.num_rows
                if number <= after:
                    continue
                skipped = max(0, after - first)
                found = batch.slice(skipped)
                names = found.schema.names
                columns = [_values(column) for column in found.columns]
                rows = [
                    Row(place, {name: item for name, item in zip(names, cells, strict=True) if item is not None})
                    for place, cells in enumerate(zip(*columns, strict=True), first + skipped + 1)
                ]
                yield RowChunk(rows, number / total)


def _values(column: Any) -> list[Any]:
    values: list[Any] = column.to_pylist()
    is_plain = pa.types.is_string(column.type) or pa.types.is_integer(column.type) or pa.types.is_floating(column.type)
    return values if is_plain else [plain(value) for value in values]


def plain(value: Any) -> Any:
    """A cell as a value that JSON can hold."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return ExactNumber(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list):
        return [plain(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}  # pyright: ignore
    return value
