"""Stopping what takes too long, or what nobody waits for any more."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import Event, Thread

from clew.adapters.duckdb.errors import TooLong

_LOOK_SECONDS = 0.05


class Cancellation:
    """A handle by which another thread stops a query that it did not start."""

    def __init__(self) -> None:
        self._event = Event()

    def cancel(self) -> None:
        """Stop the query, or keep it from starting."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether it was asked for."""
        return self._event.is_set()


@contextmanager
def stopping(interrupt: Callable[[], None], seconds: float, cancellation: Cancellation) -> Generator[None]:
    """Interrupt what runs in the context after so many seconds, or when it is cancelled.

    Again and again until the context ends: the engine forgets an interrupt that comes between two of its steps.

    Raises:
        TooLong: if it was cancelled before it began.
    """
    if cancellation.cancelled:
        raise TooLong("the query was stopped", hint="it was cancelled before it began")
    done = Event()

    def watch() -> None:
        left = seconds
        while not done.wait(min(_LOOK_SECONDS, max(left, 0.001))):
            left -= _LOOK_SECONDS
            if left <= 0 or cancellation.cancelled:
                interrupt()

    watcher = Thread(target=watch, name="query-watch", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()
