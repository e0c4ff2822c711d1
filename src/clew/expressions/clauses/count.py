"""How many events: a number without a window, else the newest times."""

# ruff: noqa: D102 (the base class says what each method does)

from bisect import bisect_left, bisect_right, insort_right
from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any

from clew.events import Event, Record
from clew.expressions.clauses.base import RowsClause, Selection, Taking, ValueClause
from clew.expressions.clauses.needs import (
    NONE_PASSED,
    Bar,
    Need,
    Needs,
    is_needed,
    passed_by_new,
    trim,
)
from clew.expressions.windows import FOREVER
from clew.kernel.instants import Duration, Instant


class CountEver(ValueClause):
    """How many there ever were, or between two fixed instants. State: `[count]`."""

    def __init__(self, selection: Selection) -> None:
        self.about("count", selection)
        self._low, self._high = selection.window.low, selection.window.high

    def start(self) -> list[Any]:
        return [0]

    def take(self, state: list[Any], record: Record, now: Instant) -> bool:
        if not self._low <= record.ts < self._high:
            return False
        state[0] += 1
        return True

    def watching(self, bars: Sequence[Bar]) -> Taking:
        low, high = self._low, self._high
        passed = {count: (index,) for index, (_, count) in enumerate(bars)}

        def take(state: list[Any], record: Record, now: Instant) -> bool | Sequence[int]:
            if not low <= record.ts < high:
                return False
            state[0] += 1
            return passed.get(state[0], NONE_PASSED)

        return take

    def merge(self, left: list[Any], right: list[Any]) -> list[Any]:
        return [left[0] + right[0]]

    def value(self, state: list[Any], now: Instant, zone: tzinfo) -> int:
        return state[0]

    def next(self, state: list[Any], now: Instant, zone: tzinfo) -> Instant | None:
        return None


class CountIn(RowsClause):
    """How many there are in a window, exactly up to a limit. State: `[times]`.

    Where a later event outlives an earlier one, the newest `limit` times decide every threshold up to the limit. The
    times are the same ones whatever the window: all that count the same events, up to whichever limits, keep one list.
    """

    def __init__(self, selection: Selection, limit: int | None) -> None:
        window = selection.window
        self.limit = limit if window.slack is not None else None
        super().__init__("count-in", selection, within=None if window.marker else "")
        self.keep((Need(window.reach, self.limit, window.slack or 0),))

    def keep(self, needs: Needs) -> None:
        super().keep(needs)
        self._take = self.watching(())

    def take(self, state: list[Any], record: Record, now: Instant) -> bool:
        return self._take(state, record, now) is not False

    def watching(self, bars: Sequence[Bar]) -> Taking:
        if self._marker is not None:
            return super().take
        needs, reach = self.needs, self.needs[0].reach
        if needs == (Need(reach, needs[0].limit, 0),) and needs[0].limit and all(bar[0] == reach for bar in bars):
            return _newest(reach, needs[0].limit, {count: (index,) for index, (_, count) in enumerate(bars)})
        passed = passed_by_new(bars)
        least = min(FOREVER if need.limit is None else need.limit for need in needs)
        soonest = min(need.reach for need in needs)

        def take(state: list[Any], record: Record, now: Instant) -> bool | Sequence[int]:
            ts = record.ts
            if ts + reach <= now:
                return False
            times = state[0]
            if not times or ts > times[-1]:
                times.append(ts)
            else:
                place = bisect_left(times, ts)
                if not is_needed(needs, times, len(times) - place + 1, ts, now):
                    return False
                times.insert(place, ts)
            found = passed(times, ts, now)
            if len(times) > least or times[0] + soonest <= now:
                del times[: trim(needs, times, now)]
            return found

        return take

    def fold_row(self, state: list[Any], ts: Instant, event: Event) -> bool:
        return self.add(state, (ts,))

    def add(self, state: list[Any], row: tuple[Any, ...]) -> bool:
        times, ts = state[0], row[0]
        place = bisect_left(times, ts)
        if not is_needed(self.needs, times, len(times) - place + 1, ts, -FOREVER):
            return False
        times.insert(place, ts)
        del times[: trim(self.needs, times, -FOREVER)]
        return True

    def value(self, state: list[Any], now: Instant, zone: tzinfo) -> int:
        count = len(self.window.live(state[0], now, zone, state[-1]))
        return count if self.limit is None else min(count, self.limit)


def _newest(reach: Duration, limit: int, bars: Mapping[int, Sequence[int]]) -> Taking:
    """As `CountIn.watching` where there is but one window and one limit, which is what there is most."""

    def take(state: list[Any], record: Record, now: Instant) -> bool | Sequence[int]:
        ts, edge = record.ts, now - reach
        if ts <= edge:
            return False
        times = state[0]
        if len(times) == limit:
            oldest = times[0]
            if ts <= oldest:
                return False
            del times[0]
            insort_right(times, ts)
            if oldest > edge:
                return NONE_PASSED
        else:
            insort_right(times, ts)
        if times[0] <= edge:
            del times[: bisect_right(times, edge)]
        return bars.get(len(times), NONE_PASSED)

    return take
