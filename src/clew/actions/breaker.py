"""A circuit breaker as a value: who keeps failing is left alone, then asked gently whether it is back."""

import msgspec

from clew.kernel.instants import MINUTE, SECOND, Duration, Instant


class Breaker(msgspec.Struct, frozen=True):
    """What is known of a provider's health.

    Attributes:
        failures: In a row.
        open_until: While it is open: when one call may probe; None while it is closed.
        rest: How long it rests when it opens next.
        probing: Whether a probe is under way.
    """

    failures: int = 0
    open_until: Instant | None = None
    rest: Duration = 5 * SECOND
    probing: bool = False


THRESHOLD = 5
"""Failures in a row that open it."""

SHORTEST: Duration = 5 * SECOND
LONGEST: Duration = 10 * MINUTE


def allowed(breaker: Breaker, now: Instant, wanted: int) -> int:
    """How many calls may begin now, of those wanted: all, one (a probe), or none."""
    if breaker.open_until is None:
        return wanted
    return min(1, wanted) if now >= breaker.open_until and not breaker.probing else 0


def began(breaker: Breaker, now: Instant) -> Breaker:
    """After calls began: while it is open, that was the probe."""
    del now
    return msgspec.structs.replace(breaker, probing=True) if breaker.open_until is not None else breaker


def ended(breaker: Breaker, now: Instant, *, healthy: bool) -> Breaker:
    """After one call came back.

    Args:
        breaker: As before.
        now: When it came back.
        healthy: Whether the provider answered as it should, be it with a refusal.

    Law: success closes; the threshold opens; each probe that fails doubles the rest, up to a bound.
    """
    if healthy:
        return Breaker()
    failures = breaker.failures + 1
    if failures < THRESHOLD and breaker.open_until is None:
        return msgspec.structs.replace(breaker, failures=failures)
    if breaker.open_until is not None and not breaker.probing:
        # A call of before it opened: that it failed too is no news.
        return msgspec.structs.replace(breaker, failures=failures)
    return Breaker(failures, now + breaker.rest, min(LONGEST, breaker.rest * 2))
