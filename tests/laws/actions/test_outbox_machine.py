# ruff: noqa: D102 - rules are named after what happens
"""Senders that die anywhere, providers that answer anything, people who change their minds: who gets how many messages.

Every step of a sender is a rule of its own, so that it may stop after any of them: having claimed, having called the
provider, having told the log. Rows that may be sent again go to a provider that honours keys.
"""

import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from clew.actions import (
    FINAL,
    LEASE,
    OPEN,
    Accepted,
    Action,
    Attempt,
    Failed,
    Go,
    Never,
    OutboxRow,
    Refused,
    Unknown,
    decided,
    planned,
    read_outcome,
    resolved,
    status_outcome,
)
from clew.actions.outcomes import outcome_event
from clew.actions.rows import attempted, jitter_of
from clew.adapters.sql.outbox import put_decisions, put_plans, recall_rows, settle_rows
from clew.adapters.sqlite import SqliteOutbox
from clew.kernel.instants import HOUR, MINUTE

ANSWERS = st.sampled_from([Accepted(), Refused("no"), Failed("busy"), Unknown("timeout")])
PEOPLE = st.sampled_from(["ada", "bob"])


class OutboxMachine(RuleBasedStateMachine):
    """One outbox, any number of senders, one engine, one log."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.outbox = SqliteOutbox(Path(self.folder.name, "state.db"))
        self.now = 0
        self.keys = 0
        self.out: set[str] = set()
        self.taken: list[OutboxRow] = []
        self.called: list[tuple[OutboxRow, Attempt]] = []
        self.log: list[tuple[str, str]] = []
        self.consumed = 0
        self.calls: Counter[str] = Counter()
        self.delivered: Counter[str] = Counter()
        self.again: dict[str, bool] = {}
        self.sent_by_hand: Counter[str] = Counter()

    def teardown(self) -> None:
        self.outbox.close()
        self.folder.cleanup()

    @initialize(again=st.booleans())
    def begin(self, again: bool) -> None:
        for person in ("ada", "bob"):
            self.decide(person, again)
        self.release()

    @rule(person=PEOPLE, again=st.booleans())
    def decide(self, person: str, again: bool) -> None:
        self.keys += 1
        key = f"k{self.keys:02}"
        self.again[key] = again
        row = planned(Action(key, "send", person, self.now, "email"), transactional=False)
        with self.outbox._database.write() as batch:
            put_plans(batch, [row, row])

    @rule()
    def release(self) -> None:
        rows = self.outbox.plans(self.now, 3)
        with self.outbox._database.write() as batch:
            put_decisions(batch, [self._asked(row) for row in rows])

    def _asked(self, row: OutboxRow) -> OutboxRow:
        if row.profile in self.out:
            return decided(row, Never("consent:out"), row.letter, self.now)
        return decided(row, Go(counted=True, again=self.again[row.key], reason="in"), row.letter, self.now)

    @rule(person=PEOPLE)
    def withdraw(self, person: str) -> None:
        self.out.add(person)
        with self.outbox._database.write() as batch:
            recall_rows(batch, [person], self.now)

    @rule(person=PEOPLE)
    def agree(self, person: str) -> None:
        self.out.discard(person)

    @rule(limit=st.integers(1, 3), late=st.booleans())
    def claim(self, limit: int, late: bool) -> None:
        self.now += LEASE if late else 0
        for row in self.outbox.claim("email", self.now, limit, LEASE):
            if row.status == "sending":
                assert row.profile not in self.out or self._claimed_before(row)
                self.taken.append(row)
            else:
                self._tell(row)

    def _claimed_before(self, row: OutboxRow) -> bool:
        # An abandoned row was released before they withdrew, and may have been sent already.
        return row.fence > 1

    @precondition(lambda self: self.taken)
    @rule(data=st.data(), answer=ANSWERS)
    def call(self, data: st.DataObject, answer: Attempt) -> None:
        row = self.taken.pop(data.draw(st.integers(0, len(self.taken) - 1)))
        self.calls[row.key] += 1
        took = isinstance(answer, Accepted | Unknown)
        if took and not (self.again[row.key] and self.delivered[row.key]):
            self.delivered[row.key] += 1
        self.called.append((attempted(row, answer, self.now, jitter_of(row.key, row.attempts)), answer))

    @precondition(lambda self: self.called)
    @rule(data=st.data(), close=st.booleans())
    def tell(self, data: st.DataObject, close: bool) -> None:
        row, _ = self.called.pop(data.draw(st.integers(0, len(self.called) - 1)))
        self._tell(row)
        if close:
            self.outbox.finish([row])

    def _tell(self, row: OutboxRow) -> None:
        for outcome in status_outcome(row, self.now):
            found = read_outcome(outcome_event(outcome, row))
            assert found is not None
            self.log.append(found)

    @rule()
    def consume(self) -> None:
        with self.outbox._database.write() as batch:
            settle_rows(batch, self.log[self.consumed :])
        self.consumed = len(self.log)

    @precondition(lambda self: self.taken or self.called)
    @rule()
    def die(self) -> None:
        self.taken.clear()
        self.called.clear()

    @rule(step=st.sampled_from([1, MINUTE, 6 * HOUR]))
    def wait(self, step: int) -> None:
        self.now += step

    @rule(decision=st.sampled_from(["send", "dismiss"]))
    def resolve(self, decision: str) -> None:
        for row in self.outbox.rows(status=["unknown"], limit=1):
            after = resolved(row, decision, self.now)
            assert after is not None
            self.sent_by_hand[row.key] += decision == "send"
            with self.outbox._database.write() as batch:
                batch.run(
                    "UPDATE outbox SET status = ?, due_at = ? WHERE key = ?", (after.status, after.due_at, row.key)
                )

    @invariant()
    def nobody_gets_two(self) -> None:
        for key, count in self.delivered.items():
            # A person who sends an unknown message again knows that it may be the second.
            assert count <= 1 + self.sent_by_hand[key] * (not self.again[key]), key

    @invariant()
    def a_row_is_somewhere(self) -> None:
        rows = self.outbox.rows(limit=1000)
        assert len(rows) == self.keys
        for row in rows:
            assert (row.due_at is not None) == (row.status in OPEN), row.key
            assert row.status in OPEN | FINAL | {"unknown"}

    @invariant()
    def what_is_told_as_sent_was_taken(self) -> None:
        assert all(self.delivered[key] for key, happening in self.log if happening == "sent")


OutboxMachine.TestCase.settings = settings(max_examples=30, stateful_step_count=40, deadline=None)
test_outbox_machine = OutboxMachine.TestCase
