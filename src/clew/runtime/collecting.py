"""What the collector is given: whose key it is, how identities are spelled, ids for events without one."""

from collections.abc import Callable
from uuid import uuid4

from clew.access import Access
from clew.api.collect import Source
from clew.engine import namespaces_in
from clew.engine.ports import DocumentRow, StateStore
from clew.identity import Namespaces, canonical_namespace, normalise, speller
from clew.kernel.instants import Clock

_MOST_SPELLERS = 1_000


class SourceKeys:
    """Write keys as the workspace knows them; fulfils `api.collect.KeyRing`."""

    def __init__(self, access: Access, clock: Clock) -> None:
        self._access = access
        self._clock = clock

    def source_of(self, write_key: str) -> Source | None:
        """The source that may be written to with this key; None when the key is unknown or revoked."""
        source = self._access.source_of(write_key, now=self._clock.now())
        return None if source is None else Source(source, source)


class Spellings:
    """How identities are spelled in the workspace's namespaces; called with a namespace and a value.

    None when the value identifies nobody.
    """

    def __init__(self, store: StateStore) -> None:
        self._store = store
        self._rows: list[DocumentRow] = []
        # One value, as another thread may publish the next one at any moment.
        self._now: tuple[Namespaces, dict[str, Callable[[object], str | None]]] = (Namespaces(), {})
        self.refresh()

    def __call__(self, namespace: str, value: object) -> str | None:
        """The canonical spelling."""
        namespaces, spellers = self._now
        found = spellers.get(namespace)
        if found is None:
            if len(spellers) >= _MOST_SPELLERS:  # somebody makes up namespaces
                spellers.clear()
            found = spellers[namespace] = speller(namespaces, namespace)
        return found(value)

    def refresh(self) -> bool:
        """Take newly published namespaces over; whether there were any."""
        rows = [row for row in self._store.documents() if row.kind == "namespace"]
        if rows == self._rows:
            return False
        self._rows, self._now = rows, (namespaces_in(rows), {})
        return True


def normalise_identity(namespace: str, value: object) -> str | None:
    """How an identity is spelled where no namespace is declared; None when it identifies nobody."""
    return normalise(canonical_namespace(namespace), value)


def new_event_id() -> str:
    """The id of an event that came without one; two deliveries of such an event are two events."""
    return str(uuid4())
