"""Columns to a file: CSV, Parquet or Arrow, chunk by chunk, and whole or not at all."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow  # pyright: ignore[reportMissingTypeStubs]  # noqa: ICN001
from pyarrow import compute, csv, ipc, parquet  # pyright: ignore[reportMissingTypeStubs]

from clew.adapters.files.errors import UnwritableFile

pa: Any = pyarrow
_compute: Any = compute
_csv: Any = csv
_ipc: Any = ipc
_parquet: Any = parquet

Chunk = Mapping[str, Sequence[Any]]
"""Values by column; all chunks of a file have the same columns."""

_WRITERS: dict[str, Callable[..., Any]] = {
    ".csv": _csv.CSVWriter,
    ".parquet": _parquet.ParquetWriter,
    ".arrow": _ipc.new_file,
}
FORMATS = tuple(suffix.removeprefix(".") for suffix in _WRITERS)
"""The endings of names that `write_columns` knows."""

_TYPES: dict[str, Any] = {
    "text": pa.string(),
    "instant": pa.timestamp("us", tz="UTC"),
    "number": pa.float64(),
    "count": pa.int64(),
}


def write_columns(path: Path, columns: Mapping[str, str], chunks: Iterable[Chunk]) -> int:
    """Write a table to a file of the format that its name ends in; how many rows.

    The file appears under its name when it is complete: who reads it never sees half of it.

    Args:
        path: Where to; what is there is replaced.
        columns: Name to `text`, `instant`, `number` or `count`.
        chunks: The rows.

    Raises:
        UnwritableFile: if the ending is unknown, or the place can't be written to.
    """
    writer_of = _WRITERS.get(path.suffix)
    if writer_of is None:
        known = ", ".join(_WRITERS)
        raise UnwritableFile("unknown ending", where=path.name, hint=f"end the name in one of {known}")
    texts = path.suffix == ".csv"
    schema = pa.schema([pa.field(name, _TYPES[kind]) for name, kind in columns.items()])
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    count = 0
    try:
        with writer_of(str(unfinished), _as_text(schema.empty_table()).schema if texts else schema) as writer:
            for chunk in chunks:
                table = pa.Table.from_pydict(dict(chunk), schema=schema)
                writer.write_table(_as_text(table) if texts else table)
                count += table.num_rows
        unfinished.replace(path)
    except OSError as error:
        reason = os.strerror(error.errno).lower() if error.errno else "no reason was given"
        raise UnwritableFile(
            f"it can't be written: {reason}", where=path.name, hint="look at its folder, and at the room on the disk"
        ) from None
    finally:
        with suppress(OSError):
            unfinished.unlink()
    return count


def _as_text(table: Any) -> Any:
    """The table with its instants as ISO 8601: what every spreadsheet and program reads."""
    for index, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type):
            written = _compute.strftime(table.column(index), format="%Y-%m-%dT%H:%M:%SZ")
            table = table.set_column(index, field.name, written)
    return table
