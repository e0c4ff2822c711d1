"""What the ways look like, before anybody is credited: paths, assists, lengths, time lags."""

from __future__ import annotations

from heapq import nsmallest

import numpy as np

from clew.kernel.instants import Duration
from clew.learning.attribution.report import ChannelFacts, Lags, Length, WayFacts
from clew.learning.attribution.sharing.model import Paths
from clew.learning.tables import Numbers

TOP = 20
_LONGEST_SHOWN = 10


def channel_facts(paths: Paths) -> list[ChannelFacts]:
    """What is counted of each channel, in their order."""
    size, won = len(paths.channels), paths.conversions
    rows, channels = paths.distinct
    touched = paths.touched
    firsts, lasts = paths.steps[paths.starts[:-1][touched]], paths.steps[paths.starts[1:][touched] - 1]
    single = np.bincount(rows, minlength=len(paths))[rows] == 1
    total = won + paths.nulls
    touches = np.bincount(paths.steps, total[paths.rows], size)
    conversions = np.bincount(channels, won[rows], size)
    ways = np.bincount(channels, total[rows], size)
    opens, closes = (np.bincount(each, won[touched], size) for each in (firsts, lasts))
    alone = np.bincount(channels, won[rows] * single, size)
    return [
        ChannelFacts(
            channel=name,
            touches=float(touches[place]),
            conversions=float(conversions[place]),
            rate=float(conversions[place] / ways[place]) if ways[place] else 0.0,
            opens=float(opens[place]),
            assists=float(conversions[place] - closes[place]),
            closes=float(closes[place]),
            alone=float(alone[place]),
        )
        for place, name in enumerate(paths.channels)
    ]


def top_ways(paths: Paths, most: int = TOP) -> list[WayFacts]:
    """The ways with the most conversions; equal ways are one."""
    # Plain numbers and one text of bytes: element by element they are read ten times as fast as arrays.
    said, size = paths.steps.tobytes(), paths.steps.itemsize
    starts: list[int] = paths.starts.tolist()
    columns = (paths.conversions.tolist(), paths.values.tolist(), paths.nulls.tolist())
    found: dict[bytes, tuple[int, list[float]]] = {}
    for row, counts in enumerate(zip(*columns, strict=True)):
        begin, end = starts[row], starts[row + 1]
        if begin < end:
            sums = found.setdefault(said[begin * size : end * size], (row, [0.0, 0.0, 0.0]))[1]
            for place, count in enumerate(counts):
                sums[place] += count
    best = nsmallest(most, found.values(), key=lambda each: (-each[1][0], each[0]))
    return [WayFacts(_names(paths, row), won, worth, won / (won + lost)) for row, (won, worth, lost) in best if won > 0]


def lengths(paths: Paths) -> list[Length]:
    """Conversions by how many touches there were, none included."""
    length = np.minimum(paths.lengths, _LONGEST_SHOWN)
    won = np.bincount(length, paths.conversions, _LONGEST_SHOWN + 1)
    lost = np.bincount(length, paths.nulls, _LONGEST_SHOWN + 1)
    return [
        Length(touches, float(w), float(w / (w + n)) if w + n else None)
        for touches, (w, n) in enumerate(zip(won, lost, strict=True))
    ]


def lags(paths: Paths) -> Lags | None:
    """How long conversions took; None where no times are known, or none converted."""
    rows = paths.touched & (paths.conversions > 0)
    if paths.ages is None or not rows.any():
        return None
    weights = paths.conversions[rows]
    first, last = paths.ages[paths.starts[:-1][rows]], paths.ages[paths.starts[1:][rows] - 1]
    return Lags(_tenths(first, weights), _tenths(last, weights))


def _tenths(values: Numbers, weights: Numbers) -> tuple[Duration, Duration, Duration]:
    order = np.argsort(values, kind="stable")
    reached = np.asarray(np.cumsum(weights[order]), np.float64)
    places = np.asarray(np.searchsorted(reached, np.array([0.1, 0.5, 0.9]) * reached[-1]), np.int64)
    found: list[float] = values[order[np.minimum(places, len(order) - 1)]].tolist()
    low, middle, high = map(int, found)
    return low, middle, high


def _names(paths: Paths, row: int) -> tuple[str, ...]:
    steps: list[int] = paths.steps[paths.starts[row] : paths.starts[row + 1]].tolist()
    return tuple(paths.channels[step] for step in steps)
