"""A cache before the key ring: a key is looked up once in a while, known or unknown, not for every request."""

from clew.api.collect.errors import LogUnavailable
from clew.api.collect.ports import KeyRing, Source
from clew.kernel.errors import ClewError
from clew.kernel.instants import SECOND, Clock, Duration, Instant

_MOST_KEYS = 10_000
_PATIENCE: Duration = SECOND


class CachedKeys:
    """A key ring that remembers answers, so that refusing is cheap and a revoked key still dies soon.

    The ring may be a server elsewhere, and who asks it here holds all other requests up. So a thread that calls
    `refresh` often asks for the keys in use before their answers age; and while the ring does not answer, nobody else
    asks: keys that are remembered stay good.

    Args:
        ring: Where answers come from.
        clock: The present.
        fresh_for: How long an answer holds; a revoked key works that long at most, once the ring answers.
    """

    def __init__(self, ring: KeyRing, clock: Clock, *, fresh_for: Duration = 5 * SECOND) -> None:
        self._ring = ring
        self._clock = clock
        self._fresh_for = fresh_for
        self._known: dict[str, tuple[Instant, Source | None]] = {}
        self._used: set[str] = set()
        self._asking_since: Instant | None = None
        self._silent_until: Instant | None = None

    def source_of(self, write_key: str) -> Source | None:
        """The source of a key, as it was at most `fresh_for` ago.

        Raises:
            LogUnavailable: if none is remembered, and the ring does not answer.
        """
        now = self._clock.now()
        remembered = self._known.get(write_key)
        is_fresh = remembered is not None and now - self._fresh_for < remembered[0] <= now
        if not is_fresh:
            if not self._is_silent(now):
                remembered = self._ask(write_key, now)
            elif remembered is None or remembered[1] is None:
                raise _silent()
        assert remembered is not None  # noqa: S101 - asked for, or refused
        source = remembered[1]
        if source is not None:
            self._used.add(write_key)
        return source

    def refresh(self) -> None:
        """Ask anew for the keys that were used since this was last called; from a thread that may wait.

        Raises:
            LogUnavailable: if the ring does not answer.
        """
        used, self._used = self._used, set()
        self._asking_since = self._clock.now()
        try:
            for write_key in used:
                self._ask(write_key, self._clock.now())
        except LogUnavailable:
            self._used |= used
            raise
        finally:
            self._asking_since = None

    def _ask(self, write_key: str, now: Instant) -> tuple[Instant, Source | None]:
        try:
            answer = now, self._ring.source_of(write_key)
        except ClewError:
            self._silent_until = self._clock.now() + self._fresh_for
            self._used.add(write_key)  # so that the next `refresh` finds out whether it answers again
            raise _silent() from None
        self._silent_until = None
        if len(self._known) >= _MOST_KEYS:
            self._known.clear()  # somebody is guessing keys; the real ones come back with their next request
        self._known[write_key] = answer
        return answer

    def _is_silent(self, now: Instant) -> bool:
        """Whether the ring has just failed to answer, or keeps `refresh` waiting."""
        since, until = self._asking_since, self._silent_until
        return (since is not None and now - since >= _PATIENCE) or (until is not None and now < until)


def _silent() -> LogUnavailable:
    return LogUnavailable("the write keys can't be looked up just now", hint="send the events again")
