"""Workspaces for benchmarks: made in a temporary folder, with documents published and bodies appended."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from clew.events import Event
from clew.events.ports import Arrival
from clew.kernel.packing import pack
from clew.runtime.clock import ManualClock
from clew.runtime.workspace import Workspace, open_workspace

T = TypeVar("T")


@contextmanager
def workspace(clock: ManualClock, documents: Sequence[dict[str, str]] = ()) -> Iterator[Workspace]:
    """An empty workspace with these documents live."""
    with TemporaryDirectory(prefix="clew-bench-") as folder, open_workspace(Path(folder) / "data", clock) as opened:
        publish(opened, documents)
        yield opened


def publish(opened: Workspace, documents: Sequence[dict[str, str]]) -> None:
    """Append publishing records."""
    events = [
        Event(f"{d['kind']}:{d['id']}", "publish", "publish", properties={"document": {"version": 1, **d}})
        for d in documents
    ]
    if events:
        opened.log.append([Arrival("catalog", pack(events))])


def append(opened: Workspace, events: Iterable[Event], *, body: int = 100) -> int:
    """Append events in bodies; how many events."""
    total = 0
    for bodies in chunks(chunks(events, body), 200):
        total += sum(len(found) for found in bodies)
        opened.log.append([Arrival("bench", pack(found)) for found in bodies])
    return total


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size` items."""
    iterator = iter(items)
    while found := list(islice(iterator, size)):
        yield found
