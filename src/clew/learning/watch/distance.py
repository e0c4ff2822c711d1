"""How far two samples of one quantity lie apart: population stability index and Jensen-Shannon divergence."""

import numpy as np

from clew.learning.tables import Numbers

_BINS = 10
_LEAST_SHARE = 1e-4

SLIGHT, STRONG = 0.1, 0.25
"""Customary limits of the index: below the first nothing has changed, above the second much has."""


def shares(before: Numbers, after: Numbers, bins: int = _BINS) -> tuple[Numbers, Numbers]:
    """Both samples as shares of bins that hold about equally much of the first; missing values are a bin of their own.

    A quantity of few values has a bin for each.
    """
    known = before[~np.isnan(before)]
    distinct = np.unique(known)
    if len(distinct) <= bins * 2:
        edges = (distinct[1:] + distinct[:-1]) / 2
    else:
        edges = np.unique(np.quantile(known, np.linspace(0, 1, bins + 1)[1:-1]))
    found: list[Numbers] = []
    for sample in (before, after):
        missing = np.isnan(sample)
        places = np.where(missing, len(edges) + 1, np.searchsorted(edges, sample, side="right"))
        counts = np.bincount(places, minlength=len(edges) + 2)
        found.append(counts / max(1, len(sample)))
    return found[0], found[1]


def stability_index(before: Numbers, after: Numbers) -> float:
    """Population stability index: the sum of (b - a) ln(b / a) over bins; 0 for equal samples, never infinite."""
    if not len(before) or not len(after):
        return 0.0
    a, b = (np.maximum(each, _LEAST_SHARE) for each in shares(before, after))
    seen = (a > _LEAST_SHARE) | (b > _LEAST_SHARE)
    return float(((b - a) * np.log(b / a))[seen].sum())


def jensen_shannon(before: Numbers, after: Numbers) -> float:
    """Jensen-Shannon divergence in bits: 0 for equal samples, 1 for samples that share no bin."""
    if not len(before) or not len(after):
        return 0.0
    a, b = shares(before, after)
    middle = (a + b) / 2
    return float((_towards(a, middle) + _towards(b, middle)) / 2)


def _towards(a: Numbers, middle: Numbers) -> float:
    there = a > 0
    return float((a[there] * np.log2(a[there] / middle[there])).sum())
