"""Workspaces for benchmarks: made in a temporary folder, with documents published and bodies appended."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from clew.events import Event
from clew.events.ports import Arrival
from clew.kernel.instants import Clock
from clew.kernel.packing import pack
from clew.runtime.workspace import Workspace, open_workspace

T = TypeVar("T")

BODY = 100
"""Events of a body."""


@contextmanager
def workspace(clock: Clock, documents: Sequence[dict[str, Any]] = ()) -> Iterator[Workspace]:
    """An empty workspace with these documents published."""
    with TemporaryDirectory(prefix="clew-bench-") as folder, open_workspace(Path(folder) / "data", clock) as opened:
        publish(opened, documents)
        yield opened


def publish(opened: Workspace, documents: Sequence[dict[str, Any]]) -> None:
    """Append publishing records."""
    events = [
        Event(f"{d['kind']}:{d['id']}", "publish", "publish", properties={"document": {"version": 1, **d}})
        for d in documents
    ]
    if events:
        opened.log.append([Arrival("catalog", pack(events))])


def append(opened: Workspace, events: Iterable[Event]) -> int:
    """Append events in bodies; how many bodies."""
    return append_bodies(opened, bodies_of(events))


def bodies_of(events: Iterable[Event]) -> Iterator[Arrival]:
    """Events as the collector hands them to the log."""
    return (Arrival("bench", pack(found)) for found in chunks(events, BODY))


def append_bodies(opened: Workspace, bodies: Iterable[Arrival]) -> int:
    """Append bodies, many in a commit; how many."""
    return sum(len(opened.log.append(found)) for found in chunks(bodies, 200))


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size` items."""
    iterator = iter(items)
    while found := list(islice(iterator, size)):
        yield found
