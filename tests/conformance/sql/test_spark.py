"""Spark with the naive reference: few examples, since it takes a second to say anything."""

from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from clew.events import Event, Record
from clew.expressions import parse
from clew.expressions.model import AggregateName
from clew.expressions.sql import Source
from clew.kernel.instants import parse_instant
from tests.conformance.sql.judge import asked_at, judge_seed
from tests.conformance.sql.runners import Runner
from tests.laws.expressions.worlds import make_dense_world, make_world

EXAMPLES = max(2, settings().max_examples // 25)
SEEDS = st.integers(0, 2**48)


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


def test_a_day_that_the_sessions_zone_leaves_out_is_a_day(spark_runner: Runner) -> None:
    # The session's zone has no 30 December 2011.
    ts = parse_instant("2011-12-30T08:00:00.000001Z")
    event = Event("e1", "track", "b", (), properties={"v": 1})
    spark_runner.load([Record(seq=1, index=0, at=ts, ts=ts, source="s", profile="p1", event=event)], {})
    source = Source(aliases=None, corrected=False)
    assert spark_runner.ask(parse("did b"), asked_at(ts), source) == {"p1": True}
    assert spark_runner.ask(parse("did b"), asked_at(ts - 1), source) == {}
