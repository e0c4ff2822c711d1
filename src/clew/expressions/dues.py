"""When time alone may change a value next: candidates, the first true flip among them, and how terms combine."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from clew.expressions.rows import Get, Test
from clew.expressions.view import Reading
from clew.kernel.instants import Instant

Due: TypeAlias = Callable[[Reading], Instant | None]
"""The least instant after the reading's at which time alone may change something; None if never."""

Verdict: TypeAlias = Callable[[Reading], tuple[Any, Instant | None]]
"""The value and its due instant, in one pass."""

MOST_STEPS = 16
"""How many candidate instants are looked through for a true flip before the next candidate is taken as it is."""


class Part(NamedTuple):
    """A predicate as closures; `verdict` is None where time changes nothing."""

    test: Test
    verdict: Verdict | None


def after(now: Instant, *instants: Instant) -> Instant | None:
    """The first of the instants that is after now."""
    return min((instant for instant in instants if instant > now), default=None)


def least(dues: list[Due]) -> Due:
    """Whichever comes first."""

    def due(reading: Reading) -> Instant | None:
        return min((instant for each in dues if (instant := each(reading)) is not None), default=None)

    return due


def both(test: Get, due: Due) -> Verdict:
    """A value and an instant that is known to be the one of its next change."""
    return lambda reading: (test(reading), due(reading))


def opposite(verdict: Verdict) -> Verdict:
    """The verdict of the negation."""

    def turned(reading: Reading) -> tuple[bool, Instant | None]:
        value, due = verdict(reading)
        return not value, due

    return turned


def due_of(verdict: Verdict) -> Due:
    """Of a verdict the instant alone."""
    return lambda reading: verdict(reading)[1]


def first_flip(test: Get, due: Due, steps: int = MOST_STEPS) -> Verdict:
    """Walks through the candidate instants to the first at which the value differs; after some, takes what comes."""

    def verdict(reading: Reading) -> tuple[Any, Instant | None]:
        start, value = reading.now, test(reading)
        found = due(reading)
        for _ in range(steps):
            if found is None:
                break
            reading.now = found
            if test(reading) != value:
                break
            found = due(reading)
        reading.now = start
        return value, found

    return verdict


def verdict_of_terms(parts: list[Part], *, decisive: bool) -> Verdict | None:
    """An `and` (decisive: false) or an `or` (decisive: true), and its next change.

    While decisive terms decide, all of them must change first: the latest of their changes. Otherwise any change may
    be the one.
    """
    fixed = [part.test for part in parts if part.verdict is None]
    moving = [part.verdict for part in parts if part.verdict is not None]
    if not moving:
        return None

    def verdict(reading: Reading) -> tuple[bool, Instant | None]:
        for test in fixed:
            if test(reading) is decisive:
                return decisive, None
        soonest: Instant | None = None
        latest: Instant | None = None
        for each in moving:
            value, due = each(reading)
            if value is decisive:
                if due is None:
                    return decisive, None
                latest = due if latest is None or due > latest else latest
            elif due is not None and (soonest is None or due < soonest):
                soonest = due
        return (not decisive, soonest) if latest is None else (decisive, latest)

    return verdict


def newest_within(key: str, low: int, reach: int) -> Part:
    """At least so many in the last so long: the one asked most."""

    def test(reading: Reading) -> bool:
        state = reading.clauses.get(key)
        if state is None:
            return False
        times = state[0]
        return len(times) >= low and times[-low] + reach > reading.now

    def verdict(reading: Reading) -> tuple[bool, Instant | None]:
        state = reading.clauses.get(key)
        if state is None or len(state[0]) < low:
            return False, None
        end = state[0][-low] + reach
        return (True, end) if end > reading.now else (False, None)

    return Part(test, verdict)
