"""What must be done beside the engine: sealing the tail, merging files, and later carrying erasures out."""

from clew.engine.keeper import Keeper
from clew.runtime.workspace import Workspace


class Upkeep:
    """Keeps a workspace's lake, one turn at a time."""

    def __init__(self, workspace: Workspace) -> None:
        self._keeper = Keeper(workspace.log, workspace.store, workspace.lake, workspace.clock)

    def turn(self) -> bool:
        """Do what is due most; whether there was anything."""
        return not self._keeper.turn().idle
