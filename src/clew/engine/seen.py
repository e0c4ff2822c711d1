"""Which events the engine has seen: deduplication by (source, id), in memory, over a window of receive time.

Keys are 128-bit hashes: new ones in a dictionary, older ones in at most four sorted arrays, so that a window of
millions costs about 24 bytes an event. Two different ids never share a key in practice (with 10**10 events in the
window the chance is below 10**-18), so a hit needs no second look at the log.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from clew.kernel.instants import DAY, Duration, Instant

DEFAULT_WINDOW: Duration = 7 * DAY
_RUN_LENGTH = 1 << 18
_MAX_RUNS = 4

SeenKey = bytes
"""16 bytes that stand for (source, id, revision)."""


def event_key(source: str, event_id: str, rev: int = 1) -> SeenKey:
    """The key of one revision of an event."""
    suffix = "" if rev == 1 else f"\x1f{rev}"
    return blake2b(f"{source}\x1f{event_id}{suffix}".encode(), digest_size=16).digest()


class _Run(NamedTuple):
    high: npt.NDArray[np.uint64]
    low: npt.NDArray[np.uint64]
    newest: Instant


class Seen:
    """The keys of the window. A batch is looked up at once, and remembered once its transaction has committed."""

    def __init__(self, window: Duration = DEFAULT_WINDOW) -> None:
        self.window = window
        self._recent: dict[SeenKey, Instant] = {}
        self._runs: list[_Run] = []

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._recent) + sum(len(run.high) for run in self._runs)

    def lookup(self, keys: Sequence[SeenKey]) -> set[SeenKey]:
        """Those of the keys that were seen before."""
        found = self._recent.keys() & keys if self._recent else set[SeenKey]()
        if self._runs and keys:
            high, low = _split(keys)
            for run in self._runs:
                for index in _hits(run, high, low):
                    found.add(keys[index])
        return found

    def remember(self, keys: Iterable[SeenKey], at: Instant) -> None:
        """Add keys received at about `at`, and forget what has left the window."""
        self._recent.update(dict.fromkeys(keys, at))
        if len(self._recent) >= _RUN_LENGTH:
            self._freeze()
            self._runs = [run for run in self._runs if run.newest >= at - self.window]

    def _freeze(self) -> None:
        newest = max(self._recent.values())
        high, low = _split(list(self._recent))
        self._recent = {}
        self._runs.append(_sorted_run(high, low, newest))
        while len(self._runs) > _MAX_RUNS:
            # The two smallest neighbours in time: receive order is kept, so whole runs can leave the window.
            sizes = [len(a.high) + len(b.high) for a, b in zip(self._runs, self._runs[1:], strict=False)]
            i = sizes.index(min(sizes))
            a, b = self._runs[i], self._runs[i + 1]
            merged = _sorted_run(np.concatenate([a.high, b.high]), np.concatenate([a.low, b.low]), b.newest)
            self._runs[i : i + 2] = [merged]


def _split(keys: Sequence[SeenKey]) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    pairs = np.frombuffer(b"".join(keys), dtype=np.uint64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _sorted_run(high: npt.NDArray[np.uint64], low: npt.NDArray[np.uint64], newest: Instant) -> _Run:
    order = np.argsort(high, kind="stable")
    return _Run(high[order], low[order], newest)


def _hits(run: _Run, high: npt.NDArray[np.uint64], low: npt.NDArray[np.uint64]) -> list[int]:
    """Indexes of the pairs that the run holds; equal high halves lie side by side, so a few steps settle a tie."""
    start = np.searchsorted(run.high, high)
    inside = np.flatnonzero(run.high[np.minimum(start, len(run.high) - 1)] == high)
    hits: list[int] = []
    for index in inside.tolist():
        place = int(start[index])
        while place < len(run.high) and run.high[place] == high[index]:
            if run.low[place] == low[index]:
                hits.append(index)
                break
            place += 1
    return hits
