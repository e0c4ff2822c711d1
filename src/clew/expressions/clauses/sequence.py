"""Sequences: the times of each step, and a pass over them that finds whether some choice fits (R11 to R13)."""

# ruff: noqa: D102 (the base class says what each method does)

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from clew.events import Event, Record
from clew.expressions.clauses.base import ValueClause, clause_key
from clew.expressions.windows import FOREVER, WindowLogic
from clew.kernel.instants import Duration, Instant

Condition = Callable[[Event], bool]


@dataclass(frozen=True, slots=True)
class Absence:
    """Nothing of a source after a step: for a time, or (None) until the step that follows."""

    source: int
    within: Duration | None


@dataclass(frozen=True, slots=True)
class Happening:
    """A step that happened.

    Attributes:
        source: Index of its list of times.
        within: How soon after the step before.
        absences: What must not follow it.
    """

    source: int
    within: Duration | None
    absences: tuple[Absence, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Events that one or more steps are about; equal ones share a list of times."""

    type: str
    where: Condition | None
    text: str


class SequenceClause(ValueClause):
    """Whether a sequence holds. State: a sorted list of different times per source, then the marker where needed.

    Without a window, time limits and absences the first step needs its earliest time only, the last its latest.
    """

    def __init__(
        self, sources: tuple[Source, ...], steps: tuple[Happening, ...], window: WindowLogic, grace: Duration
    ) -> None:
        self.window = window
        self._steps, self._grace, self._width = steps, grace, len(sources)
        self._reach, self._marker = window.reach, window.marker
        self._by_type: dict[str, list[tuple[int, Condition | None]]] = {}
        for index, source in enumerate(sources):
            self._by_type.setdefault(source.type, []).append((index, source.where))
        self.types = frozenset(self._by_type) | (frozenset() if window.marker is None else {window.marker})
        free = window.timeless and not any(step.within or step.absences for step in steps)
        used = [step.source for step in steps]
        self._delays = [_delay(step, before, grace) for before, step in zip((None, *steps), steps, strict=False)]
        self._earliest = used[0] if free and used.count(used[0]) == 1 else None
        self._latest = used[-1] if free and used.count(used[-1]) == 1 else None
        self._low, self._high = (window.low, window.high) if free else (-FOREVER, FOREVER)
        texts = [source.text for source in sources]
        self.key = clause_key("sequence", window.key, str(grace), repr(steps), *texts)

    def start(self) -> list[Any]:
        return [[] for _ in range(self._width + (self._marker is not None))]

    def take(self, state: list[Any], record: Record, now: Instant) -> bool:
        event = record.event
        changed = event.type == self._marker and self._mark(state, record.ts)
        for index, where in self._by_type.get(event.type, ()):
            if where is None or where(event):
                changed = self._add(state, index, record.ts, now) or changed
        return changed

    def _add(self, state: list[Any], index: int, ts: Instant, now: Instant) -> bool:
        times: list[Instant] = state[index]
        # What is before the window can be no step, and as an absence it is before every step.
        if ts + self._reach <= now or (self._marker is not None and state[-1] and ts <= state[-1][0]):
            return False
        if not self._low <= ts < self._high or not self._insert(times, index, ts):
            return False
        if times[0] + self._reach <= now:
            del times[: bisect_right(times, now - self._reach)]
        return True

    def _insert(self, times: list[Instant], source: int, ts: Instant) -> bool:
        """Put a time in its place, or in the place of the only one that is needed."""
        if times and source in (self._earliest, self._latest):
            better = ts < times[0] if source == self._earliest else ts > times[0]
            if better:
                times[0] = ts
            return better
        index = bisect_left(times, ts)
        if index < len(times) and times[index] == ts:
            return False
        times.insert(index, ts)
        return True

    def _mark(self, state: list[Any], ts: Instant) -> bool:
        marker = state[-1]
        if marker and marker[0] >= ts:
            return False
        marker[:] = [ts]
        for times in state[:-1]:
            del times[: bisect_right(times, ts)]
        return True

    def merge(self, left: list[Any], right: list[Any]) -> list[Any]:
        merged = self.start()
        for index in range(self._width):
            for ts in (*left[index], *right[index]):
                self._insert(merged[index], index, ts)
        for state in (left, right):
            if self._marker is not None and state[-1]:
                self._mark(merged, state[-1][0])
        return merged

    def value(self, state: list[Any], now: Instant, zone: tzinfo) -> bool:
        """Step by step: the times at which a choice of events for all steps so far can end; of the last, the newest."""
        ends: list[Instant] = []
        for index in range(len(self._steps) - 1):
            ends = [*self._ends(state, index, ends, now, zone)]
            if not ends:
                return False
            ends.reverse()
        newest = next(self._ends(state, len(self._steps) - 1, ends, now, zone), None)
        if newest is None:
            return False
        last = self._steps[-1].absences
        return all(not state[a.source] or state[a.source][-1] <= newest for a in last if a.within is None)

    def _ends(self, state: list[Any], index: int, ends: list[Instant], now: Instant, zone: tzinfo) -> Iterator[Instant]:
        """Newest first: those times of a step that some end of the step before leads to, and that nothing forbids."""
        step, before = self._steps[index], self._steps[index - 1] if index else None
        times: list[Instant] = state[step.source]
        inside, delay = self.window.live(times, now, zone, state[-1]), self._delays[index]
        if delay is not None:
            inside = inside[: bisect_right(inside, now - delay, key=times.__getitem__)]
        until = [state[a.source] for a in before.absences if a.within is None] if before else ()
        for place in reversed(inside):
            ts = times[place]
            if before is not None:
                nearest = bisect_left(ends, ts) - 1
                if nearest < 0:
                    return
                # The latest end before it is the best.
                end = ends[nearest]
                if step.within is not None and ts >= end + step.within:
                    continue
                if any(_between(others, end, ts) for others in until):
                    continue
            if not any(_between(state[a.source], ts, ts + a.within) for a in step.absences if a.within is not None):
                yield ts

    def next(self, state: list[Any], now: Instant, zone: tzinfo) -> Instant | None:
        if self.window.slack is None:
            return min([*self._moves(state, now, zone), *self._decisions(state, now)], default=None)
        # Where nothing enters the window by time alone, only that ends it, and only a decision begins it.
        changes = self._moves(state, now, zone) if self.value(state, now, zone) else self._decisions(state, now)
        return min(changes, default=None)

    def _moves(self, state: list[Any], now: Instant, zone: tzinfo) -> Iterator[Instant]:
        for step in self._steps:
            change = self.window.next(state[step.source], now, zone)
            if change is not None:
                yield change

    def _decisions(self, state: list[Any], now: Instant) -> Iterator[Instant]:
        """When an absence is over and known."""
        previous: Happening | None = None
        for step in self._steps:
            delays = {a.within + self._grace for a in step.absences if a.within is not None}
            if previous is not None and any(absence.within is None for absence in previous.absences):
                delays.add(self._grace)
            for delay in delays:
                times = state[step.source]
                index = bisect_right(times, now - delay)
                if index < len(times):
                    yield times[index] + delay
            previous = step


def _delay(step: Happening, before: Happening | None, grace: Duration) -> Duration | None:
    """How long after a step it is known that nothing forbids it; None where that is known at once."""
    delays = [absence.within + grace for absence in step.absences if absence.within is not None]
    if before is not None and any(absence.within is None for absence in before.absences):
        delays.append(grace)
    return max(delays, default=None)


def _between(times: list[Instant], after: Instant, before: Instant) -> bool:
    index = bisect_right(times, after)
    return index < len(times) and times[index] < before
