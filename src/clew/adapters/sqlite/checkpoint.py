"""Copies the write-ahead log into the file beside the writers, so that none of their commits has to wait for it."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from threading import Event, Lock, Thread

from clew.adapters.sql import StoreError
from clew.adapters.sqlite.turnstile import Turnstile

INTERVAL_SECONDS = 1.0
"""How long writes gather: the same page is often written again, and copied once."""

BUSY_MILLISECONDS = 20
TURN_SECONDS = 10.0
"""How long it waits for its turn to begin a log anew; later it tries again."""

_descriptors: dict[tuple[int, int], int] = {}
"""One of each file that ever was flushed. To close it would take from the process all its locks on that file (POSIX),
SQLite's among them, so none ever is."""


class Checkpointer:
    """A thread that checkpoints while there are writes; it starts with the first one.

    Where it fails or falls behind, commits checkpoint by themselves at the limit that the connections have.

    Args:
        path: The file.
        connect: Opens it.
        turnstile: Where its writers wait for their turn.
        long: A log of so many pages is begun anew.
    """

    def __init__(
        self, path: Path, connect: Callable[[], sqlite3.Connection], turnstile: Turnstile, *, long: int
    ) -> None:
        self._path = path
        self._connect = connect
        self._turnstile = turnstile
        self._long = long
        self._written = Event()
        self._closing = Event()
        self._starting = Lock()
        self._thread: Thread | None = None

    def wrote(self) -> None:
        """Note a commit."""
        self._written.set()
        if self._thread is None:
            with self._starting:
                if self._thread is None and not self._closing.is_set():
                    self._thread = Thread(target=self._run, name="clew-checkpoint", daemon=True)
                    self._thread.start()

    def close(self) -> None:
        """Stop, after the checkpoint under way."""
        with self._starting:
            self._closing.set()
            self._written.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._closing.is_set():
            self._written.wait()
            self._closing.wait(INTERVAL_SECONDS)
            self._written.clear()
            # What fails here fails for a commit too, which says so to somebody.
            with suppress(sqlite3.Error, StoreError, OSError), closing(self._connect()) as connection:
                connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
                checkpoint(connection, self._path, self._turnstile, long=self._long)


def checkpoint(connection: sqlite3.Connection, path: Path, turnstile: Turnstile, *, long: int) -> None:
    """Copy what there is without holding anybody up; begin a long log anew, which does hold writers up, for a moment.

    Only when nothing is left to copy does the next commit begin at the start of the log again, and while commits never
    cease, that takes keeping them out. All that was copied must be on the disk by then. SQLite would see to it while
    nobody may write; done beforehand, only what came in the meantime is left for that moment.
    """
    _, pages, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    if pages >= long:
        _flush(path)
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        with turnstile.passing(TURN_SECONDS):
            connection.execute("PRAGMA wal_checkpoint(RESTART)")


def _flush(path: Path) -> None:
    """Have the system write to the disk whatever of a file it still holds in memory."""
    found = path.stat()
    key = found.st_dev, found.st_ino
    if key not in _descriptors:
        _descriptors[key] = os.open(path, os.O_RDWR)
    os.fsync(_descriptors[key])
