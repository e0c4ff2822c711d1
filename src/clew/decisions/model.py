"""What is known of an arm, and what may be said of two: frozen values, sufficient statistics only."""

from __future__ import annotations

from math import sqrt
from typing import Literal, TypeAlias

from msgspec import Struct

from clew.decisions.errors import ExperimentInvalid

FEWEST = 5
"""Successes and failures that each arm needs before normal theory is asked (see `anytime`)."""

FEWEST_PEOPLE = 30
"""People that each arm needs before normal theory is asked about a mean."""

_LARGEST = 1e50
"""Beyond it squares of products overflow; no number of a person is."""

Reason: TypeAlias = Literal[
    "empty_arm",
    "too_few",
    "no_conversions",
    "all_converted",
    "no_variance",
    "no_covariate",
    "zero_baseline",
    "uncertain_baseline",
    "single_arm",
    "unreachable",
]
"""Why a question has no answer."""


class Unanswered(Struct, frozen=True, tag="unanswered", tag_field="kind"):
    """A question that these numbers can't answer; never a NaN or an infinity in its place.

    Attributes:
        reason: Stable word.
        message: What is missing, in a sentence.
    """

    reason: Reason
    message: str


class Proportion(Struct, frozen=True):
    """How many of an arm's people did it.

    Attributes:
        n: People exposed.
        successes: Those of them who did.
    """

    n: int
    successes: int

    def __post_init__(self) -> None:
        if not 0 <= self.successes <= self.n:
            raise ExperimentInvalid(
                f"{self.successes} successes of {self.n} people can't be",
                hint="count each person once: 0 <= successes <= n",
            )

    @property
    def rate(self) -> float:
        """The share that did; 0 of nobody."""
        return self.successes / self.n if self.n else 0.0

    @property
    def moments(self) -> Moments:
        """The same as count, mean and variance of zeros and ones."""
        return Moments(self.n, self.rate, self.rate * (1 - self.rate))


class Moments(Struct, frozen=True):
    """Count, mean and variance of one number per person.

    Attributes:
        n: People exposed, those with 0 included.
        mean: Their mean.
        variance: Their variance, the squared unit of the mean (divided by n - 1; for large n it doesn't matter).
    """

    n: int
    mean: float
    variance: float

    def __post_init__(self) -> None:
        if self.n < 0 or not 0 <= self.variance <= _LARGEST**2 or not abs(self.mean) <= _LARGEST:
            raise ExperimentInvalid(
                "an arm has a count below zero, a negative variance, or a number that isn't finite",
                hint="give n >= 0, a finite mean and a finite variance >= 0",
            )


class PairMoments(Struct, frozen=True):
    """Two numbers per person: their counts, means, variances and how they vary together.

    Attributes:
        n: People exposed.
        mean_y: Mean of the metric (of the numerator, in a ratio).
        mean_x: Mean of the other number: from before the experiment, or the denominator of a ratio.
        variance_y: Variance of the metric.
        variance_x: Variance of the other number.
        covariance: Covariance of the two.
    """

    n: int
    mean_y: float
    mean_x: float
    variance_y: float
    variance_x: float
    covariance: float

    def __post_init__(self) -> None:
        # Each of the two is checked as an arm of its own.
        Moments(self.n, self.mean_y, self.variance_y)
        Moments(self.n, self.mean_x, self.variance_x)
        if not abs(self.covariance) <= sqrt(self.variance_y) * sqrt(self.variance_x) * (1 + 1e-9):
            raise ExperimentInvalid(
                "a covariance is larger than its two variances allow",
                hint="take all three from the same people, with the same divisor",
            )


class Estimate(Struct, frozen=True, tag="estimate", tag_field="kind"):
    """A figure with its interval.

    Attributes:
        value: The point estimate.
        low: Lower end of the interval.
        high: Upper end.
    """

    value: float
    low: float
    high: float

    def scaled(self, factor: float) -> Estimate:
        """The same in another unit; the factor is not negative."""
        return Estimate(self.value * factor, self.low * factor, self.high * factor)


class Lift(Struct, frozen=True, tag="lift", tag_field="kind"):
    """What a treatment adds to what happens without it.

    Attributes:
        method: Where interval and p come from: `fixed` may be looked at once, `anytime` as often as one likes.
        level: Confidence of each interval, such as 0.95.
        control: Rate or mean of those held out.
        treatment: Rate or mean of those treated.
        absolute: Difference of the two, in the unit of the metric.
        relative: Difference over the control (0.1 is ten per cent more), or why that can't be said. It lies on one
            side of zero exactly if the absolute one does.
        extra: What the treatment added among all who were treated: the difference times their number.
        p: The chance of so much evidence, or more, if there were no difference; with `anytime` it stays valid
            whenever one stops looking.
    """

    method: Literal["fixed", "anytime"]
    level: float
    control: float
    treatment: float
    absolute: Estimate
    relative: Estimate | Unanswered
    extra: Estimate
    p: float

    @property
    def conclusive(self) -> bool:
        """Whether the evidence against no difference suffices at this level."""
        return self.p <= 1 - self.level


Arm: TypeAlias = Proportion | Moments
"""What is known of one arm's metric."""


def check_level(level: float) -> float:
    """The level, if it is one.

    Raises:
        ExperimentInvalid: It isn't between 0.5 and 1.
    """
    if not 0.5 <= level < 1:
        raise ExperimentInvalid(f"{level} is no level of confidence", hint="say 0.95 for 95 %")
    return level
