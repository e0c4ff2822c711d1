"""The incremental form equals the naive reference: at every record, at every flip and around it, in any order."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from clew.events import Record
from clew.expressions import Expr, Lowered, Reading, evaluate, lower
from clew.expressions.clauses import ValueClause
from clew.kernel.instants import DAY, Instant
from clew.kernel.packing import pack, unpack
from tests.laws.expressions.trees import expressions
from tests.laws.expressions.worlds import View, World, instants_of, worlds

EXAMPLES = 400


class Engine:
    """What an engine does with one expression: folds, tests where something changed, wakes when it is due."""

    def __init__(self, expr: Expr, view: View) -> None:
        self.lowered: Lowered = lower(expr)
        self.states: dict[str, list[Any]] = {}
        self.view = view
        self.value: Any = None
        self.due: Instant | None = None

    def reading(self, now: Instant) -> Reading:
        view = self.view
        return Reading(
            attributes=view.attributes,
            consents=view.consents,
            scores=view.scores,
            clauses=self.states,
            now=now,
            zone=view.zone,
        )

    def fold(self, record: Record, now: Instant) -> bool:
        changed = False
        for clause in self.lowered.clauses:
            if record.event.type in clause.types:
                state = self.states.get(clause.key) or clause.start()
                before = pack(state)
                if clause.fold(state, record, now):
                    # A state survives being stored.
                    self.states[clause.key] = unpack(pack(state))
                    changed = True
                else:
                    assert pack(state) == before, "an unchanged state is left alone"
        return changed

    def decide(self, now: Instant) -> None:
        reading = self.reading(now)
        self.value = self.lowered.test(reading)
        self.due = self.lowered.next_change(reading)
        assert reading.now == now
        assert self.due is None or self.due > now

    def wake_until(self, now: Instant) -> None:
        for _ in range(10_000):
            if self.due is None or self.due > now:
                return
            self.decide(self.due)
        raise AssertionError("alarms without end")


def same(left: Any, right: Any) -> bool:
    return left == right and isinstance(left, bool) == isinstance(right, bool)


@settings(max_examples=EXAMPLES, deadline=None)
@given(expressions(), worlds())
def test_an_engine_is_right_at_every_instant(expr: Expr, world: World) -> None:
    engine = Engine(expr, world.view)
    arrivals = sorted({record.at for record in world.log})
    start = min(arrivals[0] if arrivals else world.base, world.base)
    engine.decide(start - 1)
    for now in sorted({*instants_of(world, expr), *arrivals}):
        engine.wake_until(now)
        if now in arrivals:
            due_now = [engine.fold(record, now) for record in world.log if record.at == now]
            if any(due_now):
                engine.decide(now)
        wanted = evaluate(expr, world.known(now), now)
        assert same(engine.value, wanted), (now, engine.value, wanted)


@settings(max_examples=EXAMPLES // 2, deadline=None)
@given(expressions(), worlds(), st.data())
def test_order_and_merges_do_not_matter(expr: Expr, world: World, data: st.DataObject) -> None:
    end = max((record.at for record in world.log), default=world.base)
    whole, left, right = (Engine(expr, world.view) for _ in range(3))
    for record in data.draw(st.permutations(world.log)):
        whole.fold(record, end)
        data.draw(st.sampled_from((left, right))).fold(record, record.at)
    merged = Engine(expr, world.view)
    for clause in merged.lowered.clauses:
        assert isinstance(clause, ValueClause)
        states = [side.states.get(clause.key, clause.start()) for side in (left, right)]
        merged.states[clause.key] = unpack(pack(clause.merge(*states)))
    for now in [end, *(end + step for step in (1, DAY, 2 * DAY, 31 * DAY)), *instants_of(world, expr)[-20:]]:
        if now >= end:
            wanted = evaluate(expr, world.known(end), now)
            for engine in (whole, merged):
                engine.decide(now)
                assert same(engine.value, wanted), (now, engine.value, wanted)


@settings(max_examples=100, deadline=None)
@given(expressions(), worlds())
def test_an_expression_says_what_it_reads(expr: Expr, world: World) -> None:
    lowered = lower(expr)
    engine = Engine(expr, world.view)
    engine.decide(world.base)
    for name in set(world.view.attributes) - lowered.attributes:
        del world.view.attributes[name]
    if "email" not in lowered.consents:
        world.view.consents.clear()
    if "churn" not in lowered.scores:
        world.view.scores.clear()
    before = engine.value
    engine.decide(world.base)
    assert same(engine.value, before)
    assert len({clause.key for clause in lowered.clauses}) == len(lowered.clauses)
