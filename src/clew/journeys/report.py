"""What journeys came to, counted from their facts: the same whether they were lived or simulated."""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from clew.actions import Action
from clew.events import Fact
from clew.journeys.marks import BLOCKED, DREW, ENDED, ENTERED, GOAL, HELD, REACHED, SUPPRESSED, TOOK, mark_of
from clew.journeys.walk import HELD_OUT
from clew.kernel.instants import Instant


class Report(msgspec.Struct):
    """Counts of one journey; tests are left out.

    Attributes:
        people: How many people were looked at.
        entered: How often somebody came in.
        unique: How many people came in.
        held_out: How often somebody is held out, to be compared with, and not yet let go.
        blocked: Entries that came to nothing, by reason.
        reached: How often each node was reached.
        took: How often each way out of a node was taken, by `node: way`.
        ended: Ends, by reason.
        goals: Goals reached, by name.
        drawn: Arms drawn, by `node: arm`; of the journey's own hold-out by `: arm`.
        messages: Messages decided, by template.
        actions: Other actions, by kind.
        held: Messages that waited, by reason.
        suppressed: Messages that never went, by `reason:template`.
    """

    people: int = 0
    entered: int = 0
    unique: int = 0
    held_out: int = 0
    blocked: Counter[str] = msgspec.field(default_factory=Counter[str])
    reached: Counter[str] = msgspec.field(default_factory=Counter[str])
    took: Counter[str] = msgspec.field(default_factory=Counter[str])
    ended: Counter[str] = msgspec.field(default_factory=Counter[str])
    goals: Counter[str] = msgspec.field(default_factory=Counter[str])
    drawn: Counter[str] = msgspec.field(default_factory=Counter[str])
    messages: Counter[str] = msgspec.field(default_factory=Counter[str])
    actions: Counter[str] = msgspec.field(default_factory=Counter[str])
    held: Counter[str] = msgspec.field(default_factory=Counter[str])
    suppressed: Counter[str] = msgspec.field(default_factory=Counter[str])

    @property
    def active(self) -> int:
        """How many are under way; who is held out is on no way."""
        return self.entered - self.ended.total() - self.held_out

    def add(self, journey: str, facts: Iterable[Fact], effects: Iterable[Action] = ()) -> None:
        """Count one person."""
        self.people += 1
        before = self.entered
        spared: set[str] = set()
        let_go: set[str] = set()
        for fact in facts:
            mark = mark_of(fact)
            if mark is not None and mark.journey == journey and not mark.tested:
                self._count(fact.kind, mark.node, mark.detail)
                if fact.kind == DREW and (mark.node, mark.detail) == ("", HELD_OUT):
                    spared.add(mark.participant)
                if fact.kind == ENDED:
                    let_go.add(mark.participant)
        self.held_out += len(spared - let_go)
        self.unique += self.entered > before
        for effect in effects:
            if effect.journey == journey and not effect.sandbox:
                if effect.kind == "send":
                    self.messages[effect.template] += 1
                else:
                    self.actions[effect.kind] += 1

    def _count(self, kind: str, node: str, detail: str) -> None:
        if kind == ENTERED:
            self.entered += 1
            return
        counter, name = {
            BLOCKED: (self.blocked, detail),
            REACHED: (self.reached, node),
            TOOK: (self.took, f"{node}: {detail}"),
            ENDED: (self.ended, detail),
            GOAL: (self.goals, detail),
            DREW: (self.drawn, f"{node}: {detail}"),
            HELD: (self.held, detail.partition(":")[0]),
            SUPPRESSED: (self.suppressed, ":".join(detail.split(":")[:2])),
        }[kind]
        counter[name] += 1


class Difference(msgspec.Struct, frozen=True):
    """One person for whom two versions differ.

    Attributes:
        profile: Who.
        at: When they part first.
        before: What the one version does then, as `kind detail`; empty for nothing.
        after: What the other one does.
    """

    profile: str
    at: Instant
    before: str
    after: str


def difference(
    profile: str, one: tuple[Sequence[Fact], Sequence[Action]], other: tuple[Sequence[Fact], Sequence[Action]]
) -> Difference | None:
    """Where two simulations of a person part: in who is in, what is sent and what is not; None if nowhere.

    Which nodes they go through, and what those are called, is no difference.
    """
    first, second = _visible(*one), _visible(*other)
    for index in range(max(len(first), len(second))):
        a = first[index] if index < len(first) else None
        b = second[index] if index < len(second) else None
        if a == b:
            continue
        at = min(found[0] for found in (a, b) if found is not None)
        return Difference(profile, at, a[1] if a and a[0] == at else "", b[1] if b and b[0] == at else "")
    return None


def _visible(facts: Sequence[Fact], effects: Sequence[Action]) -> list[tuple[Instant, str]]:
    kinds = {ENTERED, BLOCKED, ENDED, GOAL, SUPPRESSED}
    told = [(f.at, f"{f.kind} {m.detail}") for f in facts if f.kind in kinds and (m := mark_of(f)) is not None]
    done = [(e.at, f"{e.kind} {e.template or e.node}") for e in effects]
    return sorted([*told, *done])
