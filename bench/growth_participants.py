"""Cost per event with 10,000, 100,000 and 1,000,000 people waiting in a journey: it must hardly grow.

Everybody waits for a day that does not come while the events of the workload go through the engine, drawn uniformly
from those who wait: each event loads the state of somebody who is under way, and concerns no journey. The cost is
processor time for an event; `growth_participants` is that at the largest size over that at the smallest.
"""

import time

from bench.result import Result
from bench.scale import sized
from bench.waiting import waiting
from bench.workload import START, events, uniform
from bench.workspaces import append
from clew.runtime.clock import ManualClock
from clew.runtime.garbage import young_only

_BUDGET = 1.3


def run() -> list[Result]:
    """Microseconds an event at each size, and how many times more the largest costs."""
    sizes = sized((10_000, 100_000, 1_000_000), (100, 200, 400))
    costs = [_cost(size) for size in sizes]
    labels = ("10k", "100k", "1m")
    return [
        Result("growth_participants", costs[-1] / costs[0], "x", "lower", _BUDGET),
        *(
            Result(f"growth_participants.cost_{label}", cost, "us/event", "lower")
            for label, cost in zip(labels, costs, strict=True)
        ),
    ]


def _cost(people: int) -> float:
    warm, measured = sized(20_000, 500), sized(60_000, 2_000)
    clock = ManualClock(START)
    with waiting(people, clock) as (workspace, engine), young_only() as tidy:  # as the engine's process does
        for count, first_id in ((warm, 0), (measured, 1 << 32)):
            append(workspace, events(count, uniform(people), first_id=first_id, start=START, step=0))
            begun = time.process_time()
            engine.drain(lambda _: tidy())
            used = time.process_time() - begun
    return used / measured * 1e6
