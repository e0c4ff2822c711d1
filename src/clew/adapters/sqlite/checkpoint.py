"""Copies the write-ahead log into the file beside the writers, so that none of their commits has to wait for it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from threading import Event, Lock, Thread

from clew.adapters.sql import StoreError

INTERVAL_SECONDS = 1.0
"""How long writes gather: the same page is often written again, and copied once."""

LONG_PAGES = 16_000
"""A log of so many pages is begun anew, which holds writers up for as long as the last of it is copied."""

BUSY_MILLISECONDS = 20


class Checkpointer:
    """A thread that checkpoints while there are writes; it starts with the first one.

    Where it fails or falls behind, commits checkpoint by themselves at the limit that the connections have.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
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
            with suppress(sqlite3.Error, StoreError), closing(self._connect()) as connection:
                connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
                checkpoint(connection)


def checkpoint(connection: sqlite3.Connection) -> None:
    """Copy what there is without holding anybody up; of a long log also what came meanwhile, holding writers up.

    Only when nothing is left to copy does the next commit begin at the start of the log again. While commits never
    cease that takes the second step, and every pass slows those commits, so it is done when it is worth it.
    """
    _, pages, copied = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    if pages > LONG_PAGES and copied < pages:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        connection.execute("PRAGMA wal_checkpoint(RESTART)")
