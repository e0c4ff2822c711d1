"""Why a model says what it says: exact Shapley values, of everybody and of each row."""

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from clew.learning.propensity.boost import Booster
from clew.learning.tables import Column, Indexes, Numbers, Table

_MOST_ROWS = 5_000
_ROWS_AT_ONCE = 65_536
_AT_ONCE = 2_048
"""Rows put into words in one go: nothing is made that is not soon used and let go."""


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


class Strongest(NamedTuple):
    """What pushes some rows most, either way, the strongest first: numbers alone, so that those of millions fit.

    Attributes:
        places: Of the columns, by the model's own order; one row each.
        values: What the column is for the row: a number, the place of a label, or NaN.
        pushes: Its Shapley value.
    """

    places: NDArray[np.int16]
    values: Numbers
    pushes: Numbers

    def take(self, rows: Indexes) -> "Strongest":
        """Those of these rows."""
        return Strongest(self.places[rows], self.values[rows], self.pushes[rows])

    def told(self, model: Booster) -> Iterator[tuple[Reason, ...]]:
        """In words, row by row."""
        names = np.array([column.name for column in model.columns], object)
        for begin in range(0, len(self.places), _AT_ONCE):
            some = self.take(np.arange(begin, min(begin + _AT_ONCE, len(self.places))))
            shown = np.empty(some.places.shape, object)
            for place, column in enumerate(model.columns):
                where = some.places == place
                shown[where] = _shown(column, some.values[where])
            for row in zip(names[some.places].tolist(), shown.tolist(), some.pushes.tolist(), strict=True):
                yield tuple(zip(*row, strict=True))


def strongest(model: Booster, table: Table, most: int = 5) -> Strongest:
    """Of each row, what pushes its score most."""
    found = [_strongest(model, table, begin, most) for begin in range(0, len(table), _ROWS_AT_ONCE)]
    if not found:
        empty = np.empty((0, min(most, len(model.columns))))
        return Strongest(empty.astype(np.int16), empty, empty)
    return Strongest(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def _strongest(model: Booster, table: Table, begin: int, most: int) -> Strongest:
    some = table.take(np.arange(begin, min(begin + _ROWS_AT_ONCE, len(table))))
    pushes = model.contributions(some)[:, :-1]
    order = np.argsort(-np.abs(pushes), axis=1, kind="stable")[:, :most]
    values = np.take_along_axis(some.coded_like(model.columns).matrix(), order, axis=1)
    return Strongest(order.astype(np.int16), values, np.take_along_axis(pushes, order, axis=1))


def _shown(column: Column, values: Numbers) -> NDArray[np.object_]:
    known = ~np.isnan(values)
    found = np.full(len(values), None, object)
    labels = np.array(column.labels, object)
    found[known] = labels[values[known].astype(np.int64)] if column.kind == "category" else values[known].astype(object)
    return found
