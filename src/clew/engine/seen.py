"""Which events the engine has seen: deduplication by (source, id), in memory, over a window of receive time.

Keys are 128-bit hashes under the workspace's secret, so that those that are kept tell nothing of an id that was erased:
new ones in a dictionary, older ones in at most four sorted arrays, so that a window of
millions costs about 24 bytes an event. Two different ids never share a key in practice (with 10**10 events in the
window the chance is below 10**-18), so a hit needs no second look at the log.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from clew.kernel.instants import DAY, Duration, Instant

DEFAULT_WINDOW: Duration = 7 * DAY
_RUN_LENGTH = 1 << 18
_MAX_RUNS = 4
_KEY_BYTES = 16

SeenKey = bytes
"""16 bytes that stand for (source, id, revision)."""


class SeenSpan(NamedTuple):
    """A stretch of the log whose keys are kept.

    Attributes:
        after: Position of the last row before it.
        through: Position of its last row.
        since: When the row at `after` was received, or one before that.
        newest: When its last row was received.
    """

    after: int
    through: int
    since: Instant
    newest: Instant


class SeenKeys(Protocol):
    """Keeps the keys of stretches of the log, so that an engine that starts need not make them anew.

    What it holds may be lost or damaged at any time: then the engine makes them anew.
    """

    def spans(self) -> list[SeenSpan]:
        """What there is, in order of where they end."""
        ...

    def keys(self, span: SeenSpan) -> bytes | None:
        """The keys of one, side by side; None if they are damaged."""
        ...

    def keep(self, span: SeenSpan, keys: bytes) -> None:
        """Keep the keys of one."""
        ...

    def forget(self, spans: Iterable[SeenSpan]) -> None:
        """Drop some."""
        ...


class _Run(NamedTuple):
    high: npt.NDArray[np.uint64]
    low: npt.NDArray[np.uint64]
    newest: Instant


class Seen:
    """The keys of the window. A batch is looked up at once, and remembered once its transaction has committed.

    Args:
        window: For how long.
        kept: Where older keys outlive the engine; nowhere if None.
        secret: The workspace's, at most 64 bytes; needed where keys are kept.
    """

    def __init__(self, window: Duration = DEFAULT_WINDOW, kept: SeenKeys | None = None, *, secret: bytes = b"") -> None:
        self.window = window
        # To copy it costs less than to begin anew for each event.
        self._hash = blake2b(digest_size=_KEY_BYTES, key=secret, person=b"clew.seen")
        self._kept = kept
        self._recent: dict[SeenKey, Instant] = {}
        self._runs: list[_Run] = []
        self._place = SeenSpan(0, 0, 0, 0)
        """Since the last keys that were kept."""

    def key(self, source: str, event_id: str, rev: int = 1) -> SeenKey:
        """The key of one revision of an event."""
        digest = self._hash.copy()
        digest.update((f"{source}\x1f{event_id}" if rev == 1 else f"{source}\x1f{event_id}\x1f{rev}").encode())
        return digest.digest()

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._recent) + sum(len(run.high) for run in self._runs)

    def recall(self, since: Instant, through: int) -> int:
        """Take over what is kept of the log up to a position.

        Args:
            since: Begin of the window.
            through: Position of the last row that was consumed.

        Returns:
            The position up to which all that was received since is known; 0 where something in between is missing.
        """
        if self._kept is None:
            return 0
        found = self._kept.spans()
        inside = [span for span in found if since <= span.newest and span.through <= through]
        if not self._take(inside, since):
            self._runs, inside = [], []
        self._kept.forget(set(found) - set(inside))
        if inside:
            self._place = inside[-1]._replace(after=inside[-1].through, since=inside[-1].newest)
        return self._place.through

    def learn(self, parts: Iterable[tuple[Instant, Iterable[SeenKey]]], through: int) -> None:
        """Take in what was consumed up to a position and is not kept yet; if it is much, it is kept from now on."""
        keys, newest = bytearray(), self._place.newest
        for at, some in parts:
            keys += b"".join(some)
            newest = max(newest, at)
        self._place = self._place._replace(through=through, newest=newest)
        if len(keys) >= _RUN_LENGTH // 4 * _KEY_BYTES:
            self._keep(bytes(keys))
        else:
            cut = range(0, len(keys), _KEY_BYTES)
            self._recent = dict.fromkeys((bytes(keys[at : at + _KEY_BYTES]) for at in cut), newest)

    def lookup(self, keys: Sequence[SeenKey]) -> set[SeenKey]:
        """Those of the keys that were seen before."""
        found = self._recent.keys() & keys if self._recent else set[SeenKey]()
        if self._runs and keys:
            high, low = _split(b"".join(keys))
            for run in self._runs:
                for index in _hits(run, high, low):
                    found.add(keys[index])
        return found

    def remember(self, keys: Iterable[SeenKey], at: Instant, through: int) -> None:
        """Add keys received at about `at` (in the log up to a position), and forget what has left the window."""
        self._recent.update(dict.fromkeys(keys, at))
        if len(self._recent) >= _RUN_LENGTH:
            self._place = self._place._replace(through=through, newest=max(self._recent.values()))
            self._keep(b"".join(self._recent))
            self._recent = {}
            self._runs = [run for run in self._runs if run.newest >= at - self.window]
            if self._kept is not None:
                self._kept.forget([span for span in self._kept.spans() if span.newest < at - self.window])

    def _take(self, spans: Sequence[SeenSpan], since: Instant) -> bool:
        """Take over what is kept of some; whether that is whole, each beginning no later than the one before ends."""
        end = 0
        for span in spans:
            keys = self._kept.keys(span) if self._kept is not None else None
            if keys is None or (span.after > end and (end or span.since >= since)):
                return False
            self._add(keys, span.newest)
            end = span.through
        return True

    def _keep(self, keys: bytes) -> None:
        """Add the keys of all rows since the last time."""
        self._add(keys, self._place.newest)
        if self._kept is not None:
            self._kept.keep(self._place, keys)
        self._place = self._place._replace(after=self._place.through, since=self._place.newest)

    def _add(self, keys: bytes, newest: Instant) -> None:
        self._runs.append(_sorted_run(*_split(keys), newest))
        while len(self._runs) > _MAX_RUNS:
            # The two smallest neighbours in time: receive order is kept, so whole runs can leave the window.
            sizes = [len(a.high) + len(b.high) for a, b in zip(self._runs, self._runs[1:], strict=False)]
            i = sizes.index(min(sizes))
            a, b = self._runs[i], self._runs[i + 1]
            merged = _sorted_run(np.concatenate([a.high, b.high]), np.concatenate([a.low, b.low]), b.newest)
            self._runs[i : i + 2] = [merged]


def _split(keys: bytes) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
    pairs = np.frombuffer(keys, dtype=np.uint64).reshape(-1, 2)
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
