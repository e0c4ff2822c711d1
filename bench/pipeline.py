"""The whole pipeline on one engine, in steady state, while the same machine accepts 20,000 events a second over HTTP.

Resolve, 50 segments, 20 traits and 5 journeys, windows that expire, history, facts, alarms, messages, one commit for
each batch, sealing and merging: the engine and keeper processes as `clew serve` starts them, on SQLite, over 200,000
known profiles. A log that is filled beforehand keeps the engine busy; warm-up comes before the clock starts, so caches,
short windows and the lake are as they would be all day.

`pipeline` is what the engine consumes while the collector takes the load (where that falls behind its pace, the lower
of the two); `pipeline.alone` is the engine with the keeper only. `pipeline.engine` is the engine's processor time for
an event while accepting: the figure that says most on a machine that does other things as well. Limit: the bare loop
(read, decode, fold, pack, put, commit) over as many events, see `bench/bare.py`.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.bare import bare_loop
from bench.calls import call_of
from bench.load import start, write_requests
from bench.population import populated
from bench.result import Result
from bench.scale import sized
from bench.served import engine_alone, served
from bench.watch import Consumed, consumed
from bench.workload import events, journeys, skewed
from bench.workspaces import BODY, append_bodies, bodies_of, chunks, publish
from clew.events.ports import Arrival
from clew.kernel.packing import to_json
from clew.runtime.clock import SystemClock
from clew.runtime.workspace import Workspace, open_workspace

PACE = 20_000.0
"""Events a second that the collector takes meanwhile."""


def run() -> list[Result]:
    """Rates of a warm engine while accepting and alone, beside the bare loop."""
    users = sized(200_000, 200)
    with populated(users) as folder, open_workspace(folder, SystemClock()) as workspace:
        publish(workspace, journeys())
        workspace.engine().drain()
        alone = _alone(workspace, users)
        accepting, accepted = _while_accepting(workspace, users)
    with TemporaryDirectory(prefix="clew-bench-") as limit:
        bare = bare_loop(Path(limit), chunks(events(sized(200_000, 2_000), skewed(users), seed=8), BODY))
    value = accepting.rate if accepted >= PACE * 0.98 else min(accepting.rate, accepted)
    return [
        Result("pipeline", value, "events/s", "higher", 20_000, limit="bare loop", limit_value=bare),
        Result("pipeline.accepted", accepted, "events/s", "higher"),
        Result("pipeline.engine", accepting.cpu_us, "us/event", "lower"),
        Result("pipeline.alone", alone.rate, "events/s", "higher", limit="bare loop", limit_value=bare),
        Result("pipeline.alone_engine", alone.cpu_us, "us/event", "lower"),
    ]


def _alone(workspace: Workspace, users: int) -> Consumed:
    warm, measured = sized(100_000, 1_000), sized(250_000, 9_000)
    first = workspace.store.offset().seq + warm // BODY
    append_bodies(workspace, _bodies(workspace, warm + measured, users, seed=1))
    with engine_alone(workspace.folder) as roles:
        return consumed(workspace, roles, first, first + measured // BODY)


def _while_accepting(workspace: Workspace, users: int) -> tuple[Consumed, float]:
    seconds, warm = sized(15.0, 1.0), sized(20_000, 1_000)
    # The engine never comes to these, so they may be sent again and again.
    requests = chunks(events(sized(100_000, 1_000), skewed(users), seed=3), BODY)
    calls = [to_json({"batch": [call_of(event) for event in body]}) for body in requests]
    backlog = list(_bodies(workspace, sized(600_000, 10_000), users, seed=2))
    first = workspace.store.offset().seq + warm // BODY
    with TemporaryDirectory(prefix="clew-bench-") as temporary, served(workspace.folder) as server:
        file = Path(temporary) / "requests"
        write_requests(file, "/v1/batch", server.write_key, calls)
        running = start(file, server.port, connections=64, seconds=seconds, rate=sized(PACE, 2_000) / BODY)
        append_bodies(workspace, backlog)
        found = consumed(workspace, server.roles, first, first + len(backlog), seconds=seconds)
        return found, running.result().rate * BODY


def _bodies(workspace: Workspace, count: int, users: int, *, seed: int) -> Iterator[Arrival]:
    """Bodies of events that happened just now."""
    step = 50
    now = workspace.clock.now()
    return bodies_of(events(count, skewed(users), seed=seed, first_id=seed << 32, start=now - count * step, step=step))
