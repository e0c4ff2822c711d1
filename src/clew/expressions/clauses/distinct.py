"""How many different values: each value with the last time it was seen."""

# ruff: noqa: D102 (the base class says what each method does)

from bisect import bisect_left, insort_right
from collections.abc import Sequence
from datetime import tzinfo
from typing import Any, ClassVar

from clew.events import Event, Record
from clew.expressions.clauses.base import RowsClause, Selection, Taking, ValueClause
from clew.expressions.clauses.columns import insert_row
from clew.expressions.clauses.needs import (
    NONE_PASSED,
    Bar,
    Need,
    Needs,
    is_needed,
    passed_by_new,
    trim,
)
from clew.expressions.numbers import is_number, number_key
from clew.expressions.rows import Get
from clew.expressions.windows import FOREVER
from clew.kernel.instants import Instant


def value_key(value: Any) -> str | None:
    """A text that is equal for equal values and only for them; None for what doesn't count."""
    if type(value) is str:
        return "t" + value
    if type(value) is bool:
        return "true" if value else "false"
    return "n" + number_key(value) if is_number(value) else None


class DistinctEver(ValueClause):
    """How many different values there ever were, exactly up to a limit. State: `[keys]`, sorted, the least kept."""

    def __init__(self, selection: Selection, limit: int | None, path: str, get: Get) -> None:
        self.about("distinct", selection, path)
        self._get, self.limit = get, limit
        self.keep((Need(FOREVER, limit, 0),))
        self._low, self._high = selection.window.low, selection.window.high

    def start(self) -> list[Any]:
        return [[]]

    def take(self, state: list[Any], record: Record, now: Instant) -> bool:
        if not self._low <= record.ts < self._high:
            return False
        key = value_key(self._get(record.event))
        return key is not None and self._add(state[0], key)

    def watching(self, bars: Sequence[Bar]) -> Taking:
        passed = {count: (index,) for index, (_, count) in enumerate(bars)}

        def take(state: list[Any], record: Record, now: Instant) -> bool | Sequence[int]:
            before = len(state[0])
            if not self.take(state, record, now):
                return False
            after = len(state[0])
            return passed.get(after, NONE_PASSED) if after > before else NONE_PASSED

        return take

    def _add(self, keys: list[str], key: str) -> bool:
        index = bisect_left(keys, key)
        if index < len(keys) and keys[index] == key:
            return False
        keys.insert(index, key)
        most = self.needs[0].limit
        if most is not None and len(keys) > most:
            return keys.pop() != key
        return True

    def merge(self, left: list[Any], right: list[Any]) -> list[Any]:
        merged = [list(left[0])]
        for key in right[0]:
            self._add(merged[0], key)
        return merged

    def value(self, state: list[Any], now: Instant, zone: tzinfo) -> int:
        return len(state[0]) if self.limit is None else min(len(state[0]), self.limit)

    def next(self, state: list[Any], now: Instant, zone: tzinfo) -> Instant | None:
        return None


class DistinctIn(RowsClause):
    """How many different values there are in a window, exactly up to a limit. State: `[times, seen]`.

    Where a later event outlives an earlier one, each value's last time suffices, and the newest `limit` of them: as
    with counts, one list for all windows and limits. `seen` has the last time of every value in the list, and of some
    that were: whose time is there no more (of equal times any may go).
    """

    def __init__(self, selection: Selection, limit: int | None, path: str, get: Get) -> None:
        window = selection.window
        super().__init__("distinct-in", selection, path, within=None if window.marker else "")
        self.limit, self._get = limit, get
        self.keep((Need(window.reach, limit, 0),))

    def keep(self, needs: Needs) -> None:
        super().keep(needs)
        self._take = self.watching(())

    def extra(self) -> list[Any]:
        return [{}]

    def take(self, state: list[Any], record: Record, now: Instant) -> bool:
        return self._take(state, record, now) is not False

    def watching(self, bars: Sequence[Bar]) -> Taking:
        if self._marker is not None:
            return super().take
        get, reach, passed = self._get, self.needs[0].reach, passed_by_new(bars)
        narrowest = min((window for window, _ in bars), default=FOREVER)

        def take(state: list[Any], record: Record, now: Instant) -> bool | Sequence[int]:
            ts = record.ts
            if ts + reach <= now:
                return False
            key = value_key(get(record.event))
            if key is None:
                return False
            before = state[1].get(key)
            if not self._put(state, ts, key, now):
                return False
            # What was in the narrowest window was in all of them.
            more = before is None or before + narrowest <= now
            found = passed(state[0], ts, now) if more else NONE_PASSED
            self._tidy(state, now)
            return found

        return take

    def fold_row(self, state: list[Any], ts: Instant, event: Event) -> bool:
        key = value_key(self._get(event))
        return key is not None and self.add(state, (ts, key))

    def add(self, state: list[Any], row: tuple[Any, ...]) -> bool:
        changed = self._put(state, row[0], row[1], -FOREVER)
        if changed:
            self._tidy(state, -FOREVER)
        return changed

    def _put(self, state: list[Any], ts: Instant, key: str, now: Instant) -> bool:
        """Note that a value was seen, in place of its last time before."""
        times, seen = state[0], state[1]
        before = seen.get(key)
        old = len(times) if before is None else bisect_left(times, before)
        if before is not None and old < len(times) and times[old] == before:
            if before >= ts:
                return False
            del times[old]
        elif times and ts <= times[-1]:
            place = bisect_left(times, ts)
            if not is_needed(self.needs, times, len(times) - place + 1, ts, now):
                return False
        insort_right(times, ts)
        seen[key] = ts
        return True

    def _tidy(self, state: list[Any], now: Instant) -> None:
        """Forget what nobody needs any more; the values once they are twice as many as the times."""
        times, seen = state[0], state[1]
        del times[: trim(self.needs, times, now)]
        if len(seen) > 2 * len(times) + 1:
            state[1] = {key: ts for key, ts in seen.items() if times and ts >= times[0]}

    def merge(self, left: list[Any], right: list[Any]) -> list[Any]:
        merged = self.start()
        for state in (left, right):
            if self._marker is not None and state[-1]:
                self._mark(merged, state[-1][0])
        newest = merged[-1][0] if self._marker is not None and merged[-1] else -FOREVER
        for state in (left, right):
            for key, ts in state[1].items():
                if state[0] and ts >= state[0][0] and ts > newest:
                    self.add(merged, (ts, key))
        return merged

    def value(self, state: list[Any], now: Instant, zone: tzinfo) -> int:
        count = len(self.live(state, now, zone))
        return count if self.limit is None else min(count, self.limit)


class DistinctAmong(RowsClause):
    """How many different values there are in a window that an earlier event may leave later. State: `[times, keys]`."""

    columns: ClassVar[int] = 2

    def __init__(self, selection: Selection, path: str, get: Get) -> None:
        super().__init__("distinct-among", selection, path)
        self._get = get

    def fold_row(self, state: list[Any], ts: Instant, event: Event) -> bool:
        key = value_key(self._get(event))
        return key is not None and self.add(state, (ts, key))

    def add(self, state: list[Any], row: tuple[Any, ...]) -> bool:
        insert_row(state, row)
        return True

    def value(self, state: list[Any], now: Instant, zone: tzinfo) -> int:
        return len({state[1][index] for index in self.live(state, now, zone)})
