"""How fast the front door takes events in: validated, durable, acknowledged; in batches of 1, 10 and 100.

The server is the collector role as `clew serve` runs it, on its own core with nothing behind it; the load comes from
another process. Limit: the same bodies, already events, appended to the same log by a loop that does nothing else.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.load import Load, write_requests
from bench.load import run as load
from bench.result import Result
from bench.workload import events
from clew.adapters.sqlite import LOG_FILE, SqliteEventLog
from clew.events import Event
from clew.events.ports import Arrival
from clew.kernel.instants import format_instant
from clew.kernel.packing import pack, to_json
from clew.runtime.clock import SystemClock
from clew.runtime.folder import web_socket
from clew.runtime.serve import listen
from clew.runtime.supervise import Role, Supervisor
from clew.runtime.workspace import open_workspace

USERS = 200_000
SECONDS = 4.0
BODIES = {1: 20_000, 10: 4_000, 100: 800}
CONNECTIONS = {1: 64, 10: 48, 100: 32}
BUDGET_RATE = {1: 8_000.0, 10: None, 100: 40_000.0}
BUDGET_P99_MS = 25.0
GROUP = 32
_LIMIT = "append-only loop, no HTTP, no decoding"


def run() -> list[Result]:
    """Rates when saturated, and the time to the acknowledgement at the rates that the budget asks for."""
    results: list[Result] = []
    for size in BODIES:
        found = [list(bodies) for bodies in _bodies(size)]
        with TemporaryDirectory(prefix="clew-bench-") as folder:
            results += _measure(size, found, Path(folder))
    return results


def _measure(size: int, bodies: list[list[Event]], folder: Path) -> list[Result]:
    requests = folder / "requests"
    append_rate, append_p50, append_p99 = _append_only(bodies, folder / "limit")
    with _front(folder / "data") as (port, key):
        sent = [_call(body[0]) if size == 1 else {"batch": [_call(event) for event in body]} for body in bodies]
        write_requests(requests, "/v1/track" if size == 1 else "/v1/batch", key, [to_json(each) for each in sent])
        full = _checked(load(requests, port, connections=CONNECTIONS[size], seconds=SECONDS))
        budget = BUDGET_RATE[size]
        # Where no rate is asked for, half of what it can do.
        paced_rate = (budget or full.rate * size / 2) / size
        paced = _checked(load(requests, port, connections=CONNECTIONS[size] * 2, seconds=SECONDS, rate=paced_rate))
    name = f"accept_{size}"
    at = f"ack_at_{paced_rate * size:.0f}" if budget else "ack_at_half"
    return [
        Result(
            f"{name}_rate", full.rate * size, "events/s", "higher", budget, limit=_LIMIT, limit_value=append_rate * size
        ),
        Result(f"{name}_{at}_p50", paced.p50_ms, "ms", "lower", limit=_LIMIT, limit_value=append_p50),
        Result(
            f"{name}_{at}_p99",
            paced.p99_ms,
            "ms",
            "lower",
            BUDGET_P99_MS if size == 100 else None,
            limit=_LIMIT,
            limit_value=append_p99,
        ),
        Result(f"{name}_saturated_p99", full.p99_ms, "ms", "lower"),
    ]


def _checked(found: Load) -> Load:
    if found.failed:
        raise RuntimeError(f"{found.failed} requests failed: the figures would be of refusals")
    if not found.rate:
        raise RuntimeError("no request was answered")
    if found.busy > 0.9:
        sys.stderr.write(f"   the load generator used {found.busy:.0%} of a core: it may be what was measured\n")
    return found


def _bodies(size: int) -> Iterator[list[Event]]:
    stream = events(BODIES[size] * size, users=USERS)
    for _ in range(BODIES[size]):
        yield [next(stream) for _ in range(size)]


def _call(event: Event) -> dict[str, Any]:
    """An event as Segment's dialect writes it."""
    assert event.ts is not None
    names = dict(event.identities)
    return {
        "type": event.kind if event.kind != "track" else "track",
        "event": event.type,
        "messageId": event.id,
        "userId": names.get("user_id"),
        "anonymousId": names.get("anonymous_id"),
        "traits" if event.kind == "identify" else "properties": event.properties,
        "context": event.context,
        "integrations": {},
        "timestamp": format_instant(event.ts),
        "sentAt": format_instant(event.ts),
    }


def _append_only(bodies: list[list[Event]], folder: Path) -> tuple[float, float, float]:
    """Bodies a second, and milliseconds of a single commit: median and 99th percentile."""
    folder.mkdir()
    packed = [Arrival("bench", pack(body)) for body in bodies]
    log = SqliteEventLog(folder / LOG_FILE, SystemClock())
    count, start = 0, time.perf_counter()
    while time.perf_counter() - start < SECONDS / 2:
        place = count % len(packed)
        count += len(log.append(packed[place : place + GROUP]))
    rate = count / (time.perf_counter() - start)
    times: list[float] = []
    for arrival in packed[:1_000]:
        since = time.perf_counter()
        log.append([arrival])
        times.append((time.perf_counter() - since) * 1_000)
    log.close()
    times.sort()
    return rate, times[len(times) // 2], times[len(times) * 99 // 100]


@contextmanager
def _front(folder: Path) -> Iterator[tuple[int, str]]:
    """The collector role over a fresh workspace: its port, and a write key."""
    clock = SystemClock()
    with open_workspace(folder, clock) as workspace:
        key = workspace.access.create_write_key("bench", now=clock.now()).text
    listener = listen("127.0.0.1", 0)
    descriptor = listener.fileno()
    arguments = ["-m", "clew.runtime.roles.front", str(folder), str(descriptor), web_socket(folder)]
    supervisor = Supervisor([Role("collector", arguments, [descriptor])], report=sys.stderr.write)
    try:
        if not supervisor.start():
            raise RuntimeError("the collector did not start")
        yield listener.getsockname()[1], key
    finally:
        supervisor.stop()
        listener.close()


if __name__ == "__main__":
    sys.stdout.write(json.dumps([{"name": each.name, **each.to_dict()} for each in run()], indent=1) + "\n")
