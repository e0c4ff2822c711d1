"""Windows for incremental evaluation: which of some sorted times are inside now, and when that changes next."""

# ruff: noqa: D102 (the base class says what each method does)

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import tzinfo

from clew.expressions import calendars
from clew.expressions.model import (
    Ago,
    CalendarUnit,
    Fixed,
    LastCalendar,
    Period,
    Rolling,
    RollingMonths,
    SinceLast,
    Window,
)
from clew.kernel.instants import DAY, Duration, Instant

FOREVER: Duration = 1 << 62
NO_TIMES = range(0)

_MONTHS_SLACK: Duration = 5 * DAY
"""Clamping moves the end of a month by three days at most; zones and their clocks by less than two."""


class WindowLogic:
    """Everything: no window at all.

    Attributes:
        reach: An event is inside at no instant from `ts + reach` on, whatever the zone becomes.
        slack: Of two events, one that is later by this much stays inside at least as long: so the newest k decide
            whether there are k. None when it is not so.
        zoned: Whether the zone matters.
        marker: The event type whose newest event opens the window.
        low: Events before this never count.
        high: Events from this on never count.
        key: What it is, for the identity of a clause.
    """

    reach: Duration = FOREVER
    slack: Duration | None = 0
    zoned: bool = False
    marker: str | None = None
    low: Instant = -FOREVER
    high: Instant = FOREVER
    key: str = "ever"

    @property
    def timeless(self) -> bool:
        """Whether an event that is inside once is so for ever."""
        return self.reach == FOREVER and self.marker is None

    def live(self, times: list[Instant], now: Instant, zone: tzinfo, marker: list[Instant]) -> Sequence[int]:
        """The indices of the sorted times that are inside at `now`, ascending."""
        _ = now, zone, marker
        if self.low == -FOREVER and self.high == FOREVER:
            return range(len(times))
        return range(bisect_left(times, self.low), bisect_left(times, self.high))

    def next(self, times: list[Instant], now: Instant, zone: tzinfo) -> Instant | None:
        """The least instant after `now` at which time alone may change what is inside."""
        _ = times, now, zone
        return None

    def falls_below(self, times: list[Instant], least: int, now: Instant, zone: tzinfo) -> Instant | None:
        """When fewer than so many of the times will be inside; None if never, or if there are fewer now.

        Only where there is a slack: what is inside now leaves once, and nothing enters.
        """
        _ = times, least, now, zone
        return None


class FixedLogic(WindowLogic):
    """Between two instants."""

    def __init__(self, window: Fixed) -> None:
        self.low = -FOREVER if window.start is None else window.start
        self.high = FOREVER if window.end is None else window.end
        self.key = f"fixed:{window.start}:{window.end}"


class RollingLogic(WindowLogic):
    """A fixed length up to now."""

    def __init__(self, window: Rolling) -> None:
        self.reach = window.span.micros
        self.key = f"rolling:{self.reach}"

    def live(self, times: list[Instant], now: Instant, zone: tzinfo, marker: list[Instant]) -> Sequence[int]:
        return range(bisect_right(times, now - self.reach), len(times))

    def next(self, times: list[Instant], now: Instant, zone: tzinfo) -> Instant | None:
        first = bisect_right(times, now - self.reach)
        return times[first] + self.reach if first < len(times) else None

    def falls_below(self, times: list[Instant], least: int, now: Instant, zone: tzinfo) -> Instant | None:
        if len(times) < least:
            return None
        end = times[-least] + self.reach
        return end if end > now else None


class AgoLogic(WindowLogic):
    """A fixed length, up to some time ago: events enter it late and leave it again."""

    slack = None

    def __init__(self, window: Ago) -> None:
        self.reach = window.older.micros
        self._newer = window.newer.micros
        self.key = f"ago:{self.reach}:{self._newer}"

    def live(self, times: list[Instant], now: Instant, zone: tzinfo, marker: list[Instant]) -> Sequence[int]:
        return range(bisect_right(times, now - self.reach), bisect_right(times, now - self._newer))

    def next(self, times: list[Instant], now: Instant, zone: tzinfo) -> Instant | None:
        first, entering = bisect_right(times, now - self.reach), bisect_right(times, now - self._newer)
        if first >= len(times):
            return None
        leaves = times[first] + self.reach
        return min(leaves, times[entering] + self._newer) if entering < len(times) else leaves


