"""A property of the first or last event that has it, in order of (ts, id)."""

# ruff: noqa: D102 (the base class says what each method does)

from bisect import bisect_left
from datetime import tzinfo
from typing import Any, ClassVar, Literal

from clew.events import Event
from clew.expressions.clauses.base import RowsClause, Selection
from clew.expressions.clauses.columns import insert_row_at
from clew.expressions.rows import Get
from clew.kernel.instants import Instant


class Pick(RowsClause):
    """`first` or `last`. State: `[times, ids, values]`.

    One row suffices for `last` where a later event outlives an earlier one, and for both without a window.
    """

    columns: ClassVar[int] = 3

    def __init__(self, selection: Selection, name: Literal["first", "last"], path: str, get: Get) -> None:
        super().__init__(name, selection, path)
        self._get = get
        self._index = 0 if name == "first" else -1
        window = selection.window
        self._single = window.timeless or (name == "last" and window.slack == 0)

    def fold_row(self, state: list[Any], ts: Instant, event: Event) -> bool:
        value = self._get(event)
        return value is not None and self.add(state, (ts, event.id, value))

    def add(self, state: list[Any], row: tuple[Any, ...]) -> bool:
        times, ids = state[0], state[1]
        if self._single and times:
            kept = (times[0], ids[0])
            if (row[:2] < kept) if self._index else (row[:2] > kept):
                return False
            times[0], ids[0], state[2][0] = row
            return True
        index = bisect_left(times, row[0])
        while index < len(times) and times[index] == row[0] and ids[index] < row[1]:
            index += 1
        insert_row_at(state, index, row)
        return True

    def value(self, state: list[Any], now: Instant, zone: tzinfo) -> Any:
        inside = self.live(state, now, zone)
        return state[2][inside[self._index]] if inside else None
