"""A whole experiment read: what its verdict says, and what it refuses."""

from typing import Any

import pytest

from clew.decisions import (
    Comparison,
    ExperimentInvalid,
    Lift,
    Metric,
    Moments,
    Proportion,
    Trial,
    read_trial,
)

BOUGHT = Metric("bought", {"hold": Proportion(5_000, 250), "go": Proportion(5_010, 400)})
NO_MATTER = Metric("bought", {"hold": Proportion(5_000, 250), "go": Proportion(5_010, 255)})
FEWER = Metric("bought", {"hold": Proportion(5_000, 400), "go": Proportion(5_010, 250)})
LEFT = Metric("left", {"hold": Proportion(5_000, 50), "go": Proportion(5_010, 150)}, lower=True, margin=0.1)
CALLS = Metric("calls", {"hold": Moments(5_000, 2.0, 1.0), "go": Moments(5_010, 2.001, 1.0)}, lower=True, margin=0.1)
LINKS = Metric("links", {"hold": Moments(5_000, 2.0, 99.0), "go": Moments(5_010, 2.0, 99.0)}, margin=0.01)
NOBODY = Metric("bought", {"hold": Proportion(5_000, 0), "go": Proportion(5_010, 0)})


@pytest.mark.parametrize(
    ("trial", "verdict", "winner"),
    [
        (Trial("hold", (BOUGHT,)), "better", "go"),
        (Trial("hold", (BOUGHT, CALLS)), "better", "go"),
        (Trial("hold", (NO_MATTER,)), "open", None),
        (Trial("hold", (FEWER,)), "worse", None),
        (Trial("hold", (Metric("complained", FEWER.arms, lower=True),)), "better", "go"),
        (Trial("hold", (BOUGHT, LEFT)), "harmful", None),
        (Trial("hold", (NOBODY,)), "unanswered", None),
        (Trial("hold", (BOUGHT,), shares={"hold": 1, "go": 3}), "broken", None),
        (Trial("hold", (BOUGHT,), assigned={"hold": 6_000, "go": 5_010}), "broken", None),
    ],
)
def test_the_verdict_follows_the_evidence(trial: Trial, verdict: str, winner: str | None) -> None:
    found = read_trial(trial)
    assert (found.verdict, found.winner) == (verdict, winner)
    assert found.why


def test_a_winner_whose_guardrail_is_open_is_named_with_it() -> None:
    found = read_trial(Trial("hold", (BOUGHT, LINKS)))
    assert found.verdict == "better"
    assert found.why == "go is better than the control, at any time of looking; harm to “links” is not ruled out yet"
    guardrail = found.metrics[1].comparisons[0].guardrail
    assert guardrail is not None
    assert guardrail.state == "unclear"


def test_several_treatments_share_the_level() -> None:
    arms = {"hold": Proportion(4_000, 200), "one": Proportion(4_000, 210), "two": Proportion(4_000, 300)}
    found = read_trial(Trial("hold", (Metric("bought", arms),)))
    comparison = found.metrics[0].comparisons[1]
    assert isinstance(comparison, Comparison)
    assert isinstance(comparison.fixed, Lift)
    assert comparison.fixed.level == pytest.approx(0.975)
    assert found.winner == "two"


@pytest.mark.parametrize(
    "wrong",
    [
        {"control": "nobody", "metrics": (BOUGHT,)},
        {"control": "hold", "metrics": (LEFT,)},
        {"control": "hold", "metrics": (Metric("x", {"hold": Proportion(9, 1)}),)},
        {"control": "hold", "metrics": (BOUGHT, Metric("x", {"hold": Proportion(9, 1), "a": Proportion(9, 1)}))},
        {"control": "hold", "metrics": (BOUGHT,), "assigned": {"hold": 5_000}},
        {"control": "hold", "metrics": (BOUGHT, Metric("x", BOUGHT.arms, margin=0.0))},
    ],
)
def test_an_experiment_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ExperimentInvalid):
        read_trial(Trial(**wrong))
