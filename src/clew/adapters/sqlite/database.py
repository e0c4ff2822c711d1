"""One SQLite file in WAL mode, read and written by several threads and processes."""

import sqlite3
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from pathlib import Path
from time import sleep
from typing import Any

from clew.adapters.sql import (
    Migration,
    NotAStore,
    Params,
    Row,
    StoreBusy,
    StoreError,
    StoreFailed,
    StoreUnavailable,
    Table,
)
from clew.adapters.sql.database import Pool, pending, remove, upsert
from clew.adapters.sqlite.checkpoint import Checkpointer
from clew.adapters.sqlite.turnstile import Turnstile
from clew.kernel.packing import to_json

BUSY_SECONDS = 300.0
"""How long a writer waits for another one; a purge of a large file is the longest wait there is."""

TRUNCATIONS = 100
TRUNCATION_SECONDS = 0.05

READ_CACHE_KIB = 4_096
"""Of a connection that has not written: its cache is void after each foreign commit, and never fills."""

_APPLICATION_ID = 0x434C4557  # "CLEW"


@dataclass(frozen=True)
class Layout:
    """What a file is for.

    Attributes:
        migrations: Steps that lead to its tables.
        long_pages: At how many pages of write-ahead log the checkpointer, which copies them into the file beside the
            commits, has it begin anew.
        checkpoint_pages: At how many a commit copies them by itself, because the checkpointer has fallen behind. More
            than one transaction writes, or every such commit would.
        write_cache_kib: What a connection that has written may keep: pages that one transaction changes beyond it are
            written more than once.
    """

    migrations: Sequence[Migration]
    long_pages: int
    checkpoint_pages: int
    write_cache_kib: int = 65_536


