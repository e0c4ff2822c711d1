"""Evidence that may be looked at as often as one likes: the mixture sequential test and its confidence sequence.

The normal mixture of Robbins (1970, "Statistical methods related to the law of the iterated logarithm"), as a test by
Johari, Pekelis and Walsh (2017, "Always valid inference: bringing sequential analysis to A/B testing",
arXiv:1512.04922) and, with an estimated variance, as an interval by Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas
(2024, "Time-uniform central limit theory and asymptotic confidence sequences", Annals of Statistics 52,
arXiv:2103.06476). The statement is about all looks together: under no difference the chance that any of them, ever,
rejects is at most 1 - level. It is asymptotic from the first look on, which is why `FEWEST` successes and failures
are asked of each arm before the first answer; tests/laws/decisions checks it in unfriendly cases.
"""

from math import exp, log, log1p, sqrt

from clew.decisions.errors import ExperimentInvalid
from clew.decisions.lift import lift, moments_of, null_error, unfit
from clew.decisions.model import Arm, Lift, Unanswered, check_level

PLANNED = 10_000
"""People in both arms at whom the interval is tightest, if the author doesn't say."""

_LARGEST = 700.0
"""Beyond it `exp` overflows; evidence of e^700 to 1 is enough for anybody."""


def anytime_lift(
    control: Arm, treatment: Arm, *, level: float = 0.95, planned: int = PLANNED, tau: float | None = None
) -> Lift | Unanswered:
    """What a treatment adds to a hold-out, valid at every look.

    For a report: give the counts of the moment, as often as you like, and show `absolute`, `relative` and `extra`
    with their intervals; `conclusive` may end the experiment on any day. The choice of `planned` (or `tau`) changes
    how soon, never whether, the promise holds; it must not be made after looking at the data.

    Args:
        control: Those held out: `Proportion(n, successes)`, or `Moments` of a number per person.
        treatment: Those treated, of the same kind.
        level: Confidence over all looks together.
        planned: People in both arms, together, at whom the interval shall be tightest.
        tau: Instead of `planned`: standard deviation of the effects that are expected, in the metric's unit
            (Johari's form).

    Returns:
        The lift, or why it can't be said: an empty arm, too few people, no conversions, no variance.

    Raises:
        ExperimentInvalid: A level, plan or tau that can't be.

    Law: over looks at a growing experiment without a difference, the share of runs in which `conclusive` is ever true
    is at most 1 - level.
    """
    check_level(level)
    why = unfit(control, treatment)
    if why is not None:
        return why
    one, other = moments_of(control), moments_of(treatment)
    n = one.n + other.n
    error = null_error(control, treatment)
    prior = _prior(n, error, level, planned=planned, tau=tau)
    p = min(1.0, 1 / evidence((other.mean - one.mean) / sqrt(error), prior))
    return lift(one, other, method="anytime", level=level, multiplier=critical(prior, level), p=p)


def evidence(z: float, prior: float) -> float:
    """The likelihood ratio of "some difference" to "none", mixed over differences (Johari's Lambda).

    Args:
        z: The difference over its standard error.
        prior: Variance of the mixture over the squared standard error, tau^2 / V.
    """
    return exp(min(_LARGEST, z * z / 2 * prior / (1 + prior))) / sqrt(1 + prior)


def critical(prior: float, level: float) -> float:
    """How many standard errors the interval goes to each side: where `evidence` reaches 1 / (1 - level)."""
    return sqrt((1 + prior) / prior * (log1p(prior) - 2 * log(1 - level)))


def tightest(planned: int, level: float) -> float:
    """The mixture's variance, in units of one person's, whose interval is tightest at so many people.

    The approximation of Howard et al. (2021, arXiv:1810.08240, section 3.5), good to a few per cent.
    """
    if planned < 1:
        raise ExperimentInvalid(f"{planned} people can't be planned", hint="say how many you expect, in all arms")
    doubt = -2 * log(1 - level)
    return (doubt + log(doubt) + 1) / planned


def _prior(n: int, error: float, level: float, *, planned: int, tau: float | None) -> float:
    if tau is None:
        return n * tightest(planned, level)
    if not 0 < tau < float("inf"):
        raise ExperimentInvalid(f"{tau} is no standard deviation of effects", hint="say 0.01 for one point")
    return tau * tau / error
