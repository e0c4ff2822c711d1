"""One schema of a PostgreSQL database, read and written by several threads, processes and machines."""

import re
import time
from collections.abc import Collection, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import errors, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int8BinaryDumper
from psycopg.types.string import StrBinaryDumper

from clew.adapters.postgres.batch import Connection, PostgresBatch
from clew.adapters.sql import Migration, Params, Row, StoreBusy, StoreError, StoreFailed, StoreUnavailable
from clew.adapters.sql.database import Pool, pending

_MIGRATION_LOCK = 0x434C4557  # "CLEW"
_LONGEST_WAIT = 30  # seconds
_PATIENCE = {"connect_timeout": 5, "tcp_user_timeout": 10_000}
"""Seconds and milliseconds after which a server that says nothing is gone, where the address names no others; the
driver would wait for minutes."""
_OLDER_SNAPSHOTS = (
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_xmin IS NOT NULL LIMIT 1"
)


@dataclass(frozen=True)
class Layout:
    """What a group of tables is for.

    Attributes:
        store: Its name among the versions.
        migrations: Steps that lead to its tables.
        tables: Those that hold personal data.
    """

    store: str
    migrations: Sequence[Migration]
    tables: Sequence[str]


class PostgresDatabase:
    """Connections to one schema; each is used by one thread at a time."""

    def __init__(self, url: str, schema: str, layout: Layout) -> None:
        self._url = url
        self._schema = schema
        self._layout = layout
        self._pool = Pool(self._connect, psycopg.Connection.close, _usable)
        try:
            with errors_named(self._schema):
                self._migrate()
        except BaseException:
            self._pool.close()
            raise

    def rows(self, statement: str, params: Params = ()) -> list[Row]:
        """Run a query on what is committed."""
        with errors_named(self._schema), self._pool.lend() as connection:
            return PostgresBatch(connection).rows(statement, params)

    def keyed(self, statement: str, keys: Collection[str], params: Params = ()) -> list[Row]:
        """Run a query over `{keys}` on what is committed."""
        with errors_named(self._schema), self._pool.lend() as connection:
            return PostgresBatch(connection).keyed(statement, keys, params)

    @contextmanager
    def write(self, *, secure: bool = False) -> Generator[PostgresBatch]:
        """A transaction, durable when the block ends and undone when it raises."""
        del secure  # the server overwrites nothing at once, see `purge`
        with errors_named(self._schema), self._pool.lend() as connection, connection.transaction():
            yield PostgresBatch(connection)

    def purge(self, table: str | None = None) -> None:
        """Write the tables anew and drop their old files; readers of a table wait while it is written.

        The write-ahead log still holds what was erased, until the server recycles or archives it; old statistics may
        hold a profile's id.

        Raises:
            StoreBusy: if somebody still reads as of before the deletion, for whom the server would keep the rows.
        """
        with errors_named(self._schema), self._pool.lend() as connection:
            for name in [table] if table else self._layout.tables:
                for _ in range(_LONGEST_WAIT * 20):
                    read = connection.execute(_OLDER_SNAPSHOTS).fetchone()
                    if not read and not _rewrite(connection, name):
                        break
                    time.sleep(0.05)
                else:
                    raise StoreBusy(
                        "somebody has been reading since before the deletion", hint="try again when they have finished"
                    )

    def close(self) -> None:
        """Release the connections."""
        self._pool.close()

    def _connect(self) -> Connection:
        address = make_conninfo("", **{**_PATIENCE, **conninfo_to_dict(self._url)})
        connection = psycopg.connect(address, autocommit=True)
        try:
            # Whoever waits for a lock must then see what its holder wrote.
            connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
            connection.execute("SELECT set_config('search_path', %s, false)", (_quoted(self._schema),))
            connection.execute(
                "SELECT set_config('synchronous_commit', 'on', false) "
                "WHERE current_setting('synchronous_commit') = 'off'"
            )
            # One type for each kind of value, so that a statement is prepared once and not for every width.
            connection.adapters.register_dumper(int, Int8BinaryDumper)
            connection.adapters.register_dumper(str, StrBinaryDumper)
        except BaseException:
            connection.close()
            raise
        return connection

    def _migrate(self) -> None:
        with self._pool.lend() as connection:
            if self._version(connection) == len(self._layout.migrations):
                return
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MIGRATION_LOCK,))
                self._prepare_schema(connection)
                batch = PostgresBatch(connection)
                for step in pending(self._layout.store, self._version(connection), self._layout.migrations):
                    step(batch)
                batch.run(
                    "INSERT INTO clew_version (store, version) VALUES (?, ?) "
                    "ON CONFLICT (store) DO UPDATE SET version = excluded.version",
                    (self._layout.store, len(self._layout.migrations)),
                )

    def _prepare_schema(self, connection: Connection) -> None:
        schema = sql.Identifier(self._schema)
        if connection.execute("SELECT to_regnamespace(%s) IS NULL", (_quoted(self._schema),)).fetchall()[0][0]:
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
        connection.execute("CREATE TABLE IF NOT EXISTS clew_version (store TEXT PRIMARY KEY, version BIGINT NOT NULL)")

    def _version(self, connection: Connection) -> int:
        if connection.execute("SELECT to_regclass('clew_version') IS NULL").fetchall()[0][0]:
            return 0
        query = "SELECT version FROM clew_version WHERE store = %s"
        found = connection.execute(query, (self._layout.store,)).fetchall()
        return found[0][0] if found else 0


@contextmanager
def errors_named(where: str) -> Generator[None]:
    """Name what the driver raises, without its words: they may quote a row."""
    try:
        yield
    except psycopg.Error as error:
        raise _named(error, where) from None


def _rewrite(connection: Connection, table: str) -> int:
    """Write a table anew.

    Returns:
        How many deleted rows the server kept, since somebody began to read meanwhile, or connects just now.
    """
    kept: list[int] = []

    def count(diagnostic: errors.Diagnostic) -> None:
        # The detail begins with the number of dead rows that can't be removed yet, in the server's language.
        found = re.match(r"\D*(\d+)", diagnostic.message_detail or "")
        kept.extend([int(found[1])] if found else [])

    connection.add_notice_handler(count)
    try:
        statement = sql.SQL("VACUUM (FULL, ANALYZE, VERBOSE) {}").format(sql.Identifier(table))
        connection.execute(statement, prepare=False)
    finally:
        connection.remove_notice_handler(count)
    return kept[0]


def _quoted(name: str) -> str:
    return sql.Identifier(name).as_string(None)


def _usable(connection: Connection) -> bool:
    return not connection.closed and connection.info.transaction_status == TransactionStatus.IDLE


_BUSY = (
    errors.LockNotAvailable,
    errors.QueryCanceled,
    errors.DeadlockDetected,
    errors.SerializationFailure,
    errors.TooManyConnections,
)


def _named(error: psycopg.Error, where: str) -> StoreError:
    if isinstance(error, _BUSY):
        return StoreBusy("the server is busy", where=where, hint="try again")
    if isinstance(error, errors.DiskFull):
        return StoreUnavailable("the server's disk is full", where=where, hint="make room and try again")
    if isinstance(error, psycopg.OperationalError):
        return StoreUnavailable("the server can't be reached", where=where, hint="look at its address and its health")
    state = error.sqlstate or type(error).__name__
    return StoreFailed(f"PostgreSQL refused a statement ({state})", where=where, hint="this is a fault in Clew")
