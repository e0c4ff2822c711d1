"""Why a model says what it says: exact Shapley values, of everybody and of each row."""

from collections.abc import Iterator
from typing import TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from clew.learning.propensity.boost import Booster
from clew.learning.tables import Column, Indexes, Numbers, Table

_MOST_ROWS = 5_000
_AT_ONCE = 2_048


class Influence(msgspec.Struct, frozen=True):
    """How much a column counts.

    Attributes:
        column: Which.
        share: Its part of all influence (mean absolute Shapley value of the log-odds).
        direction: `up`: more of it, more likely; `down`; `mixed`; for a category the label that pushes up most.
    """

    column: str
    share: float
    direction: str


Reason: TypeAlias = tuple[str, float | str | None, float]
"""What pushes one score: a column, what it is for this one (a number, a label, or None where nothing is known), and its
Shapley value: log-odds added (above 0) or taken away."""


def influences(model: Booster, table: Table) -> tuple[Influence, ...]:
    """Of all columns, the strongest first; over at most 5,000 rows, evenly taken."""
    rows = np.unique(np.linspace(0, len(table) - 1, min(len(table), _MOST_ROWS)).astype(np.int64))
    some = table.take(rows)
    pushes = model.contributions(some)[:, :-1]
    sizes = np.abs(pushes).mean(axis=0)
    total = float(sizes.sum()) or 1.0
    seen = some.coded_like(model.columns)
    found = [
        Influence(column.name, float(size) / total, _direction(column, pushes[:, place]))
        for place, (column, size) in enumerate(zip(seen.columns, sizes, strict=True))
    ]
    return tuple(sorted(found, key=lambda each: (-each.share, each.column)))


def _direction(column: Column, pushes: Numbers) -> str:
    known = ~np.isnan(column.values)
    if column.kind == "category":
        codes = column.values[known].astype(np.int64)
        counts = np.bincount(codes, minlength=len(column.labels))
        if not counts.any():
            return "mixed"
        means = np.bincount(codes, weights=pushes[known], minlength=len(column.labels)) / np.maximum(counts, 1)
        return column.labels[int(np.argmax(np.where(counts > 0, means, -np.inf)))]
    values, mine = column.values[known], pushes[known]
    if len(values) < 2 or not values.std() or not mine.std():
        return "mixed"
    together = float(np.corrcoef(values.argsort().argsort(), mine)[0, 1])
    return "up" if together > 0.3 else "down" if together < -0.3 else "mixed"


def reasons(model: Booster, table: Table, most: int = 5) -> Iterator[tuple[Reason, ...]]:
    """Of each row, what pushes its score most, either way, the strongest first."""
    pushes = model.contributions(table)[:, :-1]
    columns = table.coded_like(model.columns).columns
    names = np.array([column.name for column in columns], object)
    # In small parts: nothing is made that is not soon used and let go.
    for begin in range(0, len(pushes), _AT_ONCE):
        some = np.ascontiguousarray(pushes[begin : begin + _AT_ONCE])
        order = np.argsort(-np.abs(some), axis=1, kind="stable")[:, :most]
        values = np.empty(order.shape, object)
        for place, column in enumerate(columns):
            rows, ranks = np.nonzero(order == place)
            values[rows, ranks] = _shown(column, rows + begin)
        strongest = np.take_along_axis(some, order, axis=1)
        for row in zip(names[order].tolist(), values.tolist(), strongest.tolist(), strict=True):
            yield tuple(zip(*row, strict=True))


def _shown(column: Column, rows: Indexes) -> NDArray[np.object_]:
    values = column.values[rows]
    known = ~np.isnan(values)
    found = np.full(len(rows), None, object)
    labels = np.array(column.labels, object)
    found[known] = labels[values[known].astype(np.int64)] if column.kind == "category" else values[known].astype(object)
    return found
