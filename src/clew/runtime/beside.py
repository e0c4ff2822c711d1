"""A long import is unified while it is read: engine and keeper run as processes of their own beside the command."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

from clew.runtime.supervise import Role, Supervisor
from clew.runtime.upkeep import PARTING, Upkeep
from clew.runtime.workspace import EngineRuns, Workspace


@contextmanager
def engine_beside(workspace: Workspace, *, report: Callable[[str], None]) -> Generator[None]:
    """Run engine and keeper until the block ends; where the workspace is served already, they run anyway.

    Should the engine end before, whoever waits for it does its work: see `inline.catch_up`.

    Args:
        workspace: Whose.
        report: Takes lines for people.
    """
    try:
        with workspace.lock_engine():
            pass
    except EngineRuns:
        yield
        return
    place = str(workspace.folder)
    roles = [Role(name, f"clew.runtime.roles.{name}", [place]) for name in ("engine", "keeper")]
    supervisor = Supervisor(roles, report=report)
    try:
        supervisor.start()
        yield
    finally:
        supervisor.stop()
    Upkeep(workspace, PARTING).turn()
