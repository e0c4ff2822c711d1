"""How many there are, from a sample: which part to look at, and how sure the answer is."""

from math import ceil, floor, sqrt
from typing import NamedTuple

from clew.kernel.hashing import BUCKETS

_Z = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""


class Estimate(NamedTuple):
    """A number that is probably right, and between which numbers the true one lies in 95 of 100 samples."""

    number: int
    low: int
    high: int


def buckets_for(size: int, most: int) -> range:
    """Which buckets to look at, so that of so many records about `most` are read: all of them if that is enough.

    A profile's bucket is a hash of its id, which knows nothing of what the person does: the people of some buckets are
    a simple random sample of all people. They are always the same ones, so that two questions can be compared.
    """
    return range(BUCKETS if size <= most else max(1, BUCKETS * most // size))


def estimate(found: int, looked_at: int, people: int) -> Estimate:
    """How many of all people, when so many of those looked at were found.

    Wilson's score interval (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927, p. 209), which holds for rare and for common
    things alike, with the size of the sample corrected for a finite population: drawn without replacement, n of N tell
    as much as n(N-1)/(N-n) of infinitely many (W. G. Cochran, Sampling Techniques, 1977, section 3.2).

    Law: the interval holds the number, lies within what is possible, and is a point when everybody was looked at.
    """
    if looked_at >= people or not looked_at:
        return Estimate(found, found, found if looked_at else people)
    share = found / looked_at
    worth = looked_at * (people - 1) / (people - looked_at)
    square = _Z * _Z / worth
    middle = (share + square / 2) / (1 + square)
    half = _Z / (1 + square) * sqrt(share * (1 - share) / worth + square / (4 * worth))
    number = round(people * share)
    # Whoever was found is there, and whoever was not is not.
    low = max(found, floor(people * (middle - half)))
    high = min(people - (looked_at - found), ceil(people * (middle + half)))
    return Estimate(number, min(low, number), max(high, number))
