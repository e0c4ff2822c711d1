"""What a segment would have done on one's own past: who entered and left when, how many were in it day by day.

Fed with people's flips (`thread.follow`), one person after the other; what it keeps does not grow with their number but
for one number each that came back, stayed or went.
"""

from collections.abc import Sequence
from datetime import date, timedelta, tzinfo
from statistics import median_low
from typing import NamedTuple

from clew.engine.thread import Flip
from clew.kernel.instants import Duration, Instant, to_datetime


class Day(NamedTuple):
    """A local day of the workspace.

    Attributes:
        day: The date.
        entered: How many entered, each time counted.
        left: How many left, each time counted.
        size: How many were in it when the day ended.
    """

    day: date
    entered: int
    left: int
    size: int


class Overlap(NamedTuple):
    """Two segments at the end of the period.

    Attributes:
        both: How many were in both.
        only: How many were in this one alone.
        other: How many were in the other one alone.
    """

    both: int
    only: int
    other: int


class BackTest(NamedTuple):
    """What a segment would have done in a period.

    Attributes:
        people: How many people were asked.
        start_size: How many were in it when the period began.
        size: How many were in it when the period ended.
        ever: How many were in it at some instant of the period.
        entered: How often somebody entered.
        left: How often somebody left.
        returned: How many entered again after they had left.
        by_clock: How many of those changes time alone made.
        median_stay: How long half of the stays that ended in the period had lasted at most; None if none ended.
        days: Day by day, the first and the last perhaps in part.
        overlap: With another segment, where one was named.
    """

    people: int
    start_size: int
    size: int
    ever: int
    entered: int
    left: int
    returned: int
    by_clock: int
    median_stay: Duration | None
    days: Sequence[Day]
    overlap: Overlap | None


class Tally:
    """Counts one segment over a period [start, end), person by person."""

    def __init__(self, start: Instant, end: Instant, zone: tzinfo, *, compared: bool = False) -> None:
        self._start, self._end, self._zone = start, end, zone
        self._overlap = [0, 0, 0] if compared else None
        self._people = self._start_size = self._size = self._ever = self._returned = self._by_clock = 0
        self._entered: dict[date, int] = {}
        self._left: dict[date, int] = {}
        self._stays: list[Duration] = []

    def add(self, flips: Sequence[Flip], other: Sequence[Flip] = ()) -> None:
        """Count one person's changes (those before the period say where they stood), and those of the other segment."""
        self._people += 1
        before = inside_at(flips, self._start - 1)
        self._start_size += before
        inside, since, entries = before, _since(flips, self._start - 1), 0
        for flip in flips:
            if not self._start <= flip.at < self._end:
                continue
            self._by_clock += flip.cause == "clock"
            days = self._entered if flip.inside else self._left
            day = self._day(flip.at)
            days[day] = days.get(day, 0) + 1
            if flip.inside:
                entries += 1
                since = flip.at
            elif since is not None:
                self._stays.append(flip.at - since)
            inside = flip.inside
        self._size += inside
        self._ever += before or entries > 0
        self._returned += before + entries > 1
        if self._overlap is not None:
            there = inside_at(other, self._end - 1)
            if inside or there:
                self._overlap[0 if inside and there else 1 if inside else 2] += 1

    def result(self) -> BackTest:
        """What all of them come to."""
        return BackTest(
            people=self._people,
            start_size=self._start_size,
            size=self._size,
            ever=self._ever,
            entered=sum(self._entered.values()),
            left=sum(self._left.values()),
            returned=self._returned,
            by_clock=self._by_clock,
            median_stay=median_low(self._stays) if self._stays else None,
            days=self._days(),
            overlap=Overlap(*self._overlap) if self._overlap is not None else None,
        )

    def _day(self, at: Instant) -> date:
        return to_datetime(at).astimezone(self._zone).date()

    def _days(self) -> list[Day]:
        days: list[Day] = []
        day, last, size = self._day(self._start), self._day(self._end - 1), self._start_size
        while day <= last:
            entered, left = self._entered.get(day, 0), self._left.get(day, 0)
            size += entered - left
            days.append(Day(day, entered, left, size))
            day += timedelta(days=1)
        return days


def inside_at(flips: Sequence[Flip], at: Instant) -> bool:
    """Whether somebody with these changes is in the segment at an instant."""
    inside = False
    for flip in flips:
        if flip.at > at:
            break
        inside = flip.inside
    return inside


def _since(flips: Sequence[Flip], at: Instant) -> Instant | None:
    """Since when they are in it at an instant; None if they are not."""
    entered = [flip for flip in flips if flip.at <= at]
    return entered[-1].at if entered and entered[-1].inside else None
