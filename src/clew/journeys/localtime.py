"""Wall clocks: when a local time comes (J7), what a date or a duration says.

Daily times are `Clocktime`s: microseconds since local midnight. A time that the clocks skip is read with the offset
before the gap; a repeated one is its first occurrence.
"""

import re
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import TypeAlias

from clew.kernel.instants import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    WEEK,
    Duration,
    Instant,
    InvalidInstant,
    from_datetime,
    parse_duration,
    parse_instant,
    to_datetime,
)

Clocktime: TypeAlias = int
"""Microseconds since local midnight, as a wall clock shows them."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST: Duration = 36_525 * DAY
"""No duration is longer: a hundred years."""

_CLOCKTIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@lru_cache(maxsize=4096)
def duration_of(text: str) -> Duration | None:
    """`24h` in microseconds (fixed lengths, R5); None if it is none, or longer than a hundred years."""
    span = parse_duration(text)
    return span if span is not None and span <= LONGEST else None


@lru_cache(maxsize=1024)
def clocktime_of(text: str) -> Clocktime | None:
    """`09:00` or `09:00:30`; None if it is none."""
    found = _CLOCKTIME.fullmatch(text)
    return int(found[1]) * HOUR + int(found[2]) * MINUTE + int(found[3] or 0) * SECOND if found else None


def on_day(day: date, clocktime: Clocktime, zone: tzinfo) -> Instant:
    """The instant of a local time on a local date."""
    naive = datetime(day.year, day.month, day.day) + timedelta(microseconds=clocktime)  # noqa: DTZ001 (zone follows)
    # fold=0 is what J7 asks for: the first of two, and in a gap the offset before it.
    return from_datetime(naive.replace(tzinfo=zone, fold=0).astimezone(UTC))


def next_local(start: Instant, clocktime: Clocktime, zone: tzinfo, weekdays: Collection[str] = ()) -> Instant:
    """The first instant at or after `start` at which that local time comes (on one of the weekdays, if any)."""
    day = to_datetime(start).astimezone(zone).date() - timedelta(days=1)
    for _ in range(10):  # a week, and the days around it
        if not weekdays or WEEKDAYS[day.weekday()] in weekdays:
            instant = on_day(day, clocktime, zone)
            if instant >= start:
                return instant
        day += timedelta(days=1)
    return start + WEEK  # no zone leaves out a weekday for longer: not reached


def moment_of_date(value: object, clocktime: Clocktime | None, zone: tzinfo, shift: Duration = 0) -> Instant | None:
    """The instant that an attribute names: a date at a local time (midnight if none), or an instant.

    A clock time given with an instant moves it to that time of its local day. None if the value is neither.

    Args:
        value: Of the attribute.
        clocktime: At which local time of the day.
        zone: Where the person is.
        shift: How long after it, or before. Of a day the whole days are counted by the calendar: three days before, at
            nine, is nine by the clock there, whatever the clocks have done since. From an instant all is elapsed time.
    """
    if not isinstance(value, str):
        return None
    days, rest = divmod(shift, DAY)
    try:
        if _DATE.fullmatch(value):
            return on_day(date.fromisoformat(value) + timedelta(days=days), clocktime or 0, zone) + rest
        instant = parse_instant(value)
        if clocktime is None:
            return instant + shift
        return on_day(to_datetime(instant).astimezone(zone).date() + timedelta(days=days), clocktime, zone) + rest
    except (InvalidInstant, ValueError, OverflowError):
        return None
