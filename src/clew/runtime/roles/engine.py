"""The engine process: turns the loop, and looks again soon when there is nothing to do."""

import logging
import signal
import time
from collections import Counter
from types import FrameType

from clew.engine import Limits
from clew.kernel.instants import MILLISECOND
from clew.runtime.bell import NO_BELL, ring
from clew.runtime.clock import SystemClock
from clew.runtime.garbage import young_only
from clew.runtime.supervise import follow_parent, run_role, say_ready
from clew.runtime.workspace import open_workspace

_log = logging.getLogger(__name__)

_SHORTEST_WAIT = 0.001
_LONGEST_WAIT = 0.01
_LOG_SECONDS = 60.0
_PATIENCE = 20 * MILLISECOND


def main(data: str, senders: str = NO_BELL) -> None:
    """Run until told to stop; whatever was not committed is done again by the next engine. Senders have a bell."""
    follow_parent()
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with open_workspace(data, SystemClock()) as workspace, workspace.lock_engine(), young_only() as tidy:
        engine = workspace.engine(limits=Limits(patience=_PATIENCE))
        say_ready()
        wait = _SHORTEST_WAIT
        dropped, told_at = Counter[str](), time.monotonic()
        while not stopping:
            progress = engine.run_once()
            if progress.released and senders:
                ring(int(senders))
            if progress.dropped:
                dropped.update(progress.dropped)
            if dropped and time.monotonic() - told_at >= _LOG_SECONDS:
                _log.warning("dropped: %s", ", ".join(f"{reason} {count}" for reason, count in dropped.most_common()))
                dropped, told_at = Counter[str](), time.monotonic()
            if not progress.idle:
                tidy()
                wait = _SHORTEST_WAIT
                continue
            # Nothing to do: look again soon, and less often the longer nothing comes.
            time.sleep(wait)
            wait = min(wait * 1.5, _LONGEST_WAIT)


if __name__ == "__main__":
    run_role("engine", main)
