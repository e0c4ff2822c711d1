"""Whose turn it is to write: SQLite lets the busiest process in again and again, this lets everybody in."""

import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock, Thread

from clew.adapters.sql import StoreBusy, StoreUnavailable

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
    def passing(self, seconds: float) -> Generator[None]:
        """Wait for one's turn; it lasts as long as the block, and ends with the process at the latest.

        Raises:
            StoreBusy: if it has not come after so many seconds: somebody who has it was stopped, or hangs.
            StoreUnavailable: if a lock's file can't be opened.
        """
        self._next.take(seconds)
        try:
            self._writing.take(seconds)
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

    def take(self, seconds: float) -> None:
        if not self._threads.acquire(timeout=seconds):
            raise self._busy()
        try:
            self._take(seconds)
        except BaseException:
            self._threads.release()
            raise

    def _take(self, seconds: float) -> None:
        if fcntl is None:
            return
        try:
            if self._file is None:
                self._file = os.open(self._path, os.O_RDONLY | os.O_CREAT, 0o644)
        except OSError as error:
            raise StoreUnavailable(
                f"the lock file can't be opened: {error.strerror}",
                where=self._path.name,
                hint="look at its folder and its rights",
            ) from error
        with suppress(BlockingIOError):
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        waiting = _Waiting(self._file)
        if not waiting.ends(seconds):
            # Whenever its wait ends, it closes the file and so lets go again.
            self._file = None
            raise self._busy()

    def _busy(self) -> StoreBusy:
        return StoreBusy("another writer held the store for too long", where=self._path.name, hint="try again")

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


class _Waiting:
    """A thread that waits for the lock of a file: the system knows no end of it but getting the lock."""

    def __init__(self, file: int) -> None:
        self._file = file
        self._settled = Lock()
        self._given_up = False
        self._woken = Lock()
        self._woken.acquire()
        Thread(target=self._wait, name="clew-turn", daemon=True).start()

    def ends(self, seconds: float) -> bool:
        """Whether the lock is had within so many seconds; if not, the file is the thread's own from then on."""
        if self._woken.acquire(timeout=seconds):
            return True
        with self._settled:
            self._given_up = not self._woken.acquire(blocking=False)
            return not self._given_up

    def _wait(self) -> None:
        assert fcntl is not None  # noqa: S101  (nobody waits where there are no such locks)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        with self._settled:
            if self._given_up:
                os.close(self._file)
            else:
                self._woken.release()
