"""Naming people: identities in their canonical spelling, the recent ones remembered.

The same people send again and again, and a telephone number takes long to read.
"""

from clew.api.collect.ports import Normalise
from clew.events import Identity
from clew.kernel.instants import MINUTE, Duration, Instant

_MOST_NAMES = 50_000
_LONGEST = 100  # of the values that are remembered, so that the cache stays within some megabytes


class Spelled(dict[str, Identity | None]):
    """The identities of one namespace by the value that was sent; asked like a dictionary, which is its whole speed.

    None where a value identifies nobody.
    """

    __slots__ = ("_names", "_namespace", "_normalise")

    def __init__(self, names: "Names", namespace: str, normalise: Normalise) -> None:
        super().__init__()
        self._names = names
        self._namespace = namespace
        self._normalise = normalise

    def __missing__(self, value: str) -> Identity | None:
        """The identity of a value that is not remembered."""
        spelling = self._normalise(self._namespace, value)
        identity = None if spelling is None else Identity(self._namespace, spelling)
        if len(value) <= _LONGEST:
            self._names.make_room()
            self[value] = identity
        return identity


class Names:
    """Makes identities, remembering the recent ones for a few minutes: an erased person must fade here too.

    Args:
        normalise: Where spellings come from.
        forget_after: How long an identity is remembered at most.
    """

    def __init__(self, normalise: Normalise, *, forget_after: Duration = 10 * MINUTE) -> None:
        self._normalise = normalise
        self._forget_after = forget_after
        self._known: dict[str, Spelled] = {}
        self._count = 0
        self._since: Instant = 0

    def __len__(self) -> int:
        """How many values and namespaces are remembered."""
        return sum(1 + len(spelled) for spelled in self._known.values())

    def refresh(self, now: Instant) -> None:
        """Forget everything if it is time to; asked once for each request, not for each name."""
        if not self._since <= now < self._since + self._forget_after:
            self.forget()
            self._since = now

    def forget(self) -> None:
        """Forget everything: names may be spelled otherwise from now on."""
        # A request that is being read keeps what it was given by `of`, and takes it along when it is done.
        self._known = {}
        self._count = 0

    def make_room(self) -> None:
        """Forget everything if as much is remembered as may be, before one more is."""
        if self._count >= _MOST_NAMES:
            self.forget()
        self._count += 1

    def of(self, namespace: str) -> Spelled:
        """The identities of a namespace; to be held for one request at most, as it forgets nothing by itself."""
        spelled = self._known.get(namespace)
        if spelled is None:
            self.make_room()
            spelled = self._known[namespace] = Spelled(self, namespace, self._normalise)
        return spelled

    def __call__(self, namespace: str, value: str) -> Identity | None:
        """The identity of this value; None when it identifies nobody."""
        return self.of(namespace)[value]
