"""Watching an engine that runs in another process get on with its log."""

import time
from typing import NamedTuple

from bench.served import Roles
from bench.workspaces import BODY
from clew.runtime.workspace import Workspace

_POLL_SECONDS = 0.01
_PATIENCE_SECONDS = 120.0


class Consumed(NamedTuple):
    """What the engine did in a stretch of its log.

    Attributes:
        rate: Events a second.
        cpu_us: Microseconds of processor time for an event, 0 where it is not known.
    """

    rate: float
    cpu_us: float


def consumed(workspace: Workspace, roles: Roles, first: int, last: int, *, seconds: float = float("inf")) -> Consumed:
    """Watch the engine come from one log row to another (of full bodies), for so long at most.

    It stands still at the end of a batch only, so a stretch begins and ends with one that it has just committed.
    """
    begun = ended = None
    heard = time.monotonic()
    while ended is None or (ended[1] < last and ended[0] - (begun or ended)[0] < seconds):
        time.sleep(_POLL_SECONDS)
        seq = workspace.store.offset().seq
        if seq >= first and (ended is None or seq > ended[1]):
            ended = (time.perf_counter(), seq, roles.cpu_seconds("engine"))
            begun = begun or ended
            heard = time.monotonic()
        elif time.monotonic() - heard > _PATIENCE_SECONDS:
            raise RuntimeError(f"the engine stands still at log row {seq}")
    assert begun is not None
    count = (ended[1] - begun[1]) * BODY
    if not count:
        raise RuntimeError("the engine took all that was to be measured as one batch: give it more")
    return Consumed(count / (ended[0] - begun[0]), (ended[2] - begun[2]) / count * 1e6)
