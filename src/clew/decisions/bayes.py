"""What to believe of each arm after the data: the chance to be the best, and what choosing it may cost.

Proportions have a beta posterior under a beta prior, means a normal one under a flat prior. All figures are integrals
of one variable over products of distribution functions, computed by Gauss-Legendre rules between quantiles: exact to
about ten digits, without draws. Unlike `anytime` these make no promise about false alarms under many looks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from clew.decisions import special
from clew.decisions.errors import ExperimentInvalid
from clew.decisions.model import FEWEST_PEOPLE, Arm, Estimate, Moments, Proportion, Unanswered, check_level

if TYPE_CHECKING:
    from clew.decisions.special import Numbers

_NODES = 24
_FINEST = 1e-10  # of a mean: finer differences are lost among a float's digits
_TAILS = (1e-14, 1e-11, 1e-8, 1e-6, 1e-4, 1e-3, 0.01, 0.03, 0.1, 0.2, 0.35)


class Belief(Struct, frozen=True):
    """What to believe of one arm.

    Attributes:
        mean: Posterior mean of its rate or mean, with the central credible interval.
        best: Chance that it is the best of all arms.
        loss: What choosing it is expected to cost against the best of all, in the unit of the metric; at most this
            is given up by stopping now.
    """

    mean: Estimate
    best: float
    loss: float


def beliefs(
    arms: Mapping[str, Arm], *, level: float = 0.95, prior: tuple[float, float] = (1.0, 1.0), lower: bool = False
) -> dict[str, Belief] | Unanswered:
    """What to believe of each arm, the others given.

    Args:
        arms: By name; all proportions, or all means.
        level: Mass of the credible intervals.
        prior: Of proportions: successes and failures imagined beforehand; (1, 1) is uniform.
        lower: Whether less is better: complaints, costs.

    Returns:
        A belief for each arm, or why there is none. Chances to be best sum to 1.

    Raises:
        ExperimentInvalid: Arms of both kinds, or a prior that can't be.
    """
    check_level(level)
    if len(arms) < 2:
        return Unanswered("single_arm", "there is nothing to compare with: give two arms or more")
    if not all(0.01 <= imagined <= 1e9 for imagined in prior):
        raise ExperimentInvalid(f"a prior of {prior} can't be", hint="give two numbers of 0.01 or more, such as 1, 1")
    if all(isinstance(arm, Proportion) for arm in arms.values()):
        posteriors: Sequence[_Posterior] = [_Beta(arm, prior) for arm in arms.values() if isinstance(arm, Proportion)]
    elif all(isinstance(arm, Moments) for arm in arms.values()):
        means = [arm for arm in arms.values() if isinstance(arm, Moments)]
        if any(arm.n < FEWEST_PEOPLE for arm in means):
            return Unanswered("too_few", f"each arm needs at least {FEWEST_PEOPLE} people")
        if any((arm.variance / arm.n) ** 0.5 <= _FINEST * abs(arm.mean) for arm in means):
            return Unanswered("no_variance", "everybody in an arm has the same value, up to rounding")
        posteriors = [_Normal(arm) for arm in means]
    else:
        raise ExperimentInvalid("some arms are proportions and others means", hint="compare one metric at a time")
    return dict(zip(arms, _weigh(posteriors, level, lower=lower), strict=True))


class _Posterior(Protocol):
    @property
    def mean(self) -> float: ...
    def quantile(self, p: Numbers) -> Numbers: ...
    def below(self, x: Numbers) -> Numbers: ...
    def density(self, x: Numbers) -> Numbers: ...


class _Beta:
    def __init__(self, arm: Proportion, prior: tuple[float, float]) -> None:
        self._a, self._b = prior[0] + arm.successes, prior[1] + arm.n - arm.successes

    @property
    def mean(self) -> float:
        return self._a / (self._a + self._b)

    def quantile(self, p: Numbers) -> Numbers:
        return special.beta_quantile(self._a, self._b, p)

    def below(self, x: Numbers) -> Numbers:
        return special.beta_below(self._a, self._b, x)

    def density(self, x: Numbers) -> Numbers:
        return special.beta_density(self._a, self._b, x)


class _Normal:
    def __init__(self, arm: Moments) -> None:
        self._mean, self._error = arm.mean, (arm.variance / arm.n) ** 0.5

    @property
    def mean(self) -> float:
        return self._mean

    def quantile(self, p: Numbers) -> Numbers:
        return self._mean + self._error * special.normal_quantile(p)

    def below(self, x: Numbers) -> Numbers:
        return special.normal_below((x - self._mean) / self._error)

    def density(self, x: Numbers) -> Numbers:
        return special.normal_density((x - self._mean) / self._error) / self._error


def _weigh(posteriors: Sequence[_Posterior], level: float, *, lower: bool) -> list[Belief]:
    import numpy as np  # noqa: PLC0415  (heavy to load)

    x, weights = _rule(posteriors)
    below = np.array([posterior.below(x) for posterior in posteriors])
    if lower:
        below = 1 - below
    ends = np.array([(1 - level) / 2, (1 + level) / 2])
    chances: list[float] = []
    found: list[tuple[Estimate, float]] = []
    for index, posterior in enumerate(posteriors):
        # "The others are all worse than x", and so for better = higher P(best) = E[others(x)] over this arm's x.
        others = np.prod(np.delete(below, index, axis=0), axis=0)
        chances.append(float(np.sum(weights * posterior.density(x) * others)))
        # E[best] - E[this] = integral of P(this <= x) - P(all <= x), which never cancels.
        loss = float(np.sum(weights * below[index] * (1 - others)))
        low, high = posterior.quantile(ends)
        found.append((Estimate(posterior.mean, float(low), float(high)), loss))
    total = sum(chances)
    return [Belief(mean, chance / total, loss) for (mean, loss), chance in zip(found, chances, strict=True)]


def _rule(posteriors: Sequence[_Posterior]) -> tuple[Numbers, Numbers]:
    """Nodes and weights between all quantiles of all posteriors, so that no peak falls between two nodes."""
    import numpy as np  # noqa: PLC0415  (heavy to load)

    tails = np.array(_TAILS)
    levels = np.concatenate([tails, [0.5], 1 - tails[::-1]])
    cuts = np.unique(np.concatenate([posterior.quantile(levels) for posterior in posteriors]))
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    half, middle = np.diff(cuts)[:, None] / 2, (cuts[1:] + cuts[:-1])[:, None] / 2
    return (middle + half * nodes).ravel(), (half * weights).ravel()
