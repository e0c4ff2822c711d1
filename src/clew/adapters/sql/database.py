"""The seam between the shared statements and an engine: parameters are `?`, see `Database` for the words more."""

from collections import deque
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any, Generic, NamedTuple, Protocol, Self, TypeAlias, TypeVar

from clew.adapters.sql.errors import NewerStore, StoreClosed

Row: TypeAlias = tuple[Any, ...]
Params: TypeAlias = Sequence[Any]

C = TypeVar("C")


class Table(NamedTuple):
    """A table as rows are put into it.

    Attributes:
        name: Its name.
        columns: In the order of the values of a row.
        key: How many of the columns, from the first on, tell its rows apart.
        fixed: Columns that follow from the key: a row that is put again leaves them, and their indexes, alone.
    """

    name: str
    columns: tuple[str, ...]
    key: int = 1
    fixed: frozenset[str] = frozenset()


class Batch(Protocol):
    """The statements of one transaction: all of them happen, or none."""

    def rows(self, statement: str, params: Params = ()) -> list[Row]:
        """Run a query."""
        ...

    def keyed(self, statement: str, keys: Collection[str], params: Params = ()) -> list[Row]:
        """Run a query over `{keys}`."""
        ...

    def run(self, statement: str, params: Params = ()) -> int:
        """Run a statement; how many rows it changed."""
        ...

    def many(self, statement: str, rows: Sequence[Params]) -> None:
        """Run a statement once for each row of parameters, in order."""
        ...

    def append(self, table: Table, rows: Sequence[Params]) -> None:
        """Insert rows none of which is there yet, by the engine's fastest way."""
        ...

    def put(self, table: Table, rows: Sequence[Params]) -> None:
        """Insert rows, each in place of the one with its key; of several with one key the last counts."""
        ...

    def remove(self, table: Table, keys: Sequence[Params]) -> None:
        """Delete the rows with these keys, where there are any."""
        ...


class Database(Protocol):
    """Connections to one engine.

    In statements, `{keys} CROSS JOIN t WHERE t.c = k.value` joins a table to a collection of texts that is passed
    beside the parameters (it comes first; a text that is in it twice counts once), `{lock}` after a query
    holds its rows until the transaction ends, and `{skip}` holds all of its rows, without those that others hold.

    Safe to use from several threads; a reader never waits for a writer.
    """

    def rows(self, statement: str, params: Params = ()) -> list[Row]:
        """Run a query on what is committed."""
        ...

    def keyed(self, statement: str, keys: Collection[str], params: Params = ()) -> list[Row]:
        """Run a query over `{keys}` on what is committed."""
        ...

    def write(self, *, secure: bool = False) -> AbstractContextManager[Batch]:
        """A transaction, durable when the block ends and undone when it raises.

        Args:
            secure: Overwrite what is deleted, as far as the engine can at once.
        """
        ...

    def purge(self, table: str | None = None) -> None:
        """Leave no byte of what was ever deleted in any file.

        Args:
            table: Only from this one, all of which a secure transaction has just written anew: spares the others.
        """
        ...

    def close(self) -> None:
        """Release the connections."""
        ...


def upsert(table: Table, source: str) -> str:
    """The statement that puts the rows of a source (`VALUES (...)` or a query) into a table."""
    columns, key = ", ".join(table.columns), ", ".join(table.columns[: table.key])
    changing = [column for column in table.columns[table.key :] if column not in table.fixed]
    changes = ", ".join(f"{column} = excluded.{column}" for column in changing)
    action = f"UPDATE SET {changes}" if changes else "NOTHING"
    return f"INSERT INTO {table.name} ({columns}) {source} ON CONFLICT ({key}) DO {action}"


def remove(table: Table) -> str:
    """The statement that deletes the row with a key."""
    match = " AND ".join(f"{column} = ?" for column in table.columns[: table.key])
    return f"DELETE FROM {table.name} WHERE {match}"  # noqa: S608 - our names


Migration: TypeAlias = Callable[[Batch], None]
"""One step forward of a store's tables; its place in the sequence is the version that it leads to."""


def pending(store: str, found: int, migrations: Sequence[Migration]) -> Sequence[Migration]:
    """The steps that lead a store of version `found` to the present.

    Raises:
        NewerStore: if the store is ahead of the sequence.
    """
    if found > len(migrations):
        raise NewerStore(
            f"the store has version {found}, this Clew knows versions up to {len(migrations)}",
            where=store,
            hint="use the newer Clew that wrote it, or put log, state and lake back from a copy made before",
        )
    return migrations[found:]


class Pool(Generic[C]):
    """Open connections that nobody is using; the last one returned is lent first, so that its cache stays warm.

    There are as many as were ever in use at once.
    """

    def __init__(self, connect: Callable[[], C], close: Callable[[C], None], usable: Callable[[C], bool]) -> None:
        self._connect = connect
        self._close = close
        self._usable = usable
        self._idle: deque[C] = deque()
        self._closed = False

    @contextmanager
    def lend(self) -> Generator[C]:
        """A connection for the length of a block, nobody else's meanwhile."""
        if self._closed:
            raise StoreClosed("the store was closed", hint="open it again")
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect()
        try:
            yield connection
        finally:
            if self._usable(connection):
                self._idle.append(connection)
            else:
                self._close(connection)
            if self._closed:
                self.close()

    def close(self) -> None:
        """Close the idle ones now and the others when they come back."""
        self._closed = True
        with suppress(IndexError):
            while True:
                self._close(self._idle.pop())


class SqlStore:
    """A store over a database: what all of them share."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def close(self) -> None:
        """Release the connections."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
