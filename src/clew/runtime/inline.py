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
_DOUBT_SECONDS = 5.0
"""For so long an engine may stand still, or not be there while it is started again, before it is looked for."""


class EngineSilent(ClewError):
    """The running engine does not get on."""

    code = "engine.silent"
    retryable = True


def catch_up(workspace: Workspace, row: int, listener: Callable[[Progress], None] | None = None) -> None:
    """Return once the engine has consumed this log row, and every definition is live.

    Raises:
        EngineSilent: if a running engine makes no progress for ten minutes.
    """
    while True:
        try:
            with workspace.lock_engine():
                _run(workspace, listener)
                return
        except EngineRuns:
            if _wait(workspace, row):
                return


def _run(workspace: Workspace, listener: Callable[[Progress], None] | None) -> None:
    with young_only() as tidy:
        engine = workspace.engine()
        upkeep = Upkeep(workspace)

        def turn(progress: Progress) -> None:
            tidy()
            upkeep.turn()
            if listener is not None:
                listener(progress)

        engine.drain(turn)
        Upkeep(workspace, PARTING).turn()


def _wait(workspace: Workspace, row: int) -> bool:
    """Wait for the running engine; False if it ends before it has come so far."""
    seen, moved = -1, time.monotonic()
    while True:
        applied = workspace.store.offset().seq
        building = any(document.status == "building" for document in workspace.store.documents())
        if applied >= row and not building:
            return True
        still = time.monotonic() - moved
        if applied > seen:
            seen, moved = applied, time.monotonic()
        elif still > _PATIENCE_SECONDS:
            raise EngineSilent("the running engine makes no progress", hint="look at the output of `clew serve`")
        elif still > _DOUBT_SECONDS and not _runs(workspace):
            return False
        time.sleep(_PAUSE_SECONDS if still < 1 else _PAUSE_SECONDS * 10)


def _runs(workspace: Workspace) -> bool:
    # An engine that starts at this very moment is told that it can't; whoever supervises it tries again.
    try:
        with workspace.lock_engine():
            return False
    except EngineRuns:
        return True
