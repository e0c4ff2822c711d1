"""The state store: each law by one plain example. The machine beside it does the rest."""

from collections.abc import Callable

import pytest

from clew.adapters.sql import SqlStateStore
from clew.engine.ports import Commit, DocumentRow, Fenced, LakeChange, LakeConflict, Offset, TailRow
from clew.events import Fact
from clew.identity.ports import GraphChanges, HeadRow, NodeRow
from clew.privacy import ErasureOrder, Receipt, Subject
from tests.conformance.stores.places import Place
from tests.conformance.stores.values import IDENTITIES, PROFILES, commit, history, lake_file, record, state

ADA, BOB, CY = PROFILES[:3]


@pytest.fixture
def store(place: Place) -> SqlStateStore:
    return place.state()


def test_an_empty_store(store: SqlStateStore) -> None:
    assert store.offset() == Offset(0, 0)
    assert store.load([ADA]) == {}
    assert store.load([]) == {}
    assert store.due(10, 10) == []
    assert store.next_due() is None
    assert store.count() == 0
    assert store.tail([ADA]) == []
    assert store.generation() == (0, 0, [])
    assert store.newest_ids() == (0, 0)
    assert store.orders() == []


def test_a_commit_is_seen_whole_by_every_process(place: Place, store: SqlStateStore) -> None:
    store.commit(commit(store.claim(), 4, states=[state(ADA, 7, b"a"), state(BOB)], history=[history(ADA, [3, 4])]))
    other = place.state()
    assert other.offset() == Offset(4, 40)
    assert other.load(PROFILES) == {ADA: b"a", BOB: b"state"}
    assert other.count() == 2
    assert other.due(7, 10) == [(7, ADA)]
    assert other.tail([ADA, BOB]) == [record(ADA, 3), record(ADA, 4)]


def test_the_elder_engine_is_fenced(place: Place, store: SqlStateStore) -> None:
    elder = store.claim()
    younger = place.state().claim()
    assert younger > elder
    with pytest.raises(Fenced):
        store.commit(commit(elder, 1, states=[state(ADA)]))
    assert store.offset() == Offset(0, 0)
    assert store.load([ADA]) == {}
    store.commit(commit(younger, 1, states=[state(ADA)]))


def test_a_batch_that_is_committed_twice_leaves_the_same_rows(store: SqlStateStore) -> None:
    batch = commit(
        store.claim(),
        5,
        states=[state(ADA, 3)],
        history=[history(ADA, [4, 5])],
        facts=[Fact(ADA, 50, "segment_entered", "vip@1", 5)],
        members=[("vip@1", ADA, 50)],
    )
    store.commit(batch)
    store.commit(batch)
    assert store.tail_rows() == [TailRow(1, history(ADA, [4, 5]))]
    assert [fact for _, fact in store.facts()] == list(batch.facts)
    assert store.segment_counts() == {"vip@1": 1}
    assert store.due(10, 10) == [(3, ADA)]


def test_an_alarm_follows_the_state(store: SqlStateStore) -> None:
    epoch = store.claim()

    def alarms_after(seq: int, **changes: object) -> list[tuple[int, str]]:
        store.commit(commit(epoch, seq, **changes))
        return store.due(100, 10)

    assert alarms_after(1, states=[state(ADA, 9), state(BOB, 5), state(CY)]) == [(5, BOB), (9, ADA)]
    assert alarms_after(2, states=[state(ADA, 9, b"new")]) == [(5, BOB), (9, ADA)]
    assert alarms_after(3, states=[state(ADA, 2), state(CY, 3)]) == [(2, ADA), (3, CY), (5, BOB)]
    assert alarms_after(4, states=[state(ADA)]) == [(3, CY), (5, BOB)]
    assert alarms_after(5, gone=[CY]) == [(5, BOB)]
    assert store.next_due() == 5
    assert store.due(4, 10) == []
    assert alarms_after(6, gone=[BOB], states=[state(BOB, 8)]) == [(8, BOB)]


