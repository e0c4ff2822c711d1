"""Logistic regression by Newton's method: the plain model that the boosted one has to beat, and its calibration."""

from dataclasses import dataclass

import msgspec
import numpy as np

from clew.learning.tables import Column, Numbers, Table

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

    def lowered(self, lift: float) -> "Platt":
        """The same for margins that all lie so much higher."""
        return Platt(self.intercept - self.slope * lift, self.slope)


def fit_platt(margins: Numbers, outcomes: Numbers) -> Platt:
    """The line that makes the outcomes most likely; a model's order is never turned round."""
    intercept, slope = fit_weights(margins[:, None], outcomes, 1e-6)
    if slope <= 0:
        rate = float(np.clip(outcomes.mean(), 1e-6, 1 - 1e-6))
        return Platt(float(np.log(rate / (1 - rate))), 0.0)
    return Platt(float(intercept), float(slope))


class Part(msgspec.Struct, frozen=True):
    """What one column adds to the log-odds.

    Attributes:
        weight: For each spread above the mean; of a category nothing.
        mean: Of its known numbers.
        spread: Their standard deviation, 1 where there is none.
        missing: Added where a number is missing.
        labels: Of a category: added for each label.
        usual: What it adds on average over the rows that were learnt from.
    """

    weight: float = 0.0
    mean: float = 0.0
    spread: float = 1.0
    missing: float = 0.0
    labels: tuple[float, ...] = ()
    usual: float = 0.0

    def adds(self, column: Column) -> Numbers:
        """To each row."""
        unknown = np.isnan(column.values)
        if column.kind == "category":
            weights = np.array([*self.labels, 0.0])
            return weights[np.where(unknown, len(self.labels), column.values).astype(np.int64)]
        return np.where(unknown, self.missing, self.weight * (column.values - self.mean) / self.spread)


class Logistic(msgspec.Struct, frozen=True):
    """A fitted logistic regression.

    Attributes:
        intercept: Log-odds of who is like the mean.
        parts: Of each column, in order.
    """

    intercept: float
    parts: tuple[Part, ...]

    def margins(self, table: Table) -> Numbers:
        """Log-odds of each row."""
        found = np.full(len(table), self.intercept)
        for part, column in zip(self.parts, table.columns, strict=True):
            found += part.adds(column)
        return found

    def contributions(self, table: Table) -> Numbers:
        """Rows by columns and one more: exact Shapley values of the margin, and the margin of nobody.

        Law: each row sums to its margin.
        """
        pushes = [part.adds(column) - part.usual for part, column in zip(self.parts, table.columns, strict=True)]
        nobody = self.intercept + sum(part.usual for part in self.parts)
        return np.column_stack([*pushes, np.full(len(table), nobody)])


def fit_logistic(table: Table, outcomes: Numbers) -> Logistic:
    """Standardised numbers with a mark where one is missing, one column a label, a ridge of one."""
    shapes = [_shape(column) for column in table.columns]
    blocks = [_block(shape, column) for shape, column in zip(shapes, table.columns, strict=True)]
    design = np.column_stack(blocks) if blocks else np.empty((len(table), 0))
    weights: list[float] = fit_weights(design, outcomes, 1.0).tolist()
    parts: list[Part] = []
    place = 1
    for shape, block, column in zip(shapes, blocks, table.columns, strict=True):
        mine = weights[place : place + block.shape[1]]
        place += block.shape[1]
        if column.kind == "category":
            part = msgspec.structs.replace(shape, labels=tuple(mine))
        else:
            part = msgspec.structs.replace(shape, weight=mine[0], missing=mine[1] if len(mine) > 1 else 0.0)
        parts.append(msgspec.structs.replace(part, usual=float(part.adds(column).mean())))
    return Logistic(weights[0], tuple(parts))


def _shape(column: Column) -> Part:
    if column.kind == "category" or np.isnan(column.values).all():
        return Part()
    return Part(mean=float(np.nanmean(column.values)), spread=float(np.nanstd(column.values)) or 1.0)


def _block(shape: Part, column: Column) -> Numbers:
    """The columns of the design that one column becomes."""
    if column.kind == "category":
        return (column.values[:, None] == np.arange(len(column.labels))).astype(np.float64)
    unknown = np.isnan(column.values)
    standard = np.where(unknown, 0.0, (column.values - shape.mean) / shape.spread)
    return np.column_stack([standard, unknown.astype(np.float64)] if unknown.any() else [standard])
