"""Local calendars: where days, weeks, months and years begin in a zone, as instants (R6, R7, R25)."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

from clew.expressions.model import CalendarUnit
from clew.kernel.instants import DAY, HOUR, Instant, from_datetime, to_datetime

_LAST_YEAR = 9998
_FIRST_YEAR = 2


@lru_cache(maxsize=8192)
def start_of_day(day: date, zone: tzinfo) -> Instant:
    """The first existing instant of a local day (a day that a zone skipped begins where the next one does)."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    instant = from_datetime(midnight.astimezone(UTC))
    if local_time(instant, zone) == midnight.replace(tzinfo=None):
        return instant
    # The clocks skip midnight. The gap ends somewhere in the hours before: search for its first instant.
    low, high = instant - 26 * HOUR, instant + HOUR
    while high - low > 1:
        middle = (low + high) // 2
        if local_time(middle, zone) >= midnight.replace(tzinfo=None):
            high = middle
        else:
            low = middle
    return high


def local_time(instant: Instant, zone: tzinfo) -> datetime:
    """The wall clock at an instant, as a naive datetime."""
    return to_datetime(instant).astimezone(zone).replace(tzinfo=None)


def local_day(instant: Instant, zone: tzinfo) -> date:
    """The local day that an instant belongs to: the last one that has begun."""
    day = to_datetime(instant).astimezone(zone).date()
    # Clocks set back across midnight show the old date again, but its day is over.
    following = day + timedelta(days=1)
    return following if start_of_day(following, zone) <= instant else day


def first_day(day: date, unit: CalendarUnit, steps: int = 0) -> date:
    """The first day of the week, month or year (weeks begin on Monday) that a day is in, or of one so many on."""
    if unit == "day":
        return day + timedelta(days=steps)
    if unit == "week":
        return day + timedelta(days=7 * steps - day.weekday())
    months = 12 * day.year + (day.month - 1 if unit == "month" else 0) + steps * (1 if unit == "month" else 12)
    return date(min(max(months // 12, 1), _LAST_YEAR), months % 12 + 1, 1)


def start_of(instant: Instant, zone: tzinfo, unit: CalendarUnit, steps: int = 0) -> Instant:
    """Where the local period that an instant is in begins, or the one so many on."""
    return start_of_day(first_day(local_day(instant, zone), unit, steps), zone)


@lru_cache(maxsize=16384)
def add_months(instant: Instant, months: int, zone: tzinfo) -> Instant:
    """So many local months on, at the same wall clock; the day clamped to the end of the month (R7).

    A time that the clocks skip is read with the offset before the gap, a repeated one is its first occurrence.
    """
    wall = local_time(instant, zone)
    total = 12 * wall.year + wall.month - 1 + months
    year, month = min(total // 12, _LAST_YEAR), total % 12 + 1
    moved = wall.replace(year=year, month=month, day=min(wall.day, days_in_month(year, month)), tzinfo=zone)
    return from_datetime(moved.astimezone(UTC))


def days_in_month(year: int, month: int) -> int:
    """How many days a month has."""
    first = date(year, month, 1)
    return (first_day(first, "month", 1) - first).days


def anniversary_in(year: int, month: int, day: int) -> date:
    """The anniversary of a day in a year; Feb 29 is Feb 28 in common years (R25)."""
    return date(year, month, min(day, days_in_month(year, month)))


LONGEST = {"day": 2 * DAY, "week": 8 * DAY, "month": 32 * DAY, "year": 367 * DAY}
"""No local period is longer, change of clocks included."""
