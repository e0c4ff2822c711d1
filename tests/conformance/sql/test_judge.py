"""Every dialect with the naive reference: over the whole grammar, and densely where bounds are met."""

from typing import get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clew.expressions.model import AggregateName
from tests.conformance.sql.judge import judge_seed
from tests.conformance.sql.runners import Runner
from tests.laws.expressions.worlds import make_dense_world, make_number_world, make_sequence_world, make_world

DEFAULT = settings().max_examples
SEEDS = st.integers(0, 2**48)
WINDOWS = ("", "Rolling", "RollingMonths", "LastCalendar", "Ago", "Period", "SinceLast", "Fixed")


@settings(max_examples=DEFAULT // 2)
@given(SEEDS, st.integers(0, 2), st.integers(0, 8))
def test_the_whole_grammar(runner: Runner, seed: int, depth: int, size: int) -> None:
    judge_seed(runner, seed, lambda seed: make_world(seed, depth, size))


@pytest.mark.parametrize("window", WINDOWS)
@settings(max_examples=max(5, DEFAULT // 8))
@given(seed=SEEDS, name=st.sampled_from(get_args(AggregateName)))
def test_aggregates_in_windows(runner: Runner, window: str, seed: int, name: AggregateName) -> None:
    judge_seed(runner, seed, lambda seed: make_dense_world(seed, name, window))


@settings(max_examples=max(5, DEFAULT // 4))
@given(SEEDS)
@example(11)
@example(273130)  # DuckDB refuses a number only while its answer is read
def test_large_numbers(runner: Runner, seed: int) -> None:
    judge_seed(runner, seed, make_number_world)


@settings(max_examples=DEFAULT // 2)
@given(SEEDS)
def test_sequences(runner: Runner, seed: int) -> None:
    judge_seed(runner, seed, lambda each: make_sequence_world(each, seed), flips=4)


@settings(max_examples=max(5, DEFAULT // 4))
@given(SEEDS)
def test_sequences_by_chance(runner: Runner, seed: int) -> None:
    judge_seed(runner, seed, lambda seed: make_dense_world(seed, None), flips=4)
