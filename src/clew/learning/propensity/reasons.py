"""Why a model says what it says: exact Shapley values, of everybody and of each row."""

import msgspec
import numpy as np

from clew.learning.propensity.boost import Booster
from clew.learning.tables import Column, Numbers, Table

_MOST_ROWS = 5_000


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


class Reason(msgspec.Struct, frozen=True):
    """What pushes one score.

    Attributes:
        column: Which.
        value: What it is for this one: a number, a label, or null where nothing is known.
        push: Shapley value: log-odds added (above 0) or taken away.
    """

    column: str
    value: float | str | None
    push: float


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


def reasons(model: Booster, table: Table, most: int = 5) -> list[tuple[Reason, ...]]:
    """Of each row, what pushes its score most, either way, the strongest first."""
    pushes = model.contributions(table)[:, :-1]
    columns = table.coded_like(model.columns).columns
    order: list[list[int]] = np.argsort(-np.abs(pushes), axis=1, kind="stable")[:, :most].tolist()
    return [
        tuple(Reason(columns[c].name, _shown(columns[c], row), float(pushes[row, c])) for c in places)
        for row, places in enumerate(order)
    ]


def _shown(column: Column, row: int) -> float | str | None:
    value = float(column.values[row])
    if np.isnan(value):
        return None
    return column.labels[int(value)] if column.kind == "category" else value
