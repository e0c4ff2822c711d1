"""Asking an expression of records that stand in a PostgreSQL database, with the columns of the lake."""

from collections.abc import Iterator
from typing import Any

import psycopg

from clew.expressions import Expr
from clew.expressions.sql import Asked, Postgres, Source, compile_sql

_ROWS = 10_000


def ask(
    connection: psycopg.Connection[tuple[Any, ...]], expr: Expr, asked: Asked, source: Source
) -> Iterator[tuple[str, Any]]:
    """The profiles that an inlined condition holds of, or every profile with its value.

    Law: equals `evaluate` over the records that the source shows.

    Raises:
        psycopg.Error: if the query fails or is cancelled.
        Unsupported: if the expression can't be asked in this dialect.
    """
    compiled = compile_sql(expr, Postgres(), asked, source)
    with connection.cursor() as cursor:
        cursor.execute(compiled.sql().encode())
        while rows := cursor.fetchmany(_ROWS):
            yield from ((row[0], compiled.value(row)) for row in rows)
