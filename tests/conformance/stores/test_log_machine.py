# ruff: noqa: D102 - rules say in code what they do
"""Any sequence of calls to the log and its quarantine gives what the model gives, on every engine."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from clew.events.ports import Arrival, LogRow
from tests.conformance.stores.model import ModelLog
from tests.conformance.stores.places import Place
from tests.conformance.stores.strategies import arrivals, small
from tests.conformance.stores.values import REASONS, SOURCES
from tests.conftest import ManualClock

seqs = st.integers(0, 12)
some_seqs = st.lists(seqs, max_size=3, unique=True)


class LogMachine(RuleBasedStateMachine):
    """Two appenders with clocks of their own, and a reader that must never be surprised."""

    def __init__(self, engine: Place) -> None:
        super().__init__()
        self.engine = engine

    @initialize()
    def open(self) -> None:
        self.place = self.engine.fresh()
        self.model = ModelLog()
        self.clocks = [ManualClock(1_000), ManualClock(1_000)]
        self.logs = [self.place.log(clock) for clock in self.clocks]
        self.read_to = 0
        self.promised = 0

    @rule(which=st.integers(0, 1), by=st.integers(-50, 50))
    def clock_moves(self, which: int, by: int) -> None:
        self.clocks[which].advance(by)

    @rule(which=st.integers(0, 1), batch=arrivals)
    def append(self, which: int, batch: list[Arrival]) -> None:
        assert self.logs[which].append(batch) == self.model.append(self.clocks[which].now(), batch)

    @rule(which=st.integers(0, 1))
    def advance(self, which: int) -> None:
        assert self.logs[which].advance() == self.model.advance(self.clocks[which].now())

    @rule(which=st.integers(0, 1), limit=st.integers(1, 3))
    def follow(self, which: int, limit: int) -> None:
        page = self.logs[which].read(self.read_to, limit)
        assert page == self.model.read(self.read_to, limit)
        assert all(row.at > self.promised for row in page.rows)
        if page.rows:
            self.read_to = page.rows[-1].seq
        self.promised = page.closed_at

    @rule(after=seqs, limit=st.integers(1, 20))
    def read_anywhere(self, after: int, limit: int) -> None:
        assert self.logs[0].read(after, limit) == self.model.read(after, limit)

    @rule(which=st.integers(0, 1))
    def trim_what_was_read(self, which: int) -> None:
        self.logs[which].trim(self.read_to)
        self.model.trim(self.read_to)

    @rule(chosen=some_seqs, body=small)
    def erase(self, chosen: list[int], body: bytes) -> None:
        def rewrite(row: LogRow) -> bytes:
            return body + row.body[:1]

        self.logs[0].erase(chosen, rewrite)
        self.model.erase(chosen, rewrite)

    @rule(which=st.integers(0, 1), batch=arrivals, data=st.data())
    def replay(self, which: int, batch: list[Arrival], data: st.DataObject) -> None:
        held = [row.id for row in self.model.rejects("held", None, None)]
        chosen = data.draw(st.lists(st.sampled_from(held), unique=True, max_size=3)) if held else []
        expected = self.model.append(self.clocks[which].now(), batch, chosen)
        assert self.logs[which].replay(batch, chosen) == expected

    @rule(chosen=some_seqs)
    def discard(self, chosen: list[int]) -> None:
        self.logs[1].discard(chosen)
        self.model.discard(chosen)

    @rule(chosen=some_seqs)
    def take_back(self, chosen: list[int]) -> None:
        self.logs[0].take_back(chosen)
        self.model.take_back(chosen)

    @rule(chosen=some_seqs)
    def erase_rejects(self, chosen: list[int]) -> None:
        self.logs[1].erase_rejects(chosen)
        for row_id in chosen:
            self.model.held.pop(row_id, None)

    @rule(which=st.integers(0, 1))
    def reopen(self, which: int) -> None:
        self.logs[which].close()
        self.logs[which] = self.place.log(self.clocks[which])

    @rule(
        state=st.sampled_from(["held", "replayed", "discarded"]),
        source=st.none() | st.sampled_from(SOURCES),
        reason=st.none() | st.sampled_from(REASONS),
    )
    def list_rejects(self, state: str, source: str | None, reason: str | None) -> None:
        found = self.logs[0].rejects(state=state, source=source, reason=reason)
        assert found == self.model.rejects(state, source, reason)
        newest = self.logs[0].rejects(state=state, source=source, reason=reason, limit=2, newest=True)
        assert newest == found[::-1][:2]
        assert self.logs[0].reject_counts(state) == self.model.reject_counts(state)

    @invariant()
    def newest_and_counts_agree(self) -> None:
        if hasattr(self, "logs"):
            assert self.logs[0].last() == (self.model.seq, self.model.at)
            assert self.logs[1].reject_counts() == self.model.reject_counts("held")

    def teardown(self) -> None:
        if hasattr(self, "place"):
            self.place.close()


def test_the_log_is_its_model(place: Place) -> None:
    run_state_machine_as_test(
        lambda: LogMachine(place), settings=settings(max_examples=25, stateful_step_count=30, deadline=None)
    )
