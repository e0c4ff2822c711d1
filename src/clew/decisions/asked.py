"""Experiments as people hand them in: plain counts, or a plan, read strictly."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from clew.decisions.anytime import PLANNED
from clew.decisions.errors import ExperimentInvalid
from clew.decisions.model import Arm, Moments, Proportion, Unanswered
from clew.decisions.power import Design, Sizing, people_needed, smallest_effect
from clew.decisions.readout import Metric, Trial

Name = Annotated[str, Meta(min_length=1, max_length=200)]
Count = Annotated[int, Meta(ge=0, le=10**12)]


class ArmCounts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is known of one arm: conversions, or mean and deviation of a number per person.

    Attributes:
        people: How many were exposed, those without a conversion or value included.
        conversions: How many of them did it.
        mean: Mean of the number, over everybody.
        deviation: Its standard deviation.
    """

    people: Count
    conversions: Count | None = None
    mean: float | None = None
    deviation: Annotated[float, Meta(ge=0)] | None = None

    def arm(self, name: str) -> Arm:
        """The arm.

        Raises:
            ExperimentInvalid: Neither of the two is given, or both, or counts that can't be.
        """
        if self.conversions is not None and self.mean is None and self.deviation is None:
            return Proportion(self.people, self.conversions)
        if self.conversions is None and self.mean is not None and self.deviation is not None:
            return Moments(self.people, self.mean, self.deviation**2)
        raise ExperimentInvalid(
            "an arm needs either conversions, or mean and deviation",
            where=name,
            hint='{"people": 1000, "conversions": 50}',
        )


class MetricCounts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing that was counted in every arm.

    Attributes:
        name: Its name.
        arms: What is known of each arm, by name.
        lower: Whether less is better.
        margin: Of a guardrail: the worsening that would be borne, as a share of the control; a goal has none.
    """

    name: Name = "conversion"
    arms: Annotated[dict[str, ArmCounts], Meta(min_length=2, max_length=50)]
    lower: bool = False
    margin: float | None = None


class TrialCounts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An experiment as far as it has come.

    Attributes:
        control: The arm that was held out, or goes on as before.
        metrics: What was counted; the first without a margin is the goal that decides.
        assigned: People who were assigned to each arm, if that is not who was exposed.
        shares: What each arm was to get, in any unit; even if left out.
        level: Confidence, shared among the treatments.
        planned: People of one comparison at whom the anytime interval is tightest, as planned beforehand.
    """

    control: Name
    metrics: Annotated[tuple[MetricCounts, ...], Meta(min_length=1, max_length=50)]
    assigned: dict[str, Count] | None = None
    shares: dict[str, float] | None = None
    level: float = 0.95
    planned: Annotated[int, Meta(ge=1)] = PLANNED

    def trial(self) -> Trial:
        """The experiment.

        Raises:
            ExperimentInvalid: Counts that can't be.
        """
        metrics = tuple(
            Metric(each.name, {name: counts.arm(name) for name, counts in each.arms.items()}, each.lower, each.margin)
            for each in self.metrics
        )
        return Trial(self.control, metrics, self.assigned, self.shares, self.level, self.planned)


class PlanQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is known before an experiment: either the effect to be found, or the people there are.

    Attributes:
        baseline: Rate without the treatment, 0.05 for 5 %; or the mean, with its deviation.
        effect: The least difference that would be worth it, in the unit of the metric: 0.01 is one point.
        people: How many people there are, in all arms.
        deviation: Standard deviation per person, if the metric is a mean.
        level: Confidence with which a difference is to be told.
        power: Chance to tell it if it is there.
        held_out: Share of people in the control.
        treatments: How many are compared with the control.
        method: Whether one looks once (`fixed`) or whenever one likes (`anytime`).
        per_day: People who come a day.
    """

    baseline: float
    effect: float | None = None
    people: Annotated[int, Meta(ge=2)] | None = None
    deviation: float | None = None
    level: float = 0.95
    power: float = 0.8
    held_out: float = 0.5
    treatments: Annotated[int, Meta(ge=1, le=50)] = 1
    method: Literal["fixed", "anytime"] = "anytime"
    per_day: float | None = None

    def sizing(self) -> Sizing | Unanswered:
        """How large it must be, or what it can find.

        Raises:
            ExperimentInvalid: A plan that can't be.
        """
        design = Design(
            self.baseline, self.deviation, self.level, self.power, self.held_out, self.treatments, self.method
        )
        if (self.effect is None) == (self.people is None):
            raise ExperimentInvalid("either an effect or a number of people is needed", hint='such as "effect": 0.01')
        found = (
            people_needed(design, self.effect) if self.effect is not None else smallest_effect(design, self.people or 0)
        )
        return found if isinstance(found, Unanswered) or self.per_day is None else found.lasting(self.per_day)


class PlanAnswer(msgspec.Struct, frozen=True):
    """What a plan came to: one of the two.

    Attributes:
        sizing: How large the experiment is, and what it finds.
        unanswered: Why that can't be said.
    """

    sizing: Sizing | None = None
    unanswered: Unanswered | None = None


def answer(question: PlanQuestion) -> PlanAnswer:
    """A plan, answered.

    Raises:
        ExperimentInvalid: A plan that can't be.
    """
    found = question.sizing()
    return PlanAnswer(unanswered=found) if isinstance(found, Unanswered) else PlanAnswer(sizing=found)
