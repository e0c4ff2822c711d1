"""A load generator in a process of its own: requests made beforehand, raw sockets, no latency left out.

`python -m bench.load REQUESTS PORT CONNECTIONS SECONDS RATE` prints one `Load` as JSON. REQUESTS is a file of packed
HTTP requests. RATE 0 saturates: every connection sends its next request as soon as it has an answer. Any other rate is
kept whether answers come or not, and a request's time runs from the instant at which it was due. It shares two cores
with what it measures, so it does as little as it can: one thread, `select`, and no HTTP library.
"""

import json
import re
import select
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from bench.scale import sized
from clew.kernel.packing import pack, unpacker

_WARM_UP = sized(1.0, 0.2)
_PATIENCE = 30.0
_BUFFER = 1 << 18
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
_ENOUGH = 0.9


class Load(msgspec.Struct):
    """What one run of the generator saw, warm-up excluded.

    Attributes:
        rate: Requests answered with success in a second.
        failed: Requests answered otherwise or never, and connections lost.
        p50_ms: Median time to the answer.
        p99_ms: 99th percentile of it.
        busy: Share of a core that the generator itself used; near 1 it measured itself.
        began: When it began, on `time.perf_counter`, which all processes share; at a rate, request n was due
            `(n + 1) / rate` seconds later.
        sent: Requests sent, warm-up included.
    """

    rate: float
    failed: int
    p50_ms: float
    p99_ms: float
    busy: float
    began: float
    sent: int


@dataclass(frozen=True, slots=True)
class Running:
    """A generator at work in another process."""

    process: subprocess.Popen[bytes]

    def result(self) -> Load:
        """What it saw, once it is done.

        Raises:
            RuntimeError: if the figures would be of refusals, or of nothing.
        """
        output, _ = self.process.communicate()
        if self.process.returncode:
            raise RuntimeError("the load generator failed: its message stands above")
        found = msgspec.json.decode(output, type=Load)
        if found.failed or not found.rate:
            raise RuntimeError(f"{found.failed} requests failed, {found.rate:.0f} a second did not")
        if found.busy > _ENOUGH:
            sys.stderr.write(f"   the load generator used {found.busy:.0%} of a core: it may be what was measured\n")
        return found


def start(requests: Path, port: int, *, connections: int, seconds: float, rate: float = 0) -> Running:
    """Begin to load a server on this machine from another process; a second of warm-up comes on top."""
    arguments = [str(each) for each in (requests, port, connections, seconds, rate)]
    return Running(subprocess.Popen([sys.executable, "-m", "bench.load", *arguments], stdout=subprocess.PIPE))


def run(requests: Path, port: int, *, connections: int, seconds: float, rate: float = 0) -> Load:
    """Load a server, and wait for what came of it. Raises as `Running.result`."""
    return start(requests, port, connections=connections, seconds=seconds, rate=rate).result()


def write_requests(file: Path, path: str, key: str, bodies: Sequence[bytes]) -> None:
    """Prepare POSTs of these bodies."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n"
    head += "Content-Type: application/json\r\nContent-Length: "
    file.write_bytes(pack([f"{head}{len(body)}\r\n\r\n".encode() + body for body in bodies]))


class _Connection:
    """A socket, and the request whose answer it waits for."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Room for a whole body, so that sending never waits for the reader.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        self.since = 0.0
        self._received = b""

    def send(self, request: bytes, since: float) -> None:
        self.since = since
        self.socket.sendall(request)

    def receive(self) -> bool | None:
        """Whether the answer was a success; None while it is not complete."""
        data = self.socket.recv(_BUFFER)
        if not data:
            raise ConnectionError
        received = self._received = self._received + data
        end = received.find(b"\r\n\r\n") + 4
        found = _LENGTH.search(received, 0, end) if end >= 4 else None
        if found is None or len(received) < end + int(found[1]):
            return None
        self._received = b""
        return received.startswith(b"HTTP/1.1 20")


class _Generator:
    def __init__(self, requests: list[bytes], port: int, connections: int, rate: float) -> None:
        self._requests = requests
        self._rate = rate
        self._open = {found.socket.fileno(): found for found in (_Connection(port) for _ in range(connections))}
        self._idle = deque(self._open.values())
        self._late: deque[float] = deque()
        self.times: list[tuple[float, float]] = []
        self.failed = 0
        self.sent = 0

    def run(self, began: float, until: float) -> None:
        """Send until then; with a rate, whatever is due, else on every connection that is free."""
        number, next_due = 0, began + 1 / self._rate if self._rate else until
        if not self._rate:
            while self._idle:
                self._send(began)
        while (now := time.perf_counter()) < until and self._open:
            while next_due <= now:
                self._late.append(next_due)
                number += 1
                next_due = began + (number + 1) / self._rate
            while self._late and self._idle:
                self._send(self._late.popleft())
            self._collect(min(next_due, until) - now, resend=not self._rate)

    def wait(self) -> list[float]:
        """Give outstanding answers some time; since when those wait that never came."""
        until = time.perf_counter() + _PATIENCE
        while (now := time.perf_counter()) < until and len(self._idle) < len(self._open):
            self._collect(until - now, resend=False)
        waiting = [each.since for each in self._open.values() if each not in self._idle]
        self.failed += len(waiting)
        return [*waiting, *self._late]

    def _send(self, since: float) -> None:
        self._idle.popleft().send(self._requests[self.sent % len(self._requests)], since)
        self.sent += 1

    def _collect(self, seconds: float, *, resend: bool) -> None:
        for number in select.select(self._open, (), (), max(0.0, seconds))[0]:
            connection = self._open[number]
            try:
                good = connection.receive()
            except OSError:
                self.failed += 1
                del self._open[number]
                continue
            if good is None:
                continue
            now = time.perf_counter()
            if good:
                self.times.append((now, now - connection.since))
            else:
                self.failed += 1
            self._idle.append(connection)
            if resend:
                self._send(now)


def _main(file: Path, port: int, connections: int, seconds: float, rate: float) -> Load:
    generator = _Generator(unpacker(list[bytes]).decode(file.read_bytes()), port, connections, rate)
    began, used = time.perf_counter(), time.process_time()
    start = began + _WARM_UP
    generator.run(began, start + seconds)
    busy = (time.process_time() - used) / (seconds + _WARM_UP)
    ended = time.perf_counter()
    # What was due and never answered took at least until now: leaving it out would flatter a server that fell behind.
    late = [ended - since for since in generator.wait() if since >= start]
    times = sorted([took for at, took in generator.times if at >= start] + late)
    answered = sum(start <= at <= ended for at, _ in generator.times)
    p50, p99 = (percentile(times, share) * 1_000 for share in (0.5, 0.99))
    return Load(answered / seconds, generator.failed, p50, p99, busy, began, generator.sent)


def percentile(ordered: Sequence[float], share: float) -> float:
    """The figure that this share of the ordered ones does not exceed; 0 of none."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


if __name__ == "__main__":
    _, file_name, *numbers = sys.argv
    found = _main(Path(file_name), int(numbers[0]), int(numbers[1]), float(numbers[2]), float(numbers[3]))
    print(json.dumps(msgspec.to_builtins(found)))
