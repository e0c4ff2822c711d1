"""Commands that write while nobody serves run the engine themselves; while somebody does, they wait for it."""

import time
from collections.abc import Callable

from clew.engine import Progress
from clew.kernel.errors import ClewError
from clew.runtime.garbage import young_only
from clew.runtime.upkeep import PARTING, Upkeep
from clew.runtime.workspace import EngineRuns, Workspace

_PAUSE_SECONDS = 0.02
_PATIENCE_SECONDS = 600.0


class EngineSilent(ClewError):
    """The running engine does not get on."""

    code = "engine.silent"
    retryable = True


def catch_up(workspace: Workspace, row: int, listener: Callable[[Progress], None] | None = None) -> None:
    """Return once the engine has consumed this log row, and every definition is live.

    Raises:
        EngineSilent: if a running engine makes no progress for ten minutes.
    """
    try:
        with workspace.lock_engine(), young_only() as tidy:
            engine = workspace.engine()
            upkeep = Upkeep(workspace)

            def turn(progress: Progress) -> None:
                tidy()
                upkeep.turn()
                if listener is not None:
                    listener(progress)

            engine.drain(turn)
            Upkeep(workspace, PARTING).turn()
    except EngineRuns:
        _wait(workspace, row)


def _wait(workspace: Workspace, row: int) -> None:
    seen, deadline = -1, 0.0
    while True:
        applied = workspace.store.offset().seq
        building = any(document.status == "building" for document in workspace.store.documents())
        if applied >= row and not building:
            return
        if applied > seen or not deadline:
            seen, deadline = applied, time.monotonic() + _PATIENCE_SECONDS
        elif time.monotonic() > deadline:
            raise EngineSilent("the running engine makes no progress", hint="look at the output of `clew serve`")
        time.sleep(_PAUSE_SECONDS)
