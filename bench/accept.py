"""How fast the front door takes events in: validated, durable, acknowledged; in batches of 1, 10 and 100.

The server is the collector role as `clew serve` runs it, with nothing behind it; the load comes from another process.
`rate` is what it takes when every connection sends its next request as soon as it has an answer. `ack_p50` and
`ack_p99` are times to the acknowledgement, from the instant at which the request was due, at the rate that the budget
asks for (in batches of 10: at half of `rate`). `client` is the share of a core that the generator used at `rate`; it
had to come out of the same machine. Limit: the same bodies, already events, appended to the same log by a loop that
does nothing else, 32 in a commit for the rate and one for the time; for `rate` uvicorn, with the same requests and an
application that does nothing.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.calls import call_of
from bench.load import percentile, write_requests
from bench.load import run as load
from bench.result import Result
from bench.scale import sized
from bench.workload import events, skewed
from bench.workspaces import chunks
from clew.adapters.sqlite import LOG_FILE, SqliteEventLog
from clew.events import Event
from clew.events.ports import Arrival
from clew.kernel.packing import pack, to_json
from clew.runtime.clock import SystemClock
from clew.runtime.serve import listen
from clew.runtime.supervise import Role, Supervisor
from clew.runtime.workspace import open_workspace

_BODIES = {1: 20_000, 10: 4_000, 100: 800}
_CONNECTIONS = {1: 64, 10: 48, 100: 32}
_FEW = 4
_BUDGET_RATE = {1: 8_000.0, 10: None, 100: 40_000.0}
_BUDGET_P99_MS = 25.0
_GROUP = 32
_LIMIT = "append only"


def run() -> list[Result]:
    """Rates when saturated, and the time to the acknowledgement at the rates that the budget asks for."""
    results: list[Result] = []
    for size, count in sized(_BODIES, {100: 800}).items():  # of the sizes, the headline's is enough to see it work
        found = list(chunks(events(sized(count, 100) * size, skewed(200_000)), size))
        with TemporaryDirectory(prefix="clew-bench-") as folder:
            results += _measure(size, found, Path(folder))
    return results


def _measure(size: int, bodies: list[list[Event]], folder: Path) -> list[Result]:
    connections = sized(_CONNECTIONS[size], _FEW)
    requests, seconds = folder / "requests", sized(5.0, 1.0)
    append_rate, append_p50, append_p99 = _append_only(bodies, folder / "limit")
    with _front(folder / "data") as (port, key):
        sent = [call_of(body[0]) if size == 1 else {"batch": [call_of(event) for event in body]} for body in bodies]
        write_requests(requests, "/v1/track" if size == 1 else "/v1/batch", key, [to_json(each) for each in sent])
        full = load(requests, port, connections=connections, seconds=seconds)
        paced_rate = sized((_BUDGET_RATE[size] or full.rate * size / 2) / size, 20.0)
        paced = load(requests, port, connections=connections * 2, seconds=seconds, rate=paced_rate)
    name, rate, limit_rate = f"accept.{size}", full.rate * size, append_rate * size
    with _role("bench.empty", ()) as port:
        empty = load(requests, port, connections=connections, seconds=seconds).rate * size
    budget, budget_p99 = _BUDGET_RATE[size], _BUDGET_P99_MS if size == 100 else None
    headline = [Result("accept", rate, "events/s", "higher", budget, limit=_LIMIT, limit_value=limit_rate)]
    return [
        *(headline if size == 100 else []),
        Result(f"{name}.rate", rate, "events/s", "higher", budget, limit="empty uvicorn", limit_value=empty),
        Result(f"{name}.ack_p50", paced.p50_ms, "ms", "lower", limit=_LIMIT, limit_value=append_p50),
        Result(f"{name}.ack_p99", paced.p99_ms, "ms", "lower", budget_p99, limit=_LIMIT, limit_value=append_p99),
        Result(f"{name}.saturated_p99", full.p99_ms, "ms", "lower"),
        Result(f"{name}.client", full.busy * 100, "% of a core", "lower"),
    ]


def _append_only(bodies: Sequence[list[Event]], folder: Path) -> tuple[float, float, float]:
    """Bodies a second, and milliseconds of a single commit: median and 99th percentile."""
    folder.mkdir()
    packed = [Arrival("bench", pack(body)) for body in bodies]
    log = SqliteEventLog(folder / LOG_FILE, SystemClock())
    count, start, seconds = 0, time.perf_counter(), sized(2.0, 0.1)
    while time.perf_counter() - start < seconds:
        place = count % len(packed)
        count += len(log.append(packed[place : place + _GROUP]))
    rate = count / (time.perf_counter() - start)
    times: list[float] = []
    for arrival in packed[:1_000]:
        since = time.perf_counter()
        log.append([arrival])
        times.append((time.perf_counter() - since) * 1_000)
    log.close()
    times.sort()
    return rate, percentile(times, 0.5), percentile(times, 0.99)


@contextmanager
def _front(folder: Path) -> Iterator[tuple[int, str]]:
    """The collector role over a fresh workspace: its port, and a write key."""
    clock = SystemClock()
    with open_workspace(folder, clock) as workspace:
        key = workspace.access.create_write_key("bench", now=clock.now()).text
    with _role("clew.runtime.roles.front", (str(folder),), str(folder / "no-web")) as port:
        yield port, key


@contextmanager
def _role(module: str, before: Sequence[str], *after: str) -> Iterator[int]:
    """A process that serves a listening socket, whose number stands among its arguments: the port."""
    listener = listen("127.0.0.1", 0)
    descriptor = listener.fileno()
    role = Role(module, module, [*before, str(descriptor), *after], [descriptor])
    supervisor = Supervisor([role], report=sys.stderr.write)
    try:
        if not supervisor.start():
            raise RuntimeError(f"{module} did not start: its message stands above")
        yield listener.getsockname()[1]
    finally:
        supervisor.stop()
        listener.close()
