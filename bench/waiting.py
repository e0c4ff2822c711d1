"""People who wait in a journey, made at the price of writing them.

One person comes in through the real engine; everybody else gets a copy of their state under ids of their own, through
the store's ordinary commit. What the benchmarks then touch is the same as if all had come in: states with journeys,
alarms, participants, identities.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from bench.workload import names_of
from bench.workspaces import append, chunks, publish
from clew.engine import Engine
from clew.engine.ports import Commit, ParticipantRow, StateRow
from clew.events import Event, Identity
from clew.identity.ports import GraphChanges, HeadRow, LinkRow, NodeRow
from clew.journeys import pack_journeys, unpack_journeys
from clew.kernel.hashing import bucket_of, derive_id
from clew.kernel.instants import DAY, Instant
from clew.profiles import ProfileState, pack_state, unpack_state
from clew.runtime.clock import ManualClock
from clew.runtime.workspace import Workspace, open_workspace

WAIT = DAY
JOURNEY = "left-cart"
DOCUMENTS: list[dict[str, Any]] = [
    {"kind": "policy", "id": "contact", "purposes": {"marketing": {"default": "opt_out"}}},
    {
        "kind": "template",
        "id": "reminder",
        "channel": "local",
        "parts": {"subject": "Something waits", "text": "In your cart."},
    },
    {
        "kind": "journey",
        "id": JOURNEY,
        "entry": {"event": "Cart Left"},
        "nodes": {
            "wait": {"wait": "1d", "next": "mail"},
            "mail": {"send": "reminder", "channel": "local", "next": "rest"},
            "rest": {"wait": "30d", "next": "end"},
        },
    },
]
_ROWS_A_COMMIT = 20_000


@contextmanager
def waiting(people: int, clock: ManualClock) -> Iterator[tuple[Workspace, Engine]]:
    """A workspace in which so many people wait until `clock.now() + WAIT`, all of them until the same instant."""
    with TemporaryDirectory(prefix="clew-bench-") as folder, open_workspace(Path(folder) / "data", clock) as workspace:
        publish(workspace, DOCUMENTS)
        append(workspace, [Event("cart", "track", "Cart Left", (Identity("user_id", "first"),), clock.now())])
        engine = workspace.engine()
        engine.drain()
        (row,) = workspace.store.scan()
        _settle(workspace, engine, unpack_state(row.state), people, clock.now())
        yield workspace, workspace.engine()


def _settle(workspace: Workspace, engine: Engine, first: ProfileState, people: int, now: Instant) -> None:
    everybody = sorted((derive_id("p", "waiting", str(user)), user) for user in range(people))
    for chunk in chunks(everybody, _ROWS_A_COMMIT):
        copies = [_copy(first, profile) for profile, _ in chunk]
        links = [
            LinkRow(name, profile, kind, now, 1, 0, "waiting")
            for profile, user in chunk
            for name, kind in zip(names_of(user), ("created", "linked"), strict=True)
        ]
        commit = Commit(
            epoch=engine.epoch,
            offset=engine.offset,
            states=[StateRow(s.profile, bucket_of(s.profile), s.armed, pack_state(s)) for s, _ in copies],
            participants=[row for _, row in copies],
            graph=GraphChanges(heads=[HeadRow(profile, profile, now, 1, 0) for profile, _ in chunk], links=links),
        )
        workspace.store.commit(commit)
    nodes = sorted(NodeRow(name, profile, now, 1) for profile, user in everybody for name in names_of(user))
    for part in chunks(nodes, _ROWS_A_COMMIT * 2):
        workspace.store.commit(Commit(epoch=engine.epoch, offset=engine.offset, graph=GraphChanges(nodes=part)))


def _copy(first: ProfileState, profile: str) -> tuple[ProfileState, ParticipantRow]:
    journeys = unpack_journeys(first.journeys)
    (p,) = journeys.participants
    p.id, p.leaf = derive_id("j", "waiting", profile), profile
    journeys.ledger = {
        name: [entry._replace(leaf=profile) for entry in entries] for name, entries in journeys.ledger.items()
    }
    state = msgspec.structs.replace(first, profile=profile, journeys=pack_journeys(journeys))
    return state, ParticipantRow(profile, p.id, p.journey, p.version, p.node, p.status, p.held, p.since)
