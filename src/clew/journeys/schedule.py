"""When audiences are addressed, and when each member's turn comes: by the workspace's clock, the same for ever."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta, tzinfo

from clew.journeys.localtime import clocktime_of, duration_of, on_day
from clew.journeys.model import Broadcast
from clew.kernel.hashing import hash64
from clew.kernel.instants import DAY, SECOND, Duration, Instant, InvalidInstant, parse_instant, to_datetime

_LOCAL = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d))?")
_MONTHS = {"month": 1, "year": 12}


def occurrences(broadcast: Broadcast, zone: tzinfo, since: Instant, until: Instant) -> Iterator[Instant]:
    """When a broadcast goes out, with since <= t < until.

    One that recurs keeps the wall clock of its first time in the workspace's zone; on a month without that day it goes
    out on the last one (R7).
    """
    first = first_of(broadcast, zone)
    if broadcast.every is None:
        if since <= first < until:
            yield first
        return
    wall = to_datetime(first).astimezone(zone)
    clocktime = ((wall.hour * 60 + wall.minute) * 60 + wall.second) * SECOND + wall.microsecond
    number = 0
    while True:
        at = on_day(_day(wall.date(), broadcast.every, number), clocktime, zone) if number else first
        if at >= until:
            return
        if at >= since:
            yield at
        # Far from the first time, go there at once: no period is longer than its count of days here says.
        number += max(1, (since - at) // (_LONGEST[broadcast.every] * DAY) - 1)


def first_of(broadcast: Broadcast, zone: tzinfo) -> Instant:
    """When a broadcast goes out first: at an instant, or at a local date and time of the workspace.

    Raises:
        InvalidInstant: if `at` is neither.
    """
    local = _LOCAL.fullmatch(broadcast.at)
    if local is None:
        return parse_instant(broadcast.at)
    clocktime = clocktime_of(local[2] or "00:00")
    try:
        day = date.fromisoformat(local[1])
    except ValueError:
        raise InvalidInstant("there is no such day") from None
    if clocktime is None:
        raise InvalidInstant("there is no such time of day")
    return on_day(day, clocktime, zone)


def next_occurrence(broadcast: Broadcast, zone: tzinfo, since: Instant) -> Instant | None:
    """When a broadcast goes out next, at or after an instant; None if it never does again."""
    until = max(first_of(broadcast, zone), since) + 2 * _LONGEST["year"] * DAY
    return next(occurrences(broadcast, zone, since, until), None)


def pace_of(pace: str | None) -> Duration:
    """Over how long members are spread."""
    return (duration_of(pace) or 0) if pace is not None else 0


def turn_of(profile: str, subject: str, pace: str | None) -> Duration:
    """How long after the audience was addressed a member's turn comes: spread evenly by a hash of who and what."""
    span = pace_of(pace)
    return (hash64(f"{subject}\x1f{profile}") & 0xFFFFFFFF) * span >> 32


def _day(first: date, every: str, number: int) -> date:
    if every in _MONTHS:
        months = 12 * first.year + first.month - 1 + number * _MONTHS[every]
        year, month = months // 12, months % 12 + 1
        return date(year, month, min(first.day, monthrange(year, month)[1]))
    return first + timedelta(days=number * (7 if every == "week" else 1))


_LONGEST = {"day": 2, "week": 8, "month": 32, "year": 367}
