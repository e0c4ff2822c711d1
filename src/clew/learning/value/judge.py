"""How good predictions of amounts and counts are, and how far single ones may be off."""

from dataclasses import dataclass

import msgspec
import numpy as np

from clew.learning.propensity.measure import auc
from clew.learning.tables import Numbers

_BANDS = 10
_LEVEL = 0.8
_LEAST = 1e-2
_POWER = 1.5


class ValueFigures(msgspec.Struct, frozen=True):
    """How one model did on the window that was held out.

    Attributes:
        mae: Mean absolute error of the amount.
        rmse: Root mean square error of the amount.
        spearman: Rank correlation of predicted and real amounts.
        top_decile: Share of the real amount that the best-predicted tenth of customers brought.
        predicted_total: Of all customers.
        real_total: Of all customers.
        purchases_mae: Mean absolute error of the number of purchases.
        purchases_rmse: Its root mean square error.
        purchases_correlation: Of predicted and real numbers.
        purchases_total: Predicted, of all.
        purchases_real: Real, of all.
        active_auc: How well expected purchases rank who buys at all.
        deviance: Tweedie deviance of the amounts (power 1.5): least for the true means.
    """

    mae: float
    rmse: float
    spearman: float
    top_decile: float
    predicted_total: float
    real_total: float
    purchases_mae: float
    purchases_rmse: float
    purchases_correlation: float
    purchases_total: float
    purchases_real: float
    active_auc: float
    deviance: float


def judge(amount: Numbers, count: Numbers, said_amount: Numbers, said_count: Numbers) -> ValueFigures:
    """Compare what came with what was said."""
    top = np.argsort(-said_amount, kind="stable")[: max(1, len(amount) // 10)]
    total = float(amount.sum())
    return ValueFigures(
        mae=float(np.abs(said_amount - amount).mean()),
        rmse=float(np.sqrt(((said_amount - amount) ** 2).mean())),
        spearman=_correlation(_ranks(said_amount), _ranks(amount)),
        top_decile=float(amount[top].sum()) / total if total else float("nan"),
        predicted_total=float(said_amount.sum()),
        real_total=total,
        purchases_mae=float(np.abs(said_count - count).mean()),
        purchases_rmse=float(np.sqrt(((said_count - count) ** 2).mean())),
        purchases_correlation=_correlation(said_count, count),
        purchases_total=float(said_count.sum()),
        purchases_real=float(count.sum()),
        active_auc=auc((count > 0).astype(np.float64), said_count),
        deviance=deviance(amount, said_amount),
    )


def deviance(amounts: Numbers, said: Numbers) -> float:
    """Mean Tweedie deviance of power 1.5, in units of the mean amount; a proper score of a mean with many zeros."""
    unit = float(amounts.mean()) or 1.0
    y, mean = amounts / unit, np.maximum(said / unit, _LEAST)
    p = _POWER
    parts = y ** (2 - p) / ((1 - p) * (2 - p)) - y * mean ** (1 - p) / (1 - p) + mean ** (2 - p) / (2 - p)
    return float(2 * parts.mean())


def _ranks(values: Numbers) -> Numbers:
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[places]


def _correlation(a: Numbers, b: Numbers) -> float:
    return float(np.corrcoef(a, b)[0, 1]) if a.std() and b.std() else float("nan")


@dataclass(frozen=True, slots=True)
class Bands:
    """Where four of five real amounts lay, by how much was predicted: what a single prediction is worth.

    Attributes:
        edges: Predicted amounts between the bands.
        low: Tenth percentile of what came, for each band.
        high: Ninetieth.
        scale: Mean prediction in each band.
    """

    edges: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    scale: tuple[float, ...]

    def interval(self, said: Numbers) -> tuple[Numbers, Numbers]:
        """Lower and upper ends for predictions of the same window's length; the prediction may lie outside."""
        place = np.searchsorted(np.array(self.edges), said, side="right")
        # Within the last band the ends grow with the prediction.
        growth = np.where(place == len(self.edges), said / max(self.scale[-1], _LEAST), 1.0)
        return np.array(self.low)[place] * growth, np.array(self.high)[place] * growth


def bands(amount: Numbers, said: Numbers) -> Bands:
    """From a back-test, whatever the model: no distribution is assumed."""
    edges = np.unique(np.quantile(said, np.linspace(0, 1, _BANDS + 1)[1:-1]))
    place = np.searchsorted(edges, said, side="right")
    tail = (1 - _LEVEL) / 2
    mine = [place == band for band in range(len(edges) + 1)]
    found = [amount[each] if each.any() else np.zeros(1) for each in mine]
    return Bands(
        tuple(float(edge) for edge in edges),
        tuple(float(np.quantile(each, tail)) for each in found),
        tuple(float(np.quantile(each, 1 - tail)) for each in found),
        tuple(float(said[each].mean()) if each.any() else 0.0 for each in mine),
    )


def coverage(amount: Numbers, said: Numbers, seed: int) -> float:
    """How many amounts lie in the intervals that the other half of the customers gives."""
    order = np.random.default_rng(seed).permutation(len(amount))  # house: ambient: drawn from the seed alone
    halves = (order[: len(order) // 2], order[len(order) // 2 :])
    held = 0
    for mine, other in (halves, halves[::-1]):
        low, high = bands(amount[other], said[other]).interval(said[mine])
        held += int(((amount[mine] >= low) & (amount[mine] <= high)).sum())
    return held / len(amount)


def total_interval(amount: Numbers, said: Numbers, seed: int, draws: int = 400) -> tuple[float, float]:
    """95 % interval of real over predicted total, by resampling customers."""
    if not said.sum():
        return (0.0, 0.0)
    draw = np.random.default_rng(seed)  # house: ambient: drawn from the seed alone
    ratios: list[float] = []
    for _ in range(draws):
        rows = draw.integers(0, len(amount), len(amount))
        ratios.append(float(amount[rows].sum()) / max(float(said[rows].sum()), _LEAST))
    low, high = np.quantile(ratios, [0.025, 0.975])
    return float(low), float(high)