class SqliteBatch:
    """The statements of one transaction on one connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, statement: str, params: Params = ()) -> list[Row]:
        """Run a query."""
        return self._connection.execute(_native(statement), params).fetchall()

    def keyed(self, statement: str, keys: Collection[str], params: Params = ()) -> list[Row]:
        """Run a query over `{keys}`."""
        return _keyed(self._connection, statement, keys, params)

    def run(self, statement: str, params: Params = ()) -> int:
        """Run a statement; how many rows it changed."""
        return self._connection.execute(_native(statement), params).rowcount

    def many(self, statement: str, rows: Sequence[Params]) -> None:
        """Run a statement once for each row of parameters, in order."""
        if rows:
            self._connection.executemany(statement, rows)

    def append(self, table: Table, rows: Sequence[Params]) -> None:
        """Insert rows none of which is there yet."""
        self.many(_insert(table), rows)

    def put(self, table: Table, rows: Sequence[Params]) -> None:
        """Insert rows, each in place of the one with its key; of several with one key the last counts."""
        # In order of their keys, so that one page after the other is changed, and none of them twice.
        self.many(_upsert(table), sorted(rows, key=_key(table.key)))

    def remove(self, table: Table, keys: Sequence[Params]) -> None:
        """Delete the rows with these keys, where there are any."""
        self.many(remove(table), keys)


class Connection(sqlite3.Connection):
    """A connection that knows whether it has written."""

    has_written = False

    def prepare_to_write(self, cache_kib: int) -> None:
        """Make room for the pages that it will change again and again."""
        if not self.has_written:
            self.execute(f"PRAGMA cache_size = -{cache_kib}")
            self.has_written = True


class SqliteDatabase:
    """Connections to one file; each is used by one thread at a time, for reading and writing alike.

    The one that wrote last is lent first: its page cache stays valid, while another connection's is void after
    every foreign commit.
    """

    def __init__(self, path: Path, layout: Layout) -> None:
        self._path = path
        self._layout = layout
        self._pool = Pool(self._connect, sqlite3.Connection.close, _usable)
        self._turnstile = Turnstile(path.with_name(path.name + "-turn"))
        self._checkpointer = Checkpointer(path, self._connect, self._turnstile, long=layout.long_pages)
        try:
            with self._errors():
                self._migrate()
        except BaseException:
            self.close()
            raise

    def rows(self, statement: str, params: Params = ()) -> list[Row]:
        """Run a query on what is committed."""
        with self._errors(), self._pool.lend() as connection:
            return connection.execute(_native(statement), params).fetchall()

    def keyed(self, statement: str, keys: Collection[str], params: Params = ()) -> list[Row]:
        """Run a query over `{keys}` on what is committed."""
        with self._errors(), self._pool.lend() as connection:
            return _keyed(connection, statement, keys, params)

    @contextmanager
    def write(self, *, secure: bool = False) -> Generator[SqliteBatch]:
        """A transaction, durable when the block ends and undone when it raises."""
        # A connection only when it is one's turn: of threads that wait each would have one, and a cold cache.
        with self._errors(), self._turnstile.passing(BUSY_SECONDS), self._pool.lend() as connection:
            connection.prepare_to_write(self._layout.write_cache_kib)
            if secure:
                connection.execute("PRAGMA secure_delete = ON")
            try:
                yield from self._transaction(connection)
                self._checkpointer.wrote()
            finally:
                if secure:
                    connection.execute("PRAGMA secure_delete = FAST")

    def _transaction(self, connection: Connection) -> Generator[SqliteBatch]:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield SqliteBatch(connection)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def purge(self, table: str | None = None) -> None:
        """Leave no byte of what was ever deleted in any file; readers go on meanwhile, other writers wait.

        Overwriting what is deleted is not enough: where SQLite moves rows between pages it leaves copies in the
        gaps. Only writing everything anew is; it takes about as long as copying the file twice, and room for that.

        Raises:
            StoreBusy: if a reader kept the write-ahead log from being emptied; call again.
        """
        with self._errors(), self._pool.lend() as connection:
            if table is None:
                # The copy that it works on is no less personal than the store: not in a folder of everybody's.
                folder = str(self._path.parent.absolute()).replace("'", "''")
                connection.execute(f"PRAGMA temp_store_directory = '{folder}'")
                with self._turnstile.passing(BUSY_SECONDS):
                    connection.execute("VACUUM")
            for _ in range(TRUNCATIONS):
                # A checkpoint elsewhere makes it busy at once, a reader only after all the time that writers wait.
                if not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                    return
                sleep(TRUNCATION_SECONDS)
        raise StoreBusy("a reader held on to what was erased", where=self._path.name, hint="call again")

    def close(self) -> None:
        """Release the connections."""
        self._checkpointer.close()
        self._pool.close()
        self._turnstile.close()

    def _connect(self) -> Connection:
        if not self._path.parent.is_dir():
            raise StoreUnavailable("the folder does not exist", where=str(self._path.parent), hint="create it")
        connection = sqlite3.connect(
            self._path,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
            factory=Connection,
        )
        try:
            self._configure(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _configure(self, connection: sqlite3.Connection) -> None:
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            f"wal_autocheckpoint = {self._layout.checkpoint_pages}",
            f"cache_size = -{READ_CACHE_KIB}",
            "secure_delete = FAST",
            "trusted_schema = OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    def _migrate(self) -> None:
        if self._version(self.rows) == len(self._layout.migrations):
            return
        with self.write() as batch:
            for step in pending(self._path.name, self._version(batch.rows), self._layout.migrations):
                step(batch)
            batch.run(f"PRAGMA user_version = {len(self._layout.migrations)}")
            batch.run(f"PRAGMA application_id = {_APPLICATION_ID}")

    def _version(self, rows: Callable[[str], list[Row]]) -> int:
        application = rows("PRAGMA application_id")[0][0]
        tables = rows("SELECT count(*) FROM sqlite_schema")[0][0]
        if application != _APPLICATION_ID and tables:
            raise NotAStore("the file is no store of Clew", where=self._path.name, hint="choose another folder")
        return rows("PRAGMA user_version")[0][0]

    @contextmanager
    def _errors(self) -> Generator[None]:
        """Name what the driver raises, without its words."""
        try:
            yield
        except sqlite3.Error as error:
            raise _named(error, self._path.name) from error


def _keyed(connection: sqlite3.Connection, statement: str, keys: Collection[str], params: Params) -> list[Row]:
    if not keys:
        return []
    return connection.execute(_native(statement), (to_json(list(dict.fromkeys(keys))).decode(), *params)).fetchall()


@cache
def _insert(table: Table) -> str:
    return f"INSERT INTO {table.name} ({', '.join(table.columns)}) {_values(table)}"


@cache
def _upsert(table: Table) -> str:
    return upsert(table, _values(table))


def _values(table: Table) -> str:
    return f"VALUES ({', '.join('?' * len(table.columns))})"


@cache
def _key(columns: int) -> Callable[[Params], Any]:
    return itemgetter(*range(columns))


@cache
def _native(statement: str) -> str:
    """A shared statement as SQLite reads it: a text array comes as JSON, and `BEGIN IMMEDIATE` locks everything."""
    return statement.replace("{keys}", "json_each(?) k").replace("{lock}", "").replace("{skip}", "")


def _usable(connection: sqlite3.Connection) -> bool:
    return not connection.in_transaction


_PRIMARY_CODE = 0xFF

_KINDS: dict[int, tuple[type[StoreError], str, str]] = {
    sqlite3.SQLITE_BUSY: (StoreBusy, "another process held the store for too long", "try again"),
    sqlite3.SQLITE_LOCKED: (StoreBusy, "another process held the store for too long", "try again"),
    sqlite3.SQLITE_FULL: (StoreUnavailable, "the disk is full", "make room and try again"),
    sqlite3.SQLITE_CANTOPEN: (StoreUnavailable, "the file can't be opened", "look at its folder and its rights"),
    sqlite3.SQLITE_READONLY: (StoreUnavailable, "the file can't be written", "look at its rights and its disk"),
    sqlite3.SQLITE_IOERR: (StoreUnavailable, "the disk failed to read or write", "look at the disk"),
    sqlite3.SQLITE_NOTADB: (NotAStore, "the file is no store of Clew", "choose another folder"),
    sqlite3.SQLITE_CORRUPT: (StoreFailed, "the file is damaged", "put log, state and lake back from one copy"),
}


def _named(error: sqlite3.Error, where: str) -> StoreError:
    code = getattr(error, "sqlite_errorcode", 0)
    kind, message, hint = _KINDS.get(
        code & _PRIMARY_CODE, (StoreFailed, f"SQLite refused a statement (code {code})", "this is a fault in Clew")
    )
    return kind(message, where=where, hint=hint)
