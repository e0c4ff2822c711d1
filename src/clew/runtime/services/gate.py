"""How many expensive reads of a workspace run at once: more would only wait for each other's memory and threads."""

from collections.abc import Generator
from contextlib import contextmanager
from threading import BoundedSemaphore

from clew.kernel.errors import ClewError


class Busy(ClewError):
    """As many of them run as may."""

    code = "workspace.busy"
    retryable = True


class Gate:
    """Lets so many in at once; threads share it."""

    def __init__(self, most: int, refusal: type[ClewError], message: str) -> None:
        """For reads of one kind.

        Args:
            most: How many at once.
            refusal: What is raised when there is no room; it is retryable.
            message: What it says.
        """
        self._room = BoundedSemaphore(most)
        self._refusal = refusal
        self._message = message

    def enter(self, seconds: float = 0.0) -> None:
        """Come in, at once or within so many seconds.

        Raises:
            ClewError: if there is no room.
        """
        if not self._room.acquire(blocking=seconds > 0, timeout=seconds or None):
            raise self._refusal(self._message, hint="wait for one to end, or stop it")

    def leave(self) -> None:
        """Make room again."""
        self._room.release()

    @contextmanager
    def inside(self, seconds: float) -> Generator[None]:
        """Hold a place meanwhile. Raises as `enter`."""
        self.enter(seconds)
        try:
            yield
        finally:
            self.leave()
