"""How many events: a number without a window, else the newest times."""

# ruff: noqa: D102 (the base class says what each method does)

from bisect import bisect_right, insort_right
from datetime import tzinfo
from typing import Any

from clew.events import Event, Record
from clew.expressions.clauses.base import LASTING, RowsClause, Selection, ValueClause
from clew.kernel.instants import Instant


class CountEver(ValueClause):
    """How many there ever were, or between two fixed instants. State: `[count]`."""

    def __init__(self, selection: Selection) -> None:
        self.about("count", selection)
        self._low, self._high = selection.window.low, selection.window.high

    def start(self) -> list[Any]:
        return [0]

    def take(self, state: list[Any], record: Record, now: Instant) -> int:
        if not self._low <= record.ts < self._high:
            return False
        state[0] += 1
        return True

    def merge(self, left: list[Any], right: list[Any]) -> list[Any]:
        return [left[0] + right[0]]

    def value(self, state: list[Any], now: Instant, zone: tzinfo) -> int:
        return state[0]

    def next(self, state: list[Any], now: Instant, zone: tzinfo) -> Instant | None:
        return None


class CountIn(RowsClause):
    """How many there are in a window, exactly up to a limit. State: `[times]`.

    Where a later event outlives an earlier one, the newest `limit` times decide every threshold up to the limit.
    """

    def __init__(self, selection: Selection, limit: int | None) -> None:
        self.limit = limit if selection.window.slack is not None else None
        super().__init__("count-in", selection, str(self.limit))
        self._slack = selection.window.slack or 0

    def take(self, state: list[Any], record: Record, now: Instant) -> int:
        if self._marker is not None:
            return super().take(state, record, now)
        ts, reach = record.ts, self._reach
        if ts + reach <= now:
            return False
        times, limit = state[0], self.limit
        if limit is None or self._slack:
            if not self._add(times, ts):
                return False
            if times[0] + reach <= now:
                del times[: bisect_right(times, now - reach)]
            return True
        # Without slack at most the newest `limit` are kept.
        if len(times) == limit:
            oldest = times[0]
            if ts <= oldest:
                return False
            enough = oldest + reach > now
            del times[0]
        else:
            enough = False
        insort_right(times, ts)
        if times[0] + reach <= now:
            del times[: bisect_right(times, now - reach)]
        return LASTING if (len(times) == limit) is enough else True

    def fold_row(self, state: list[Any], ts: Instant, event: Event) -> bool:
        return self._add(state[0], ts)

    def add(self, state: list[Any], row: tuple[Any, ...]) -> bool:
        return self._add(state[0], row[0])

    def _add(self, times: list[Instant], ts: Instant) -> bool:
        limit = self.limit
        full = limit is not None and len(times) >= limit
        if full and ts + self._slack <= times[-limit]:  # type: ignore[operator]
            return False
        if not times or ts >= times[-1]:
            times.append(ts)
        else:
            times.insert(bisect_right(times, ts), ts)
        if full:
            horizon = times[-limit] - self._slack  # type: ignore[operator]
            if times[0] <= horizon:
                # Without slack exactly the limit stays; with it, what may still outlive a newer one stays too.
                del times[: min(bisect_right(times, horizon), len(times) - limit)]  # type: ignore[operator]
        return True

    def value(self, state: list[Any], now: Instant, zone: tzinfo) -> int:
        count = len(self.window.live(state[0], now, zone, state[-1]))
        return count if self.limit is None else min(count, self.limit)
