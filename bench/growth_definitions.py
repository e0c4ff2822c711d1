"""Cost per event with 10, 50, 200 and 1,000 segments of which ten concern the events: it must hardly grow."""

import time

from bench.result import Result
from bench.workload import START, events, segments
from bench.workspaces import append, workspace
from clew.runtime.clock import ManualClock

_EVENTS = 60_000
_NEAR = 10


def run() -> list[Result]:
    """Microseconds an event, and the growth from 50 to 1,000 definitions."""
    costs = {count: _cost(count) for count in (10, 50, 200, 1_000)}
    results = [Result(f"growth_definitions_{n}", us, "us/event", "lower") for n, us in costs.items()]
    growth = costs[1_000] / costs[50]
    return [*results, Result("growth_definitions", growth, "x", "lower", budget=1.3)]


def _cost(definitions: int) -> float:
    documents = segments(_NEAR) + segments(definitions - _NEAR, unrelated=True)
    clock = ManualClock(START)
    with workspace(clock, documents) as opened:
        engine = opened.engine()
        engine.drain()
        clock.set(START + 10**9)
        count = append(opened, events(_EVENTS, users=20_000))
        begun = time.perf_counter()
        engine.drain()
        return (time.perf_counter() - begun) / count * 1e6
