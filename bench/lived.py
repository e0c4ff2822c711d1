"""A workspace that has been in use: events went through the engine, and the keeper sealed them."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.scale import sized
from bench.workload import catalogue, events, skewed
from bench.workspaces import BODY, append, publish
from clew.engine import Keeper
from clew.events import Event
from clew.kernel.instants import MILLISECOND, Instant
from clew.runtime.clock import SystemClock
from clew.runtime.workspace import open_workspace

_BODIES_A_TURN = 500


@contextmanager
def lived_in(*, all_sealed: bool = False) -> Iterator[tuple[Path, int]]:
    """Its folder and how many events it has; as a keeper leaves it, or with nothing unsealed."""
    with TemporaryDirectory(prefix="clew-bench-") as temporary:
        folder = Path(temporary) / "data"
        with open_workspace(folder, SystemClock()) as workspace:
            publish(workspace, catalogue())
            engine = workspace.engine()
            engine.drain()
            keeper = Keeper(workspace.log, workspace.store, workspace.lake, workspace.clock)
            lives = stream(workspace.clock.now() - _count() * MILLISECOND)
            while append(workspace, islice(lives, _BODIES_A_TURN * BODY)):
                engine.drain()
                while not keeper.turn().idle:
                    pass
            if all_sealed:
                keeper.seal_all()
                while not keeper.turn().idle:
                    pass
        yield folder, _count()


def stream(start: Instant) -> Iterator[Event]:
    """Its events."""
    return events(_count(), skewed(sized(30_000, 200)), start=start, step=MILLISECOND)


def _count() -> int:
    return sized(200_000, 2_000)
