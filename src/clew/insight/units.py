"""Local hours, days, weeks and months as instants, and in which of them an instant lies: exactly, whatever clocks do.

The instants at which units begin are worked out here and not by an engine: neither its calendar nor its version of the
zones need agree with ours. Units of one length that follow each other are one division.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import tzinfo

from clew.expressions import calendars
from clew.expressions.sql import Tree
from clew.expressions.sql import trees as t
from clew.insight.errors import InvalidQuestion
from clew.insight.model import Unit
from clew.kernel.instants import DAY, HOUR, WEEK, Duration, Instant

MOST_UNITS = 1_000
LENGTHS: dict[Unit, Duration] = {"hour": HOUR, "day": DAY, "week": WEEK, "month": 30 * DAY}
"""How long a unit is when it is counted from an event on, not by the calendar."""


class Units:
    """Units that follow each other.

    Attributes:
        starts: When each begins, and when the last one ends.
    """

    def __init__(self, starts: Sequence[Instant]) -> None:
        self.starts = list(starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def of(self, ts: Instant) -> int | None:
        """The place of the unit that an instant is in; None if it is in none."""
        place = bisect_right(self.starts, ts) - 1
        return place if 0 <= place < len(self) else None

    def place(self, ts: Tree) -> Tree:
        """The same in SQL; null for an instant in none."""
        branches = [
            (
                t.compared("<", ts, t.number(end)),
                t.computed(
                    "+", t.number(first), t.computed("//", t.computed("-", ts, t.number(start)), t.number(length))
                ),
            )
            for first, start, length, end in self._runs()
        ]
        early = (t.compared("<", ts, t.number(self.starts[0])), t.null())
        return t.case(early, *branches)

    def _runs(self) -> Iterator[tuple[int, Instant, Duration, Instant]]:
        """Units of one length one after another: the place of the first, its start, their length, the end."""
        first = 0
        for place in range(1, len(self) + 1):
            length = self.starts[first + 1] - self.starts[first]
            if place == len(self) or self.starts[place + 1] - self.starts[place] != length:
                yield first, self.starts[first], length, self.starts[place]
                first = place


def units(unit: Unit, since: Instant, until: Instant, zone: tzinfo, *, before: int = 0, after: int = 0) -> Units:
    """The units that hold the time from an instant until another, not included, and so many before and after.

    Raises:
        InvalidQuestion: if there are too many.
    """
    if (until - since) // LENGTHS[unit] + before + after > MOST_UNITS:
        raise InvalidQuestion(f"more than {MOST_UNITS:,} units", where="/period", hint="ask for a coarser unit")
    if unit == "hour":
        start = calendars.start_of(since, zone, "day")
        start += (since - start) // HOUR * HOUR
        count = -(-(until - start) // HOUR)
        return Units([start + HOUR * step for step in range(-before, count + after + 1)])
    starts = [calendars.start_of(since, zone, unit, steps) for steps in range(-before, 1)]
    while starts[-1] < until:
        starts.append(calendars.start_of(starts[-1], zone, unit, 1))
    for _ in range(after):
        starts.append(calendars.start_of(starts[-1], zone, unit, 1))
    return Units(starts)