def test_states_are_scanned_in_order_of_profile(store: SqlStateStore) -> None:
    rows = sorted((state(profile, 5) for profile in PROFILES), key=lambda row: row.profile)
    store.commit(commit(store.claim(), 1, states=rows[::-1]))
    assert store.scan(limit=4) == rows[:4]
    assert store.scan(after=rows[3].profile) == rows[4:]
    for bucket in {row.bucket for row in rows}:
        assert store.scan(bucket=bucket) == [row for row in rows if row.bucket == bucket]
    assert store.scan(bucket=rows[0].bucket, after=rows[0].profile) == [
        row for row in rows[1:] if row.bucket == rows[0].bucket
    ]


def test_the_tail_is_read_by_profile_in_log_order(place: Place, store: SqlStateStore) -> None:
    epoch, reader = store.claim(), place.state()
    store.commit(commit(epoch, 3, history=[history(BOB, [2]), history(ADA, [1, 3])]))
    assert reader.tail([BOB]) == [record(BOB, 2)]
    store.commit(commit(epoch, 5, history=[history(ADA, [4]), history(BOB, [5])]))
    order = [(1, ADA), (2, BOB), (3, ADA), (4, ADA), (5, BOB)]
    assert reader.tail([BOB, ADA, BOB]) == [record(profile, seq) for seq, profile in order]
    assert reader.tail_rows(after=1, limit=2) == [TailRow(2, history(ADA, [1, 3])), TailRow(3, history(ADA, [4]))]


def test_row_ids_are_never_used_again(place: Place, store: SqlStateStore) -> None:
    epoch = store.claim()
    fact = Fact(ADA, 10, "segment_entered", "vip@1", 1)
    store.commit(commit(epoch, 1, history=[history(ADA, [1])], facts=[fact]))
    store.seal(LakeChange(base=0, tail_through=1, facts_through=1, sealed_through=1))
    reopened = place.state()
    assert reopened.newest_ids() == (1, 1)
    reopened.commit(commit(epoch, 2, history=[history(ADA, [2])], facts=[fact]))
    assert [row.id for row in reopened.tail_rows()] == [2]
    assert reopened.facts() == [(2, fact)]
    assert store.tail([ADA]) == [record(ADA, 2)]
    reopened.reset()
    reopened.commit(commit(epoch, 1, history=[history(ADA, [1])], facts=[fact, fact]))
    assert [row.id for row in reopened.tail_rows()] == [3]
    assert [row_id for row_id, _ in reopened.facts()] == [4]


def test_a_fact_that_replaces_another_takes_a_new_row(store: SqlStateStore) -> None:
    epoch = store.claim()
    entered, exited = Fact(ADA, 10, "segment_entered", "vip@1", 1), Fact(ADA, 30, "segment_exited", "vip@1", 0, "clock")
    store.commit(commit(epoch, 1, facts=[entered, exited]))
    again = Fact(ADA, 10, "segment_entered", "vip@1", 1, "backfill")
    store.commit(commit(epoch, 2, facts=[again]))
    assert store.facts() == [(2, exited), (3, again)]


def test_facts_are_found_by_profile(store: SqlStateStore) -> None:
    facts = [
        Fact(profile, at, "segment_entered", subject, at)
        for at, (profile, subject) in enumerate([(ADA, "x"), (BOB, "x"), (ADA, "y"), (CY, "x"), (ADA, "x")], start=1)
    ]
    store.commit(commit(store.claim(), 1, facts=facts))

    def found(**criteria: object) -> list[int]:
        return [row_id for row_id, _ in store.facts(**criteria)]  # type: ignore[arg-type]

    assert found() == [1, 2, 3, 4, 5]
    assert found(profiles=[ADA, ADA]) == [1, 3, 5]
    assert found(after=1, limit=2) == [2, 3]
    assert found(profiles=[ADA, CY], after=1) == [3, 4, 5]
    assert found(profiles=[]) == []


