"""What is asked of times that are kept once for many: how far back, how many of the newest, and which of it changed.

Law: of times kept for several needs, those that one of the needs is about are the ones that it would keep alone.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from clew.kernel.instants import Duration, Instant

Bar = tuple[Any, int]
"""What a value passes or does not. Of counts `(window, count)`: at least so many within so long. Of sums `(bound,
above)`: at least so much, with `above` 1 more than that. Always in order."""

Passed = Callable[[list[Instant], Instant, Instant], Sequence[int]]
"""Which of some bars, by index, a new time passes; asked with the sorted times (it is among them), it, and now."""

NONE_PASSED: tuple[int, ...] = ()


class Need(NamedTuple):
    """Times not older than a reach, as far as they are among the newest, or near those.

    Attributes:
        reach: A time is of no use from so long after it on.
        limit: How many of the newest are wanted; None for all.
        slack: One that is earlier than the last of these by less may outlive it, and is wanted too.
    """

    reach: Duration
    limit: int | None
    slack: Duration

    def covers(self, other: "Need") -> bool:
        """Whether what is kept for this one is enough for the other."""
        enough = self.limit is None or (other.limit is not None and self.limit >= other.limit)
        return enough and self.reach >= other.reach and (self.limit is None or self.slack >= other.slack)


Needs = tuple[Need, ...]


def joined_needs(needs: Iterable[Need]) -> Needs:
    """The same without those that others cover, the farthest reach first."""
    kept: list[Need] = []
    for need in sorted(set(needs), key=_greatest_first):
        if not any(other.covers(need) for other in kept):
            kept.append(need)
    return tuple(kept)


def _greatest_first(need: Need) -> tuple[int, int, int]:
    return -need.reach, -need.limit if need.limit is not None else -(1 << 62), -need.slack


def covers_all(needs: Needs, others: Needs) -> bool:
    """Whether what is kept for the ones is enough for each of the others."""
    return all(any(need.covers(other) for need in needs) for other in others)


def is_needed(needs: Needs, times: list[Instant], place: int, ts: Instant, now: Instant) -> bool:
    """Whether a time is to be kept that is the newest but `place - 1`; if it is not, no earlier one is."""
    for reach, limit, slack in needs:
        if ts + reach > now and (limit is None or place <= limit or ts + slack > times[-limit]):
            return True
    return False


def trim(needs: Needs, times: list[Instant], now: Instant) -> int:
    """How many of the first times nobody needs any more."""
    gone = bisect_right(times, now - needs[0].reach)
    size = len(times)
    while gone < size and not is_needed(needs, times, size - gone, times[gone], now):
        gone += 1
    return gone


def passed_by_new(bars: Sequence[Bar]) -> Passed:
    """Which bars `(window, count)` a time passes that was not there before; by windows or by counts, as these are few.

    Where there are enough for a bar already, times beyond these may lack.
    """
    if not bars:
        return lambda times, ts, now: NONE_PASSED
    windows: dict[int, dict[int, tuple[int, ...]]] = {}
    counts: dict[int, list[tuple[int, int]]] = {}
    for index, (window, count) in enumerate(bars):
        windows.setdefault(window, {})[count] = (index,)
        counts.setdefault(count, []).append((window, index))
    if len(windows) <= len(counts):
        return _by_windows(list(windows.items()))
    return _by_counts([(count, sorted(found)) for count, found in sorted(counts.items())])


def _by_windows(windows: list[tuple[int, dict[int, tuple[int, ...]]]]) -> Passed:
    """Each window's count has just become what it is: it passes the bar of that very count."""
    if len(windows) == 1:
        ((only, bars),) = windows

        def passed_in_it(times: list[Instant], ts: Instant, now: Instant) -> Sequence[int]:
            edge = now - only
            if ts <= edge:
                return NONE_PASSED
            return bars.get(len(times) if times[0] > edge else len(times) - bisect_right(times, edge), NONE_PASSED)

        return passed_in_it

    def passed(times: list[Instant], ts: Instant, now: Instant) -> Sequence[int]:
        found = NONE_PASSED
        size = len(times)
        for window, bars in windows:
            if ts + window > now:
                found += bars.get(size - bisect_right(times, now - window), NONE_PASSED)
        return found

    return passed


def _by_counts(counts: list[tuple[int, list[tuple[int, int]]]]) -> Passed:
    """Each count's bars are passed in those windows that hold so many now, and held one less before."""
    columns = [(count, [window for window, _ in found], [index for _, index in found]) for count, found in counts]

    def passed(times: list[Instant], ts: Instant, now: Instant) -> Sequence[int]:
        found: list[int] = []
        size = len(times)
        for count, windows, indices in columns:
            if count > size:
                break
            if ts < times[-count]:
                continue  # It is not one of the newest so many.
            first = bisect_right(windows, now - times[-count])
            last = bisect_right(windows, now - times[-count - 1]) if count < size else len(windows)
            found += indices[first:last]
        return found

    return passed
