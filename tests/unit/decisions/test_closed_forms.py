"""Read-outs against the reference, the literature's figures and SciPy."""

from math import inf, nan
from typing import Any

import numpy as np
import pytest
from scipy import stats

from clew.decisions import (
    Adjusted,
    Balance,
    Design,
    Estimate,
    ExperimentInvalid,
    Lift,
    Moments,
    PairMoments,
    Proportion,
    Sizing,
    Unanswered,
    balance,
    beliefs,
    cuped,
    fixed_lift,
    from_sums,
    people_needed,
    ratio,
    smallest_effect,
    with_zeros,
)

DAY_1 = Proportion(44_700, 20_034), Proportion(45_489, 20_119)
DAY_7 = Proportion(44_700, 8_502), Proportion(45_489, 8_279)


@pytest.mark.parametrize(
    ("arms", "low", "high", "p"),
    [(DAY_1, -0.012392, 0.000582, 0.07441), (DAY_7, -0.013282, -0.003121, 0.001554)],
)
def test_two_proportions_equal_the_reference(
    arms: tuple[Proportion, Proportion], low: float, high: float, p: float
) -> None:
    found = fixed_lift(*arms)
    assert isinstance(found, Lift)
    assert (found.absolute.low, found.absolute.high) == pytest.approx((low, high), abs=6e-7)
    assert found.p == pytest.approx(p, rel=2e-4)


def test_two_means_equal_welchs_test() -> None:
    chance = np.random.default_rng(1)
    one, other = chance.gamma(2, 3, 40), chance.gamma(2.5, 3, 55)
    arms = [from_sums(len(values), values.sum(), (values**2).sum()) for values in (one, other)]
    found = fixed_lift(*arms)
    welch: Any = stats.ttest_ind(other, one, equal_var=False)
    assert isinstance(found, Lift)
    assert found.p == pytest.approx(welch.pvalue, rel=1e-9)
    assert (found.absolute.low, found.absolute.high) == pytest.approx(tuple(welch.confidence_interval()), rel=1e-9)


@pytest.mark.parametrize(("arms", "chance"), [(DAY_1, 0.0374), (DAY_7, 0.00078)])
def test_the_chance_to_be_best_equals_the_reference(arms: tuple[Proportion, Proportion], chance: float) -> None:
    found = beliefs({"gate_30": arms[0], "gate_40": arms[1]})
    assert isinstance(found, dict)
    assert found["gate_40"].best == pytest.approx(chance, abs=3e-4)  # the reference drew it
    mean = stats.beta(arms[0].successes + 1, arms[0].n - arms[0].successes + 1)
    assert found["gate_30"].mean.low == pytest.approx(mean.ppf(0.025), rel=1e-9)


def test_beliefs_equal_what_is_drawn() -> None:
    arms = {"a": Proportion(5, 0), "b": Proportion(10, 1), "c": Proportion(100, 20), "d": Proportion(0, 0)}
    found = beliefs(arms, prior=(0.5, 0.5))
    assert isinstance(found, dict)
    chance = np.random.default_rng(2)
    drawn = np.array([chance.beta(0.5 + arm.successes, 0.5 + arm.n - arm.successes, 200_000) for arm in arms.values()])
    best = np.bincount(drawn.argmax(axis=0)) / drawn.shape[1]
    assert [belief.best for belief in found.values()] == pytest.approx(list(best), abs=0.005)
    losses = (drawn.max(axis=0) - drawn).mean(axis=1)
    assert [belief.loss for belief in found.values()] == pytest.approx(list(losses), abs=0.003)


def test_of_two_normal_means_the_chance_has_a_closed_form() -> None:
    one, other = Moments(400, 10.0, 25.0), Moments(900, 10.2, 36.0)
    error = (25 / 400 + 36 / 900) ** 0.5
    found = beliefs({"one": one, "other": other})
    fewer = beliefs({"one": one, "other": other}, lower=True)
    assert isinstance(found, dict)
    assert isinstance(fewer, dict)
    assert found["other"].best == pytest.approx(stats.norm.cdf(0.2 / error), abs=1e-10)
    assert fewer["one"].best == pytest.approx(found["other"].best, abs=1e-10)
    z = 0.2 / error
    loss = error * (stats.norm.pdf(z) - z * stats.norm.sf(z))
    assert found["other"].loss == pytest.approx(loss, rel=1e-8)
    assert found["one"].loss == pytest.approx(loss + 0.2, rel=1e-8)


