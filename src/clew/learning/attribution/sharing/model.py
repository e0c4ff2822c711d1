"""Ways to a conversion, or to none, as columns; and what a model credits its channels with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import msgspec
import numpy as np

from clew.learning.attribution.errors import Unattributable
from clew.learning.tables import Indexes, Numbers

MOST_STEPS = 50_000_000


@dataclass(frozen=True)
class Paths:
    """Ways of people over channels: equal ones may be one row, counted.

    A row is a sequence of touches, oldest first, with how many ways took it and ended in a conversion, what those were
    worth, and how many ended in none. A row without touches holds those whom nothing reached.

    Attributes:
        channels: Names of the channels.
        steps: Channel of each touch, row after row, as places in `channels`.
        starts: Where each row begins in `steps`, and where the last one ends.
        conversions: Ways of each row that ended in a conversion.
        values: What these were worth together.
        nulls: Ways that ended in none.
        ages: Microseconds from each touch to the end of its way; None where nobody knows.
    """

    channels: tuple[str, ...]
    steps: Indexes
    starts: Indexes
    conversions: Numbers
    values: Numbers
    nulls: Numbers
    ages: Numbers | None = None

    def __len__(self) -> int:
        return len(self.conversions)

    @cached_property
    def lengths(self) -> Indexes:
        """Touches of each row."""
        return np.diff(self.starts)

    @cached_property
    def rows(self) -> Indexes:
        """The row of each touch."""
        return np.repeat(np.arange(len(self)), self.lengths)

    @cached_property
    def places(self) -> Indexes:
        """The place of each touch in its row, from 0."""
        return np.arange(len(self.steps)) - self.starts[self.rows]

    @cached_property
    def distinct(self) -> tuple[Indexes, Indexes]:
        """Each row with each of its channels once: rows and channels, in order."""
        keys = np.unique(self.rows * max(1, len(self.channels)) + self.steps)
        return np.divmod(keys, max(1, len(self.channels)))

    @property
    def touched(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Whether a row has touches."""
        return self.lengths > 0

    def weighed(self, conversions: Numbers, values: Numbers, nulls: Numbers) -> Paths:
        """The same ways with other counts; what is known of them is kept."""
        other = Paths(self.channels, self.steps, self.starts, conversions, values, nulls, self.ages)
        for name in ("lengths", "rows", "places", "distinct"):
            other.__dict__[name] = getattr(self, name)
        return other


class Row(msgspec.Struct, frozen=True):
    """One row, as it is read.

    Attributes:
        channels: Of its touches, oldest first.
        conversions: Ways that ended in a conversion.
        value: What they were worth together.
        nulls: Ways that ended in none.
        ages: Microseconds from each touch to the end.
    """

    channels: Sequence[str]
    conversions: float = 0
    value: float = 0
    nulls: float = 0
    ages: Sequence[float] | None = None


def paths_of(rows: Iterable[Row]) -> Paths:
    """Rows as columns.

    Raises:
        Unattributable: Counts below zero, ages of some rows only, or more touches than fit.
    """
    listed = list(rows)
    names = sorted({name for row in listed for name in row.channels})
    place = {name: index for index, name in enumerate(names)}
    lengths = [len(row.channels) for row in listed]
    if sum(lengths) > MOST_STEPS:
        raise Unattributable("too_many", f"more than {MOST_STEPS} touches", hint="shorten the look-back or the period")
    for number, row in enumerate(listed, 1):
        counts = (row.conversions, row.value, row.nulls)
        if not all(abs(count) < 1e15 for count in counts) or row.conversions < 0 or row.nulls < 0:
            raise Unattributable(
                "bad_count", "a count is below zero or no number", where=f"row {number}", hint="count ways, 0 or more"
            )
        if row.ages is not None and len(row.ages) != len(row.channels):
            raise Unattributable("bad_count", "a touch has no time", where=f"row {number}")
    aged = all(row.ages is not None for row in listed) and bool(listed)
    return Paths(
        channels=tuple(names),
        steps=np.array([place[name] for row in listed for name in row.channels], np.int64),
        starts=np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]),
        conversions=np.array([row.conversions for row in listed], np.float64),
        values=np.array([row.value for row in listed], np.float64),
        nulls=np.array([row.nulls for row in listed], np.float64),
        ages=np.array([age for row in listed for age in row.ages or ()], np.float64) if aged else None,
    )


@dataclass(frozen=True)
class Credit:
    """What a model credits each channel with.

    Attributes:
        conversions: In the order of the channels.
        values: The same of what conversions are worth.
    """

    conversions: Numbers
    values: Numbers


@dataclass(frozen=True)
class Weights:
    """How a model that doesn't look at counts shares each way: the part of a row that goes to a channel.

    Attributes:
        rows: Of the ways.
        channels: Who gets it.
        parts: How much of one conversion; what has the same row and channel adds up.
    """

    rows: Indexes
    channels: Indexes
    parts: Numbers

    def credit(self, paths: Paths) -> Credit:
        """What the channels get with these counts."""
        size = len(paths.channels)
        return Credit(
            np.bincount(self.channels, self.parts * paths.conversions[self.rows], size).astype(np.float64),
            np.bincount(self.channels, self.parts * paths.values[self.rows], size).astype(np.float64),
        )
