"""Drift: whether what a model sees, says, and is right about is still what it was when it was trained."""

from collections.abc import Mapping

import msgspec
import numpy as np

from clew.learning.tables import Column, Numbers, Table
from clew.learning.watch.distance import SLIGHT, counted, divergence_of, edges_of, index_of

_POINTS = 200
SCORES = "(scores)"


class Sample(msgspec.Struct, frozen=True):
    """A quantity as it was: enough of it to compare, and nobody in it.

    Attributes:
        points: Evenly spaced quantiles of the known values.
        missing: Share of rows without a value.
        labels: Of a category, by which its numbers are read.
    """

    points: tuple[float, ...]
    missing: float
    labels: tuple[str, ...] = ()

    def values(self) -> Numbers:
        """Values that are about so distributed."""
        unknown = round(self.missing * _POINTS * 5)
        known = np.repeat(np.array(self.points), 5) if self.points else np.empty(0)
        kept = round(len(known) * (1 - self.missing))
        rows = np.linspace(0, len(known) - 1, kept).round().astype(np.int64) if kept else np.empty(0, np.int64)
        return np.concatenate([known[rows], np.full(unknown, np.nan)])


def sample_of(values: Numbers, labels: tuple[str, ...] = ()) -> Sample:
    """A quantity to compare later ones with."""
    known = values[~np.isnan(values)]
    missing = 1 - len(known) / len(values) if len(values) else 1.0
    points = np.quantile(known, np.linspace(0, 1, _POINTS), method="nearest") if len(known) else np.empty(0)
    return Sample(tuple(points.tolist()), missing, labels)


def samples_of(table: Table, scores: Numbers) -> dict[str, Sample]:
    """Of every input, and of the scores."""
    found = {column.name: sample_of(column.values, column.labels) for column in table.columns}
    return {**found, SCORES: sample_of(scores)}


class Shift(msgspec.Struct, frozen=True):
    """How far one quantity has moved.

    Attributes:
        name: Of the input; `(scores)` for what the model says.
        psi: Population stability index.
        js: Jensen-Shannon divergence, in bits.
        level: `none` (index below .1), `some`, or `alarm` (above the model's limit).
    """

    name: str
    psi: float
    js: float
    level: str


class DriftReport(msgspec.Struct, frozen=True):
    """Drift of a version.

    Attributes:
        rows: People compared.
        shifts: The largest first.
        trained_auc: As published.
        recent_auc: Of scores whose window has passed since; null while none has.
        decayed: Whether the recent one is below the published interval.
        alarms: What is wrong, in words.
    """

    rows: int
    shifts: tuple[Shift, ...]
    trained_auc: float | None
    recent_auc: float | None
    decayed: bool
    alarms: tuple[str, ...]


class Spread:
    """How inputs and scores are spread today, over the bins of those of the training; parts of people add up.

    Attributes:
        rows: People counted.
    """

    def __init__(self, before: Mapping[str, Sample]) -> None:
        """Count nobody yet.

        Args:
            before: Inputs and scores as they were.
        """
        self.rows = 0
        self._before = before
        self._edges = {name: edges_of(sample.values()) for name, sample in before.items()}
        self._counts: dict[str, Numbers] = {}

    def add(self, table: Table, scores: Numbers) -> None:
        """Count some more people; inputs that the training did not have are left out."""
        self.rows += len(scores)
        for column in (*table.columns, Column(SCORES, "number", scores)):
            sample = self._before.get(column.name)
            if sample is None:
                continue
            values = column.coded_as(sample.labels).values if column.kind == "category" else column.values
            found = counted(values, self._edges[column.name])
            self._counts[column.name] = found + self._counts.get(column.name, 0.0)

    def shifts(self, limit: float) -> tuple[Shift, ...]:
        """Of every input that both know, and of the scores; the largest first."""
        found: list[Shift] = []
        for name, now in self._counts.items():
            was = counted(self._before[name].values(), self._edges[name])
            psi = index_of(was, now)
            level = "alarm" if psi > limit else "some" if psi > SLIGHT else "none"
            found.append(Shift(name, psi, divergence_of(was, now), level))
        return tuple(sorted(found, key=lambda shift: (-shift.psi, shift.name)))


def drift_report(
    found: tuple[Shift, ...], rows: int, *, published: tuple[float, float] | None, recent: float | None
) -> DriftReport:
    """Put together, with alarms in words.

    Args:
        found: Of inputs and scores.
        rows: People compared.
        published: AUC of the report, and the lower end of its interval.
        recent: AUC of scores whose window has passed.
    """
    decayed = published is not None and recent is not None and recent < published[1]
    moved = [shift for shift in found if shift.level == "alarm"]
    alarms = [f"{_what(shift.name)} moved: stability index {shift.psi:.2f}" for shift in moved]
    if decayed and published is not None:
        alarms.append(f"the AUC has fallen from {published[0]:.3f} to {recent:.3f}")
    return DriftReport(rows, found, published[0] if published else None, recent, decayed, tuple(alarms))


def _what(name: str) -> str:
    return "the scores have" if name == SCORES else f"`{name}` has"