def test_beliefs_that_cannot_be_say_why() -> None:
    assert beliefs({"a": Proportion(1, 1)}) == Unanswered(
        "single_arm", "there is nothing to compare with: give two arms or more"
    )
    few = beliefs({"a": Moments(3, 1, 1), "b": Moments(40, 1, 1)})
    flat = beliefs({"a": Moments(40, 1, 0), "b": Moments(40, 1, 1)})
    assert isinstance(few, Unanswered)
    assert isinstance(flat, Unanswered)
    assert (few.reason, flat.reason) == ("too_few", "no_variance")
    with pytest.raises(ExperimentInvalid):
        beliefs({"a": Moments(40, 1, 1), "b": Proportion(40, 1)})


def test_a_split_that_is_off_is_told_and_one_look_alone_does_not_decide() -> None:
    found = balance({"gate_30": 44_700, "gate_40": 45_489})
    assert isinstance(found, Balance)
    assert found.p == pytest.approx(0.0086, abs=5e-5)
    assert found.state == "doubtful"
    worse = balance({"gate_30": 44_200, "gate_40": 45_989})
    assert isinstance(worse, Balance)
    assert worse.state == "mismatch"
    meant = balance({"hold": 1_012, "go": 8_988}, {"hold": 10, "go": 90})
    assert isinstance(meant, Balance)
    assert meant.state == "fine"
    assert meant.p == pytest.approx(stats.chisquare([1_012, 8_988], [1_000, 9_000]).pvalue, rel=1e-9)
    few = balance({"a": 3, "b": 4})
    assert isinstance(few, Unanswered)
    with pytest.raises(ExperimentInvalid):
        balance({"a": 10, "b": 10}, {"a": 1})


def test_the_sequential_split_check_raises_few_alarms_over_many_looks() -> None:
    arrived = np.random.default_rng(5).binomial(100, 0.1, (300, 50)).cumsum(axis=1)
    alarms = 0
    for run in arrived:
        looks = [
            balance({"hold": int(n), "go": 100 * (i + 1) - int(n)}, {"hold": 1, "go": 9}) for i, n in enumerate(run)
        ]
        alarms += any(isinstance(look, Balance) and look.always_p <= 0.05 for look in looks)
    assert alarms / 300 <= 0.05


def _pair(y: np.ndarray, x: np.ndarray) -> PairMoments:
    together = np.cov(y, x)
    return PairMoments(len(y), y.mean(), x.mean(), together[0, 0], together[1, 1], together[0, 1])


def test_cuped_takes_out_what_was_known_and_keeps_the_lift() -> None:
    chance = np.random.default_rng(7)
    before = chance.normal(10, 3, (2, 4_000))
    after = before * 0.8 + chance.normal(0, 1, (2, 4_000)) + np.array([[0], [0.2]])
    found = cuped({"hold": _pair(after[0], before[0]), "go": _pair(after[1], before[1])})
    assert isinstance(found, Adjusted)
    assert found.slope == pytest.approx(0.8, abs=0.02)
    assert found.removed == pytest.approx(0.85, abs=0.02)  # 2.4² of 2.4² + 1
    lift = fixed_lift(found.arms["hold"], found.arms["go"])
    assert isinstance(lift, Lift)
    assert lift.absolute.low < 0.2 < lift.absolute.high
    assert lift.absolute.high - lift.absolute.low < 0.1
    flat = cuped({"hold": PairMoments(9, 1, 1, 1, 0, 0), "go": PairMoments(9, 1, 1, 1, 0, 0)})
    assert isinstance(flat, Unanswered)
    assert flat.reason == "no_covariate"


def test_the_error_of_a_ratio_is_that_of_repeated_experiments() -> None:
    chance = np.random.default_rng(8)
    orders = chance.poisson(3, (400, 500)) + 1
    revenue = orders * 20 + chance.normal(0, 15, orders.shape)
    values = revenue.sum(axis=1) / orders.sum(axis=1)
    told = [ratio(_pair(y, x)) for y, x in zip(revenue, orders, strict=True)]
    errors = [(arm.variance / arm.n) ** 0.5 for arm in told if isinstance(arm, Moments)]
    assert np.mean(errors) == pytest.approx(values.std(), rel=0.1)
    nothing = ratio(PairMoments(10, 1, 0, 1, 0, 0))
    assert isinstance(nothing, Unanswered)
    assert nothing.reason == "zero_baseline"


