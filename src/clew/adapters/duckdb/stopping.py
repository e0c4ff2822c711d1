"""Stopping what takes too long, or what nobody waits for any more."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import Event, Thread, Timer

from clew.adapters.duckdb.errors import TooLong

_LOOK_SECONDS = 0.05
_BY_KEYBOARD = "Query interrupted"
"""What the engine's client makes of Ctrl-C when it finds it before Python does: a plain `RuntimeError`."""


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
        TooLong: if it was cancelled, or took longer.
        KeyboardInterrupt: if somebody at the keyboard said so.
    """
    if cancellation.cancelled:
        raise TooLong("the query was stopped", hint="it was cancelled before it began")
    done, late = Event(), Event()

    def watch() -> None:
        while not done.wait(min(_LOOK_SECONDS, max(seconds, 0.001))):
            if late.is_set() or cancellation.cancelled:
                interrupt()

    watcher = Thread(target=watch, name="query-watch", daemon=True)
    # Counted by itself: on a busy machine many short waits take much longer than their sum.
    limit = Timer(seconds, late.set)
    limit.daemon = True
    watcher.start()
    limit.start()
    try:
        yield
    except TooLong:
        if cancellation.cancelled:
            raise TooLong("the query was stopped", hint="it was cancelled") from None
        if not late.is_set():  # It was interrupted, and neither by us nor for being late.
            raise KeyboardInterrupt from None
        raise
    except RuntimeError as error:
        if str(error) == _BY_KEYBOARD:
            raise KeyboardInterrupt from None
        raise
    finally:
        done.set()
        limit.cancel()
        watcher.join()
