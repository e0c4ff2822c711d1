"""Tables of numbers that models learn from: typed columns, whatever file or log they came from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from clew.learning.errors import BadTable

Numbers: TypeAlias = NDArray[np.float64]
Indexes: TypeAlias = NDArray[np.int64]

MOST_LABELS = 200
"""Labels of a category that are told apart; the rarer ones are one, `other`."""

FEWEST_HOLDERS = 10
"""People who share a label that is kept: of fewer it may be what one of them wrote."""

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: Unique within its table.
        kind: What its numbers mean: themselves, places in `labels`, or microseconds since 1970 (UTC).
        values: One a row; NaN where nothing is known.
        labels: Of a category, in order.
    """

    name: str
    kind: Literal["number", "category", "instant"]
    values: Numbers
    labels: tuple[str, ...] = ()

    def take(self, rows: Indexes) -> "Column":
        """The column of these rows."""
        return Column(self.name, self.kind, self.values[rows], self.labels)

    def coded_as(self, labels: Sequence[str]) -> "Column":
        """The same categories by another list of labels; those that it lacks become `other`, or missing."""
        places = {label: float(place) for place, label in enumerate(labels)}
        rest = places.get(OTHER, np.nan)
        codes = np.array([places.get(label, rest) for label in self.labels] or [np.nan])
        known = ~np.isnan(self.values)
        values = np.full(len(self.values), np.nan)
        values[known] = codes[self.values[known].astype(np.int64)]
        return Column(self.name, self.kind, values, tuple(labels))

    def with_few_labels(self, people: Indexes | None = None) -> "Column":
        """The same column, its rarest labels made one: what is left names nobody, and is not too much to learn from.

        Args:
            people: Whose row each is; each row is somebody else's if left out.
        """
        known = ~np.isnan(self.values)
        places, holders = self.values[known].astype(np.int64), np.arange(len(known)) if people is None else people
        span = int(holders.max(initial=0)) + 1
        pairs = np.unique(places * span + holders[known])
        counts = np.bincount(pairs // span, minlength=len(self.labels))
        ranked: list[int] = np.argsort(-counts, kind="stable").tolist()
        common = [place for place in ranked if counts[place] >= FEWEST_HOLDERS]
        if len(common) == len(self.labels) <= MOST_LABELS:
            return self
        kept = sorted(self.labels[place] for place in common[: MOST_LABELS - 1])
        return self.coded_as([label for label in kept if label != OTHER] + [OTHER])


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of equal length.

    Raises:
        BadTable: if they are of different lengths, or two have one name.
    """

    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise BadTable(f"two columns are called `{twice}`", hint="rename one")
        if len({len(column.values) for column in self.columns}) > 1:
            raise BadTable("the columns are of different lengths")

    def __len__(self) -> int:
        return len(self.columns[0].values) if self.columns else 0

    @property
    def names(self) -> tuple[str, ...]:
        """Of its columns, in order."""
        return tuple(column.name for column in self.columns)

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise BadTable(f"no column is called `{name}`", hint=f"there are: {', '.join(self.names)}")

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def without(self, names: Iterable[str]) -> "Table":
        """The other columns."""
        left_out = set(names)
        return Table(tuple(column for column in self.columns if column.name not in left_out))

    def take(self, rows: Indexes) -> "Table":
        """These rows, in this order."""
        return Table(tuple(column.take(rows) for column in self.columns))

    def matrix(self) -> Numbers:
        """Rows by columns."""
        return np.column_stack([column.values for column in self.columns]) if self.columns else np.empty((0, 0))

    def coded_like(self, others: Sequence[Column]) -> "Table":
        """The columns of these names and kinds, with their labels: what a model that learnt from those can read.

        Raises:
            BadTable: if one is missing, or of another kind. One of which nothing is known is of any.
        """
        found: list[Column] = []
        for other in others:
            column = self[other.name]
            if column.kind != other.kind and np.isnan(column.values).all():
                column = Column(other.name, other.kind, column.values)
            if column.kind != other.kind:
                raise BadTable(f"`{other.name}` holds a {column.kind}", hint=f"it was a {other.kind} in training")
            found.append(column.coded_as(other.labels) if other.kind == "category" else column)
        return Table(tuple(found))


def numbers(name: str, values: Iterable[float | None]) -> Column:
    """A column of numbers; None is missing."""
    return Column(name, "number", np.array([np.nan if value is None else value for value in values], np.float64))


def categories(name: str, values: Iterable[str | None]) -> Column:
    """A column of categories, its labels in order; None is missing."""
    listed = list(values)
    labels = tuple(sorted({value for value in listed if value is not None}))
    places = {label: float(place) for place, label in enumerate(labels)}
    return Column(
        name, "category", np.array([np.nan if value is None else places[value] for value in listed], np.float64), labels
    )
