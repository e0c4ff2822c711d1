"""Tests of dates against the clock, each with its next change."""

from clew.expressions import calendars
from clew.expressions.dues import Due, Part, after, both
from clew.expressions.rows import Get
from clew.expressions.values import moment_of, month_and_day
from clew.expressions.view import Reading
from clew.kernel.instants import Duration, Instant


def within(get: Get, span: Duration, *, past: bool) -> Part:
    """`date within last D`: date <= t < date + D; `within next D`: date - D <= t < date."""
    early, late = (0, span) if past else (span, 0)

    def test(reading: Reading) -> bool:
        moment = moment_of(get(reading))
        return moment is not None and moment - early <= reading.now < moment + late

    def due(reading: Reading) -> Instant | None:
        moment = moment_of(get(reading))
        return None if moment is None else after(reading.now, moment - early, moment + late)

    return Part(test, both(test, due))


def anniversary(get: Get) -> Part:
    """Whether the local day has the date's month and day (R25)."""

    def test(reading: Reading) -> bool:
        born = month_and_day(get(reading))
        if born is None:
            return False
        today = calendars.local_day(reading.now, reading.zone)
        return calendars.anniversary_in(today.year, *born) == today

    def due(reading: Reading) -> Instant | None:
        born = month_and_day(get(reading))
        if born is None:
            return None
        zone, year = reading.zone, calendars.local_day(reading.now, reading.zone).year
        days = [calendars.anniversary_in(year + later, *born) for later in (0, 1)]
        edges = [calendars.start_of_day(calendars.first_day(day, "day", n), zone) for day in days for n in (0, 1)]
        return after(reading.now, *edges)

    return Part(test, both(test, due))


def around(gets: list[Get]) -> Due:
    """When a comparison of `now` with these dates may flip: as each comes, and just after it."""

    def due(reading: Reading) -> Instant | None:
        moments = [moment for get in gets if (moment := moment_of(get(reading))) is not None]
        return after(reading.now, *moments, *(moment + 1 for moment in moments))

    return due
