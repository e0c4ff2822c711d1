"""The judge: every dialect answers what the naive reference answers, at any instant, as known now and as known then."""

from collections.abc import Callable
from random import Random
from typing import Any, get_args

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from clew.expressions import to_text
from clew.expressions.model import AggregateName
from clew.expressions.sql import Asked, Source
from clew.kernel.instants import Instant, format_instant
from tests.conformance.sql.runners import Runner
from tests.laws.expressions.lakes import ZONE_ATTRIBUTE, ZONE_NAMES, SmallLake, make_lake
from tests.laws.expressions.worlds import World, make_dense_world, make_world

DEFAULT = settings().max_examples
SEEDS = st.integers(0, 2**48)
WINDOWS = ("", "Rolling", "RollingMonths", "LastCalendar", "Ago", "Period", "SinceLast", "Fixed")
INSTANTS = 4


def asked_at(now: Instant) -> Asked:
    """An instant, with the zones of the worlds."""
    return Asked(now, zones=ZONE_NAMES, zone_attributes=(ZONE_ATTRIBUTE,))


def same(left: Any, right: Any) -> bool:
    """Equal, and true is not 1."""
    return left == right and isinstance(left, bool) == isinstance(right, bool)


def judge(runner: Runner, lake: SmallLake, random: Random) -> None:
    """Ask an engine at instants at which something may change, and compare."""
    note(f"{runner.name}: {to_text(lake.expr)}")
    runner.load(lake.records, {})
    for now in lake.instants(random, INSTANTS):
        for then in (True, False):
            source = Source(aliases=None, corrected=False, known_at=now if then else None)
            got = runner.ask(lake.expr, asked_at(now), source)
            wanted = lake.answers(now, then=then)
            assert got.keys() == wanted.keys(), format_instant(now)
            for profile, value in wanted.items():
                assert same(got[profile], value), (format_instant(now), then, profile, got[profile], value)


def judge_seed(runner: Runner, seed: int, make: Callable[[int], World]) -> None:
    """Judge the lake that grows from a seed."""
    judge(runner, make_lake(seed, make), Random(seed))


@settings(max_examples=DEFAULT // 2)
@given(SEEDS, st.integers(0, 2), st.integers(0, 8))
def test_the_whole_grammar(runner: Runner, seed: int, depth: int, size: int) -> None:
    judge_seed(runner, seed, lambda seed: make_world(seed, depth, size))


@pytest.mark.parametrize("window", WINDOWS)
@settings(max_examples=max(2, DEFAULT // 16))
@given(seed=SEEDS, name=st.sampled_from(get_args(AggregateName)))
def test_aggregates_in_windows(runner: Runner, window: str, seed: int, name: AggregateName) -> None:
    judge_seed(runner, seed, lambda seed: make_dense_world(seed, name, window))


@settings(max_examples=DEFAULT // 3)
@given(SEEDS)
def test_sequences(runner: Runner, seed: int) -> None:
    judge_seed(runner, seed, lambda seed: make_dense_world(seed, None))
