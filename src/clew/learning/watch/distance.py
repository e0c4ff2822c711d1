"""How far two samples of one quantity lie apart: population stability index and Jensen-Shannon divergence."""

import numpy as np

from clew.learning.tables import Numbers

_BINS = 10
_LEAST_SHARE = 1e-4

SLIGHT, STRONG = 0.1, 0.25
"""Customary limits of the index: below the first nothing has changed, above the second much has."""


def edges_of(before: Numbers, bins: int = _BINS) -> Numbers:
    """Where bins end that hold about equally much of a sample; a quantity of few values has a bin for each."""
    known = before[~np.isnan(before)]
    distinct = np.unique(known)
    if len(distinct) <= bins * 2:
        return (distinct[1:] + distinct[:-1]) / 2
    return np.unique(np.quantile(known, np.linspace(0, 1, bins + 1)[1:-1]))


def counted(sample: Numbers, edges: Numbers) -> Numbers:
    """How much of a sample is in each bin; missing values are a bin of their own. Counts of parts add up."""
    missing = np.isnan(sample)
    places = np.where(missing, len(edges) + 1, np.searchsorted(edges, sample, side="right"))
    return np.bincount(places, minlength=len(edges) + 2).astype(np.float64)


def stability_index(before: Numbers, after: Numbers) -> float:
    """Population stability index of two samples, over bins that hold about equally much of the first."""
    edges = edges_of(before)
    return index_of(counted(before, edges), counted(after, edges))


def index_of(before: Numbers, after: Numbers) -> float:
    """Population stability index of two counts of the same bins: the sum of (b - a) ln(b / a) over their shares.

    It is 0 for equal samples, or where there is no sample, and never infinite.
    """
    if not before.sum() or not after.sum():
        return 0.0
    a, b = (np.maximum(each / each.sum(), _LEAST_SHARE) for each in (before, after))
    seen = (a > _LEAST_SHARE) | (b > _LEAST_SHARE)
    return float(((b - a) * np.log(b / a))[seen].sum())


def divergence_of(before: Numbers, after: Numbers) -> float:
    """Jensen-Shannon divergence of two counts in bits: 0 for equal samples, 1 for samples that share no bin."""
    if not before.sum() or not after.sum():
        return 0.0
    a, b = before / before.sum(), after / after.sum()
    middle = (a + b) / 2
    return float((_towards(a, middle) + _towards(b, middle)) / 2)


def _towards(a: Numbers, middle: Numbers) -> float:
    there = a > 0
    return float((a[there] * np.log2(a[there] / middle[there])).sum())
