# ruff: noqa: D102 - rules say in code what they do
"""Any sequence of commits, seals, settlements and resets leaves what it leaves in the model, on every engine."""

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from clew.engine.ports import Commit, Fenced, KnownProfile, LakeChange, LakeConflict, TailRow
from clew.identity.ports import GraphChanges
from clew.privacy import ErasureOrder, Receipt, Subject
from tests.conformance.stores import strategies, values
from tests.conformance.stores.model import ModelState
from tests.conformance.stores.places import Place
from tests.conformance.stores.strategies import lists, profiles
from tests.conformance.stores.values import IDENTITIES, PROFILES, SEGMENTS, history, lake_file

some_profiles = lists(profiles, 3)
names = st.sampled_from(["a", "b", "c"])
orders = st.builds(ErasureOrder, id=names, at=strategies.instants, subject=st.just(Subject((PROFILES[0],))))


class StateMachine(RuleBasedStateMachine):
    """One engine that writes, another process that reads."""

    def __init__(self, engine: Place) -> None:
        super().__init__()
        self.engine = engine

    @initialize()
    def open(self) -> None:
        self.place = self.engine.fresh()
        self.model = ModelState()
        self.store = self.place.state()
        self.reader = self.place.state()
        self.last: Commit | None = None
        self.generation = 0
        self.claim()

    @rule()
    def claim(self) -> None:
        assert self.store.claim() == self.model.claim()
        self.epoch = self.model.epoch

    @rule(
        states=lists(strategies.states),
        gone=some_profiles,
        told=lists(st.tuples(profiles, st.integers(1, 3))),
        facts=lists(strategies.facts),
        members=lists(strategies.members),
        graph=strategies.graphs(),
        seeded=lists(strategies.seeds, 2),
        documents=lists(strategies.documents, 2),
        erased=lists(profiles, 1),
        ordered=lists(orders, 1),
    )
    def commit(self, told: list[tuple[str, int]], graph: GraphChanges, **changes: Any) -> None:
        seq = self.model.offset.seq
        rows = [history(profile, list(range(seq + 1, seq + 1 + count))) for profile, count in told]
        batch = values.commit(
            self.epoch,
            seq + 3,
            history=rows,
            graph=graph,
            orders=changes.pop("ordered"),
            **changes,
        )
        self.store.commit(batch)
        self.model.commit(batch)
        self.last = batch

    @rule()
    def commit_again(self) -> None:
        if self.last and self.last.epoch == self.epoch and self.last.offset == self.model.offset:
            before = sorted(self.model.tail.values()), {fact.id: fact for _, fact in self.model.facts.values()}
            self.store.commit(self.last)
            self.model.commit(self.last)
            assert before == (
                sorted(self.model.tail.values()),
                {fact.id: fact for _, fact in self.model.facts.values()},
            )

    @rule(states=lists(strategies.states))
    def commit_of_a_fenced_engine(self, states: Any) -> None:
        with pytest.raises(Fenced):
            self.store.commit(values.commit(self.epoch - 1, 99, states=states, history=[history(PROFILES[0], [99])]))

    @rule(
        added=st.lists(st.builds(lake_file, st.uuids().map(str), st.sampled_from(["events", "facts"])), max_size=2),
        drops=st.integers(0, 1),
        rows=st.integers(0, 3),
        facts=st.integers(0, 3),
        through=st.integers(0, 3),
        erased=lists(profiles, 1),
        stale=st.booleans(),
    )
    def seal(self, added: Any, drops: int, rows: int, facts: int, through: int, erased: Any, *, stale: bool) -> None:
        change = LakeChange(
            base=self.model.number - stale,
            added=added,
            removed=sorted(self.model.files)[:drops],
            tail_through=max(sorted(self.model.tail)[:rows], default=0),
            facts_through=max(sorted(row_id for row_id, _ in self.model.facts.values())[:facts], default=0),
            sealed_through=through,
            erased=erased,
        )
        if stale:
            with pytest.raises(LakeConflict):
                self.reader.seal(change)
        else:
            assert self.reader.seal(change) == self.model.seal(change)

    @rule(settled=st.lists(names, max_size=2, unique=True), at=strategies.instants)
    def settle(self, settled: list[str], at: int) -> None:
        receipts = [Receipt(name, at, at, {"lake": 1}) for name in settled]
        self.store.settle(receipts)
        self.model.settle(receipts)

    @rule()
    def reset(self) -> None:
        self.store.reset()
        self.model.reset()

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = self.place.state()

    @invariant()
    def the_engine_reads_what_it_wrote(self) -> None:
        if hasattr(self, "epoch"):
            assert self.store.offset() == self.model.offset
            assert self.store.next_due() == min((at for at, _ in self.model.due()), default=None)
            assert self.store.newest_ids() == (self.model.tail_id, self.model.fact_id)

    @rule()
    def another_process_reads_states(self) -> None:
        rows = [row for _, row in sorted(self.model.states.items())]
        assert self.reader.scan() == rows
        assert self.reader.load(PROFILES) == {row.profile: row.state for row in rows}
        assert self.reader.count() == len(rows)
        assert self.reader.due(100, 100) == self.model.due()
        counts = {segment: sum(key[0] == segment for key in self.model.members) for segment in SEGMENTS}
        assert self.reader.segment_counts() == {segment: count for segment, count in counts.items() if count}
        for segment in SEGMENTS:
            expected = sorted((p, since) for (s, p), since in self.model.members.items() if s == segment)
            assert self.reader.segment_members(segment) == expected

    @rule(chosen=some_profiles)
    def another_process_reads_the_tail(self, chosen: list[str]) -> None:
        assert self.reader.tail(chosen) == self.model.tail_of(set(chosen))
        assert self.reader.tail_rows() == [TailRow(row_id, row) for row_id, row in sorted(self.model.tail.items())]
        facts = sorted(self.model.facts.values(), key=lambda found: found[0])
        assert self.reader.facts() == facts
        assert self.reader.facts(profiles=chosen) == [found for found in facts if found[1].profile in chosen]
        assert self.reader.facts(after=2) == [found for found in facts if found[0] > 2]

    @rule(chosen=some_profiles)
    def another_process_reads_the_graph(self, chosen: list[str]) -> None:
        model = self.model
        assert self.reader.nodes(IDENTITIES) == model.nodes
        assert {row.identity: row for row in self.reader.scan_nodes()} == model.nodes
        assert {row.identity for row in self.reader.nodes_of(chosen)} == {
            identity for identity, row in model.nodes.items() if row.profile in chosen
        }
        assert self.reader.heads(chosen) == {p: model.heads[p] for p in chosen if p in model.heads}
        answering = {root: set(found) for root, found in self.reader.members(chosen).items()}
        roots = {head.root for head in model.heads.values()} & set(chosen)
        assert answering == {root: {head for head in model.heads.values() if head.root == root} for root in roots}
        assert self.reader.aliases() == {h.profile: h.root for h in model.heads.values() if h.root != h.profile}
        edges = [edge for edge in model.edges.values() if edge.a in chosen or edge.b in chosen]
        assert set(self.reader.edges_of(chosen)) == set(edges)
        found = self.reader.links_of(chosen)
        assert set(found) == {link for link in model.links if link.profile in chosen}
        assert [(link.seq, link.index) for link in found] == sorted((link.seq, link.index) for link in found)
        assert self.reader.erased([b"\x00" * 16, b"\xff" * 16]) == model.hashes

    @rule(chosen=some_profiles)
    def who_is_known_by_a_name_is_who_is_found_step_by_step(self, chosen: list[str]) -> None:
        for name in (*chosen, *IDENTITIES):
            node = None if isinstance(name, str) else self.reader.nodes([name]).get(name)
            leaf = name if isinstance(name, str) else node and node.profile
            head = self.reader.heads([leaf]).get(leaf) if leaf else None
            state = self.reader.load([head.root]).get(head.root) if head else None
            leaves = [each.profile for each in self.reader.members([head.root])[head.root]] if head and state else []
            known = KnownProfile(head.root, state, self.reader.nodes_of(leaves)) if head and state else None
            assert self.reader.known(name) == known

    @rule()
    def another_process_reads_the_books(self) -> None:
        model = self.model
        assert self.reader.documents() == [row for _, row in sorted(model.documents.items())]
        assert self.reader.seeded() == model.seeded
        assert self.reader.generation() == model.generation()
        assert self.reader.orders() == sorted(model.orders.values(), key=lambda order: (order.at, order.id))
        assert self.reader.receipts() == [receipt for _, receipt in sorted(model.receipts.items())]

    def teardown(self) -> None:
        if hasattr(self, "place"):
            self.place.close()


def test_the_state_store_is_its_model(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clew.adapters.postgres.batch.STAGED_ROWS", 3)  # so that small batches take both ways
    run_state_machine_as_test(
        lambda: StateMachine(place), settings=settings(max_examples=25, stateful_step_count=25, deadline=None)
    )
