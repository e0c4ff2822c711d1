"""A load generator in a process of its own: requests made beforehand, raw connections, latencies without omission.

`python -m bench.load REQUESTS PORT CONNECTIONS SECONDS RATE` prints one `Load` as JSON. REQUESTS is a file of packed
HTTP requests. RATE 0 saturates: every connection sends its next request as soon as it has an answer. Any other rate is
kept whether answers come or not, and a request's time runs from the instant at which it was due.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections import deque
from pathlib import Path
from typing import cast

import msgspec
import uvloop

from clew.kernel.packing import pack, unpacker

_WARM_UP = 1.0
_TICK = 0.001
_ANSWERED = b'{"success":true}'


class Load(msgspec.Struct):
    """What one run of the generator saw, warm-up excluded.

    Attributes:
        rate: Requests answered with success in a second.
        failed: Requests answered otherwise, and connections lost.
        p50_ms: Median time to the answer.
        p99_ms: 99th percentile of it.
        busy: Share of a core that the generator itself used; near 1 it measured itself.
    """

    rate: float
    failed: int
    p50_ms: float
    p99_ms: float
    busy: float


def run(requests: Path, port: int, *, connections: int, seconds: float, rate: float = 0) -> Load:
    """Load a server on this machine from another process."""
    arguments = [str(each) for each in (requests, port, connections, seconds, rate)]
    done = subprocess.run(
        [sys.executable, "-m", "bench.load", *arguments], stdout=subprocess.PIPE, check=True, timeout=seconds + 60
    )
    return msgspec.json.decode(done.stdout, type=Load)


def write_requests(file: Path, path: str, write_key: str, bodies: list[bytes]) -> None:
    """Prepare POSTs of these bodies."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {write_key}\r\n"
    head += "Content-Type: application/json\r\nContent-Length: "
    file.write_bytes(pack([f"{head}{len(body)}\r\n\r\n".encode() + body for body in bodies]))


class _Generator:
    def __init__(self, requests: list[bytes], rate: float) -> None:
        self._requests = requests
        self._rate = rate
        self._next = 0
        self.idle: deque[_Connection] = deque()
        self.due: deque[float] = deque()
        self.times: list[tuple[float, float]] = []
        self.failed = 0
        self.running = True

    def request(self) -> bytes:
        self._next += 1
        return self._requests[self._next % len(self._requests)]

    def free(self, connection: "_Connection") -> None:
        if not self.running:
            return
        if not self._rate:
            connection.send(time.perf_counter())
        elif self.due:
            connection.send(self.due.popleft())
        else:
            self.idle.append(connection)

    async def keep_rate(self, until: float) -> None:
        sent, start = 0, time.perf_counter()
        while (now := time.perf_counter()) < until:
            wanted = int((now - start) * self._rate)
            for number in range(sent, wanted):
                at = start + (number + 1) / self._rate
                if self.idle:
                    self.idle.popleft().send(at)
                else:
                    self.due.append(at)
            sent = wanted
            await asyncio.sleep(_TICK)


class _Connection(asyncio.Protocol):
    def __init__(self, generator: _Generator) -> None:
        self._generator = generator
        self._since = 0.0
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own class is no subclass
        self._generator.free(self)

    def send(self, since: float) -> None:
        self._since = since
        self._transport.write(self._generator.request())

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._received.endswith(b"}"):
            return
        now = time.perf_counter()
        if self._received.endswith(_ANSWERED):
            self._generator.times.append((now, now - self._since))
        else:
            self._generator.failed += 1
        self._received = b""
        self._generator.free(self)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._generator.failed += self._generator.running


async def _main(file: Path, port: int, connections: int, seconds: float, rate: float) -> Load:
    generator = _Generator(unpacker(list[bytes]).decode(file.read_bytes()), rate)
    loop = asyncio.get_running_loop()
    for _ in range(connections):
        await loop.create_connection(lambda: _Connection(generator), "127.0.0.1", port)
    start = time.perf_counter() + _WARM_UP
    if rate:
        pacing = asyncio.ensure_future(generator.keep_rate(start + seconds))
        await asyncio.sleep(_WARM_UP)
        used = time.process_time()
        await pacing
    else:
        await asyncio.sleep(_WARM_UP)
        used = time.process_time()
        await asyncio.sleep(seconds)
    used = time.process_time() - used
    generator.running = False
    # What was due and never answered took at least until now: leaving it out would flatter a server that fell behind.
    late = [time.perf_counter() - at for at in generator.due if at >= start]
    times = sorted([took for ended, took in generator.times if ended >= start] + late)
    answered = len(times) - len(late)
    if not times:
        return Load(0, generator.failed, 0, 0, used / seconds)
    p50, p99 = (times[min(len(times) - 1, int(len(times) * share))] * 1_000 for share in (0.5, 0.99))
    return Load(answered / seconds, generator.failed, p50, p99, used / seconds)


if __name__ == "__main__":
    _, file_name, *numbers = sys.argv
    found = uvloop.run(_main(Path(file_name), int(numbers[0]), int(numbers[1]), float(numbers[2]), float(numbers[3])))
    print(json.dumps(msgspec.to_builtins(found)))
