"""Spark with the naive reference: few examples, since it takes a second to say anything."""

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.expressions.model import AggregateName
from tests.conformance.sql.judge import judge_seed
from tests.conformance.sql.runners import Runner
from tests.laws.expressions.worlds import make_dense_world, make_world

EXAMPLES = max(2, settings().max_examples // 12)
SEEDS = st.integers(0, 2**48)
pytestmark = pytest.mark.serial


@settings(max_examples=EXAMPLES)
@given(SEEDS, st.integers(0, 2), st.integers(0, 8))
def test_the_whole_grammar(spark_runner: Runner, seed: int, depth: int, size: int) -> None:
    judge_seed(spark_runner, seed, lambda seed: make_world(seed, depth, size), flips=1)


@settings(max_examples=EXAMPLES)
@given(SEEDS, st.sampled_from(get_args(AggregateName)))
def test_aggregates(spark_runner: Runner, seed: int, name: AggregateName) -> None:
    judge_seed(spark_runner, seed, lambda seed: make_dense_world(seed, name, "Rolling"), flips=1)


@settings(max_examples=EXAMPLES)
@given(SEEDS)
def test_sequences(spark_runner: Runner, seed: int) -> None:
    judge_seed(spark_runner, seed, lambda seed: make_dense_world(seed, None), flips=1)
