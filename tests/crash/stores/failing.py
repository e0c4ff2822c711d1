"""A database that fails, or whose process dies, at a chosen point: before each statement, around each commit."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager

from clew.adapters.sql import Batch, Database, Params, Row, Table


class Injected(Exception):
    """The failure that a test asked for."""


def fail() -> None:
    """Raise instead of going on."""
    raise Injected


class Failpoints:
    """Counts the points that are passed, and acts at one of them.

    Attributes:
        passed: How many were passed.
    """

    def __init__(self, at: int, action: Callable[[], None] = fail) -> None:
        self._at = at
        self._action = action
        self.passed = 0

    def point(self) -> None:
        """Pass one."""
        self.passed += 1
        if self.passed == self._at:
            self._action()


class FailingBatch:
    """A transaction with a point before each statement."""

    def __init__(self, inner: Batch, points: Failpoints) -> None:
        self._inner = inner
        self._points = points

    def rows(self, statement: str, params: Params = ()) -> list[Row]:
        """Pass a point, then do it."""
        self._points.point()
        return self._inner.rows(statement, params)

    def keyed(self, statement: str, keys: Collection[str], params: Params = ()) -> list[Row]:
        """Pass a point, then do it."""
        self._points.point()
        return self._inner.keyed(statement, keys, params)

    def run(self, statement: str, params: Params = ()) -> int:
        """Pass a point, then do it."""
        self._points.point()
        return self._inner.run(statement, params)

    def many(self, statement: str, rows: Sequence[Params]) -> None:
        """Pass a point, then do it."""
        self._points.point()
        self._inner.many(statement, rows)

    def append(self, table: Table, rows: Sequence[Params]) -> None:
        """Pass a point, then do it."""
        self._points.point()
        self._inner.append(table, rows)

    def put(self, table: Table, rows: Sequence[Params]) -> None:
        """Pass a point, then do it."""
        self._points.point()
        self._inner.put(table, rows)

    def remove(self, table: Table, keys: Sequence[Params]) -> None:
        """Pass a point, then do it."""
        self._points.point()
        self._inner.remove(table, keys)


class FailingDatabase:
    """A database with points in every transaction; reads are spared."""

    def __init__(self, inner: Database, points: Failpoints) -> None:
        self._inner = inner
        self._points = points

    def rows(self, statement: str, params: Params = ()) -> list[Row]:
        """Do it."""
        return self._inner.rows(statement, params)

    def keyed(self, statement: str, keys: Collection[str], params: Params = ()) -> list[Row]:
        """Do it."""
        return self._inner.keyed(statement, keys, params)

    @contextmanager
    def write(self, *, secure: bool = False) -> Iterator[Batch]:
        """A transaction with a point at its begin, before each statement and before its commit; one more after it."""
        with self._inner.write(secure=secure) as batch:
            self._points.point()
            yield FailingBatch(batch, self._points)
            self._points.point()
        self._points.point()

    def purge(self, table: str | None = None) -> None:
        """Pass a point, do it, pass another."""
        self._points.point()
        self._inner.purge(table)
        self._points.point()

    def close(self) -> None:
        """Do it."""
        self._inner.close()
