"""A whole experiment read: split, each treatment against the control by every method, guardrails, and what to do."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from msgspec import Struct

from clew.decisions.anytime import PLANNED, anytime_lift
from clew.decisions.balance import Balance, balance
from clew.decisions.bayes import Belief, beliefs
from clew.decisions.errors import ExperimentInvalid
from clew.decisions.fixed import fixed_lift
from clew.decisions.guardrail import Guardrail, check_guardrail
from clew.decisions.model import Arm, Lift, Unanswered, check_level


class Metric(Struct, frozen=True):
    """One thing that an experiment counts.

    Attributes:
        name: Its name.
        arms: What is known of each arm.
        lower: Whether less is better: complaints, unsubscribes, costs.
        margin: For a guardrail: the worsening, as a share of the control, that would be borne; None for a goal.
    """

    name: str
    arms: Mapping[str, Arm]
    lower: bool = False
    margin: float | None = None


class Trial(Struct, frozen=True):
    """An experiment as far as it has come.

    Attributes:
        control: The arm that was held out, or goes on as before.
        metrics: What is counted; the first without a margin is the goal that decides.
        assigned: People who came into each arm; those of the first metric if not given.
        shares: What each arm was to get; even if not given.
        level: Confidence, shared among the treatments where there are several (Bonferroni).
        planned: People of one comparison at whom the anytime interval is tightest.
    """

    control: str
    metrics: tuple[Metric, ...]
    assigned: Mapping[str, int] | None = None
    shares: Mapping[str, float] | None = None
    level: float = 0.95
    planned: int = PLANNED


class Comparison(Struct, frozen=True):
    """One treatment against the control, for one metric.

    Attributes:
        treatment: The arm.
        anytime: Lift that may be looked at daily.
        fixed: Lift for one look at the end.
        guardrail: For a guardrail: whether it holds.
    """

    treatment: str
    anytime: Lift | Unanswered
    fixed: Lift | Unanswered
    guardrail: Guardrail | None = None


class Beliefs(Struct, frozen=True, tag="beliefs", tag_field="kind"):
    """What to believe of all arms.

    Attributes:
        arms: Each by its name.
    """

    arms: dict[str, Belief]


class MetricReading(Struct, frozen=True):
    """What one metric says.

    Attributes:
        name: Its name.
        role: Whether it decides, must not suffer, or is only watched.
        comparisons: Each treatment against the control.
        beliefs: What to believe of each arm.
    """

    name: str
    role: Literal["goal", "guardrail", "watched"]
    comparisons: tuple[Comparison, ...]
    beliefs: Beliefs | Unanswered


Verdict: TypeAlias = Literal["broken", "harmful", "better", "worse", "open", "unanswered"]
"""What to do: repair it; stop it; take the treatment; leave it; go on; wait for people."""


class Reading(Struct, frozen=True):
    """An experiment, read.

    Attributes:
        level: Confidence of the whole experiment; of one comparison it is higher where there are several.
        balance: How people came into the arms.
        metrics: What each metric says.
        verdict: What to do, from evidence that holds at every look.
        winner: The arm to take, with the verdict `better`.
        why: The verdict in a sentence.
    """

    level: float
    balance: Balance | Unanswered
    metrics: tuple[MetricReading, ...]
    verdict: Verdict
    winner: str | None
    why: str


def read_trial(trial: Trial) -> Reading:
    """Everything that the numbers of an experiment say.

    Raises:
        ExperimentInvalid: No goal, an unknown control, arms that differ between metrics, or numbers that can't be.
    """
    arms = _arms(trial)
    treatments = [name for name in arms if name != trial.control]
    level = 1 - (1 - check_level(trial.level)) / len(treatments)
    assigned = trial.assigned or {name: arm.n for name, arm in trial.metrics[0].arms.items()}
    split = balance(assigned, trial.shares)
    goal = next(index for index, metric in enumerate(trial.metrics) if metric.margin is None)
    readings = tuple(
        MetricReading(
            metric.name,
            "guardrail" if metric.margin is not None else "goal" if index == goal else "watched",
            tuple(_compare(metric, trial, name, level) for name in treatments),
            _believed(metric, trial),
        )
        for index, metric in enumerate(trial.metrics)
    )
    verdict, winner, why = _judge(split, readings, trial.metrics[goal])
    return Reading(trial.level, split, readings, verdict, winner, why)


def _arms(trial: Trial) -> list[str]:
    if not any(metric.margin is None for metric in trial.metrics):
        raise ExperimentInvalid("the experiment has no goal", hint="give one metric without a margin")
    arms = list(trial.metrics[0].arms)
    if trial.control not in arms:
        raise ExperimentInvalid(f"no arm is called {trial.control}", hint="the arms are " + ", ".join(arms))
    if len(arms) < 2:
        raise ExperimentInvalid("there is one arm only", hint="an experiment compares a control with a treatment")
    for other in (*(metric.arms for metric in trial.metrics), trial.assigned or trial.metrics[0].arms):
        if set(other) != set(arms):
            raise ExperimentInvalid("the metrics don't have the same arms", hint="the first has " + ", ".join(arms))
    return arms


def _compare(metric: Metric, trial: Trial, name: str, level: float) -> Comparison:
    control, treatment = metric.arms[trial.control], metric.arms[name]
    anytime = anytime_lift(control, treatment, level=level, planned=trial.planned)
    held = None if metric.margin is None else check_guardrail(anytime, metric.margin, lower=metric.lower)
    return Comparison(name, anytime, fixed_lift(control, treatment, level=level), held)


def _believed(metric: Metric, trial: Trial) -> Beliefs | Unanswered:
    found = beliefs(metric.arms, level=trial.level, lower=metric.lower)
    return found if isinstance(found, Unanswered) else Beliefs(found)


def _judge(
    split: Balance | Unanswered, readings: tuple[MetricReading, ...], goal: Metric
) -> tuple[Verdict, str | None, str]:
    if isinstance(split, Balance) and split.state == "mismatch":
        return "broken", None, "people did not come into the arms as they were to; find out why before reading on"
    comparisons = next(reading for reading in readings if reading.role == "goal").comparisons
    names = [found.treatment for found in comparisons]
    harmed = {name: reading.name for reading in readings for name in names if _state(reading, name) == "harmed"}
    lifts = {found.treatment: found.anytime for found in comparisons if isinstance(found.anytime, Lift)}
    if not lifts:
        missing = next(found.anytime for found in comparisons if isinstance(found.anytime, Unanswered))
        return "unanswered", None, missing.message
    sign = -1 if goal.lower else 1
    gains = {name: sign * lift.absolute.value for name, lift in lifts.items() if lift.conclusive}
    good = {name: gain for name, gain in gains.items() if gain > 0 and name not in harmed}
    if good:
        best = max(good, key=lambda name: good[name])
        unsure = [reading.name for reading in readings if _state(reading, best) == "unclear"]
        named = " and ".join(f"“{name}”" for name in unsure)
        hold = f"; harm to {named} is not ruled out yet" if unsure else ""
        return "better", best, f"{best} is better than the control, at any time of looking{hold}"
    if harmed:
        name, metric = next(iter(harmed.items()))
        return "harmful", None, f"{name} makes {metric} worse than may be borne"
    if len(gains) == len(comparisons):
        return "worse", None, "the control is better than every treatment"
    return "open", None, "no difference is certain yet; look again, or stop when it is no longer worth the wait"


def _state(reading: MetricReading, treatment: str) -> str | None:
    """How a metric's guardrail stands for a treatment; None if it is none."""
    found = next(found.guardrail for found in reading.comparisons if found.treatment == treatment)
    return found.state if found else None
