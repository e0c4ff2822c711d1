"""The lift that may be looked at daily: reference figures, and reasons where there is no answer."""

import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest

from clew.decisions import Estimate, ExperimentInvalid, Lift, Moments, Proportion, Unanswered, anytime_lift
from clew.decisions.anytime import critical, tightest


@pytest.fixture(scope="module")
def cookie_cats(shared: Path) -> dict[str, tuple[Proportion, Proportion]]:
    """The two retentions of the game, (gate_30, gate_40) each."""
    n: Counter[str] = Counter()
    kept: Counter[tuple[str, str]] = Counter()
    with gzip.open(shared / "data/ab_cookie_cats/users.csv.gz", "rt") as lines:
        for row in csv.DictReader(lines):
            n[row["version"]] += 1
            for metric in ("retention_1", "retention_7"):
                kept[row["version"], metric] += row[metric] == "True"
    return {
        metric: (
            Proportion(n["gate_30"], kept["gate_30", metric]),
            Proportion(n["gate_40"], kept["gate_40", metric]),
        )
        for metric in ("retention_1", "retention_7")
    }


@pytest.mark.parametrize(
    ("metric", "difference", "evidence", "p"),
    [("retention_1", -0.005905, 1.3188, 0.7583), ("retention_7", -0.008201, 27.35, 0.0366)],
)
def test_the_mixture_test_equals_the_reference(
    cookie_cats: dict[str, tuple[Proportion, Proportion]], metric: str, difference: float, evidence: float, p: float
) -> None:
    found = anytime_lift(*cookie_cats[metric], tau=0.01)
    assert isinstance(found, Lift)
    assert found.absolute.value == pytest.approx(difference, abs=5e-7)
    assert 1 / found.p == pytest.approx(evidence, rel=2e-4)
    assert found.p == pytest.approx(p, abs=5e-5)
    assert found.conclusive == (p <= 0.05)


def test_a_hold_out_shows_what_was_added_in_three_units() -> None:
    found = anytime_lift(Proportion(1_000, 50), Proportion(9_000, 900))
    assert isinstance(found, Lift)
    assert isinstance(found.relative, Estimate)
    assert found.absolute.value == pytest.approx(0.05)
    assert found.relative.value == pytest.approx(1.0)
    assert found.extra.value == pytest.approx(450)
    assert found.conclusive
    assert found.absolute.low > 0
    assert found.relative.low > 0


@pytest.mark.parametrize(
    ("control", "treatment", "reason"),
    [
        (Proportion(0, 0), Proportion(10, 5), "empty_arm"),
        (Proportion(10, 5), Proportion(0, 0), "empty_arm"),
        (Proportion(100, 0), Proportion(900, 0), "no_conversions"),
        (Proportion(10, 10), Proportion(20, 20), "all_converted"),
        (Proportion(100, 4), Proportion(900, 60), "too_few"),
        (Proportion(100, 96), Proportion(900, 500), "too_few"),
        (Moments(29, 1, 1), Moments(90, 2, 1), "too_few"),
        (Moments(100, 1, 0), Moments(100, 2, 0), "no_variance"),
    ],
)
def test_what_cannot_be_answered_says_why(
    control: Proportion | Moments, treatment: Proportion | Moments, reason: str
) -> None:
    found = anytime_lift(control, treatment)
    assert isinstance(found, Unanswered)
    assert found.reason == reason


def test_a_ratio_to_nearly_nothing_is_not_given() -> None:
    zero = anytime_lift(Moments(1_000, 0, 1), Moments(1_000, 1, 1))
    near = anytime_lift(Moments(1_000, 0.01, 1), Moments(1_000, 1, 1))
    assert isinstance(zero, Lift)
    assert isinstance(near, Lift)
    assert isinstance(zero.relative, Unanswered)
    assert isinstance(near.relative, Unanswered)
    assert (zero.relative.reason, near.relative.reason) == ("zero_baseline", "uncertain_baseline")


@pytest.mark.parametrize(
    "options", [{"level": 0.2}, {"level": 1.0}, {"level": float("nan")}, {"planned": 0}, {"tau": 0.0}, {"tau": -1.0}]
)
def test_options_that_cannot_be_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(ExperimentInvalid):
        anytime_lift(Proportion(100, 20), Proportion(100, 30), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("arm", [(10, 11), (10, -1), (-1, -1)])
def test_counts_that_cannot_be_are_refused(arm: tuple[int, int]) -> None:
    with pytest.raises(ExperimentInvalid):
        Proportion(*arm)


@pytest.mark.parametrize("planned", [1_000, 100_000])
def test_the_interval_is_tightest_where_it_is_planned_to_be(planned: int) -> None:
    def width(prior_planned: float) -> float:
        return critical(planned * tightest(round(prior_planned), 0.95), 0.95)

    best = width(planned)
    assert best < width(planned * 0.5)
    assert best < width(planned * 2)
