"""Gamma-Gamma: what a purchase of each customer is worth, drawn towards everybody's mean where little is known.

P. Fader, B. Hardie, K. L. Lee, J. Marketing Research 42 (2005), p. 415; the notation is that of Fader and Hardie's
note of 2013 (p, q, v).
"""

from dataclasses import dataclass

import numpy as np

from clew.learning.errors import Degenerate
from clew.learning.tables import Numbers
from clew.learning.value.likelihood import Slope, digamma, find_peak, gammaln
from clew.learning.value.orders import Buying

_FEWEST = 30


def log_likelihood(parameters: Numbers, counts: Numbers, means: Numbers) -> Slope:
    """Of the parameters p, q, v, and its gradient; one entry a customer with repeat purchases."""
    p, q, v = parameters
    x, m = counts, means
    px, worth = p * x, np.log(x * m + v)
    value = gammaln(px + q) - gammaln(px) - gammaln(q) + q * np.log(v)
    value = value + (px - 1) * np.log(m) + px * np.log(x) - (px + q) * worth
    slopes = np.array(
        [
            float((x * (digamma(px + q) - digamma(px) + np.log(m) + np.log(x) - worth)).sum()),
            float((digamma(px + q) - digamma(q) + np.log(v) - worth).sum()),
            float((q / v - (px + q) / (x * m + v)).sum()),
        ]
    )
    return float(value.sum()), slopes


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """A fitted model of spend.

    Attributes:
        p: Shape of the amounts of one customer.
        q: Shape of the customers' scales; above 1, or there is no mean.
        v: Inverse scale of those, in the currency.
        log_likelihood: Of the data it was fitted to.
    """

    p: float
    q: float
    v: float
    log_likelihood: float

    @property
    def parameters(self) -> dict[str, float]:
        """By name."""
        return {"p": self.p, "q": self.q, "v": self.v}

    def spend(self, buying: Buying) -> Numbers:
        """Expected amount of each one's next purchase."""
        means = np.where(buying.repeats > 0, buying.mean_spend, 0.0)
        x = buying.repeats
        return self.p * (self.v + x * means) / (self.p * x + self.q - 1)


def fit_spend(buying: Buying) -> GammaGamma:
    """The most likely parameters, over customers with repeat purchases.

    Raises:
        Degenerate: if there are none, or by them the mean purchase is infinite.
    """
    some = (buying.repeats > 0) & (np.nan_to_num(buying.mean_spend) > 0)
    if int(some.sum()) < _FEWEST:
        raise Degenerate(f"only {int(some.sum())} customers bought twice", hint=f"{_FEWEST} are the least")
    counts, means = buying.repeats[some], buying.mean_spend[some]
    unit = float(np.median(means))
    peak = find_peak(
        lambda parameters: log_likelihood(parameters, counts, means / unit),
        [(6.0, 4.0, 0.5), (2.0, 2.0, 1.0), (1.0, 5.0, 3.0)],
        ("p", "q", "v"),
    )
    p, q, v = (float(each) for each in peak.parameters)
    if q <= 1:
        raise Degenerate(
            f"the mean purchase is infinite (q = {q:.2f})", hint="a few purchases are far beyond the others: cap them"
        )
    return GammaGamma(p, q, v * unit, peak.log_likelihood - len(means) * float(np.log(unit)))
