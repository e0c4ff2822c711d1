"""The keeper process: seals, merges and erases beside the engine, so that the engine never waits for it."""

import signal
import threading
from types import FrameType

from clew.runtime.clock import SystemClock
from clew.runtime.supervise import follow_parent, run_role, say_ready
from clew.runtime.upkeep import Upkeep
from clew.runtime.workspace import open_workspace

_PAUSE_SECONDS = 0.25


def main(data: str) -> None:
    """Run until told to stop; a turn that was cut short is done again by the next keeper."""
    follow_parent()
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with open_workspace(data, SystemClock()) as workspace:
        upkeep = Upkeep(workspace)
        say_ready()
        while not stopping.is_set():
            if not upkeep.turn():
                stopping.wait(_PAUSE_SECONDS)


if __name__ == "__main__":
    run_role("keeper", main)
