"""Pareto/NBD: people buy at their own rate and are gone one day, unseen.

D. Schmittlein, D. Morrison, R. Colombo, Management Science 33 (1987), p. 1. The likelihood is written as an integral
over the day they left, whose gradient is an integral too; the hypergeometric functions of the published form have no
closed gradient by their parameters.
"""

from dataclasses import dataclass

import numpy as np

from clew.learning.errors import Degenerate
from clew.learning.tables import Numbers
from clew.learning.value.bgnbd import grouped
from clew.learning.value.likelihood import Slope, digamma, find_peak, gammaln
from clew.learning.value.orders import Buying

_NAMES = ("r", "alpha", "s", "beta")
_STARTS = ((0.5, 10.0, 0.6, 12.0), (1.0, 5.0, 1.0, 5.0), (0.3, 4.0, 0.3, 30.0))
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(40)
_NEAR_ONE = 1e-6
_LONGEST_LIFE = 1e3


def log_likelihood(parameters: Numbers, buying: Buying, weights: Numbers | None = None) -> Slope:
    """Of the parameters r, alpha, s, beta, and its gradient."""
    r, alpha, s, beta = parameters
    x, age = buying.repeats, buying.age
    n = np.ones_like(x) if weights is None else weights
    alive, left, day = _parts(parameters, buying)
    # Column 0: still there; the others: gone on that day.
    logs = np.column_stack([alive, left])
    top = logs.max(axis=1)
    shares = np.exp(logs - top[:, None])
    total = shares.sum(axis=1)
    shares /= total[:, None]
    days = np.column_stack([age, day])
    by_alpha, by_beta = np.log(alpha + days), np.log(beta + days)
    hazard = np.full(days.shape[1], s + 1)
    hazard[0] = s
    gone = 1 - shares[:, 0]
    slopes = np.array(
        [
            float((n * (digamma(r + x) - digamma(r) + np.log(alpha) - (shares * by_alpha).sum(axis=1))).sum()),
            float((n * (r / alpha - (r + x) * (shares / (alpha + days)).sum(axis=1))).sum()),
            float((n * (np.log(beta) + gone / s - (shares * by_beta).sum(axis=1))).sum()),
            float((n * (s / beta - (shares * hazard / (beta + days)).sum(axis=1))).sum()),
        ]
    )
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    return float((n * (common + top + np.log(total))).sum()), slopes


def _parts(parameters: Numbers, buying: Buying) -> tuple[Numbers, Numbers, Numbers]:
    """Logarithms: of the part of those still there, of the parts of those gone by each node; and the nodes' days."""
    r, alpha, s, beta = parameters
    x, recency, age = buying.repeats, buying.recency, buying.age
    alive = -(r + x) * np.log(alpha + age) - s * np.log(beta + age)
    # Nodes even in log(scale + day): the integrand is about a power of it.
    scale = min(alpha, beta)
    low, high = np.log(scale + recency), np.log(scale + age)
    half = (high - low) / 2
    places = (low + half)[:, None] + half[:, None] * _NODES
    day = np.exp(places) - scale
    with np.errstate(divide="ignore"):
        measure = np.log(half)[:, None] + np.log(_WEIGHTS) + places
    left = measure + np.log(s) - (r + x)[:, None] * np.log(alpha + day) - (s + 1) * np.log(beta + day)
    return alive, left, day


@dataclass(frozen=True, slots=True)
class Pareto:
    """A fitted Pareto/NBD.

    Attributes:
        r: Shape of the rates of buying.
        alpha: Their inverse scale, in weeks.
        s: Shape of the rates of leaving.
        beta: Their inverse scale, in weeks.
        log_likelihood: Of the data it was fitted to.
    """

    r: float
    alpha: float
    s: float
    beta: float
    log_likelihood: float
    name: str = "Pareto/NBD"

    @property
    def parameters(self) -> dict[str, float]:
        """By name."""
        return {"r": self.r, "alpha": self.alpha, "s": self.s, "beta": self.beta}

    def alive(self, buying: Buying) -> Numbers:
        """The chance that each is still a customer."""
        alive, left, _ = _parts(np.array([self.r, self.alpha, self.s, self.beta]), buying)
        logs = np.column_stack([alive, left])
        return np.exp(alive - np.logaddexp.reduce(logs, axis=1))

    def purchases(self, buying: Buying, weeks: float) -> Numbers:
        """Expected purchases of each within so many weeks."""
        s = self.s if abs(self.s - 1) > _NEAR_ONE else 1 + _NEAR_ONE
        there = self.beta + buying.age
        rate = (self.r + buying.repeats) * there / ((self.alpha + buying.age) * (s - 1))
        return self.alive(buying) * rate * (1 - (there / (there + weeks)) ** (s - 1))


def fit_pareto(buying: Buying) -> Pareto:
    """The most likely parameters.

    Raises:
        Degenerate: if there are none, or by them nobody ever leaves.
    """
    scale, scaled, weights = grouped(buying)
    peak = find_peak(
        lambda parameters: log_likelihood(parameters, scaled, weights),
        [(r, alpha / 40, s, beta / 40) for r, alpha, s, beta in _STARTS],
        _NAMES,
    )
    r, alpha, s, beta = (float(each) for each in peak.parameters)
    if beta / s > _LONGEST_LIFE:
        raise Degenerate(
            "by the likeliest parameters nobody ever leaves",
            hint="customers must be followed from their first purchase on; take a boosted model",
        )
    shift = float((weights * scaled.repeats).sum()) * float(np.log(scale))
    return Pareto(r, alpha * scale, s, beta * scale, peak.log_likelihood - shift)
