"""Asking an expression of records that a connection can see: quickly, and once more with wide numbers if need be."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import duckdb

from clew.expressions import Expr
from clew.expressions.sql import Asked, Compiled, DuckDb, Source, compile_sql

_ROWS = 10_000


def ask(connection: duckdb.DuckDBPyConnection, expr: Expr, asked: Asked, source: Source) -> Iterator[tuple[str, Any]]:
    """The profiles that an inlined condition holds of, or every profile with its value.

    Law: equals `evaluate` over the records that the source shows.

    Raises:
        duckdb.Error: if the query fails or is interrupted.
        Unsupported: if the expression can't be asked in SQL.
    """
    compiled, answer = _answered(connection, Question(expr, asked, source), Compiled.sql)
    return _read(answer, compiled)


class Count(NamedTuple):
    """Of how many profiles a condition holds.

    Attributes:
        members: Of how many.
        people: How many there are.
        sample: The first few of the members, by id.
    """

    members: int
    people: int
    sample: list[str]


def count(connection: duckdb.DuckDBPyConnection, expr: Expr, asked: Asked, source: Source, sample: int) -> Count:
    """Count the profiles that an inlined condition holds of, and name some. Raises as `ask`."""
    question = Question(expr, asked, source)
    _, answer = _answered(connection, question, lambda compiled: compiled.counting(sample))
    members, people, listed = answer.fetchall()[0]
    return Count(members, people, sorted(listed or []))


class Question(NamedTuple):
    """What is asked of what."""

    expr: Expr
    asked: Asked
    source: Source


def _answered(
    connection: duckdb.DuckDBPyConnection, question: Question, say: Callable[[Compiled], str]
) -> tuple[Compiled, duckdb.DuckDBPyConnection]:
    compiled = compile_sql(question.expr, DuckDb(), question.asked, question.source)
    try:
        return compiled, connection.execute(say(compiled))
    except duckdb.Error as error:
        if not _needs_wide(error):
            raise
    compiled = compile_sql(question.expr, DuckDb.wide(), question.asked, question.source)
    return compiled, connection.execute(say(compiled))


def _read(answer: duckdb.DuckDBPyConnection, compiled: Compiled) -> Iterator[tuple[str, Any]]:
    while rows := answer.fetchmany(_ROWS):
        yield from ((row[0], compiled.value(row)) for row in rows)


def _needs_wide(error: duckdb.Error) -> bool:
    """Whether a number was too long for the quick kind, or became too long while computing."""
    return isinstance(error, duckdb.OutOfRangeException) or DuckDb.refused in str(error)
