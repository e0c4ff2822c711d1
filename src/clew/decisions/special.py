"""Distribution functions, typed, from SciPy, which is loaded where one is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers: TypeAlias = NDArray[np.float64]


def student_quantile(freedom: float, p: float) -> float:
    """The quantile of Student's t."""
    return float(_special().stdtrit(freedom, p))


def student_below(freedom: float, t: float) -> float:
    """The chance that Student's t is at most t."""
    return float(_special().stdtr(freedom, t))


def chi_square_above(freedom: float, x: float) -> float:
    """The chance that chi-square is above x."""
    return float(_special().chdtrc(freedom, x))


def beta_quantile(a: float, b: float, p: Numbers) -> Numbers:
    """Quantiles of a beta distribution."""
    return _special().betaincinv(a, b, p)


def beta_below(a: float, b: float, x: Numbers) -> Numbers:
    """The chances that a beta variable is at most each x."""
    return _special().betainc(a, b, x)


def beta_density(a: float, b: float, x: Numbers) -> Numbers:
    """The density of a beta distribution at each x inside 0 to 1."""
    import numpy as np  # noqa: PLC0415  (as SciPy)

    # A node between two quantiles next to an end may be rounded onto it, where a prior below 1 has no density.
    x = np.clip(x, 1e-300, 1 - 2.0**-53)
    return np.exp((a - 1) * np.log(x) + (b - 1) * np.log1p(-x) - _special().betaln(a, b))


def normal_quantile(p: Numbers) -> Numbers:
    """Quantiles of the standard normal distribution."""
    return _special().ndtri(p)


def normal_below(x: Numbers) -> Numbers:
    """The chances that a standard normal variable is at most each x."""
    return _special().ndtr(x)


def normal_density(x: Numbers) -> Numbers:
    """The density of the standard normal distribution at each x."""
    import numpy as np  # noqa: PLC0415  (as SciPy)

    return np.exp(-(np.clip(x, -40, 40) ** 2) / 2) / (2 * np.pi) ** 0.5  # beyond 40 it is nothing, and squares overflow


def _special() -> Any:
    from scipy import special  # pyright: ignore[reportMissingTypeStubs]  # noqa: PLC0415  (heavy to load)

    return special
