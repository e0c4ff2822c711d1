"""What erasures have left: keyed hashes of names and of events, with their instants.

The ledger outlives the log's own record of an erasure, so a replay finds it complete before it begins. To see what the
live run saw, it must not know yet of what lies ahead.
"""

from collections.abc import Collection, Iterable
from typing import TypeAlias

from clew.events import Identity
from clew.identity.ports import GraphStore
from clew.kernel.instants import Instant
from clew.privacy import keyed_hash

EventName: TypeAlias = tuple[str, str]
"""`(source, event id)`."""


class Ledger:
    """The stored hashes and those of the batch, as they stand at one instant.

    Attributes:
        pending: What was added since the last take.
        ahead: Names that are erased later than now; a replay comes to them, a live run has none.
    """

    def __init__(self, store: GraphStore, key: bytes) -> None:
        self._store = store
        self._key = key
        self._now: Instant | None = None
        self._next: Instant | None = None
        self.pending: dict[bytes, Instant] = {}
        self.ahead: dict[Identity, Instant] = {}

    def before(self, identities: Collection[Identity]) -> dict[Identity, Instant]:
        """The instant before which each of these was erased, 0 if it never was; one query for all."""
        digests = [keyed_hash(self._key, *identity) for identity in identities]
        stored = self._store.erased(digests)
        found: dict[Identity, Instant] = {}
        for identity, digest in zip(identities, digests, strict=True):
            at = stored.get(digest, 0)
            if self._now is not None and at >= self._now and digest not in self.pending:
                self._expect(identity, at)
                at = 0
            found[identity] = max(at, self.pending.get(digest, 0))
        return found

    def advance(self, now: Instant) -> list[tuple[Identity, Instant]]:
        """Come to an instant; the names that were ahead of it until now. Before the first call all is in the past."""
        self._now = now
        if self._next is None or self._next >= now:
            return []
        passed = [(identity, at) for identity, at in self.ahead.items() if at < now]
        for identity, _ in passed:
            del self.ahead[identity]
        self._next = min(self.ahead.values(), default=None)
        return passed

    def bury(self, identity: Identity, at: Instant) -> None:
        """Keep the hash of a name, so that nothing older revives it."""
        digest = keyed_hash(self._key, *identity)
        self.pending[digest] = max(at, self.pending.get(digest, 0))
        self.ahead.pop(identity, None)

    def bury_events(self, events: Iterable[EventName], at: Instant) -> None:
        """Keep the hashes of erased events."""
        for event in events:
            self.pending[self._event_hash(event)] = at

    def buried_events(self, events: Collection[EventName]) -> set[EventName]:
        """Those of the events that were erased; one query for all."""
        if not events:
            return set()
        digests = {event: self._event_hash(event) for event in events}
        known = self._store.erased(list(digests.values()))
        return {event for event, digest in digests.items() if digest in known or digest in self.pending}

    def is_empty(self) -> bool:
        """Whether nobody was ever erased."""
        return not (self.pending or self._store.anything_erased())

    def take(self) -> list[tuple[bytes, Instant]]:
        """What was added since the last take."""
        pending, self.pending = self.pending, {}
        return list(pending.items())

    def _expect(self, identity: Identity, at: Instant) -> None:
        self.ahead[identity] = at
        self._next = at if self._next is None else min(at, self._next)

    def _event_hash(self, event: EventName) -> bytes:
        # No namespace is called so: none has a colon.
        return keyed_hash(self._key, ":event", "\x1f".join(event))