class MonthsLogic(WindowLogic):
    """So many local months up to now; an event expires forward, so a later one may expire earlier by days."""

    slack = _MONTHS_SLACK
    zoned = True

    def __init__(self, window: RollingMonths) -> None:
        self._months = window.count * (12 if window.unit == "year" else 1)
        self.reach = self._months * 31 * DAY + 5 * DAY
        self.key = f"months:{self._months}"

    def live(self, times: list[Instant], now: Instant, zone: tzinfo, marker: list[Instant]) -> Sequence[int]:
        # Only near the day so many months ago does it need the calendar.
        edge = calendars.add_months(now, -self._months, zone)
        first, sure = bisect_left(times, edge - _MONTHS_SLACK), bisect_right(times, edge + _MONTHS_SLACK)
        near = [i for i in range(first, sure) if now < calendars.add_months(times[i], self._months, zone)]
        return [*near, *range(sure, len(times))] if near else range(sure, len(times))

    def next(self, times: list[Instant], now: Instant, zone: tzinfo) -> Instant | None:
        inside = self.live(times, now, zone, [])
        if not inside:
            return None
        # What is later than the first by more than the slack ends after it.
        last = bisect_right(times, times[inside[0]] + _MONTHS_SLACK)
        return min(calendars.add_months(times[i], self._months, zone) for i in inside if i < last)

    def falls_below(self, times: list[Instant], least: int, now: Instant, zone: tzinfo) -> Instant | None:
        if len(times) < least:
            return None
        first = bisect_left(times, times[-least] - _MONTHS_SLACK)
        ends = sorted(calendars.add_months(ts, self._months, zone) for ts in times[first:])
        return ends[-least] if ends[-least] > now else None


class CalendarLogic(WindowLogic):
    """This local period and some before it."""

    zoned = True

    def __init__(self, count: int, unit: CalendarUnit) -> None:
        self._count = count
        self._unit: CalendarUnit = unit
        self.reach = count * calendars.LONGEST[unit] + 3 * DAY
        self.key = f"calendar:{count}:{unit}"
        self._edges: dict[tzinfo, tuple[Instant, Instant, Instant]] = {}

    def live(self, times: list[Instant], now: Instant, zone: tzinfo, marker: list[Instant]) -> Sequence[int]:
        if not times:
            return NO_TIMES
        return range(bisect_left(times, self._around(now, zone)[0]), len(times))

    def next(self, times: list[Instant], now: Instant, zone: tzinfo) -> Instant | None:
        if not times:
            return None
        first = bisect_left(times, self._around(now, zone)[0])
        return self._end(times[first], now, zone) if first < len(times) else None

    def falls_below(self, times: list[Instant], least: int, now: Instant, zone: tzinfo) -> Instant | None:
        if len(times) < least or times[-least] < self._around(now, zone)[0]:
            return None
        return self._end(times[-least], now, zone)

    def _end(self, ts: Instant, now: Instant, zone: tzinfo) -> Instant:
        if self._count == 1:
            return self._around(now, zone)[2]
        return calendars.start_of(ts, zone, self._unit, self._count)

    def _around(self, now: Instant, zone: tzinfo) -> tuple[Instant, Instant, Instant]:
        """Where the window begins, and from when to when it does; remembered per zone, since now moves on slowly."""
        edges = self._edges.get(zone)
        if edges is None or not edges[1] <= now < edges[2]:
            steps = (1 - self._count, 0, 1)
            start, since, until = (calendars.start_of(now, zone, self._unit, step) for step in steps)
            self._edges[zone] = edges = start, since, until
        return edges


class PreviousLogic(WindowLogic):
    """The local period before this one."""

    slack = None
    zoned = True

    def __init__(self, unit: CalendarUnit) -> None:
        self._unit: CalendarUnit = unit
        self.reach = 2 * calendars.LONGEST[unit] + 3 * DAY
        self.key = f"previous:{unit}"

    def live(self, times: list[Instant], now: Instant, zone: tzinfo, marker: list[Instant]) -> Sequence[int]:
        if not times:
            return NO_TIMES
        start, end = (calendars.start_of(now, zone, self._unit, steps) for steps in (-1, 0))
        return range(bisect_left(times, start), bisect_left(times, end))

    def next(self, times: list[Instant], now: Instant, zone: tzinfo) -> Instant | None:
        if not times or times[-1] < calendars.start_of(now, zone, self._unit, -1):
            return None
        return calendars.start_of(now, zone, self._unit, 1)


class SinceLastLogic(WindowLogic):
    """Strictly after the newest event of a type; the clause keeps that event's time."""

    def __init__(self, window: SinceLast) -> None:
        self.marker = window.type
        self.key = f"since:{window.type}"

    def live(self, times: list[Instant], now: Instant, zone: tzinfo, marker: list[Instant]) -> Sequence[int]:
        return range(bisect_right(times, marker[0]), len(times)) if marker else NO_TIMES


def logic_of(window: Window | None) -> WindowLogic:  # noqa: PLR0911 (one arm per class)
    """The logic of a window as written."""
    match window:
        case None:
            return WindowLogic()
        case Rolling():
            return RollingLogic(window)
        case Ago():
            return AgoLogic(window)
        case RollingMonths():
            return MonthsLogic(window)
        case LastCalendar(count, unit):
            return CalendarLogic(count, unit)
        case Period("this", unit):
            return CalendarLogic(1, unit)
        case Period(_, unit):
            return PreviousLogic(unit)
        case SinceLast():
            return SinceLastLogic(window)
        case Fixed():
            return FixedLogic(window)
        case _:
            raise TypeError(f"no logic for {type(window).__name__}")
