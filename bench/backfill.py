"""Seeding a new segment over ten million events while the stream goes on.

The engine runs in this process over the lake of `bench/millions.py`. First it takes a stream of 1,500 events a
second, a hundred in a body, by itself; then a segment is published that must be folded over the whole history of half
a million people, a page of them in each turn of the stream and further pages whenever it leaves time. `backfill` is how
many events of history are gone through in a second meanwhile: to the end, or over as many buckets as fit into four
minutes. `ten_million` is what all of them take at that rate. `stall` is the longest that an event of the stream waited,
`alone` the same without seeding; `slowdown` is what a turn costs for each event of the stream while there is something
to seed, its page of seeding included, beside what it costs alone (processor time). Limit: some of the buckets read into
records and dropped.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import NamedTuple

import msgspec

from bench.millions import END, Millions, address, millions
from bench.result import Result
from bench.scale import sized
from bench.workload import events, skewed
from bench.workspaces import BODY, append, publish
from clew.engine import Engine
from clew.events import Event
from clew.kernel.hashing import BUCKETS
from clew.kernel.instants import MILLISECOND
from clew.runtime.clock import ManualClock
from clew.runtime.workspace import Workspace, open_workspace

_TEN_MILLION = 10_000_000
_PACE = 1_500.0
_PATIENCE_SECONDS = 60.0
_SEGMENT = {
    "kind": "segment",
    "id": "new",
    "expression": 'sum(total of "Order Completed" in last 60d) > 300 or count("Product Viewed" in last 30d) > 5',
}


class _Stretch(NamedTuple):
    """What happened while a stream ran.

    Attributes:
        seconds: How long.
        cpu_us: Processor time that a turn took for each event of the stream.
        stall: The longest that one waited, in seconds.
        buckets: How many buckets were seeded.
    """

    seconds: float
    cpu_us: float
    stall: float
    buckets: int


def run() -> list[Result]:
    """Rates of seeding and what the stream suffers."""
    lake = millions()
    with _copied(lake) as workspace:
        engine = workspace.engine()
        engine.drain()
        stream = _stream(lake.profiles)
        _run(workspace, engine, stream, sized(4.0, 0.2))
        alone = _run(workspace, engine, stream, sized(10.0, 0.3))
        publish(workspace, [_SEGMENT])
        both = _run(workspace, engine, stream, sized(240.0, 1.0), seeding=True)
        read = _read_only(workspace, sized(4, BUCKETS))
    part = both.buckets / BUCKETS
    rate = lake.events * part / both.seconds
    return [
        Result("backfill", rate, "events/s", "higher", limit="read only", limit_value=read * lake.events / BUCKETS),
        Result("backfill.profiles", lake.profiles * part / both.seconds, "profiles/s", "higher"),
        Result("backfill.ten_million", _TEN_MILLION / rate / 60, "minutes", "lower"),
        Result("backfill.stall", both.stall, "s", "lower"),
        Result("backfill.alone", alone.stall, "s", "lower"),
        Result("backfill.slowdown", both.cpu_us / alone.cpu_us, "x", "lower"),
    ]


@contextmanager
def _copied(lake: Millions) -> Iterator[Workspace]:
    with TemporaryDirectory(prefix="clew-bench-") as temporary:
        folder = copytree(lake.folder, Path(temporary) / "data")
        with open_workspace(folder, ManualClock(END)) as workspace:
            yield workspace


def _stream(profiles: int) -> Iterator[Event]:
    """Events of people who are known by their address."""
    for event in events(1 << 40, skewed(profiles // 5 * 5), seed=9, first_id=1 << 41, start=END, step=0):
        user = int(event.identities[-1].value.removeprefix("a-"))
        yield msgspec.structs.replace(event, identities=(address(user // 5 * 5 + user % 3),))


def _run(
    workspace: Workspace, engine: Engine, stream: Iterator[Event], seconds: float, *, seeding: bool = False
) -> _Stretch:
    """Append what is due and turn the engine, for so long, or until all is seeded; at least one bucket if any is."""
    clock = workspace.clock
    assert isinstance(clock, ManualClock)
    begun = time.perf_counter()
    sent, spent, stall, buckets = 0, 0.0, 0.0, 0
    waiting: list[float] = []
    while (elapsed := time.perf_counter() - begun) < seconds or (seeding and not buckets):
        if elapsed > seconds + _PATIENCE_SECONDS:
            raise RuntimeError("the stream left no time to seed a single bucket")
        due = (int(elapsed * _PACE) - sent) // BODY * BODY
        if due:
            clock.set(clock.now() + MILLISECOND)
            append(workspace, islice(stream, due))
            waiting.append((sent + BODY) / _PACE)
            sent += due
        bucket, before = engine.publisher.next_bucket(), time.process_time()
        turned = engine.run_once()
        spent += time.process_time() - before if turned.events else 0.0
        if waiting and engine.offset.seq >= workspace.log.last()[0]:
            stall = max(stall, time.perf_counter() - begun - waiting[0])
            waiting.clear()
        buckets += bucket is not None and bucket != engine.publisher.next_bucket()
        if buckets == BUCKETS:
            break
        if turned.idle:
            time.sleep(0.001)
    return _Stretch(time.perf_counter() - begun, spent / max(sent, 1) * 1e6, stall, buckets)


def _read_only(workspace: Workspace, buckets: int) -> float:
    """Buckets a second, read and dropped."""
    files = workspace.store.generation().files
    begun = time.perf_counter()
    for bucket in range(buckets):
        for _ in workspace.lake.scan(files, bucket=bucket):
            pass
    return buckets / (time.perf_counter() - begun)
