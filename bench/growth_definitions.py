"""Cost per event with 10, 50, 200 and 1,000 segments of which ten concern the events: it must hardly grow.

The engine runs in this process, as the engine role runs it, over a filled log; the cost is processor time, once
profiles are known, in the best of three stretches: what else the machine does can only add to it.
"""

import time

from bench.result import Result
from bench.scale import sized
from bench.workload import START, events, segments, skewed
from bench.workspaces import append, workspace
from clew.kernel.instants import HOUR
from clew.runtime.clock import ManualClock
from clew.runtime.garbage import young_only

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
    warm, stretch = sized(40_000, 100), sized(24_000, 100)
    draw = skewed(sized(20_000, 100))
    clock = ManualClock(START)
    costs: list[float] = []
    with workspace(clock, documents) as opened, young_only() as tidy:
        engine = opened.engine()
        engine.drain()
        clock.set(START + HOUR)
        append(opened, events(warm, draw))
        engine.drain(lambda _: tidy())
        for number in range(1, 4):
            clock.set(START + HOUR * (number + 1))
            append(opened, events(stretch, draw, seed=number, first_id=number << 32, start=START + HOUR * number))
            begun = time.process_time()
            engine.drain(lambda _: tidy())
            costs.append((time.process_time() - begun) / stretch * 1e6)
    return min(costs)
