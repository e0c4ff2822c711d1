"""Every gradient is that of its likelihood, and no prediction is infinite."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.learning.tables import Numbers
from clew.learning.value import bgnbd, pareto, spend
from clew.learning.value.orders import Buying

POSITIVE = st.floats(0.05, 20.0)
FOUR = st.tuples(POSITIVE, POSITIVE, POSITIVE, POSITIVE)


def _buying(seed: int) -> Buying:
    draw = np.random.default_rng(seed)
    repeats = draw.integers(0, 12, 30).astype(float)
    age = draw.uniform(1, 60, 30)
    recency = np.where(repeats > 0, age * draw.uniform(0, 1, 30), 0.0)
    amounts = draw.gamma(2, 20, 30) + 1
    return Buying(tuple(map(str, range(30))), repeats, recency, age, np.where(repeats > 0, amounts, np.nan), amounts)


def _same(likelihood: Callable[[Numbers], tuple[float, Numbers]], at: Numbers) -> None:
    slope = likelihood(at)[1]
    for place in range(len(at)):
        aside = np.zeros(len(at))
        aside[place] = 1e-5 * at[place]
        numeric = (likelihood(at + aside)[0] - likelihood(at - aside)[0]) / (2 * aside[place])
        assert slope[place] == pytest.approx(numeric, rel=2e-4, abs=2e-4)


@settings(max_examples=25, deadline=None)
@given(FOUR, st.integers(0, 1_000), st.booleans())
def test_of_bg_nbd_and_mbg_nbd(parameters: tuple[float, ...], seed: int, modified: bool) -> None:
    buying = _buying(seed)
    at = np.array(parameters) + np.array([0.0, 0.0, 0.0, 1.0])
    _same(lambda each: bgnbd.log_likelihood(each, buying, modified=modified), at)


@settings(max_examples=25, deadline=None)
@given(FOUR, st.integers(0, 1_000))
def test_of_pareto_nbd(parameters: tuple[float, ...], seed: int) -> None:
    buying = _buying(seed)
    _same(lambda each: pareto.log_likelihood(each, buying), np.array(parameters))


@settings(max_examples=25, deadline=None)
@given(st.tuples(POSITIVE, POSITIVE, POSITIVE), st.integers(0, 1_000))
def test_of_gamma_gamma(parameters: tuple[float, ...], seed: int) -> None:
    buying = _buying(seed)
    some = buying.repeats > 0
    _same(lambda each: spend.log_likelihood(each, buying.repeats[some], buying.mean_spend[some]), np.array(parameters))


@settings(max_examples=40, deadline=None)
@given(FOUR, st.integers(0, 1_000), st.floats(0.1, 500))
def test_no_prediction_is_infinite_or_below_zero(parameters: tuple[float, ...], seed: int, weeks: float) -> None:
    buying = _buying(seed)
    first, second, third, fourth = parameters
    for said in (
        pareto.Pareto(first, second, third, fourth, 0.0).purchases(buying, weeks),
        bgnbd.BetaGeometric(first, second, third, fourth + 1, 0.0).purchases(buying, weeks),
        bgnbd.BetaGeometric(first, second, third, fourth, 0.0, modified=True).purchases(buying, weeks),
    ):
        assert np.isfinite(said).all()
        assert (said >= -1e-9).all()
