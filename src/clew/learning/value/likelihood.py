"""Finding the peak of a likelihood, and telling when there is none worth the name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np

from clew.learning.errors import Degenerate
from clew.learning.tables import Numbers


@cache
def _scipy(part: str) -> Any:
    """A part of scipy, which is heavy to load and ships no types: this is the place that says `Any` for it."""
    return import_module(f"scipy.{part}")


def gammaln(values: Numbers | float) -> Numbers:
    """Logarithm of the gamma function."""
    return _scipy("special").gammaln(values)


def digamma(values: Numbers | float) -> Numbers:
    """Its slope."""
    return _scipy("special").digamma(values)


def hyp2f1(a: Numbers | float, b: Numbers | float, c: Numbers | float, z: Numbers | float) -> Numbers:
    """Gauss's hypergeometric function."""
    return _scipy("special").hyp2f1(a, b, c, z)


Slope = tuple[float, Numbers]
Likelihood = Callable[[Numbers], Slope]
"""Log-likelihood of parameters (all above 0) and its gradient by them."""

_LEAST, _MOST = -12.0, 14.0
_FLAT = 3.0
_STEP = 1e-4


@dataclass(frozen=True, slots=True)
class Peak:
    """Where a likelihood is greatest.

    Attributes:
        parameters: There.
        log_likelihood: There.
        errors: Standard errors of the logarithms of the parameters.
    """

    parameters: Numbers
    log_likelihood: float
    errors: Numbers


def find_peak(likelihood: Likelihood, starts: Sequence[Sequence[float]], names: Sequence[str]) -> Peak:
    """The highest peak that several starts lead to, by the logarithms of the parameters.

    Raises:
        Degenerate: if there is none inside, or it is so flat that a parameter is not known within a factor of twenty.
    """

    def fall(logs: Numbers) -> Slope:
        parameters = np.exp(logs)
        value, slope = likelihood(parameters)
        if not np.isfinite(value) or not np.isfinite(slope).all():
            return 1e300, np.zeros_like(logs)
        return -value, -slope * parameters

    bounds = [(_LEAST, _MOST)] * len(names)
    best: Any = None
    for start in starts:
        found = _scipy("optimize").minimize(
            fall, np.log(start), jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-13}
        )
        if best is None or found.fun < best.fun:
            best = found
    if best is None or not np.isfinite(best.fun) or best.fun > 1e299:
        raise Degenerate("the likelihood can't be computed for these data", hint="look at the amounts and the times")
    logs = np.asarray(best.x, np.float64)
    for name, log in zip(names, logs, strict=True):
        if log <= _LEAST + 0.5 or log >= _MOST - 0.5:
            raise Degenerate(f"the likelihood has no peak: `{name}` runs away", hint=_HINT)
    return Peak(np.exp(logs), -float(best.fun), _errors(fall, logs, names))


_HINT = "were customers followed from their first purchase on? take another model, or a longer time"


def _errors(fall: Callable[[Numbers], Slope], logs: Numbers, names: Sequence[str]) -> Numbers:
    bend = np.empty((len(logs), len(logs)))
    for place in range(len(logs)):
        aside = np.zeros(len(logs))
        aside[place] = _STEP
        bend[place] = (fall(logs + aside)[1] - fall(logs - aside)[1]) / (2 * _STEP)
    bend = (bend + bend.T) / 2
    curves = np.linalg.eigvalsh(bend)
    if curves[0] <= 0:
        raise Degenerate("the likelihood is not curved at its end: there is no peak", hint=_HINT)
    errors = np.sqrt(np.diag(np.linalg.inv(bend)))
    worst = int(np.argmax(errors))
    if errors[worst] > _FLAT:
        raise Degenerate(f"the likelihood is flat: `{names[worst]}` may be anything", hint=_HINT)
    return errors
