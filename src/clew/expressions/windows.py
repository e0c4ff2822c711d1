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

    slack = 5 * DAY
    zoned = True

    def __init__(self, window: RollingMonths) -> None:
        self._months = window.count * (12 if window.unit == "year" else 1)
        self.reach = self._months * 31 * DAY + 5 * DAY
        self.key = f"months:{self._months}"

    def live(self, times: list[Instant], now: Instant, zone: tzinfo, marker: list[Instant]) -> Sequence[int]:
        first = bisect_right(times, now - self.reach)
        return [i for i in range(first, len(times)) if now < calendars.add_months(times[i], self._months, zone)]

    def next(self, times: list[Instant], now: Instant, zone: tzinfo) -> Instant | None:
        ends = (calendars.add_months(ts, self._months, zone) for ts in times if ts + self.reach > now)
        return min((end for end in ends if end > now), default=None)


class CalendarLogic(WindowLogic):
    """This local period and some before it."""

    zoned = True

    def __init__(self, count: int, unit: CalendarUnit) -> None:
        self._count = count
        self._unit: CalendarUnit = unit
        self.reach = count * calendars.LONGEST[unit] + 3 * DAY
        self.key = f"calendar:{count}:{unit}"

    def live(self, times: list[Instant], now: Instant, zone: tzinfo, marker: list[Instant]) -> Sequence[int]:
        if not times:
            return NO_TIMES
        return range(bisect_left(times, self._start(now, zone)), len(times))

    def next(self, times: list[Instant], now: Instant, zone: tzinfo) -> Instant | None:
        if not times:
            return None
        first = bisect_left(times, self._start(now, zone))
        return calendars.start_of(times[first], zone, self._unit, self._count) if first < len(times) else None

    def _start(self, now: Instant, zone: tzinfo) -> Instant:
        return calendars.start_of(now, zone, self._unit, 1 - self._count)


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
