"""Cost per event with 10,000, 100,000 and 1,000,000 people waiting in a journey: it must hardly grow.

Everybody waits for a day that does not come while the events of the workload go through the engine, drawn uniformly
from those who wait: each event loads the state of somebody who is under way, and concerns no journey. The cost is
processor time for an event; `growth_participants` is that at the largest size over that at the smallest, and the two
tenfold steps stand beside it. With ten thousand each of them has several events of a batch, with a million hardly
anybody has two: `growth_participants.hot` draws the events at the largest size from as few people as the smallest has,
which leaves what the number of those who wait does.
"""

import time

from bench.result import Result
from bench.scale import sized
from bench.waiting import waiting
from bench.workload import START, Draw, events, uniform
from bench.workspaces import append
from clew.engine import Engine
from clew.runtime.clock import ManualClock
from clew.runtime.garbage import young_only
from clew.runtime.workspace import Workspace

_BUDGET = 1.3


def run() -> list[Result]:
    """Microseconds an event at each size, and how many times more the largest costs."""
    sizes = sized((10_000, 100_000, 1_000_000), (100, 200, 400))
    costs: list[float] = []
    hot = 0.0
    for size in sizes:
        with waiting(size, ManualClock(START)) as (workspace, engine):
            costs.append(_cost(workspace, engine, uniform(size), seed=1))
            if size == sizes[-1]:
                hot = _cost(workspace, engine, uniform(size, among=sizes[0]), seed=2)
    small, middle, large = costs
    labels = ("10k", "100k", "1m")
    return [
        Result("growth_participants", large / small, "x", "lower", _BUDGET),
        Result("growth_participants.10k_to_100k", middle / small, "x", "lower", _BUDGET),
        Result("growth_participants.100k_to_1m", large / middle, "x", "lower", _BUDGET),
        Result("growth_participants.hot", hot / small, "x", "lower", _BUDGET),
        *(
            Result(f"growth_participants.cost_{label}", cost, "us/event", "lower")
            for label, cost in zip(labels, costs, strict=True)
        ),
    ]


def _cost(workspace: Workspace, engine: Engine, draw: Draw, *, seed: int) -> float:
    warm, measured = sized(20_000, 500), sized(60_000, 2_000)
    used = 0.0
    with young_only() as tidy:  # as the engine's process does
        for count, first_id in ((warm, 2 * seed << 32), (measured, 2 * seed + 1 << 32)):
            append(workspace, events(count, draw, seed=seed, first_id=first_id, start=START, step=0))
            begun = time.process_time()
            engine.drain(lambda _: tidy())
            used = time.process_time() - begun
    return used / measured * 1e6
