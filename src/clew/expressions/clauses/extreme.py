"""The least or greatest number."""

# ruff: noqa: D102 (the base class says what each method does)

from bisect import bisect_left, bisect_right
from datetime import tzinfo
from typing import Any, ClassVar, Literal

from clew.events import Event
from clew.expressions.clauses.base import RowsClause, Selection
from clew.expressions.clauses.columns import insert_row, insert_row_at
from clew.expressions.numbers import compare_numbers, is_number
from clew.expressions.rows import Get
from clew.kernel.instants import Instant


class Extreme(RowsClause):
    """`min` or `max`. State: `[times, values]`.

    Where a later event outlives an earlier one, a row goes as soon as a later one is at least as good; so the rows
    get worse from first to last, and the first one inside is the answer.
    """

    columns: ClassVar[int] = 2

    def __init__(self, selection: Selection, name: Literal["min", "max"], path: str, get: Get) -> None:
        super().__init__(name, selection, path)
        self._get = get
        self._sign = 1 if name == "max" else -1
        self._timeless = selection.window.timeless
        self._ordered = selection.window.slack == 0

    def fold_row(self, state: list[Any], ts: Instant, event: Event) -> bool:
        value = self._get(event)
        # Without time only the best one counts: all rows have one time.
        return is_number(value) and self.add(state, (0 if self._timeless else ts, value))

    def add(self, state: list[Any], row: tuple[Any, ...]) -> bool:
        if not self._ordered:
            insert_row(state, row)
            return True
        times, values = state[0], state[1]
        later = bisect_left(times, row[0])
        if later < len(times) and self._better(values[later], row[1]) >= 0:
            return False
        stop = start = bisect_right(times, row[0])
        while start and self._better(row[1], values[start - 1]) >= 0:
            start -= 1
        del times[start:stop], values[start:stop]
        insert_row_at(state, start, row)
        return True

    def _better(self, left: Any, right: Any) -> int:
        return self._sign * compare_numbers(left, right)

    def value(self, state: list[Any], now: Instant, zone: tzinfo) -> Any:
        inside = range(len(state[0])) if self._timeless else self.live(state, now, zone)
        if not inside:
            return None
        values = state[1]
        best = values[inside[0]]
        if not self._ordered:
            for index in inside[1:]:
                if self._better(values[index], best) > 0:
                    best = values[index]
        return best
