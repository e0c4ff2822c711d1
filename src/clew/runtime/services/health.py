"""Whether the parts of a workspace work."""

from threading import Lock

from clew.api.views import CheckView
from clew.engine.ports import StateStore
from clew.events.ports import EventLog
from clew.kernel.errors import ClewError

_MUCH_BEHIND = 100_000
_FEW = 100
"""Bodies that may wait without a word: at work, some always do."""


class WorkspaceHealth:
    """Asks each store, and whether the engine keeps up."""

    def __init__(self, log: EventLog, store: StateStore) -> None:
        self._log = log
        self._store = store
        self._lock = Lock()
        self._found: tuple[object, ...] = ()
        self._turn = 0

    def checks(self) -> list[CheckView]:
        """Log, state, and the engine's distance between them."""
        return self._looked()[0]

    def mark(self) -> int:
        """Another number once a part ceases to work or works again, or twice or half as much waits for the engine.

        Law: what `checks` told somebody and no longer holds has another mark, were it for an instant alone.
        """
        return self._looked()[1]

    def _looked(self) -> tuple[list[CheckView], int]:
        checks, behind = self._look()
        found = (*((check.name, check.ok) for check in checks), (behind // _FEW).bit_length())
        with self._lock:
            self._turn += found != self._found
            self._found = found
            return checks, self._turn

    def _look(self) -> tuple[list[CheckView], int]:
        try:
            newest, _ = self._log.last()
        except ClewError as error:
            return [CheckView(name="log", ok=False, detail=error.message)], 0
        try:
            applied = self._store.offset().seq
        except ClewError as error:
            return [CheckView(name="log", ok=True), CheckView(name="state", ok=False, detail=error.message)], 0
        behind = max(0, newest - applied)
        checks = [
            CheckView(name="log", ok=True, detail=f"accepted so far: {newest:,}"),
            CheckView(name="state", ok=True),
            CheckView(name="engine", ok=behind < _MUCH_BEHIND, detail=f"waiting: {behind:,}"),
        ]
        return checks, behind
