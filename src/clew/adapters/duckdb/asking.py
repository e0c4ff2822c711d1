"""Asking an expression of records that a connection can see: quickly, and once more with wide numbers if need be."""

from collections.abc import Iterator
from typing import Any

import duckdb

from clew.expressions import Expr
from clew.expressions.sql import Asked, Compiled, DuckDb, Source, compile_sql
from clew.expressions.sql.duckdb import REFUSED, WideNumbers

_ROWS = 10_000


def ask(connection: duckdb.DuckDBPyConnection, expr: Expr, asked: Asked, source: Source) -> Iterator[tuple[str, Any]]:
    """The profiles that an inlined condition holds of, or every profile with its value.

    Law: equals `evaluate` over the records that the source shows.

    Raises:
        duckdb.Error: if the query fails or is interrupted.
        Unsupported: if the expression can't be asked in SQL.
    """
    compiled = compile_sql(expr, DuckDb(), asked, source)
    try:
        answer = connection.execute(compiled.sql())
    except duckdb.Error as error:
        if not _needs_wide(error):
            raise
        compiled = compile_sql(expr, DuckDb(WideNumbers()), asked, source)
        answer = connection.execute(compiled.sql())
    return _read(answer, compiled)


def _read(answer: duckdb.DuckDBPyConnection, compiled: Compiled) -> Iterator[tuple[str, Any]]:
    while rows := answer.fetchmany(_ROWS):
        yield from ((row[0], compiled.value(row)) for row in rows)


def _needs_wide(error: duckdb.Error) -> bool:
    """Whether a number was too long for the quick kind, or became too long while computing."""
    return isinstance(error, duckdb.OutOfRangeException) or REFUSED in str(error)
