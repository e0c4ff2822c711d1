"""Fairness: how the groups of an attribute fare under a model."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from clew.learning.propensity.measure import auc, calibration, calibration_error
from clew.learning.tables import Column, Numbers

Rows: TypeAlias = NDArray[np.bool_]
_FEWEST = 50
"""People of a group: shares of fewer are mostly chance."""


class Group(msgspec.Struct, frozen=True):
    """One group.

    Attributes:
        name: Value of the attribute.
        rows: People.
        rate: Share that had the outcome.
        chosen: Share that is scored high.
        found: Of those who had the outcome, the share that is scored high; null where nobody had it.
        wrongly: Of the others, the share that is scored high.
        auc: How well its members are ranked; null where only one class is there.
        ece: Calibration error.
    """

    name: str
    rows: int
    rate: float
    chosen: float
    found: float | None
    wrongly: float | None
    auc: float | None
    ece: float


class Comparison(msgspec.Struct, frozen=True):
    """The groups of one attribute.

    Attributes:
        attribute: Which.
        groups: Those of at least 50 people, the largest first.
        gap: Greatest difference of `chosen` (demographic parity).
        miss: Greatest difference of `found` (equal opportunity).
        odds: Greatest difference of `found` or `wrongly` (equalised odds).
        rate_gap: Greatest difference of `rate`: how different the groups really are.
        beyond: Whether a limit of the document is broken.
    """

    attribute: str
    groups: tuple[Group, ...]
    gap: float
    miss: float
    odds: float
    rate_gap: float
    beyond: bool


class FairnessReport(msgspec.Struct, frozen=True):
    """How groups fare.

    Attributes:
        threshold: The probability from which a person counts as scored high: a quarter of all are.
        comparisons: One an attribute.
        blocks: Whether the version can't be published because of it.
        most_gap: How far `gap` may go, as the document said at the training; null where it set no limit.
        most_miss: The same of `miss`.
    """

    threshold: float
    comparisons: tuple[Comparison, ...]
    blocks: bool
    most_gap: float | None = None
    most_miss: float | None = None


def fairness(
    columns: Sequence[Column],
    outcomes: Numbers,
    probabilities: Numbers,
    limits: tuple[float | None, float | None] = (None, None),
    *,
    blocks: bool = False,
    threshold: float | None = None,
) -> FairnessReport:
    """Compare the groups of each attribute on judged rows.

    Args:
        columns: The attributes, one row a person; a number is cut at its median.
        outcomes: What came.
        probabilities: What was said.
        limits: Greatest gap and greatest miss.
        blocks: Whether a broken limit blocks.
        threshold: From which probability a person is scored high; a quarter of all if left out.
    """
    edge = float(np.quantile(probabilities, 0.75)) if threshold is None else threshold
    found = tuple(_compare(column, outcomes, probabilities, edge, limits) for column in columns)
    return FairnessReport(edge, found, blocks and any(each.beyond for each in found), *limits)


def _compare(
    column: Column, outcomes: Numbers, said: Numbers, edge: float, limits: tuple[float | None, float | None]
) -> Comparison:
    groups = sorted(_groups(column, outcomes, said, edge), key=lambda group: (-group.rows, group.name))
    gap, miss = _range([group.chosen for group in groups]), _range([group.found for group in groups])
    wrongly = _range([group.wrongly for group in groups])
    beyond = any(limit is not None and value > limit for limit, value in zip(limits, (gap, miss), strict=True))
    rates = _range([group.rate for group in groups])
    return Comparison(column.name, tuple(groups), gap, miss, max(miss, wrongly), rates, beyond)


def _groups(column: Column, outcomes: Numbers, said: Numbers, edge: float) -> Iterator[Group]:
    for name, mine in _large_enough(column):
        rows = int(mine.sum())
        y, p = outcomes[mine], said[mine]
        high = p >= edge
        area = auc(y, p)
        yield Group(
            name=name,
            rows=rows,
            rate=float(y.mean()),
            chosen=float(high.mean()),
            found=float(high[y == 1].mean()) if (y == 1).any() else None,
            wrongly=float(high[y == 0].mean()) if (y == 0).any() else None,
            auc=None if np.isnan(area) else area,
            ece=calibration_error(calibration(y, p)),
        )


def _large_enough(column: Column) -> Iterator[tuple[str, Rows]]:
    """The groups that say something; those that are too small are one, if they are enough together."""
    rest = np.zeros(len(column.values), np.bool_)
    for name, mine in _members(column):
        if int(mine.sum()) >= _FEWEST:
            yield name, mine
        else:
            rest |= mine
    if int(rest.sum()) >= _FEWEST:
        yield "(others)", rest


def _members(column: Column) -> Iterator[tuple[str, Rows]]:
    values = column.values
    if column.kind == "category":
        for place, label in enumerate(column.labels):
            yield label, values == place
    elif len(np.unique(values[~np.isnan(values)])) <= 2:
        for value in np.unique(values[~np.isnan(values)]).tolist():
            yield f"{value:g}", values == value
    else:
        middle = float(np.nanmedian(values))
        yield f"up to {middle:g}", values <= middle
        yield f"above {middle:g}", values > middle
    if np.isnan(values).any():
        yield "(unknown)", np.isnan(values)


def _range(values: Sequence[float | None]) -> float:
    known = [value for value in values if value is not None]
    return max(known) - min(known) if known else 0.0
