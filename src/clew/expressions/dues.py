"""When time alone may change a value next: candidates, the first true flip among them, and how terms combine."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from clew.expressions.rows import Get, Test
from clew.expressions.view import Reading
from clew.kernel.instants import Instant

Due: TypeAlias = Callable[[Reading], Instant | None]
"""The least instant after the reading's at which time alone may change something; None if never."""

MOST_STEPS = 16
"""How many candidate instants are looked through for a true flip before the next candidate is taken as it is."""


class Part(NamedTuple):
    """A predicate as closures; `due` is None where time changes nothing."""

    test: Test
    due: Due | None


def never(_: Reading) -> None:
    """Time changes nothing."""


def after(now: Instant, *instants: Instant) -> Instant | None:
    """The first of the instants that is after now."""
    return min((instant for instant in instants if instant > now), default=None)


def least(dues: list[Due]) -> Due:
    """Whichever comes first."""

    def due(reading: Reading) -> Instant | None:
        return min((instant for each in dues if (instant := each(reading)) is not None), default=None)

    return due


def first_flip(test: Get, due: Due | None, steps: int = MOST_STEPS) -> Due:
    """Walks through the candidate instants to the first at which the value differs; after some, takes what comes."""
    if due is None:
        return never

    def flip(reading: Reading) -> Instant | None:
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
        return found

    return flip


def due_of_terms(parts: list[Part], *, decisive: bool) -> Due | None:
    """The next change of an `and` (decisive: false) or an `or` (decisive: true).

    While decisive terms decide, all of them must change first: the latest of their changes. Otherwise any change may
    be the one.
    """
    dues = [(part.test, part.due) for part in sorted(parts, key=lambda part: part.due is not None)]
    if not any(due for _, due in dues):
        return None

    def due_of(reading: Reading) -> Instant | None:
        soonest: Instant | None = None
        latest: Instant | None = None
        for test, due in dues:
            decides = test(reading) is decisive
            found = None if due is None or (latest is not None and not decides) else due(reading)
            if decides:
                if found is None:
                    return None
                latest = found if latest is None or found > latest else latest
            elif found is not None and (soonest is None or found < soonest):
                soonest = found
        return soonest if latest is None else latest

    return due_of
