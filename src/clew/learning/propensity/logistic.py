"""Logistic regression by Newton's method: the plain model that the boosted one has to beat, and its calibration."""

from dataclasses import dataclass

import numpy as np

from clew.learning.tables import Numbers, Table

_MOST_STEPS = 50
_NEAR = 1e-9


def sigmoid(margins: Numbers) -> Numbers:
    """Probabilities of log-odds, without overflow."""
    return np.where(margins >= 0, 1 / (1 + np.exp(-np.abs(margins))), 1 - 1 / (1 + np.exp(-np.abs(margins))))


def fit_weights(matrix: Numbers, outcomes: Numbers, ridge: float) -> Numbers:
    """Weights (the first is the intercept, which is not held down) that make the outcomes most likely.

    Args:
        matrix: Rows by features, about standardised.
        outcomes: 0 or 1 (or a share between), one a row.
        ridge: How strongly weights are held near 0.
    """
    design = np.column_stack([np.ones(len(matrix)), matrix])
    hold = np.full(design.shape[1], ridge)
    hold[0] = 1e-12
    weights = np.zeros(design.shape[1])
    best = _loss(design, outcomes, weights, hold)
    for _ in range(_MOST_STEPS):
        said = sigmoid(design @ weights)
        slope = design.T @ (said - outcomes) + hold * weights
        bend = (design * (said * (1 - said))[:, None]).T @ design + np.diag(hold)
        step = np.linalg.lstsq(bend, slope, rcond=None)[0]
        scale, loss = 1.0, _loss(design, outcomes, weights - step, hold)
        while scale > _NEAR and loss > best:
            scale /= 2
            loss = _loss(design, outcomes, weights - scale * step, hold)
        if scale <= _NEAR:
            break
        weights = weights - scale * step
        if best - loss < _NEAR * (1 + abs(best)):
            break
        best = loss
    return weights


def _loss(design: Numbers, outcomes: Numbers, weights: Numbers, hold: Numbers) -> float:
    margins = design @ weights
    return float(np.sum(np.logaddexp(0, margins) - outcomes * margins) + 0.5 * np.sum(hold * weights**2))


@dataclass(frozen=True, slots=True)
class Platt:
    """A straight line between a model's log-odds and those of the outcome (J. Platt, 1999)."""

    intercept: float
    slope: float

    def __call__(self, margins: Numbers) -> Numbers:
        """Calibrated probabilities."""
        return sigmoid(self.intercept + self.slope * margins)


def fit_platt(margins: Numbers, outcomes: Numbers) -> Platt:
    """The line that makes the outcomes most likely; a model's order is never turned round."""
    intercept, slope = fit_weights(margins[:, None], outcomes, 1e-6)
    if slope <= 0:
        rate = float(np.clip(outcomes.mean(), 1e-6, 1 - 1e-6))
        return Platt(float(np.log(rate / (1 - rate))), 0.0)
    return Platt(float(intercept), float(slope))


@dataclass(frozen=True, slots=True)
class _Plain:
    """How columns become standardised numbers: categories one by one, a missing number as the mean and a mark."""

    means: Numbers
    spreads: Numbers
    marked: tuple[bool, ...]


class Logistic:
    """Standardised numbers, one column a label, a ridge of one."""

    def __init__(self, table: Table, outcomes: Numbers) -> None:
        """Fit it."""
        numeric = [column for column in table.columns if column.kind != "category"]
        values = [column.values for column in numeric]
        means = np.array([_mean(each) for each in values])
        spreads = np.array([float(np.nanstd(each)) if not np.isnan(each).all() else 0.0 for each in values])
        self._plain = _Plain(means, np.where(spreads > 0, spreads, 1.0), tuple(bool(np.isnan(v).any()) for v in values))
        self.weights = fit_weights(self._design(table), outcomes, 1.0)

    def margins(self, table: Table) -> Numbers:
        """Log-odds of each row."""
        return self.weights[0] + self._design(table) @ self.weights[1:]

    def _design(self, table: Table) -> Numbers:
        parts: list[Numbers] = []
        numeric = [column for column in table.columns if column.kind != "category"]
        for column, mean, spread, marked in zip(
            numeric, self._plain.means, self._plain.spreads, self._plain.marked, strict=True
        ):
            missing = np.isnan(column.values)
            parts.append(np.where(missing, 0.0, (column.values - mean) / spread))
            if marked:
                parts.append(missing.astype(np.float64))
        for column in table.columns:
            if column.kind == "category":
                parts += [(column.values == place).astype(np.float64) for place in range(len(column.labels))]
        return np.column_stack(parts) if parts else np.empty((len(table), 0))


def _mean(values: Numbers) -> float:
    return 0.0 if np.isnan(values).all() else float(np.nanmean(values))
