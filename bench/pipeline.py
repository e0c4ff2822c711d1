"""The whole pipeline on one engine: resolve, 50 segments and 20 traits, history, facts, alarms, one commit a batch."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.bare import bare_loop
from bench.result import Result
from bench.workload import START, events, segments, traits
from bench.workspaces import append, chunks, workspace
from clew.runtime.clock import ManualClock

_EVENTS = 120_000
_USERS = 20_000
_WARM = 80_000


def run() -> list[Result]:
    """Events a second of a warm engine, beside the bare read-fold-commit loop over as many events."""
    clock = ManualClock(START)
    with workspace(clock, segments(50) + traits(20)) as opened:
        engine = opened.engine()
        engine.drain()
        clock.set(START + 10**9)
        append(opened, events(_WARM, users=_USERS))
        engine.drain()
        append(opened, events(_EVENTS, users=_USERS, first_id=_WARM, seed=8))
        begun = time.perf_counter()
        engine.drain()
        rate = _EVENTS / (time.perf_counter() - begun)
    with TemporaryDirectory(prefix="clew-bench-") as folder:
        limit = bare_loop(Path(folder), chunks(events(_EVENTS, users=_USERS, seed=8), 100))
    return [Result("pipeline", rate, "events/s", "higher", 20_000, limit="bare loop", limit_value=limit)]
