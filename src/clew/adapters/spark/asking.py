"""Asking an expression of records that a Spark session can see, as a table or view with the columns of the lake."""

from collections.abc import Iterator
from typing import Any, Protocol

from clew.expressions import Expr
from clew.expressions.sql import Asked, Source, Spark, compile_sql
from clew.kernel.errors import ClewError


class BeyondDecimal(ClewError):
    """A number in the data can't be computed with exactly, so there is no answer."""

    code = "spark.beyond_decimal"


class Frame(Protocol):
    """A data frame of Spark."""

    def collect(self) -> list[Any]:
        """Its rows."""
        ...


class Session(Protocol):
    """A Spark session, classic or connected, in ANSI mode."""

    def sql(self, sqlQuery: str) -> Frame:  # noqa: N803 (Spark's name)
        """The answer to a query."""
        ...


def ask(session: Session, expr: Expr, asked: Asked, source: Source) -> Iterator[tuple[str, Any]]:
    """The profiles that an inlined condition holds of, or every profile with its value.

    Law: equals `evaluate` over the records that the source shows.

    Raises:
        BeyondDecimal: if a number has more than 14 digits before the point or 12 after it, or a sum more than 38.
        Unsupported: if the expression can't be asked in this dialect.
    """
    compiled = compile_sql(expr, Spark(), asked, source)
    try:
        rows = session.sql(compiled.sql()).collect()
    except Exception as error:  # the driver's own classes are there only where it is installed
        if not _is_beyond(error):
            raise
        hint = "ask DuckDB or PostgreSQL, or leave such numbers out with `where`"
        raise BeyondDecimal("a number is beyond DECIMAL(38, 12)", where="query", hint=hint) from None
    yield from ((row[0], compiled.value(row)) for row in rows)


def _is_beyond(error: Exception) -> bool:
    said = str(error)
    raised = f"[USER_RAISED_EXCEPTION] {Spark.refused}"
    return raised in said or "NUMERIC_VALUE_OUT_OF_RANGE" in said or "ARITHMETIC_OVERFLOW" in said