def test_members_are_listed_and_counted(store: SqlStateStore) -> None:
    epoch = store.claim()
    first, second, third = sorted([ADA, BOB, CY])
    began = [("s@1", third, 3), ("s@1", first, 1), ("s@1", second, 2), ("t@1", first, 0)]
    store.commit(commit(epoch, 1, members=began))
    assert store.segment_counts() == {"s@1": 3, "t@1": 1}
    assert store.segment_members("s@1", limit=2) == [(first, 1), (second, 2)]
    assert store.segment_members("s@1", after=second) == [(third, 3)]
    # In order: the last word on a pair counts, and what is not there can't end.
    ended = [("s@1", first, None), ("s@1", second, None), ("t@1", third, None), ("u@1", first, None)]
    store.commit(commit(epoch, 2, members=[*ended, ("s@1", second, 9)]))
    assert store.segment_counts() == {"s@1": 2, "t@1": 1}
    assert store.segment_members("s@1") == [(second, 9), (third, 3)]


def test_large_batches_do_what_small_ones_do(store: SqlStateStore) -> None:
    epoch = store.claim()
    names = sorted(f"p{number:03}" for number in range(200))
    for seq in (1, 2):
        rows = [state(name, seq, b"%d" % each) for each in (0, seq) for name in names]
        members = [("s@1", name, seq) for name in names]
        store.commit(commit(epoch, seq, states=rows, members=members, history=[history(name, [seq]) for name in names]))
    assert store.scan() == [state(name, 2, b"2") for name in names]
    assert store.segment_members("s@1") == [(name, 2) for name in names]
    assert store.segment_counts() == {"s@1": 200}
    ended = [("s@1", name, None) for name in names[:150]]
    store.commit(commit(epoch, 3, gone=[*names[:150], "unknown"], members=[*ended, ("s@1", "unknown", None)]))
    assert store.scan() == [state(name, 2, b"2") for name in names[150:]]
    assert store.due(9, 100) == [(2, name) for name in names[150:]]
    assert store.segment_members("s@1") == [(name, 2) for name in names[150:]]
    assert store.segment_counts() == {"s@1": 50}
    assert len(store.tail(names)) == 400


def test_documents_replace_by_version_and_begin_seeding_anew(store: SqlStateStore) -> None:
    epoch = store.claim()
    building = DocumentRow("segment", "vip", 1, "building", 1, 10, b"{}")
    store.commit(commit(epoch, 1, documents=[building], seeded=[("segment", "vip", 1, 0), ("segment", "vip", 1, 1)]))
    store.commit(commit(epoch, 1, seeded=[("segment", "vip", 1, 1), ("segment", "old", 1, 1)]))
    assert store.seeded() == {("segment", "vip", 1, 0), ("segment", "vip", 1, 1), ("segment", "old", 1, 1)}
    store.commit(commit(epoch, 2, documents=[building._replace(status="live", seq=2)]))
    assert store.documents() == [building._replace(status="live", seq=2)]
    assert store.seeded() == set()


def test_a_seal_moves_rows_out_in_one_step(store: SqlStateStore) -> None:
    epoch = store.claim()
    facts = [Fact(ADA, at, "segment_entered", "x", at) for at in (1, 2)]
    store.commit(commit(epoch, 3, history=[history(ADA, [1]), history(BOB, [2]), history(CY, [3])], facts=facts))
    sealed = store.seal(
        LakeChange(
            base=0, added=[lake_file("b"), lake_file("a", "facts")], tail_through=2, facts_through=1, sealed_through=2
        )
    )
    assert sealed == (1, 2, [lake_file("a", "facts"), lake_file("b")])
    assert store.generation() == sealed
    assert store.tail(PROFILES) == [record(CY, 3)]
    assert store.facts() == [(2, facts[1])]
    merged = store.seal(LakeChange(base=1, added=[lake_file("c")], removed=["b"]))
    assert merged == (2, 2, [lake_file("a", "facts"), lake_file("c")])


@pytest.mark.parametrize("change", [LakeChange(base=0, removed=["a"]), LakeChange(base=1, removed=["other"])])
def test_a_seal_that_was_overtaken_changes_nothing(store: SqlStateStore, change: LakeChange) -> None:
    store.commit(commit(store.claim(), 1, history=[history(ADA, [1])]))
    before = store.seal(LakeChange(base=0, added=[lake_file("a")]))
    overtaken = LakeChange(base=change.base, added=[lake_file("b")], removed=change.removed, tail_through=1)
    with pytest.raises(LakeConflict):
        store.seal(overtaken)
    assert store.generation() == before
    assert store.tail([ADA]) == [record(ADA, 1)]


