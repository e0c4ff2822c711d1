"""Exact sums, and how many they are made of: what `sum` and `avg` read."""

# ruff: noqa: D102 (the base class says what each method does)

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import tzinfo
from typing import Any, ClassVar

from clew.events import Event, Record
from clew.expressions.clauses.base import RowsClause, Selection, Taking, ValueClause
from clew.expressions.clauses.columns import insert_row
from clew.expressions.clauses.needs import Bar
from clew.expressions.numbers import add_scaled, packed, scaled
from clew.expressions.rows import Get
from clew.kernel.instants import Instant

MOST_STEPS = 64
"""How many events are taken off a total in search of a flip."""

Total = tuple[int, int, int]
"""`(mantissa, scale, count)`: the sum is mantissa / 10**scale."""


class TotalEver(ValueClause):
    """The sum of everything. State: `[mantissa, scale, count]`, a mantissa beyond 64 bits as text."""

    def __init__(self, selection: Selection, path: str, get: Get) -> None:
        self.about("total", selection, path)
        self._get = get
        self._low, self._high = selection.window.low, selection.window.high

    def start(self) -> list[Any]:
        return [0, 0, 0]

    def take(self, state: list[Any], record: Record, now: Instant) -> bool:
        if not self._low <= record.ts < self._high:
            return False
        number = scaled(self._get(record.event))
        if number is None:
            return False
        mantissa, scale = add_scaled((int(state[0]), state[1]), number)
        state[:] = packed(mantissa), scale, state[2] + 1
        return True

    def watching(self, bars: Sequence[Bar]) -> Taking:
        rank = _ranking(bars)

        def take(state: list[Any], record: Record, now: Instant) -> bool | Sequence[int]:
            before = rank(state[0], state[1])
            if not self.take(state, record, now):
                return False
            after = rank(state[0], state[1])
            return range(before, after) if before < after else range(after, before)

        return take

    def merge(self, left: list[Any], right: list[Any]) -> list[Any]:
        mantissa, scale = add_scaled((int(left[0]), left[1]), (int(right[0]), right[1]))
        return [packed(mantissa), scale, left[2] + right[2]]

    def value(self, state: list[Any], now: Instant, zone: tzinfo) -> Total:
        return int(state[0]), state[1], state[2]

    def next(self, state: list[Any], now: Instant, zone: tzinfo) -> Instant | None:
        return None


class TotalIn(RowsClause):
    """The sum of what is in a window. State: `[times, values, mantissa, scale, negative]`.

    With the total of all rows kept, and how many of them are less than nothing.
    """

    columns: ClassVar[int] = 2

    def __init__(self, selection: Selection, path: str, get: Get) -> None:
        super().__init__("total-in", selection, path)
        self._get = get

    def extra(self) -> list[Any]:
        return [0, 0, 0]

    def watching(self, bars: Sequence[Bar]) -> Taking:
        if not bars:
            return self.take
        rank, reach = _ranking(bars), self._reach

        def take(state: list[Any], record: Record, now: Instant) -> bool | Sequence[int]:
            times = state[0]
            if times and times[0] + reach <= now:
                self.drop(state, bisect_right(times, now - reach))
            before, negative = rank(state[2], state[3]), state[4]
            if not self.take(state, record, now):
                return False
            # Where nothing is less than nothing, more only lifts the total, now and whenever something leaves.
            return True if negative or state[4] else range(before, rank(state[2], state[3]))

        return take

    def fold_row(self, state: list[Any], ts: Instant, event: Event) -> bool:
        value = self._get(event)
        return scaled(value) is not None and self.add(state, (ts, value))

    def add(self, state: list[Any], row: tuple[Any, ...]) -> bool:
        insert_row(state, row)
        self._take(state, row[1], 1)
        return True

    def drop(self, state: list[Any], count: int) -> None:
        for value in state[1][:count]:
            self._take(state, value, -1)
        super().drop(state, count)

    @staticmethod
    def _take(state: list[Any], value: Any, sign: int) -> None:
        number, scale = scaled(value) or (0, 0)
        state[4] += sign * (number < 0)
        mantissa = state[2]
        if scale != state[3] or type(mantissa) is not int:
            mantissa, state[3] = add_scaled((int(mantissa), state[3]), (number, scale), sign)
        else:
            mantissa += sign * number
        state[2] = packed(mantissa)

    def first_flip(self, state: list[Any], now: Instant, holds: Callable[[Total], bool]) -> Instant | None:
        """When what holds of the total changes, for a rolling window: takes off one event after the other.

        After `MOST_STEPS` events the next one's end is answered, changed or not.
        """
        times, values = state[0], state[1]
        first = bisect_right(times, now - self._reach)
        total, left = _sum(values[first:]) if first else (int(state[2]), state[3], len(times)), len(times) - first
        before = holds(total)
        index = first
        while index < len(times):
            end = times[index] + self._reach
            while index < len(times) and times[index] + self._reach == end:
                mantissa, scale = add_scaled(total[:2], scaled(values[index]) or (0, 0), -1)
                left, index = left - 1, index + 1
                total = mantissa, scale, left
            if holds(total) != before or index - first > MOST_STEPS:
                return end
        return None

    def value(self, state: list[Any], now: Instant, zone: tzinfo) -> Total:
        inside = self.live(state, now, zone)
        values: list[Any] = state[1]
        if not isinstance(inside, range):
            return _sum([values[index] for index in inside])
        outside = len(values) - len(inside)
        if outside > len(inside):
            return _sum(values[inside.start : inside.stop])
        # Most of what is kept is inside: take the rest off the total.
        total = int(state[2]), int(state[3])
        for value in values[: inside.start] + values[inside.stop :]:
            total = add_scaled(total, scaled(value) or (0, 0), -1)
        return total[0], total[1], len(inside)


def _ranking(bars: Sequence[Bar]) -> Callable[[Any, int], int]:
    """How many of the bars a total passes."""
    numbers = [(*(scaled(bound) or (0, 0)), above) for bound, above in bars]
    places = max((scale for _, scale, _ in numbers), default=0)
    steps = [2 * mantissa * 10 ** (places - scale) + above for mantissa, scale, above in numbers]

    def rank(mantissa: Any, scale: int) -> int:
        number = int(mantissa)
        if scale <= places:
            return bisect_right(steps, 2 * number * 10 ** (places - scale))
        whole, rest = divmod(number, 10 ** (scale - places))
        return bisect_right(steps, 2 * whole + (rest > 0))

    return rank


def _sum(values: list[Any]) -> Total:
    total = 0, 0
    for value in values:
        total = add_scaled(total, scaled(value) or (0, 0))
    return total[0], total[1], len(values)
