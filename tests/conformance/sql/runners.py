"""Each dialect's real engine: records go in, an expression is asked, profiles and values come out."""

# ruff: noqa: D102 (the protocol says what each method does)

from collections.abc import Sequence
from typing import Any, Protocol

import duckdb

from clew.adapters.arrow import encode_records
from clew.adapters.duckdb.asking import ask
from clew.events import Record
from clew.expressions import Expr
from clew.expressions.sql import Asked, DuckDb, Source, compile_sql
from clew.expressions.sql.duckdb import WideNumbers


class Runner(Protocol):
    """An engine."""

    name: str

    def load(self, records: Sequence[Record], aliases: dict[str, str]) -> None:
        """Forget all, and hold these records and merges."""
        ...

    def ask(self, expr: Expr, asked: Asked, source: Source) -> dict[str, Any]:
        """The members, or the values of all profiles."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class DuckRunner:
    """DuckDB as the product runs it: quick numbers, wide ones where those don't do."""

    name = "duckdb"

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"threads": 1})
        self.connection.execute("SET TimeZone = 'UTC'")

    def load(self, records: Sequence[Record], aliases: dict[str, str]) -> None:
        self.connection.register("records", encode_records(records))
        self.connection.execute("CREATE OR REPLACE TEMP TABLE aliases (leaf VARCHAR, root VARCHAR)")
        for pair in aliases.items():
            self.connection.execute("INSERT INTO aliases VALUES (?, ?)", pair)

    def ask(self, expr: Expr, asked: Asked, source: Source) -> dict[str, Any]:
        return dict(ask(self.connection, expr, asked, source))

    def close(self) -> None:
        self.connection.close()


class WideDuckRunner(DuckRunner):
    """DuckDB with wide numbers from the start."""

    name = "duckdb-wide"

    def ask(self, expr: Expr, asked: Asked, source: Source) -> dict[str, Any]:
        compiled = compile_sql(expr, DuckDb(WideNumbers()), asked, source)
        rows = self.connection.execute(compiled.sql()).fetchall()
        return {row[0]: compiled.value(row) for row in rows}
