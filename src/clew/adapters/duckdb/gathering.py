"""Asking slice by slice: what is kept meanwhile is the answers, never all events at once."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

import duckdb

from clew.adapters.duckdb.asking import carefully
from clew.adapters.duckdb.errors import explained
from clew.adapters.duckdb.sight import Sight
from clew.expressions.sql import DuckDb, Source
from clew.insight.ports import GATHERED, Inquiry, Row
from clew.kernel.hashing import BUCKETS

RECORDS_A_SLICE = 1_500_000
"""About how many records are sorted at once; they fit into the memory that queries may have."""

Slice = Collection[int] | None


def slices(records: int) -> list[Slice]:
    """Buckets of people to ask together, when there are so many records; None stands for everybody."""
    return in_slices(-(-records // RECORDS_A_SLICE))


def in_slices(count: int) -> list[Slice]:
    """All buckets in about so many slices; None stands for everybody."""
    count = min(BUCKETS, max(1, count))
    if count == 1:
        return [None]
    return [range(BUCKETS * part // count, BUCKETS * (part + 1) // count) for part in range(count)]


class Gathering:
    """Asks one question after the other, all of one snapshot."""

    def __init__(self, sight: Sight, parts: Sequence[Slice]) -> None:
        self._sight = sight
        self._parts = parts

    def gather(self, inquiry: Inquiry) -> list[list[Row]]:
        """Ask every slice of people the same, and then all their rows together.

        Raises:
            QueryFailed, TooLong, TooMuchMemory: as for `DuckQueries.run`.
        """
        sight = self._sight
        try:
            return _gather(sight.cursor, inquiry, sight.source, self._parts, sight.seeing(inquiry))
        except duckdb.Error as error:
            raise explained(error) from None


def _gather(
    connection: duckdb.DuckDBPyConnection,
    inquiry: Inquiry,
    source: Source,
    parts: Sequence[Slice],
    see: Callable[[Slice], None],
) -> list[list[Row]]:
    """The rows of an inquiry's final statements.

    Raises:
        duckdb.Error: if a statement fails or is interrupted.
        Unsupported: if a condition can't be asked in SQL.
    """

    def gathered(dialect: DuckDb) -> list[list[Row]]:
        text = inquiry.each(dialect, source).sql(DuckDb.generator, copy=False)
        for number, part in enumerate(parts):
            see(part)
            begin = f"INSERT INTO {GATHERED}" if number else f"CREATE OR REPLACE TEMP TABLE {GATHERED} AS"
            connection.execute(f"{begin} {text}")
        return [_fetched(connection, final(dialect).sql(DuckDb.generator, copy=False)) for final in inquiry.finals]

    return carefully(gathered)


def _fetched(connection: duckdb.DuckDBPyConnection, text: str) -> list[Row]:
    rows: list[Any] = connection.execute(text).fetchall()
    return rows
