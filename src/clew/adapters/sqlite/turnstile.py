"""Whose turn it is to write: SQLite lets the busiest process in again and again, this lets everybody in."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

try:
    import fcntl
except ImportError:  # no such locks on Windows: there the busiest goes first
    fcntl = None


class Turnstile:
    """Two locks: one is held by whoever writes, the other by whoever comes next.

    SQLite waits by asking again after longer and longer naps: up to twice as long as need be, and a process that
    appends without a pause keeps the others out for seconds. Here whoever comes next is woken the moment that the one
    before is done, and whoever has just written queues behind them.
    """

    def __init__(self, path: Path) -> None:
        self._next = _Lock(path)
        self._writing = _Lock(path.with_name(path.name + "ing"))

    @contextmanager
    def passing(self) -> Generator[None]:
        """Wait for one's turn; it lasts as long as the block, and ends with the process at the latest."""
        self._next.take()
        try:
            self._writing.take()
        finally:
            self._next.give()
        try:
            yield
        finally:
            self._writing.give()

    def close(self) -> None:
        """Release the files."""
        self._next.close()
        self._writing.close()


class _Lock:
    """One lock among all threads of all processes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = Lock()
        self._file: int | None = None

    def take(self) -> None:
        self._threads.acquire()
        if fcntl is None:
            return
        try:
            if self._file is None:
                self._file = os.open(self._path, os.O_RDONLY | os.O_CREAT, 0o644)
            fcntl.flock(self._file, fcntl.LOCK_EX)
        except BaseException:
            self._threads.release()
            raise

    def give(self) -> None:
        try:
            if fcntl is not None and self._file is not None:
                fcntl.flock(self._file, fcntl.LOCK_UN)
        finally:
            self._threads.release()

    def close(self) -> None:
        with self._threads:
            if self._file is not None:
                os.close(self._file)
                self._file = None
