"""A cache before the key ring: a key is looked up once in a while, known or unknown, not for every request."""

from clew.api.collect.ports import KeyRing, Source
from clew.kernel.instants import SECOND, Clock, Duration, Instant

_MOST_KEYS = 10_000


class CachedKeys:
    """A key ring that remembers answers, so that refusing is cheap and a revoked key still dies soon.

    Args:
        ring: Where answers come from.
        clock: The present.
        fresh_for: How long an answer holds; a revoked key works that long at most.
    """

    def __init__(self, ring: KeyRing, clock: Clock, *, fresh_for: Duration = 5 * SECOND) -> None:
        self._ring = ring
        self._clock = clock
        self._fresh_for = fresh_for
        self._known: dict[str, tuple[Instant, Source | None]] = {}

    def source_of(self, write_key: str) -> Source | None:
        """The source of a key, as it was at most `fresh_for` ago."""
        now = self._clock.now()
        remembered = self._known.get(write_key)
        if remembered is not None and now - self._fresh_for < remembered[0] <= now:
            return remembered[1]
        source = self._ring.source_of(write_key)
        if len(self._known) >= _MOST_KEYS:
            self._known.clear()  # somebody is guessing keys; the real ones come back with their next request
        self._known[write_key] = (now, source)
        return source
