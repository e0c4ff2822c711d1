"""Naming people: identities in their canonical spelling, the recent ones remembered.

The same people send again and again, and a telephone number takes long to read.
"""

from clew.api.collect.ports import Normalise
from clew.events import Identity
from clew.kernel.instants import MINUTE, Duration, Instant

_MOST_NAMES = 50_000
_LONGEST = 100  # of the values that are remembered, so that the cache stays within some megabytes


class Names:
    """Makes identities, remembering the recent ones for a few minutes: an erased person must fade here too.

    Args:
        normalise: Where spellings come from.
        forget_after: How long an identity is remembered at most.
    """

    def __init__(self, normalise: Normalise, *, forget_after: Duration = 10 * MINUTE) -> None:
        self._normalise = normalise
        self._forget_after = forget_after
        self._known: dict[tuple[str, str], Identity | None] = {}
        self._since: Instant = 0

    def refresh(self, now: Instant) -> None:
        """Forget everything if it is time to; asked once for each request, not for each name."""
        if not self._since <= now < self._since + self._forget_after:
            self._known.clear()
            self._since = now

    def forget(self) -> None:
        """Forget everything: names are spelled otherwise from now on."""
        self._known.clear()

    def __call__(self, namespace: str, value: str) -> Identity | None:
        """The identity of this value; None when it identifies nobody."""
        name = (namespace, value)
        try:
            return self._known[name]
        except KeyError:
            pass
        identity = identify(self._normalise, namespace, value)
        if len(value) <= _LONGEST:
            if len(self._known) >= _MOST_NAMES:
                self._known.clear()
            self._known[name] = identity
        return identity


def identify(normalise: Normalise, namespace: str, value: str) -> Identity | None:
    """The identity of this value by these spellings, nothing remembered."""
    spelling = normalise(namespace, value)
    return None if spelling is None else Identity(namespace, spelling)
