"""BG/NBD and MBG/NBD: people buy at their own rate until, after some purchase, they are gone.

BG/NBD: P. Fader, B. Hardie, K. L. Lee, Marketing Science 24 (2005), p. 275. MBG/NBD: E. Batislam, M. Denizel,
A. Filiztekin, Int. J. Research in Marketing 24 (2007), p. 201: one may be gone after the first purchase too.
"""

from dataclasses import dataclass

import numpy as np

from clew.learning.errors import Degenerate
from clew.learning.tables import Numbers
from clew.learning.value.likelihood import Slope, digamma, find_peak, gammaln, hyp2f1
from clew.learning.value.orders import Buying

_NAMES = ("r", "alpha", "a", "b")
_FEWEST_GONE = 0.005
_NEAR_ONE = 1e-6
_STARTS = ((0.5, 5.0, 0.7, 2.0), (1.0, 10.0, 1.5, 5.0), (0.25, 4.0, 0.3, 1.0))


def log_likelihood(parameters: Numbers, buying: Buying, *, modified: bool, weights: Numbers | None = None) -> Slope:
    """Of the parameters r, alpha, a, b, and its gradient."""
    r, alpha, a, b = parameters
    x, recency, age = buying.repeats, buying.recency, buying.age
    n = np.ones_like(x) if weights is None else weights
    shift = 1.0 if modified else 0.0
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    common += gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x + shift)
    left = b + x - 1 + shift
    alive = (np.log(left) if modified else 0.0) - (r + x) * np.log(alpha + age)
    some = modified | (x > 0)
    safe = np.where(some, left, 1.0)
    gone = np.log(a) - (0.0 if modified else np.log(safe)) - (r + x) * np.log(alpha + recency)
    gone = np.where(some, gone, -np.inf)
    both = np.logaddexp(alive, gone)
    stays = np.exp(alive - both)
    goes = np.exp(gone - both)
    by_left = stays / left if modified else -goes / safe
    slopes = np.array(
        [
            _sum(
                n,
                digamma(r + x)
                - digamma(r)
                + np.log(alpha)
                - stays * np.log(alpha + age)
                - goes * np.log(alpha + recency),
            ),
            _sum(n, r / alpha - (r + x) * (stays / (alpha + age) + goes / (alpha + recency))),
            _sum(n, digamma(a + b) - digamma(a + b + x + shift) + goes / a),
            _sum(n, digamma(a + b) + digamma(b + x) - digamma(b) - digamma(a + b + x + shift) + by_left),
        ]
    )
    return _sum(n, common + both), slopes


def _sum(weights: Numbers, values: Numbers) -> float:
    return float((weights * values).sum())


@dataclass(frozen=True, slots=True)
class BetaGeometric:
    """A fitted BG/NBD, or MBG/NBD.

    Attributes:
        r: Shape of the rates of buying.
        alpha: Their inverse scale, in weeks.
        a: First shape of the chance to be gone after a purchase.
        b: Second.
        log_likelihood: Of the data it was fitted to.
        modified: Whether it is MBG/NBD.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    modified: bool = False

    @property
    def name(self) -> str:
        """What it is called."""
        return "MBG/NBD" if self.modified else "BG/NBD"

    @property
    def parameters(self) -> dict[str, float]:
        """By name."""
        return {"r": self.r, "alpha": self.alpha, "a": self.a, "b": self.b}

    def alive(self, buying: Buying) -> Numbers:
        """The chance that each is still a customer. Of BG/NBD it is 1 for who bought once: no churn score."""
        return 1 / (1 + self._odds_gone(buying))

    def purchases(self, buying: Buying, weeks: float) -> Numbers:
        """Expected purchases of each within so many weeks."""
        r, alpha, b, x = self.r, self.alpha, self.b, buying.repeats
        a = self.a if abs(self.a - 1) > _NEAR_ONE else 1 + _NEAR_ONE
        c = a + b + x - (0 if self.modified else 1)
        stay = (alpha + buying.age) / (alpha + buying.age + weeks)
        # Euler's transformation of the published form: its terms stay small where those overflow.
        series = hyp2f1(c - r - x, a - 1, c, 1 - stay)
        return c / (a - 1) * (1 - stay ** (a - 1) * series) / (1 + self._odds_gone(buying))

    def _odds_gone(self, buying: Buying) -> Numbers:
        x = buying.repeats
        left = self.b + x - (0 if self.modified else 1)
        some = (x > 0) | self.modified
        odds = np.log(self.a / np.where(some, left, 1.0))
        odds = odds + (self.r + x) * np.log((self.alpha + buying.age) / (self.alpha + buying.recency))
        return np.where(some, np.exp(np.minimum(odds, 700.0)), 0.0)


def fit_beta_geometric(buying: Buying, *, modified: bool = False) -> BetaGeometric:
    """The most likely parameters.

    Raises:
        Degenerate: if there are none, or by them nobody ever leaves.
    """
    scale, scaled, weights = grouped(buying)
    peak = find_peak(
        lambda parameters: log_likelihood(parameters, scaled, modified=modified, weights=weights),
        [(r, alpha / 40, a, b) for r, alpha, a, b in _STARTS],
        _NAMES,
    )
    r, alpha, a, b = (float(each) for each in peak.parameters)
    if a / (a + b) < _FEWEST_GONE:
        raise Degenerate(
            "by the likeliest parameters nobody ever leaves",
            hint="customers must be followed from their first purchase on; take a boosted model",
        )
    # Each repeat purchase is a density in time: another unit of time moves the likelihood by a constant.
    shift = float((weights * scaled.repeats).sum()) * float(np.log(scale))
    return BetaGeometric(r, alpha * scale, a, b, peak.log_likelihood - shift, modified)


def grouped(buying: Buying) -> tuple[float, Buying, Numbers]:
    """Customers of one history as one, times in units of the longest; the unit, the histories, how many have each."""
    scale = float(buying.age.max()) or 1.0
    keys = np.column_stack([buying.repeats, buying.recency, buying.age])
    rows, counts = np.unique(keys, axis=0, return_counts=True)
    nothing = np.empty(0)
    found = Buying((), rows[:, 0], rows[:, 1] / scale, rows[:, 2] / scale, nothing, nothing)
    return scale, found, counts.astype(np.float64)
