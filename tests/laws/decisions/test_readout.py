"""Whatever the counts, a read-out holds numbers or reasons, never a NaN or an infinity."""

from math import isfinite
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.decisions import Belief, Metric, Moments, Proportion, Trial, beliefs, read_trial

PROPORTIONS = st.integers(0, 10**5).flatmap(lambda n: st.builds(Proportion, st.just(n), st.integers(0, n)))
MEANS = st.builds(Moments, st.integers(0, 10**7), st.floats(-1e50, 1e50), st.floats(0, 1e100))
ARMS = st.one_of(*(st.lists(kind, min_size=2, max_size=4) for kind in (PROPORTIONS, MEANS)))


@given(arms=ARMS, margin=st.one_of(st.none(), st.floats(1e-6, 1)), lower=st.booleans())
def test_a_read_out_holds_only_numbers(arms: list[Any], margin: float | None, lower: bool) -> None:
    named = {str(index): arm for index, arm in enumerate(arms)}
    metrics = (Metric("goal", named, lower=lower), Metric("other", named, lower=lower, margin=margin))
    _finite(msgspec.to_builtins(read_trial(Trial("0", metrics))))


@given(arms=st.lists(PROPORTIONS, min_size=2, max_size=4), lower=st.booleans())
def test_chances_to_be_best_sum_to_one_and_the_best_costs_least(arms: list[Any], lower: bool) -> None:
    found = beliefs({str(index): arm for index, arm in enumerate(arms)}, lower=lower)
    assert isinstance(found, dict)
    assert sum(belief.best for belief in found.values()) == pytest.approx(1)
    cheapest = min(found.values(), key=lambda belief: belief.loss)
    leading = (min if lower else max)(found.values(), key=lambda belief: belief.mean.value)
    assert isinstance(leading, Belief)
    assert cheapest.loss == pytest.approx(leading.loss, abs=1e-9)


def _finite(value: Any) -> None:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            _finite(item)
    elif isinstance(value, float):
        assert isfinite(value)
