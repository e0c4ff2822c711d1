"""Every dialect with the naive reference over whole lives: corrections, deletions, merges, and mentions of others."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conformance.sql.judge import judge_lives
from tests.conformance.sql.runners import Runner
from tests.laws.expressions.lives import make_lives

DEFAULT = settings().max_examples
SEEDS = st.integers(0, 2**48)


@settings(max_examples=DEFAULT // 2)
@given(SEEDS, st.integers(0, 2), st.integers(0, 6))
def test_lives(runner: Runner, seed: int, depth: int, events: int) -> None:
    judge_lives(runner, make_lives(seed, depth, events), Random(seed))


@settings(max_examples=max(2, DEFAULT // 25))
@given(SEEDS, st.integers(0, 2), st.integers(0, 6))
def test_lives_on_spark(spark_runner: Runner, seed: int, depth: int, events: int) -> None:
    judge_lives(spark_runner, make_lives(seed, depth, events), Random(seed), flips=1)
