"""A failure at any point of any transaction leaves everything or nothing, and the same call succeeds afterwards."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from clew.adapters.sql import SqlEventLog, SqlStateStore
from clew.engine.ports import Commit, DocumentRow, LakeChange
from clew.events import Fact
from clew.events.ports import Arrival, Reject
from clew.identity.ports import EdgeRow, GraphChanges, HeadRow, LinkRow, NodeRow
from clew.privacy import ErasureOrder, Receipt, Subject
from tests.conformance.stores.places import Place
from tests.conformance.stores.values import IDENTITIES, PROFILES, commit, history, lake_file, state
from tests.conftest import ManualClock
from tests.crash.stores.failing import FailingDatabase, Failpoints, Injected

ADA, BOB, CY = PROFILES[:3]
REJECT = Reject(reason="r", message="m", pointer="/", raw=b"{}")

LOG_TABLES = ("mark", "log", "reject")
STATE_TABLES = (
    *("progress", "state", "alarm", "tail", "fact", "member", "member_count", "document", "seeded"),
    *("node", "head", "edge", "link", "erased", "lake_file", "erasure_order", "receipt"),
)


Contents: TypeAlias = dict[str, list[Any]]
"""Every row of every table."""


def contents(store: SqlEventLog | SqlStateStore, tables: tuple[str, ...]) -> Contents:
    query = "SELECT * FROM "
    return {table: sorted(store._database.rows(query + table), key=repr) for table in tables}


def everything(epoch: int, seq: int, *, erased: bool = False) -> Commit:
    """A batch that writes to every table."""
    return commit(
        epoch,
        seq,
        states=[state(ADA, seq, b"%d" % seq), state(BOB, None)],
        gone=[CY],
        history=[history(ADA, [seq]), history(BOB, [seq])],
        facts=[Fact(ADA, seq, "segment_entered", "vip@1", seq)],
        members=[("vip@1", ADA, seq if seq % 2 else None), ("vip@1", BOB, seq)],
        graph=GraphChanges(
            nodes=[NodeRow(IDENTITIES[0], ADA, seq, seq)],
            removed_nodes=[IDENTITIES[1]],
            heads=[HeadRow(ADA, ADA, 1, 1, 0), HeadRow(BOB, ADA, 1, 1, 0)],
            removed_heads=[CY],
            edges=[EdgeRow(ADA, BOB, seq, seq, "web", "linked")],
            links=[LinkRow(IDENTITIES[0], ADA, "created", seq, seq, 0, "web")],
            erasures=[(b"\x01" * 16, seq)],
        ),
        documents=[DocumentRow("segment", "vip", seq, "live", seq, seq, b"{}")],
        seeded=[("segment", "late", 1, seq)],
        erased=[BOB] if erased else [],
        orders=[ErasureOrder("o", seq, Subject((BOB,)))] if erased else [],
    )


STATE_CALLS: dict[str, Callable[[SqlStateStore, int], object]] = {
    "claim": lambda store, _: store.claim(),
    "commit": lambda store, epoch: store.commit(everything(epoch, 2)),
    "erase": lambda store, epoch: store.commit(everything(epoch, 2, erased=True)),
    "seal": lambda store, _: store.seal(
        LakeChange(base=0, added=[lake_file("a")], tail_through=1, facts_through=1, sealed_through=1)
    ),
    "settle": lambda store, _: store.settle([Receipt("first", 1, 2, {})]),
    "reset": lambda store, _: store.reset(),
}

LOG_CALLS: dict[str, Callable[[SqlEventLog], object]] = {
    "append": lambda log: log.append([Arrival("web", b"new", (REJECT,)), Arrival("web", b"newer")]),
    "replay": lambda log: log.replay([Arrival("web", b"mended")], [1, 2]),
    "advance": lambda log: log.advance(),
    "trim": lambda log: log.trim(1),
    "erase": lambda log: log.erase([1, 2], lambda _: b"blank"),
    "discard": lambda log: log.discard([1, 2]),
    "take_back": lambda log: log.take_back([3]),
    "erase_rejects": lambda log: log.erase_rejects([1]),
}


def prepared_state(place: Place) -> tuple[SqlStateStore, int]:
    store = place.state()
    epoch = store.claim()
    store.commit(everything(epoch, 1))
    store.commit(commit(epoch, 1, orders=[ErasureOrder("first", 1, Subject((CY,)))]))
    return store, epoch


def prepared_log(place: Place, clock: ManualClock) -> SqlEventLog:
    log = place.log(clock)
    log.append([Arrival("web", b"old", (REJECT, REJECT, REJECT)), Arrival("web", b"older")])
    log.discard([3])
    return log


@pytest.mark.parametrize("name", STATE_CALLS)
def test_a_state_transaction_happens_or_not(place: Place, name: str) -> None:
    (store, epoch), (twin, twins_epoch) = prepared_state(place), prepared_state(place.fresh())
    STATE_CALLS[name](twin, twins_epoch)
    expected = contents(twin, STATE_TABLES)
    twin.close()
    check(store, expected, lambda: STATE_CALLS[name](store, epoch), repeatable=name not in {"claim", "seal"})


@pytest.mark.parametrize("name", LOG_CALLS)
def test_a_log_transaction_happens_or_not(place: Place, manual_clock: ManualClock, name: str) -> None:
    log, twin = prepared_log(place, manual_clock), prepared_log(place.fresh(), manual_clock)
    LOG_CALLS[name](twin)
    expected = contents(twin, LOG_TABLES)
    twin.close()
    check(log, expected, lambda: LOG_CALLS[name](log), repeatable=name in {"trim", "erase", "discard", "take_back"})


def check(
    store: SqlEventLog | SqlStateStore, expected: Contents, call: Callable[[], object], *, repeatable: bool
) -> None:
    """Fail at every point that the call passes, one after the other, until it has happened all the same."""
    real = store._database
    before = contents(store, tuple(expected))
    for at in range(1, 100):
        store._database = FailingDatabase(real, Failpoints(at))
        with pytest.raises(Injected):
            call()
        store._database = real
        after = contents(store, tuple(expected))
        if after != before:
            break
    assert without_ids(after) == without_ids(expected)
    if repeatable:
        call()
        assert without_ids(contents(store, tuple(expected))) == without_ids(expected)


def without_ids(found: Contents) -> Contents:
    """Without the counters of the state, and without the row ids that they give."""
    kept = {table: rows for table, rows in found.items() if table != "progress"}
    numbered = [table for table in ("tail", "fact") if table in kept]
    return kept | {table: sorted((row[1:] for row in kept[table]), key=repr) for table in numbered}
