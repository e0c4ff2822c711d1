"""Windows as bounds of event time at one instant; those of local calendars are worked out here, zone by zone.

An engine would need the reference's calendar to do it, and its version of the zones; so it gets the bounds.
"""

from datetime import tzinfo

from clew.expressions import calendars
from clew.expressions.model import Ago, Fixed, LastCalendar, Period, Rolling, RollingMonths, Window
from clew.kernel.instants import DAY, MINUTE, Instant

Bounds = tuple[Instant, Instant]
"""From the first instant, up to and without the second."""

_QUARTER = 15 * MINUTE
_SLACK = 5 * DAY
_EVER = 1 << 62


def bounds_of(window: Window, now: Instant) -> Bounds | None:
    """The bounds of a window that are the same in every zone; None if they are not."""
    match window:
        case Rolling(span):
            return now - span.micros + 1, now + 1
        case Ago(older, newer):
            return now - older.micros + 1, now - newer.micros + 1
        case Fixed(start, end):
            return -_EVER if start is None else start, _EVER if end is None else end
        case _:
            return None


def local_bounds(window: Window, now: Instant, zone: tzinfo) -> list[Bounds]:
    """The bounds of a window of a local calendar: one pair, or a few where the end of a month is clamped."""
    match window:
        case LastCalendar(count, unit):
            return [(calendars.start_of(now, zone, unit, 1 - count), now + 1)]
        case Period("this", unit):
            return [(calendars.start_of(now, zone, unit), now + 1)]
        case Period(_, unit):
            return [(calendars.start_of(now, zone, unit, -1), calendars.start_of(now, zone, unit))]
        case RollingMonths(count, unit):
            return _months(now, count * (12 if unit == "year" else 1), zone)
        case _:
            raise TypeError(f"no local bounds for {type(window).__name__}")


def birthdays(now: Instant, zone: tzinfo) -> tuple[str, str]:
    """The `MM-DD` whose anniversary is today (R25): one, or on the last of February perhaps two."""
    today = calendars.local_day(now, zone)
    found = f"{today.month:02}-{today.day:02}"
    also = calendars.anniversary_in(today.year, 2, 29) == today
    return found, "02-29" if also else found


def _months(now: Instant, months: int, zone: tzinfo) -> list[Bounds]:
    """Which times are not yet so many months old: all of late, none of early, and between them some.

    Within a quarter of an hour that no clock changes in, every time moves on by the same.
    """
    edge = calendars.add_months(now, -months, zone)
    first = (edge - _SLACK) // _QUARTER * _QUARTER
    sure = min((edge + _SLACK) // _QUARTER * _QUARTER, now + 1)
    found: list[Bounds] = []
    for start in range(first, sure, _QUARTER):
        found += _alive(start, min(start + _QUARTER, sure), now, months, zone)
    return _merged([*found, (sure, now + 1)])


def _alive(low: Instant, high: Instant, now: Instant, months: int, zone: tzinfo) -> list[Bounds]:
    moved = calendars.add_months(low, months, zone) - low
    if calendars.add_months(high - 1, months, zone) - (high - 1) == moved:
        start = max(low, now - moved + 1)
        return [(start, high)] if start < high else []
    middle = (low + high) // 2
    return _alive(low, middle, now, months, zone) + _alive(middle, high, now, months, zone)


def _merged(bounds: list[Bounds]) -> list[Bounds]:
    found: list[Bounds] = []
    for low, high in bounds:
        if found and found[-1][1] == low:
            found[-1] = (found[-1][0], high)
        elif low < high:
            found.append((low, high))
    return found
