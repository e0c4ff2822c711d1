"""A copy of a schema as files, of one moment, and back; the server's own binary format, a file for each table."""

from dataclasses import replace
from pathlib import Path

import psycopg
from psycopg import sql

from clew.adapters.postgres.database import PostgresDatabase, errors_named
from clew.adapters.postgres.stores import LAYOUTS
from clew.adapters.sql import NewerStore, NotAStore
from clew.kernel.packing import from_json, to_json

_VERSIONS = "versions.json"
_TABLES = (
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = %s AND c.relkind = 'r' AND c.relname <> 'clew_version' ORDER BY c.relname"
)


def copy_schema(url: str, schema: str, folder: Path) -> None:
    """Write every table of a schema into a folder, all of one moment, while its writers go on.

    Raises:
        StoreError: if the server can't be reached, or refuses.
    """
    folder.mkdir(parents=True)
    with errors_named(schema), psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        versions = connection.execute(
            sql.SQL("SELECT store, version FROM {} ORDER BY store").format(sql.Identifier(schema, "clew_version"))
        ).fetchall()
        (folder / _VERSIONS).write_bytes(to_json(dict(versions)))
        for (table,) in connection.execute(_TABLES, (schema,)).fetchall():
            statement = sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(sql.Identifier(schema, table))
            with (folder / table).open("wb") as file, connection.cursor().copy(statement) as rows:
                file.writelines(rows)


def load_schema(url: str, schema: str, folder: Path) -> None:
    """Fill a schema that does not exist yet, or is empty, from such a folder; all of it or nothing.

    Raises:
        NotAStore: if the schema has tables.
        NewerStore: if a later version of Clew wrote the copy.
        StoreError: if the server can't be reached, or refuses.
    """
    versions = from_json((folder / _VERSIONS).read_bytes())
    with errors_named(schema), psycopg.connect(url) as connection:
        if connection.execute(_TABLES, (schema,)).fetchone():
            raise NotAStore(
                "this schema has tables already", where=schema, hint="set CLEW_DATABASE_SCHEMA to one that has none"
            )
    for layout in LAYOUTS:
        version = versions[layout.store]
        if version > len(layout.migrations):
            raise NewerStore("a later version of Clew wrote this copy", where=layout.store, hint="restore with that")
        # The tables as they were then; whoever opens the store leads them to the present.
        PostgresDatabase(url, schema, replace(layout, migrations=layout.migrations[:version])).close()
    with errors_named(schema), psycopg.connect(url) as connection:
        for (table,) in connection.execute(_TABLES, (schema,)).fetchall():
            _fill(connection, sql.Identifier(schema, table), folder / table)


def _fill(connection: psycopg.Connection, table: sql.Identifier, path: Path) -> None:
    # Figures that triggers keep are rows of tables of their own, and come from there.
    connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table))
    connection.execute(sql.SQL("DELETE FROM {}").format(table))
    statement = sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(table)
    with path.open("rb") as file, connection.cursor().copy(statement) as rows:
        while block := file.read(1 << 20):
            rows.write(block)
    connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(table))
