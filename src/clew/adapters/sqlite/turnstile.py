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
    """A lock that is held only while one waits for the write lock of a database.

    SQLite waits by asking again after longer and longer naps, so one process that appends without a pause keeps the
    others out for seconds. Here it has to queue behind whoever waits already.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = Lock()
        self._file: int | None = None

    @contextmanager
    def passing(self) -> Generator[None]:
        """Wait for one's turn; the block then waits for the write lock itself, alone."""
        with self._threads:
            if fcntl is None:
                yield
                return
            if self._file is None:
                self._file = os.open(self._path, os.O_RDONLY | os.O_CREAT, 0o644)
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Release the file."""
        with self._threads:
            if self._file is not None:
                os.close(self._file)
                self._file = None