def test_orders_wait_until_they_are_settled(store: SqlStateStore) -> None:
    epoch = store.claim()
    subject = Subject((ADA,), (("email", "ada@example.com"),))
    orders = [ErasureOrder("b", 1, subject), ErasureOrder("a", 2, subject)]
    store.commit(commit(epoch, 1, orders=orders))
    assert store.orders() == orders
    receipt = Receipt("b", 1, 5, {"lake": 3})
    store.settle([receipt])
    assert store.orders() == orders[1:]
    assert store.receipts() == [receipt]
    store.settle([Receipt("a", 2, 6, {}), receipt])
    assert [found.order for found in store.receipts(limit=1)] == ["a"]
    assert [found.order for found in store.receipts(after="a")] == ["b"]


def test_a_reset_keeps_what_the_log_cannot_give(store: SqlStateStore) -> None:
    epoch = store.claim()
    order = ErasureOrder("o", 1, Subject((BOB,)))
    graph = GraphChanges(
        nodes=[NodeRow(IDENTITIES[0], ADA, 1, 1)],
        heads=[HeadRow(ADA, BOB, 1, 1, 0)],
        erasures=[(b"\x01" * 16, 5)],
    )
    document = DocumentRow("segment", "vip", 1, "live", 1, 10, b"{}")
    store.commit(
        Commit(
            epoch=epoch,
            offset=Offset(3, 30),
            states=[state(ADA, 4)],
            history=[history(ADA, [3])],
            facts=[Fact(ADA, 1, "k", "s", 1)],
            members=[("vip@1", ADA, 1)],
            graph=graph,
            documents=[document],
            seeded=[("segment", "x", 1, 1)],
            orders=[order],
        )
    )
    store.settle([Receipt("done", 1, 2, {})])
    store.seal(LakeChange(base=0, added=[lake_file("e"), lake_file("f", "facts")], sealed_through=2))
    store.reset()
    assert store.offset() == Offset(0, 0)
    assert (store.count(), store.next_due(), store.tail([ADA]), store.facts()) == (0, None, [], [])
    assert (store.segment_counts(), store.documents(), store.seeded()) == ({}, [], set())
    assert (store.nodes(IDENTITIES), store.aliases()) == ({}, {})
    assert store.erased([b"\x01" * 16]) == {b"\x01" * 16: 5}
    assert store.orders() == [order]
    assert [receipt.order for receipt in store.receipts()] == ["done"]
    assert store.generation() == (2, 2, [lake_file("e")])
    store.commit(commit(epoch, 1, states=[state(ADA)]))


@pytest.mark.parametrize(
    "removes",
    [
        lambda store, epoch: store.commit(commit(epoch, 3, erased=[ADA])),
        lambda store, _: store.seal(LakeChange(base=0, erased=[ADA])),
    ],
)
def test_an_erased_leaf_loses_tail_and_facts(
    store: SqlStateStore, removes: Callable[[SqlStateStore, int], object]
) -> None:
    epoch = store.claim()
    store.commit(
        commit(
            epoch,
            2,
            history=[history(ADA, [1]), history(BOB, [1]), history(ADA, [2])],
            facts=[Fact(ADA, 1, "k", "s", 1), Fact(BOB, 1, "k", "s", 1)],
        )
    )
    removes(store, epoch)
    assert store.tail(PROFILES) == [record(BOB, 1)]
    assert [fact.profile for _, fact in store.facts()] == [BOB]


def test_what_an_erasing_batch_puts_stays(store: SqlStateStore) -> None:
    epoch = store.claim()
    store.commit(commit(epoch, 1, facts=[Fact(ADA, 1, "segment_entered", "x", 1)]))
    deleted = Fact(ADA, 2, "profile_deleted", "", 2)
    store.commit(commit(epoch, 2, erased=[ADA], facts=[deleted], history=[history(ADA, [2])]))
    assert [fact for _, fact in store.facts()] == [deleted]
    assert store.tail([ADA]) == [record(ADA, 2)]
