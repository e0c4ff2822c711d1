"""One hand at a time on the lake's files: who sweeps must not take away what another has written and not yet named."""

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

_FILE = "keeper.lock"


class Alone:
    """A lock of a folder over threads and processes; a thread that holds it may enter again.

    The operating system lets go of it when a process dies, however it dies.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = RLock()
        self._depth = 0

    @contextmanager
    def __call__(self) -> Generator[None]:
        """Wait until nobody else is at work, and keep others waiting."""
        with self._lock:
            self._depth += 1
            try:
                if self._depth > 1:
                    yield
                    return
                self._folder.mkdir(parents=True, exist_ok=True)
                with (self._folder / _FILE).open("a") as handle:
                    fcntl.flock(handle, fcntl.LOCK_EX)
                    yield
            finally:
                self._depth -= 1
