"""How many different values: each value with the last time it was seen."""

# ruff: noqa: D102 (the base class says what each method does)

from bisect import bisect_left
from datetime import tzinfo
from typing import Any, ClassVar

from clew.events import Event, Record
from clew.expressions.clauses.base import RowsClause, Selection, ValueClause
from clew.expressions.clauses.columns import insert_row
from clew.expressions.numbers import is_number, number_key
from clew.expressions.rows import Get
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
        self.about("distinct", selection, path, str(limit))
        self._get, self._limit = get, limit
        self._low, self._high = selection.window.low, selection.window.high

    def start(self) -> list[Any]:
        return [[]]

    def take(self, state: list[Any], record: Record, now: Instant) -> int:
        if not self._low <= record.ts < self._high:
            return False
        key = value_key(self._get(record.event))
        return key is not None and self._add(state[0], key)

    def _add(self, keys: list[str], key: str) -> bool:
        index = bisect_left(keys, key)
        if index < len(keys) and keys[index] == key:
            return False
        keys.insert(index, key)
        if self._limit is not None and len(keys) > self._limit:
            return keys.pop() != key
        return True

    def merge(self, left: list[Any], right: list[Any]) -> list[Any]:
        merged = [list(left[0])]
        for key in right[0]:
            self._add(merged[0], key)
        return merged

    def value(self, state: list[Any], now: Instant, zone: tzinfo) -> int:
        return len(state[0])

    def next(self, state: list[Any], now: Instant, zone: tzinfo) -> Instant | None:
        return None


class DistinctIn(RowsClause):
    """How many different values there are in a window, exactly up to a limit. State: `[times, keys]`.

    Where a later event outlives an earlier one, each value's last time suffices, and the newest `limit` of them.
    """

    columns: ClassVar[int] = 2

    def __init__(self, selection: Selection, limit: int | None, path: str, get: Get) -> None:
        self._ordered = selection.window.slack == 0
        self.limit = limit if self._ordered else None
        super().__init__("distinct-in", selection, path, str(self.limit))
        self._get = get

    def fold_row(self, state: list[Any], ts: Instant, event: Event) -> bool:
        key = value_key(self._get(event))
        return key is not None and self.add(state, (ts, key))

    def add(self, state: list[Any], row: tuple[Any, ...]) -> bool:
        times, keys = state[0], state[1]
        if self._ordered:
            if row[1] in keys:
                index = keys.index(row[1])
                if times[index] >= row[0]:
                    return False
                del times[index], keys[index]
            elif self.limit is not None and len(times) >= self.limit:
                if row[0] <= times[0]:
                    return False
                self.drop(state, 1)
        insert_row(state, row)
        return True

    def value(self, state: list[Any], now: Instant, zone: tzinfo) -> int:
        inside = self.live(state, now, zone)
        return len(inside) if self._ordered else len({state[1][index] for index in inside})
