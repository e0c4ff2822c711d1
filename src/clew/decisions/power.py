"""How large an experiment must be, what it can find, and how long that takes."""

from collections.abc import Callable
from math import ceil, sqrt
from statistics import NormalDist
from typing import Literal

from msgspec import Struct, structs

from clew.decisions.anytime import critical, tightest
from clew.decisions.errors import ExperimentInvalid
from clew.decisions.model import Unanswered, check_level

_MOST = 10**15


class Design(Struct, frozen=True):
    """What is known before an experiment.

    Attributes:
        baseline: Rate (or mean) without the treatment.
        deviation: Standard deviation of the metric per person; None for a rate, which has its own.
        level: Confidence with which a difference is to be told.
        power: Chance to tell it if it is there.
        held_out: Share of people in the control.
        comparisons: Treatments compared with the control; the level is shared among them (Bonferroni).
        method: Whether the experiment is looked at once (`fixed`) or as one likes (`anytime`).
    """

    baseline: float
    deviation: float | None = None
    level: float = 0.95
    power: float = 0.8
    held_out: float = 0.5
    comparisons: int = 1
    method: Literal["fixed", "anytime"] = "fixed"

    def __post_init__(self) -> None:
        check_level(self.level)
        rate = self.deviation is None
        if rate and not 0 < self.baseline < 1:
            raise ExperimentInvalid(
                f"a rate of {self.baseline} can't be planned for",
                hint="say 0.05 for 5 %, or give the deviation if it is a mean",
            )
        if not rate and not (abs(self.baseline) < 1e50 and 0 < (self.deviation or 0) < 1e50):
            raise ExperimentInvalid("the deviation must be above zero", hint="take it from last month's people")
        if not 0.5 <= self.power < 1 or not 0 < self.held_out < 1 or not 1 <= self.comparisons <= 1_000:
            raise ExperimentInvalid(
                "power, hold-out or the number of treatments can't be",
                hint="power from 0.5, a hold-out between 0 and 1, at least one treatment",
            )

    @property
    def shares(self) -> tuple[float, float]:
        """Shares of the control and of one treatment among the people of one comparison."""
        treated = (1 - self.held_out) / self.comparisons
        return self.held_out / (self.held_out + treated), treated / (self.held_out + treated)


class Sizing(Struct, frozen=True):
    """An experiment that can find an effect.

    Attributes:
        control: People in the control.
        treatment: People in each treatment.
        total: People in all arms.
        effect: The difference that is found, in the unit of the metric.
        relative: The same over the baseline; None if that is zero.
        planned: What to give `anytime_lift` as `planned`: the people of one comparison.
        days: Days until they are there; None if nobody said how many come a day.
    """

    control: int
    treatment: int
    total: int
    effect: float
    relative: float | None
    planned: int
    days: int | None = None

    def lasting(self, per_day: float) -> "Sizing":
        """The same with its duration; whole weeks are better, as week-ends differ.

        Raises:
            ExperimentInvalid: Nobody comes.
        """
        if not 0 < per_day < float("inf"):
            raise ExperimentInvalid(f"{per_day} people a day never make an experiment")
        return structs.replace(self, days=ceil(self.total / per_day))


def people_needed(design: Design, effect: float) -> Sizing | Unanswered:
    """The smallest experiment that finds an effect with the design's power.

    For rates the formula of Fleiss, Levin and Paik (2003, section 4.2) without its continuity correction, for means
    the normal one; with `anytime` the multiplier of the confidence sequence at that size takes the place of the
    normal quantile, which counts on the last look only and so errs on the large side.

    Args:
        design: What is known.
        effect: The difference to be found, in the unit of the metric, of either sign.

    Raises:
        ExperimentInvalid: An effect of nothing, or one that makes a rate leave 0 to 1.
    """
    if not 0 < abs(effect) < 1e50:
        raise ExperimentInvalid("an effect of nothing can't be found", hint="say the least that would be worth it")
    if design.deviation is None and not 0 < design.baseline + effect < 1:
        raise ExperimentInvalid(
            f"from {design.baseline} an effect of {effect} leads out of 0 to 1",
            hint="effects are absolute here: 0.01 is one point",
        )
    needed = _first(lambda people: _finds(design, effect, people))
    if needed is None:
        return Unanswered("unreachable", "no number of people that exists would show so small an effect")
    return _sizing(design, needed, effect)


def smallest_effect(design: Design, people: int) -> Sizing | Unanswered:
    """The smallest rise that an experiment of so many people, in all arms, finds with the design's power.

    Raises:
        ExperimentInvalid: Fewer people than arms.
    """
    if people <= design.comparisons:
        raise ExperimentInvalid(f"{people} people don't fill {design.comparisons + 1} arms")
    pair = max(2, round(people * (design.held_out + (1 - design.held_out) / design.comparisons)))
    top = 1 - design.baseline if design.deviation is None else 1e3 * design.deviation
    low, high = 0.0, top * (1 - 1e-9)
    if not _finds(design, high, pair):
        return Unanswered("unreachable", "so few people show no effect at all")
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (low, middle) if _finds(design, middle, pair) else (middle, high)
    return _sizing(design, pair, high)


def _finds(design: Design, effect: float, people: int) -> bool:
    """Whether so many people in one comparison show the effect with the design's power."""
    control, treated = design.shares
    if design.deviation is None:
        rate, other = design.baseline, design.baseline + effect
        pooled = control * rate + treated * other
        null = sqrt(pooled * (1 - pooled) * (1 / control + 1 / treated))
        there = sqrt(rate * (1 - rate) / control + other * (1 - other) / treated)
    else:
        null = there = design.deviation * sqrt(1 / control + 1 / treated)
    alpha = (1 - design.level) / design.comparisons
    if design.method == "fixed":
        multiplier = NormalDist().inv_cdf(1 - alpha / 2)
    else:
        multiplier = critical(people * tightest(people, 1 - alpha), 1 - alpha)
    reach = multiplier * null + NormalDist().inv_cdf(design.power) * there
    return abs(effect) * sqrt(people) >= reach


def _first(holds: Callable[[int], bool]) -> int | None:
    """The first whole number from 2 on for which something holds that holds for all that follow."""
    high = 2
    while not holds(high):
        high *= 2
        if high > _MOST:
            return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _sizing(design: Design, pair: int, effect: float) -> Sizing:
    # Ten digits are kept, so that 0.3 * 10 stays 3 people and doesn't become 4.
    control, treatment = (ceil(round(pair * share, 6)) for share in design.shares)
    return Sizing(
        control=control,
        treatment=treatment,
        total=control + treatment * design.comparisons,
        effect=effect,
        relative=effect / design.baseline if design.baseline else None,
        planned=pair,
    )
