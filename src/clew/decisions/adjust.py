"""From what was counted to one number per person: zeros added, ratios made linear, the known taken out."""

from collections.abc import Mapping
from math import fsum

from msgspec import Struct

from clew.decisions.errors import ExperimentInvalid
from clew.decisions.model import Moments, PairMoments, Unanswered


def from_sums(n: int, total: float, squares: float) -> Moments:
    """Moments of n numbers from their sum and the sum of their squares, as SQL gives them."""
    if n < 2:
        return Moments(n, total if n else 0.0, 0.0)
    mean = total / n
    # Rounding may leave a little less than nothing where all numbers are the same.
    return Moments(n, mean, max(0.0, (squares - total * mean) / (n - 1)))


def with_zeros(n: int, payers: Moments) -> Moments:
    """Moments over everybody from those over the few who paid: the others count as 0.

    Args:
        n: Everybody exposed.
        payers: Count, mean and variance of those with a value.

    Raises:
        ExperimentInvalid: More paid than there are.
    """
    if payers.n > n:
        raise ExperimentInvalid(f"{payers.n} of {n} people can't have paid")
    if n < 2:
        return Moments(n, payers.mean if payers.n else 0.0, 0.0)
    mean = payers.mean * payers.n / n
    spread = payers.variance * max(0, payers.n - 1) + payers.n * (n - payers.n) / n * payers.mean**2
    return Moments(n, mean, spread / (n - 1))


def ratio(arm: PairMoments) -> Moments | Unanswered:
    """A ratio of two means (revenue per order, clicks per view), as the mean of one number per person.

    By the delta method (Deng, Knoblich and Lu 2018, "Applying the delta method in metric analytics",
    arXiv:1803.06336): people are what was assigned, so the variance is theirs, not that of orders or views.

    Args:
        arm: Numerator (y) and denominator (x) per person.
    """
    if not arm.n:
        return Unanswered("empty_arm", "nobody is in this arm yet")
    if not arm.mean_x:
        return Unanswered("zero_baseline", "the denominator of the ratio is zero in an arm")
    value = arm.mean_y / arm.mean_x
    spread = fsum((arm.variance_y, -2 * value * arm.covariance, value * value * arm.variance_x))
    return Moments(arm.n, value, max(0.0, spread) / arm.mean_x**2)


class Adjusted(Struct, frozen=True):
    """Arms without what was known beforehand.

    Attributes:
        arms: Each arm's moments after the adjustment.
        slope: How much of the metric goes with one unit of the covariate.
        removed: Share of the variance that is gone, 0 to 1; the experiment counts as 1 / (1 - removed) times as large.
    """

    arms: dict[str, Moments]
    slope: float
    removed: float


def cuped(arms: Mapping[str, PairMoments]) -> Adjusted | Unanswered:
    """Take out of a metric what a number from before the experiment explains.

    Deng, Xu, Kohavi and Walker (2013, "Improving the sensitivity of online controlled experiments by utilizing
    pre-experiment data"), with one slope for all arms, from the variation within them. The covariate must come from
    before the assignment: one that the treatment moves takes part of the lift away.

    Args:
        arms: Metric (y) and covariate (x) per person, by arm.
    """
    if not all(arm.n for arm in arms.values()) or not arms:
        return Unanswered("empty_arm", "nobody is in an arm yet")
    weights = {name: max(0, arm.n - 1) for name, arm in arms.items()}
    within_x = fsum(weights[name] * arm.variance_x for name, arm in arms.items())
    within_y = fsum(weights[name] * arm.variance_y for name, arm in arms.items())
    if within_x <= 0:
        return Unanswered("no_covariate", "the number from before is the same for everybody")
    slope = fsum(weights[name] * arm.covariance for name, arm in arms.items()) / within_x
    middle = fsum(arm.n * arm.mean_x for arm in arms.values()) / sum(arm.n for arm in arms.values())
    adjusted: dict[str, Moments] = {}
    for name, arm in arms.items():
        left = fsum((arm.variance_y, -2 * slope * arm.covariance, slope * slope * arm.variance_x))
        adjusted[name] = Moments(arm.n, arm.mean_y - slope * (arm.mean_x - middle), max(0.0, left))
    remaining = fsum(weights[name] * arm.variance for name, arm in adjusted.items())
    removed = 1 - remaining / within_y if within_y > 0 else 0.0
    return Adjusted(adjusted, slope, min(1.0, max(0.0, removed)))
