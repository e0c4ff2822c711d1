"""Whether the parts of a workspace work."""

from clew.api.views import CheckView
from clew.engine.ports import StateStore
from clew.events.ports import EventLog
from clew.kernel.errors import ClewError

_MUCH_BEHIND = 100_000


class WorkspaceHealth:
    """Asks each store, and whether the engine keeps up."""

    def __init__(self, log: EventLog, store: StateStore) -> None:
        self._log = log
        self._store = store

    def checks(self) -> list[CheckView]:
        """Log, state, and the engine's distance between them."""
        try:
            newest, _ = self._log.last()
        except ClewError as error:
            return [CheckView(name="log", ok=False, detail=error.message)]
        try:
            applied = self._store.offset().seq
        except ClewError as error:
            return [CheckView(name="log", ok=True), CheckView(name="state", ok=False, detail=error.message)]
        behind = max(0, newest - applied)
        return [
            CheckView(name="log", ok=True, detail=f"bodies accepted: {newest:,}"),
            CheckView(name="state", ok=True),
            CheckView(name="engine", ok=behind < _MUCH_BEHIND, detail=f"bodies waiting: {behind:,}"),
        ]