def test_zeros_are_added_exactly() -> None:
    spent = np.array([3.0, 8.0, 4.5, 20.0])
    everybody = np.concatenate([spent, np.zeros(6)])
    found = with_zeros(10, from_sums(4, spent.sum(), (spent**2).sum()))
    assert found.mean == pytest.approx(everybody.mean())
    assert found.variance == pytest.approx(everybody.var(ddof=1))
    with pytest.raises(ExperimentInvalid):
        with_zeros(3, Moments(4, 1, 1))


@pytest.mark.parametrize(
    ("design", "effect", "each"),
    [
        # R's power.prop.test(p1 = .50, p2 = .75, power = .90): n = 76.7
        (Design(0.50, power=0.9), 0.25, 77),
        # Evan Miller's and others' example of 5 % to 6 %: 8,158 each
        (Design(0.05), 0.01, 8_158),
        # two means, one deviation apart, power .9: 2 (1.96 + 1.2816)² = 21.01
        (Design(3.0, deviation=2.0, power=0.9), 2.0, 22),
    ],
)
def test_sizes_equal_the_literature(design: Design, effect: float, each: int) -> None:
    found = people_needed(design, effect)
    assert isinstance(found, Sizing)
    assert (found.control, found.treatment) == (each, each)


def test_what_a_size_finds_is_what_the_size_was_for() -> None:
    for method in ("fixed", "anytime"):
        design = Design(0.04, held_out=0.1, comparisons=2, method=method)
        needed = people_needed(design, 0.01)
        assert isinstance(needed, Sizing)
        back = smallest_effect(design, needed.total)
        assert isinstance(back, Sizing)
        assert back.effect == pytest.approx(0.01, rel=1e-3)
    assert needed.lasting(1_000).days == -(-needed.total // 1_000)


@pytest.mark.parametrize("method", ["fixed", "anytime"])
def test_a_planned_experiment_finds_its_effect_as_often_as_promised(method: str) -> None:
    from clew.decisions import anytime_lift

    sizing = people_needed(Design(0.10, method=method), 0.03)  # type: ignore[arg-type]
    assert isinstance(sizing, Sizing)
    chance = np.random.default_rng(9)
    found = 0
    for control, treatment in zip(
        chance.binomial(sizing.control, 0.10, 400), chance.binomial(sizing.treatment, 0.13, 400), strict=True
    ):
        arms = Proportion(sizing.control, int(control)), Proportion(sizing.treatment, int(treatment))
        lift = fixed_lift(*arms) if method == "fixed" else anytime_lift(*arms, planned=sizing.planned)
        found += isinstance(lift, Lift) and lift.conclusive
    assert found / 400 == pytest.approx(0.8, abs=0.06)


@pytest.mark.parametrize(
    "wrong",
    [
        {"baseline": 0.0},
        {"baseline": 1.2},
        {"baseline": nan},
        {"baseline": 1.0, "deviation": 0.0},
        {"baseline": 1.0, "deviation": inf},
        {"baseline": 0.1, "power": 1.0},
        {"baseline": 0.1, "held_out": 0.0},
        {"baseline": 0.1, "comparisons": 0},
        {"baseline": 0.1, "level": 1.0},
    ],
)
def test_a_design_that_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ExperimentInvalid):
        Design(**wrong)  # type: ignore[arg-type]


def test_effects_out_of_reach_are_told() -> None:
    with pytest.raises(ExperimentInvalid):
        people_needed(Design(0.1), 0.95)
    with pytest.raises(ExperimentInvalid):
        people_needed(Design(0.1), 0.0)
    tiny = people_needed(Design(0.1), 1e-12)
    few = smallest_effect(Design(0.1), 3)
    assert isinstance(tiny, Unanswered)
    assert isinstance(few, Unanswered)
    assert tiny.reason == few.reason == "unreachable"
    assert isinstance(Estimate(1, 0, 2).scaled(2), Estimate)
