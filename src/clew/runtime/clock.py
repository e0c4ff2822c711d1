"""Clocks: the real one, which nothing below `runtime` may read by itself, and one that is set by hand."""

import time

from clew.kernel.instants import Instant


class SystemClock:
    """The machine's clock, in UTC microseconds."""

    def now(self) -> Instant:
        """The present instant."""
        return time.time_ns() // 1_000


class ManualClock:
    """A clock that stands still until it is set: for conformance runs, simulation and tests."""

    def __init__(self, start: Instant) -> None:
        self._now = start

    def now(self) -> Instant:
        """The instant it was last set to."""
        return self._now

    def set(self, instant: Instant) -> None:
        """Move to an instant; backwards is allowed, as real clocks do it."""
        self._now = instant
