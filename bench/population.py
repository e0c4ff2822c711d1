"""Workspaces with many known profiles, made at the price of writing them.

Two thousand people live through thirty days of the workload in the real engine. Everybody else gets the state of one
of them under ids of their own, through the store's ordinary commit, in large batches. What the benchmarks then touch is
the same as if all had lived: states, identities, heads, provenance and memberships, in tables of the full size. Only
their history is missing, which no benchmark of this population reads.
"""

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

import msgspec

from bench.scale import sized
from bench.workload import catalogue, events, names_of, skewed
from bench.workspaces import append, chunks, publish
from clew.engine import Engine
from clew.engine.ports import Commit, StateRow
from clew.identity.ports import GraphChanges, HeadRow, LinkRow, NodeRow
from clew.kernel.hashing import bucket_of, derive_id
from clew.kernel.instants import DAY
from clew.profiles import ProfileState, pack_state, unpack_state
from clew.runtime.clock import ManualClock, SystemClock
from clew.runtime.workspace import Workspace, open_workspace

_LIVED = 30 * DAY
_ROWS_A_COMMIT = 20_000


@contextmanager
def populated(profiles: int) -> Iterator[Path]:
    """The folder of a workspace with so many profiles as of now, the catalogue live, nothing left to do."""
    with TemporaryDirectory(prefix="clew-bench-") as temporary:
        yield copytree(_master(profiles), Path(temporary) / "data")


@cache
def _master(profiles: int) -> Path:
    """Made once in a run; the benchmarks change copies."""
    temporary = TemporaryDirectory(prefix="clew-bench-")
    atexit.register(temporary.cleanup)
    folder = Path(temporary.name) / "data"
    with open_workspace(folder, SystemClock()) as workspace:
        publish(workspace, catalogue())
        engine = workspace.engine()
        engine.drain()
        _settle(workspace, engine, profiles)
    return folder


def _settle(workspace: Workspace, engine: Engine, profiles: int) -> None:
    """Write everybody: sorted, since ids are hashes and pages are filled fastest in order."""
    lives, now = _lives(), workspace.clock.now()
    everybody = sorted((derive_id("p", "population", str(user)), user) for user in range(profiles))
    for chunk in chunks(everybody, _ROWS_A_COMMIT):
        states = [msgspec.structs.replace(lives[user % len(lives)], profile=profile) for profile, user in chunk]
        heads = [HeadRow(profile, profile, now, 1, 0) for profile, _ in chunk]
        links = [
            LinkRow(name, profile, kind, now, 1, 0, "population")
            for profile, user in chunk
            for name, kind in zip(names_of(user), ("created", "linked"), strict=True)
        ]
        commit = Commit(
            epoch=engine.epoch,
            offset=engine.offset,
            states=[StateRow(s.profile, bucket_of(s.profile), s.armed, pack_state(s)) for s in states],
            members=[(key, state.profile, since) for state in states for key, since in state.segments.items()],
            graph=GraphChanges(heads=heads, links=links),
        )
        workspace.store.commit(commit)
    nodes = sorted(NodeRow(name, profile, now, 1) for profile, user in everybody for name in names_of(user))
    for part in chunks(nodes, _ROWS_A_COMMIT * 2):
        workspace.store.commit(Commit(epoch=engine.epoch, offset=engine.offset, graph=GraphChanges(nodes=part)))


@cache
def _lives() -> list[ProfileState]:
    """The states of people who have lived until now under the catalogue."""
    people, now = sized(2_000, 50), SystemClock().now()
    count = people * 8
    clock = ManualClock(now - _LIVED)
    with TemporaryDirectory(prefix="clew-bench-") as folder, open_workspace(folder, clock) as workspace:
        publish(workspace, catalogue())
        step = _LIVED // count
        for number, body in enumerate(chunks(events(count, skewed(people), start=now - _LIVED, step=step), 100)):
            clock.set(now - _LIVED + (number + 1) * 100 * step)
            append(workspace, body)
        clock.set(now)
        workspace.engine().drain()
        return [unpack_state(row.state) for row in _states(workspace)]


def _states(workspace: Workspace) -> Iterator[StateRow]:
    after = ""
    while page := workspace.store.scan(after=after):
        yield from page
        after = page[-1].profile
