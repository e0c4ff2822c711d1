"""The statements of one transaction; many rows are copied aside and merged by one statement."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import LiteralString, TypeAlias, cast

import psycopg
from psycopg import sql

from clew.adapters.sql import Params, Row, Table
from clew.adapters.sql.database import remove, upsert

Connection: TypeAlias = psycopg.Connection[Row]

STAGED_ROWS = 50
"""From how many rows on they are copied aside: it costs the client a tenth of a statement for each of them."""


class PostgresBatch:
    """The statements of one transaction on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._cursor = connection.cursor(binary=True)

    def rows(self, statement: str, params: Params = ()) -> list[Row]:
        """Run a query."""
        return self._cursor.execute(_native(statement), params).fetchall()

    def keyed(self, statement: str, keys: Collection[str], params: Params = ()) -> list[Row]:
        """Run a query over `{keys}`."""
        return self.rows(statement, (list(dict.fromkeys(keys)), *params)) if keys else []

    def run(self, statement: str, params: Params = ()) -> int:
        """Run a statement; how many rows it changed."""
        return self._cursor.execute(_native(statement), params).rowcount

    def many(self, statement: str, rows: Sequence[Params]) -> None:
        """Run a statement once for each row of parameters, in order, without waiting in between."""
        if rows:
            self._cursor.executemany(_native(statement), rows)

    def append(self, table: Table, rows: Sequence[Params]) -> None:
        """Insert rows none of which is there yet, by binary copy."""
        if rows:
            self._copy(table.name, table.columns, rows)

    def put(self, table: Table, rows: Sequence[Params]) -> None:
        """Insert rows, each in place of the one with its key; of several with one key the last counts."""
        final = list({tuple(row[: table.key]): row for row in rows}.values())
        if len(final) < STAGED_ROWS:
            places = ", ".join("?" * len(table.columns))
            self.many(upsert(table, f"VALUES ({places})"), final)
            return
        stage = self._stage(table, table.columns, final)
        self.run(upsert(table, f"SELECT {', '.join(table.columns)} FROM {stage}"))  # noqa: S608 - our own names
        self._clear(stage)

    def remove(self, table: Table, keys: Sequence[Params]) -> None:
        """Delete the rows with these keys."""
        if len(keys) < STAGED_ROWS:
            self.many(remove(table), keys)
            return
        columns = table.columns[: table.key]
        stage = self._stage(table, columns, keys)
        match = " AND ".join(f"{table.name}.{column} = {stage}.{column}" for column in columns)
        self.run(f"DELETE FROM {table.name} USING {stage} WHERE {match}")  # noqa: S608 - our own names
        self._clear(stage)

    def _stage(self, table: Table, columns: Sequence[str], rows: Sequence[Params]) -> str:
        """Copy rows into a table of this connection alone; its name."""
        stage = f"stage_{table.name}_{len(columns)}"
        like = f"SELECT {', '.join(columns)} FROM {table.name} WITH NO DATA"  # noqa: S608 - our own names
        self.run(f"CREATE TEMPORARY TABLE IF NOT EXISTS {stage} ON COMMIT DELETE ROWS AS {like}")
        self._copy(stage, columns, rows)
        return stage

    def _clear(self, stage: str) -> None:
        self.run(f"DELETE FROM {stage}")  # noqa: S608 - our own names

    def _copy(self, name: str, columns: Sequence[str], rows: Sequence[Params]) -> None:
        statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
            sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with self._cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)


@cache
def _native(statement: str) -> LiteralString:
    """A shared statement as PostgreSQL reads it."""
    native = statement.replace("{keys}", "unnest(?::text[]) k (value)").replace("{lock}", "FOR UPDATE")
    native = native.replace("{skip}", "FOR UPDATE SKIP LOCKED")
    return cast("LiteralString", native.replace("?", "%s"))
