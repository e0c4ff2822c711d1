"""How sure a figure is that comes from a sample: intervals at 95 %, each by a method that is named with it.

What is drawn are people, not their events: somebody who answers ten times alike is one voice. So the error of a mean
or share over events is that of a ratio of two sums over people, by the delta method (W. G. Cochran, Sampling
Techniques, 3rd ed. 1977, section 6.4), and Wilson's interval and the ranks of a median take as many events as would
be worth the same if each were somebody else's (the design effect: L. Kish, Survey Sampling, 1965, section 8.2). Of a
total nothing is known but who came: each person counts as a Poisson number of such people, the bootstrap of N.
Chamandy et al., "Estimating uncertainty for massive data streams" (2012), whose variance needs no draws.
"""

from math import isfinite, sqrt
from typing import Literal, NamedTuple, TypeAlias

import msgspec

Method: TypeAlias = Literal["wilson", "normal", "order statistics", "poisson"]
Z = 1.959963984540054
"""The normal deviate that 95 of 100 samples stay within."""

FEWEST = 6
"""Of fewer values no two bound the median; of fewer people no total is sure."""


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


class Votes(NamedTuple):
    """What people said, as sums over people: `s` is the sum of one's values, `n` their number.

    Attributes:
        people: How many.
        n: Values of all.
        total: Sum of the values.
        squares: Sum of `s` squared.
        mixed: Sum of `s` times `n`.
        sizes: Sum of `n` squared.
    """

    people: int
    n: int
    total: float
    squares: float
    mixed: float
    sizes: float

    @property
    def mean(self) -> float:
        """Of the values; 0 of none."""
        return self.total / self.n if self.n else 0.0

    @property
    def error(self) -> float | None:
        """Standard error of the mean; None of fewer than two people."""
        if self.people < 2:
            return None
        mean = self.mean
        spread = self.squares - 2 * mean * self.mixed + mean * mean * self.sizes
        return sqrt(max(0.0, spread) * self.people / (self.people - 1)) / self.n

    @property
    def worth(self) -> float:
        """Of values that are 0 or 1: how many people with one value each would say as much; never more than `n`."""
        mean, error = self.mean, self.error
        if not self.n or not 0 < mean < 1 or not error:
            return float(self.people)
        return min(float(self.n), mean * (1 - mean) / error**2)


def of_mean(votes: Votes, scale: float = 1.0) -> Interval | None:
    """Of a mean over events, by the delta method; None of fewer than two people."""
    error = votes.error
    if error is None or not isfinite(votes.mean) or not isfinite(error):
        return None
    half = Z * error
    return Interval(scale * (votes.mean - half), scale * (votes.mean + half), "normal")


def of_share(votes: Votes) -> Interval | None:
    """Of a share of events: Wilson's, of as many trials as they are worth; None of nothing."""
    return wilson(votes.mean * votes.worth, votes.worth) if votes.n else None


def of_total(total: float, squares: float, people: int, least: float = 0.0) -> Interval | None:
    """Of a total over people, by the variance of its Poisson bootstrap; None of fewer than six people.

    Args:
        total: Of all.
        squares: Sum of each person's part squared.
        people: How many.
        least: The smallest part: a total of parts that are not below 0 is not either.
    """
    if people < FEWEST or not isfinite(total) or not isfinite(squares):
        return None
    half = Z * sqrt(squares)
    low = total - half
    return Interval(max(0.0, low) if least >= 0 else low, total + half, "poisson")


def wilson(successes: float, trials: float) -> Interval | None:
    """Of a share: Wilson's score interval (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927, p. 209); None of nothing.

    Law: it lies within [0, 1] and holds the share.
    """
    if not trials:
        return None
    share, square = successes / trials, Z * Z / trials
    middle = (share + square / 2) / (1 + square)
    half = Z / (1 + square) * sqrt(share * (1 - share) / trials + square / (4 * trials))
    return Interval(min(max(0.0, middle - half), share), max(min(1.0, middle + half), share), "wilson")


def between_ranks(low: float | None, high: float | None, count: int) -> Interval | None:
    """Of a median: between the values at ranks n/2 - h and 1 + n/2 + h, whatever the distribution.

    h is z*sqrt(n)/2 (W. J. Conover, Practical Nonparametric Statistics, 3rd ed. 1999, section 3.2), times the root of
    the design effect where people have several values (R. S. Woodruff, J. Am. Stat. Assoc. 47, 1952, p. 635). None
    where a rank lies outside the sample, as with five values or fewer.
    """
    return None if low is None or high is None or count < FEWEST else Interval(low, high, "order statistics")
