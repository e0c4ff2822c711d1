"""Cost per event with 10, 50, 200 and 1,000 segments of which ten concern the events: it must hardly grow.

The engine runs in this process over a filled log; the cost is processor time, once profiles are known.
"""

import time

from bench.result import Result
from bench.scale import sized
from bench.workload import START, events, segments, skewed
from bench.workspaces import append, workspace
from clew.kernel.instants import HOUR
from clew.runtime.clock import ManualClock

_NEAR = 10
_COUNTS = (10, 50, 200, 1_000)


def run() -> list[Result]:
    """Microseconds an event, and the growth from 50 to 1,000 definitions."""
    costs = {count: _cost(count) for count in _COUNTS}
    growth = costs[1_000] / costs[50]
    return [
        Result("growth_definitions", growth, "x", "lower", 1.3),
        *(Result(f"growth_definitions.cost_{n}", us, "us/event", "lower") for n, us in costs.items()),
    ]


def _cost(definitions: int) -> float:
    documents = segments(_NEAR) + segments(definitions - _NEAR, unrelated=True)
    warm, measured = sized(40_000, 500), sized(60_000, 1_000)
    draw = skewed(sized(20_000, 100))
    clock = ManualClock(START)
    with workspace(clock, documents) as opened:
        engine = opened.engine()
        engine.drain()
        clock.set(START + HOUR)
        append(opened, events(warm, draw))
        engine.drain()
        append(opened, events(measured, draw, first_id=warm, start=START + HOUR, seed=8))
        begun = time.process_time()
        engine.drain()
        return (time.process_time() - begun) / measured * 1e6
