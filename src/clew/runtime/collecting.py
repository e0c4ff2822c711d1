"""What the collector is given: whose key it is, how identities are spelled, ids for events without one."""

from uuid import uuid4

from clew.access import Access
from clew.api.collect import Source
from clew.identity import canonical_namespace, normalise
from clew.kernel.instants import Clock


class SourceKeys:
    """Write keys as the workspace knows them; fulfils `api.collect.KeyRing`."""

    def __init__(self, access: Access, clock: Clock) -> None:
        self._access = access
        self._clock = clock

    def source_of(self, write_key: str) -> Source | None:
        """The source that may be written to with this key; None when the key is unknown or revoked."""
        source = self._access.source_of(write_key, now=self._clock.now())
        return None if source is None else Source(source, source)


def normalise_identity(namespace: str, value: object) -> str | None:
    """How an identity is spelled in its namespace; None when it identifies nobody."""
    return normalise(canonical_namespace(namespace), value)


def new_event_id() -> str:
    """The id of an event that came without one; two deliveries of such an event are two events."""
    return str(uuid4())
