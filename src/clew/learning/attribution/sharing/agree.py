"""How far models agree: how much credit moves from one to the other, and whether they order channels alike."""

from collections.abc import Mapping
from itertools import combinations

import numpy as np

from clew.learning.attribution.report import Agreement
from clew.learning.tables import Numbers


def agreements(models: Mapping[str, Numbers]) -> list[Agreement]:
    """Each pair of models, in their order; those that credit nothing are left out."""
    shares = {name: each / each.sum() for name, each in models.items() if each.sum() > 0}
    return [
        Agreement(one, other, float(np.abs(shares[one] - shares[other]).sum() / 2), _tau(shares[one], shares[other]))
        for one, other in combinations(shares, 2)
    ]


def _tau(one: Numbers, other: Numbers) -> float | None:
    # Credits that differ by rounding only are ties.
    first, second = (np.sign(np.round(each[:, None] - each[None, :], 12)) for each in (one, other))
    pairs = np.sqrt(np.square(first).sum() * np.square(second).sum())
    return float((first * second).sum() / pairs) if pairs else None
