"""Previews that run: few at once, and each can be stopped while it does."""

from threading import Lock
from typing import TYPE_CHECKING

from clew.api.estimates import PreviewQuestion, PreviewView
from clew.kernel.errors import ClewError
from clew.runtime.services.preview import Previews

if TYPE_CHECKING:
    from clew.adapters.duckdb import Cancellation

MOST_AT_ONCE = 4
"""They share the memory and the threads of all queries: more would only wait for each other."""

Handle = tuple[str, str]
"""Whose it is, and how they call it."""


class Busy(ClewError):
    """As many previews run as may."""

    code = "preview.busy"
    retryable = True


class HandleTaken(ClewError):
    """A preview of this handle runs already."""

    code = "preview.handle_taken"


class PreviewDesk:
    """Begins previews and stops them; threads may share it."""

    def __init__(self, previews: Previews) -> None:
        self._previews = previews
        self._lock = Lock()
        self._running: set[RunningPreview] = set()

    def begin(self, question: PreviewQuestion, handle: Handle | None = None) -> "RunningPreview":
        """A preview that is computed when its result is asked for; it counts as running from now on.

        Raises:
            Busy: if as many run as may.
            HandleTaken: if one of this handle does.
        """
        from clew.adapters.duckdb import Cancellation  # noqa: PLC0415  (the engine is loaded only where it is used)

        with self._lock:
            if len(self._running) >= MOST_AT_ONCE:
                raise Busy("as many previews run as may", hint="wait for one to end, or stop it")
            if handle is not None and any(each.handle == handle for each in self._running):
                raise HandleTaken("a preview of this handle is running", where="handle", hint="choose another")
            running = RunningPreview(self, question, handle, Cancellation())
            self._running.add(running)
            return running

    def stop(self, handle: Handle) -> bool:
        """Stop the preview of this handle; whether one was running."""
        with self._lock:
            found = [each for each in self._running if each.handle == handle]
        for each in found:
            each.stop()
        return bool(found)

    def compute(self, running: "RunningPreview", question: PreviewQuestion, stopped: "Cancellation") -> PreviewView:
        """The answer; afterwards it runs no more."""
        try:
            return self._previews.preview(question, stopped)
        finally:
            self.forget(running)

    def forget(self, running: "RunningPreview") -> None:
        """It runs no more."""
        with self._lock:
            self._running.discard(running)


class RunningPreview:
    """One preview."""

    def __init__(
        self, desk: PreviewDesk, question: PreviewQuestion, handle: Handle | None, stopped: "Cancellation"
    ) -> None:
        self.handle = handle
        self._desk = desk
        self._question = question
        self._stopped = stopped

    def result(self) -> PreviewView:
        """Compute it. Raises as `Previews.preview`."""
        return self._desk.compute(self, self._question, self._stopped)

    def stop(self) -> None:
        """Stop it, from another thread; harmless once it has ended."""
        self._stopped.cancel()
        self._desk.forget(self)
