"""Looking as often as one likes doesn't raise false alarms; intervals never contradict each other."""

from math import isfinite

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.decisions import Estimate, Lift, Moments, Proportion, Unanswered, anytime_lift

RUNS = 400

ARMS = st.integers(0, 10**6).flatmap(lambda n: st.builds(Proportion, st.just(n), st.integers(0, n)))
MEANS = st.builds(Moments, st.integers(0, 10**9), st.floats(-1e50, 1e50), st.floats(0, 1e100))


def growing(seed: int, rate: float, step: int, looks: int) -> np.ndarray:
    """Counts of successes after each look, one row a run."""
    return np.random.default_rng(seed).binomial(step, rate, (RUNS, looks)).cumsum(axis=1)


@pytest.mark.parametrize(
    ("rate", "held_out", "treated"), [(0.3, 200, 200), (0.05, 50, 450), (0.01, 100, 900), (0.2, 10, 190)]
)
def test_twenty_looks_at_no_difference_raise_at_most_one_alarm_in_twenty(
    rate: float, held_out: int, treated: int
) -> None:
    control, treatment = growing(1, rate, held_out, 20), growing(2, rate, treated, 20)
    alarms = outside = answered = 0
    for run in range(RUNS):
        looks = [
            anytime_lift(
                Proportion(held_out * (look + 1), int(control[run, look])),
                Proportion(treated * (look + 1), int(treatment[run, look])),
            )
            for look in range(20)
        ]
        told = [found for found in looks if isinstance(found, Lift)]
        alarms += any(found.conclusive for found in told)
        answered += bool(told)
        outside += any(not found.absolute.low <= 0 <= found.absolute.high for found in told)
    assert answered > RUNS * 0.9
    assert alarms / RUNS <= 0.05
    assert outside / RUNS <= 0.05


def test_a_difference_is_found_and_covered_at_every_look() -> None:
    control, treatment = growing(3, 0.10, 250, 20), growing(4, 0.13, 250, 20)
    found = missed = 0
    for run in range(RUNS):
        looks = [
            anytime_lift(
                Proportion(250 * (look + 1), int(control[run, look])),
                Proportion(250 * (look + 1), int(treatment[run, look])),
            )
            for look in range(20)
        ]
        told = [lift for lift in looks if isinstance(lift, Lift)]
        found += any(lift.conclusive for lift in told)
        missed += any(
            not lift.absolute.low <= 0.03 <= lift.absolute.high
            or not (isinstance(lift.relative, Unanswered) or lift.relative.low <= 0.3 <= lift.relative.high)
            for lift in told
        )
    assert found / RUNS > 0.8
    assert missed / RUNS <= 0.05


@given(st.one_of(st.tuples(ARMS, ARMS), st.tuples(MEANS, MEANS)))
def test_intervals_are_finite_hold_their_figure_and_agree_on_zero(
    arms: tuple[Proportion, Proportion] | tuple[Moments, Moments],
) -> None:
    lift = anytime_lift(*arms)
    if isinstance(lift, Unanswered):
        return
    assert 0 < lift.p <= 1
    for estimate in (lift.absolute, lift.relative, lift.extra):
        if isinstance(estimate, Estimate):
            assert all(map(isfinite, (estimate.value, estimate.low, estimate.high)))
            assert estimate.low <= estimate.value <= estimate.high
    if isinstance(lift.relative, Estimate) and lift.control > 0:
        near = 1e-9 * (1 + abs(lift.relative.high))
        if min(abs(lift.relative.low), abs(lift.relative.high)) > near:
            inside = lift.absolute.low <= 0 <= lift.absolute.high
            assert (lift.relative.low <= 0 <= lift.relative.high) == inside
