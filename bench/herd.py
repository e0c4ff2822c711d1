"""A million participants due at one instant: how long until all have gone on and their messages stand in the outbox.

Everybody waits in the same node until the same microsecond. The clock is set there, and the real engine over SQLite
goes on until nobody is left: each is stepped, reaches a message, is asked for its release, and waits again; states,
facts, alarms and outbox rows are committed. `herd` is the time until the last commit, `cpu` the processor time for one.
"""

import time

from bench.result import Result
from bench.scale import sized
from bench.waiting import JOURNEY, WAIT, waiting
from bench.workload import START
from clew.runtime.clock import ManualClock
from clew.runtime.garbage import young_only
from clew.runtime.workspace import Workspace

_BUDGET = 60.0


def run() -> list[Result]:
    """Seconds, and how many went on in one."""
    people, clock = sized(1_000_000, 300), ManualClock(START)
    with waiting(people, clock) as (workspace, engine):
        engine.drain()
        clock.set(START + WAIT + 1)
        begun, cpu = time.perf_counter(), time.process_time()
        with young_only() as tidy:  # as the engine's process does
            while _waiting(workspace):
                engine.drain(lambda _: tidy())
        passed, used = time.perf_counter() - begun, time.process_time() - cpu
        messages = sum(workspace.outbox.outbox_counts().values())
    assert messages == people + 1, "everybody has a message, and whom they were copied from"
    return [
        Result("herd", passed, "s", "lower", _BUDGET),
        Result("herd.rate", people / passed, "participants/s", "higher"),
        Result("herd.cpu", used / people * 1e6, "us/participant", "lower"),
    ]


def _waiting(workspace: Workspace) -> int:
    return sum(count.people for count in workspace.store.participant_counts(JOURNEY) if count.node == "wait")
