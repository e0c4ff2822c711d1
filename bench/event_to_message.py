"""From sending an event over HTTP to the message that it causes, at the provider, at 100, 1,500 and 6,000 a second.

A live `clew serve` with the catalogue and 100,000 known profiles takes single events. One in ten is the first of a new
visitor and brings about a webhook by a journey; the provider is an HTTP server of this process. The time runs from the
instant at which the request was due to the instant at which the provider has the call: collector, log, engine, release,
outbox, sender and wire. `event_to_message` is the 99th percentile at 1,500 events a second.
"""

import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.calls import call_of
from bench.load import percentile, start, write_requests
from bench.population import populated
from bench.result import Result
from bench.scale import sized
from bench.served import served
from bench.workload import events, skewed
from bench.workspaces import append, publish
from clew.events import Event, Identity
from clew.kernel.packing import from_json, to_json
from clew.runtime.channels import WEBHOOK_HOSTS
from clew.runtime.clock import SystemClock
from clew.runtime.workspace import open_workspace

_EVERY = 10
_WARM_SECONDS = 2.0
_PATIENCE_SECONDS = 30.0
RATES = {".100": 100.0, "": 1_500.0, ".max": 6_000.0}


def run() -> list[Result]:
    """Median and 99th percentile at each rate."""
    found: list[Result] = []
    for name, rate in sized(RATES, {"": RATES[""]}).items():
        times = _at(sized(rate, 50.0), sized(20.0, 1.0))
        budget = 100 if not name else None
        found.append(Result(f"event_to_message{name}", percentile(times, 0.99), "ms", "lower", budget))
        found.append(Result(f"event_to_message{name or '.1500'}.p50", percentile(times, 0.5), "ms", "lower"))
    return sorted(found, key=lambda result: len(result.name))


def _at(rate: float, seconds: float) -> list[float]:
    users = sized(100_000, 100)
    with _provider() as provider, populated(users) as folder, TemporaryDirectory(prefix="clew-bench-") as temporary:
        with open_workspace(folder, SystemClock()) as workspace:
            publish(workspace, _documents(provider.port))
            append(
                workspace,
                [Event("first", "track", "Probe Seen", (Identity("anonymous_id", "first"),), properties={"n": -1})],
            )
            workspace.engine().drain()
        with served(folder, {WEBHOOK_HOSTS: "127.0.0.1"}) as server:
            file = Path(temporary) / "requests"
            calls = _calls(int(rate * (seconds + 2)), users)
            write_requests(file, "/v1/batch", server.write_key, [to_json({"batch": [call]}) for call in calls])
            # The first message has its sender load templates and HTTP.
            _await(lambda: -1 in provider.seen)
            load = start(file, server.port, connections=64, seconds=seconds, rate=rate).result()
            probes = range(0, load.sent, _EVERY)
            _await(lambda: len(provider.seen) > len(probes))
    missing = [number for number in probes if number not in provider.seen]
    if missing:
        raise RuntimeError(f"{len(missing)} of {len(probes)} messages never came")
    due = {number: load.began + (number + 1) / rate for number in probes}
    warm = load.began + sized(_WARM_SECONDS, 0.5)
    return sorted((provider.seen[number] - due[number]) * 1_000 for number in probes if due[number] >= warm)


def _await(holds: Callable[[], bool]) -> None:
    until = time.perf_counter() + _PATIENCE_SECONDS
    while not holds() and time.perf_counter() < until:
        time.sleep(0.01)


class _Provider:
    """Notes when each call came."""

    def __init__(self) -> None:
        self.seen: dict[int, float] = {}
        self.port = 0

    def take(self, body: bytes) -> None:
        """Note one."""
        self.seen.setdefault(int(from_json(body)["n"]), time.perf_counter())


@contextmanager
def _provider() -> Iterator[_Provider]:
    provider = _Provider()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while line := self.rfile.readline():
                del line
                length = 0
                while (header := self.rfile.readline().strip()) != b"":
                    name, _, value = header.partition(b":")
                    length = int(value) if name.lower() == b"content-length" else length
                provider.take(self.rfile.read(length))
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        request_queue_size = 128

    with Server(("127.0.0.1", 0), Handler) as server:
        provider.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield provider
        server.shutdown()


def _documents(port: int) -> list[dict[str, Any]]:
    url = f"http://127.0.0.1:{port}/"
    return [
        {
            "kind": "template",
            "id": "call",
            "channel": "webhook",
            "required": ["event.n"],
            "parts": {"url": url, "body": {"n": "{{ event.n }}"}},
        },
        {
            "kind": "journey",
            "id": "probe",
            "entry": {"event": "Probe Seen"},
            "nodes": {"call": {"webhook": "call", "next": "end"}},
        },
    ]


def _calls(count: int, users: int) -> Iterator[dict[str, object]]:
    # Of this hour: what is dated long ago is asked for in history, and that is not what is measured.
    for number, event in enumerate(events(count, skewed(users), first_id=1 << 40, start=SystemClock().now())):
        yield _probe(number, event) if number % _EVERY == 0 else call_of(event)


def _probe(number: int, event: Event) -> dict[str, object]:
    return call_of(event) | {
        "type": "track",
        "event": "Probe Seen",
        "userId": None,
        "anonymousId": f"visitor-{number}",
        "properties": {"n": number},
    }
