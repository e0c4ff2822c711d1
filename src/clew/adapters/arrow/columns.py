"""The columns, and pyarrow as we use it: it ships no types, so this is the one place that says `Any` for it."""

from importlib import import_module
from typing import Any, TypeAlias

import pyarrow  # pyright: ignore[reportMissingTypeStubs]  # noqa: ICN001


class _Compute:
    """`pyarrow.compute`, loaded when it is first used: it takes half as long again as all the rest of pyarrow."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module("pyarrow.compute"), name)


pa: Any = pyarrow
pc: Any = _Compute()

Table: TypeAlias = Any
"""A `pyarrow.Table`."""

Schema: TypeAlias = Any
"""A `pyarrow.Schema`."""

_INSTANT = pa.timestamp("us")

EVENTS: Schema = pa.schema(
    [
        pa.field("bucket", pa.int8(), nullable=False),
        pa.field("profile", pa.string(), nullable=False),
        pa.field("ts", _INSTANT, nullable=False),
        pa.field("seq", pa.int64(), nullable=False),
        pa.field("idx", pa.int32(), nullable=False),
        pa.field("at", _INSTANT, nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("id", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("type", pa.string(), nullable=False),
        pa.field("rev", pa.int64(), nullable=False),
        pa.field("identities", pa.string(), nullable=False),
        pa.field("properties", pa.large_string(), nullable=False),
        pa.field("context", pa.large_string(), nullable=False),
        pa.field("said_ts", pa.int64()),
        pa.field("sent_at", pa.int64()),
    ]
)
"""A record: the instants that we answer for as timestamps (UTC), those that a source claimed as plain microseconds."""

FACTS: Schema = pa.schema(
    [
        pa.field("bucket", pa.int8(), nullable=False),
        pa.field("profile", pa.string(), nullable=False),
        pa.field("at", _INSTANT, nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("subject", pa.string(), nullable=False),
        pa.field("seq", pa.int64(), nullable=False),
        pa.field("cause", pa.string(), nullable=False),
    ]
)
"""A fact; its id is a function of profile, seq or at, kind and subject, so it has no column."""


class TableBuilder:
    """Collects values column by column, in the order of a schema."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self.columns: list[list[Any]] = [[] for _ in schema.names]

    def table(self) -> Table:
        """What was collected."""
        arrays = [pa.array(values, field.type) for values, field in zip(self.columns, self._schema, strict=True)]
        return pa.Table.from_arrays(arrays, schema=self._schema)


def integers(table: Table, name: str) -> list[Any]:
    """A column of numbers or instants as Python integers, None where it is null."""
    return table.column(name).cast(pa.int64()).to_pylist()


def texts(table: Table, name: str) -> list[str]:
    """A column of texts."""
    return table.column(name).to_pylist()
