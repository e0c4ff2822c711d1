"""How sure a figure is that comes from a sample: intervals at 95 %, each by a method that is named with it."""

from math import isfinite, sqrt
from typing import Literal, TypeAlias

import msgspec

Method: TypeAlias = Literal["wilson", "normal", "order statistics"]
Z = 1.959963984540054
"""The normal deviate that 95 of 100 samples stay within."""


class Interval(msgspec.Struct, frozen=True):
    """Between which numbers the true one lies, in 95 of 100 samples.

    Attributes:
        low: The least.
        high: The greatest.
        method: How it was found.
    """

    low: float
    high: float
    method: Method


def wilson(successes: int, trials: int) -> Interval | None:
    """Of a share: Wilson's score interval (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927, p. 209); None of nothing.

    Law: it lies within [0, 1] and holds the share.
    """
    if not trials:
        return None
    share, square = successes / trials, Z * Z / trials
    middle = (share + square / 2) / (1 + square)
    half = Z / (1 + square) * sqrt(share * (1 - share) / trials + square / (4 * trials))
    return Interval(min(max(0.0, middle - half), share), max(min(1.0, middle + half), share), "wilson")


def normal(mean: float | None, deviation: float | None, count: int) -> Interval | None:
    """Of a mean, by the central limit theorem; None of fewer than two.

    Args:
        mean: Of the sample.
        deviation: The sample's standard deviation (n - 1).
        count: How many there were.
    """
    if mean is None or deviation is None or count < 2 or not isfinite(mean) or not isfinite(deviation):
        return None
    half = Z * deviation / sqrt(count)
    return Interval(mean - half, mean + half, "normal")


def between_ranks(low: float | None, high: float | None, count: int) -> Interval | None:
    """Of a median: between the values at ranks n/2 - z*sqrt(n)/2 and 1 + n/2 + z*sqrt(n)/2, whatever the distribution.

    Source: W. J. Conover, Practical Nonparametric Statistics, 3rd ed. 1999, section 3.2. None where a rank lies outside
    the sample, as with five values or fewer.
    """
    return None if low is None or high is None or count < 6 else Interval(low, high, "order statistics")
