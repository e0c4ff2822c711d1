"""The incremental form equals the naive reference: at every record, at every flip and around it, in any order."""

from random import Random
from typing import Any, get_args

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from clew.events import Record
from clew.expressions import Lowered, Reading, evaluate, looks, lower
from clew.expressions.model import AggregateName
from clew.kernel.instants import DAY, Instant
from clew.kernel.packing import pack, unpack
from tests.laws.expressions.worlds import (
    View,
    World,
    instants_of,
    make_dense_world,
    make_number_world,
    make_sequence_world,
    make_world,
)

DEFAULT = settings().max_examples
SEEDS = st.integers(0, 2**48)
DEPTHS = st.integers(0, 2)
SIZES = st.integers(0, 8)


class Engine:
    """What an engine does with one expression: folds, tests where something changed, wakes when it is due."""

    def __init__(self, world: World) -> None:
        self.lowered: Lowered = lower(world.expr)
        self.states: dict[str, list[Any]] = {}
        self.view = world.view
        self.value: Any = None
        self.due: Instant | None = None

    def fold(self, record: Record, now: Instant) -> bool:
        """Take a record into the states that its type touches; whether one of them changed."""
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
        """Ask for the value now, and when time alone may change it."""
        view = self.view
        reading = Reading(
            attributes=view.attributes,
            consents=view.consents,
            scores=view.scores,
            clauses=self.states,
            now=now,
            zone=view.zone,
        )
        self.value = self.lowered.test(reading)
        self.due = self.lowered.next_change(reading)
        assert reading.now == now
        assert self.due is None or self.due > now

    def wake_until(self, now: Instant) -> None:
        """Let every alarm up to an instant go off."""
        for _ in range(10_000):
            if self.due is None or self.due > now:
                return
            self.decide(self.due)
        raise AssertionError("alarms without end")


def same(left: Any, right: Any) -> bool:
    """Equal, and true is not 1."""
    return left == right and isinstance(left, bool) == isinstance(right, bool)


def live_through(world: World) -> None:
    """Run an engine through a world and compare it at every instant that matters."""
    note(repr(world))
    engine = Engine(world)
    arrivals = sorted({record.at for record in world.log})
    engine.decide(min([world.base, *arrivals]) - 1)
    for now in sorted({*instants_of(world), *arrivals}):
        engine.wake_until(now)
        if now in arrivals:
            touched = [engine.fold(record, now) for record in world.log if record.at == now]
            if any(touched):
                engine.decide(now)
        wanted = evaluate(world.expr, world.known(now), now)
        assert same(engine.value, wanted), (now, engine.value, wanted)


def shuffle_and_merge(world: World, random: Random) -> None:
    """Fold in another order, and in two halves that merge, and compare from the last receipt on."""
    note(repr(world))
    end = max((record.at for record in world.log), default=world.base)
    whole, left, right, merged = (Engine(world) for _ in range(4))
    for record in random.sample(world.log, len(world.log)):
        whole.fold(record, end)
        random.choice((left, right)).fold(record, record.at)
    for clause in merged.lowered.clauses:
        states = [side.states.get(clause.key, clause.start()) for side in (left, right)]
        merged.states[clause.key] = unpack(pack(clause.merge(*states)))
    for now in [end, *(end + step for step in (1, DAY, 2 * DAY, 31 * DAY)), *instants_of(world)[-20:]]:
        if now >= end:
            wanted = evaluate(world.expr, world.known(end), now)
            for engine in (whole, merged):
                engine.decide(now)
                assert same(engine.value, wanted), (now, engine is merged, engine.value, wanted)


@settings(max_examples=6 * DEFAULT)
@given(SEEDS, DEPTHS, SIZES)
def test_an_engine_is_right_at_every_instant(seed: int, depth: int, size: int) -> None:
    live_through(make_world(seed, depth, size))


@settings(max_examples=3 * DEFAULT)
@given(SEEDS, DEPTHS, SIZES)
def test_order_and_merges_do_not_matter(seed: int, depth: int, size: int) -> None:
    shuffle_and_merge(make_world(seed, depth, size), Random(seed))


WINDOWS = ("", "Rolling", "RollingMonths", "LastCalendar", "Ago", "Period", "SinceLast", "Fixed")


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("name", get_args(AggregateName))
@settings(max_examples=max(5, DEFAULT // 3))
@given(seed=SEEDS)
def test_every_aggregate_is_right_in_every_window(name: AggregateName, window: str, seed: int) -> None:
    world = make_dense_world(seed, name, window)
    live_through(world)
    shuffle_and_merge(world, Random(seed))


@settings(max_examples=6 * DEFAULT)
@given(SEEDS, st.booleans())
def test_sequences_are_right_where_every_limit_is_met(seed: int, telling: bool) -> None:
    world = make_sequence_world(seed) if telling else make_dense_world(seed, None)
    live_through(world)
    shuffle_and_merge(world, Random(seed))


@given(SEEDS)
def test_what_is_computed_is_exact_however_large(seed: int) -> None:
    world = make_number_world(seed)
    live_through(world)
    shuffle_and_merge(world, Random(seed))


@settings(max_examples=2 * DEFAULT)
@given(SEEDS, DEPTHS)
def test_an_expression_says_what_it_reads(seed: int, depth: int) -> None:
    world = make_world(seed, depth, 0)
    note(repr(world))
    engine = Engine(world)
    lowered = engine.lowered
    engine.decide(world.base)
    before = engine.value
    for name in set(world.view.attributes) - lowered.attributes:
        del world.view.attributes[name]
    if "email" not in lowered.consents:
        world.view.consents.clear()
    if "churn" not in lowered.scores:
        world.view.scores.clear()
    engine.decide(world.base)
    assert same(engine.value, before)
    assert len({clause.key for clause in lowered.clauses}) == len(lowered.clauses)


@given(SEEDS, DEPTHS, SIZES)
def test_what_is_older_than_it_looks_back_does_not_matter(seed: int, depth: int, events: int) -> None:
    world = make_world(seed, depth, events)
    backs = [look.back for look in looks(world.expr)]
    far = max((back for back in backs if back is not None), default=0)
    if None in backs:
        return
    for now in instants_of(world):
        view = world.known(now)
        near = [record for record in view.records if record.ts > now - far]
        kept = View(near, view.attributes, view.consents, view.scores, view.zone)
        assert evaluate(world.expr, kept, now) == evaluate(world.expr, view, now)
