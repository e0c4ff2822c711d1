"""The verdict of the schemas in force on events of a source, and whom their fields name.

Asked are the library's schemas, and those that the workspace has published.
"""

from collections.abc import Callable

from clew.catalog import from_data
from clew.engine.ports import DocumentRow, StateStore
from clew.events import (
    Event,
    EventChecker,
    EventNamer,
    Identity,
    SchemaInvalid,
    SchemaNarrowed,
    SchemaUnknown,
    from_document,
    rejection,
    standard_registry,
)
from clew.events.ports import Reject
from clew.identity import canonical_namespace
from clew.kernel.instants import SECOND, Clock, Instant
from clew.kernel.packing import from_json

Verdict = Callable[[str, Event], Event | Reject]
Normalise = Callable[[str, str], str | None]
"""`(namespace, value) -> value` as its namespace writes it; None when it can't be an identity."""

_FRESH_FOR = 2 * SECOND


class SchemaVerdict:
    """Checks events, and looks every two seconds whether another schema has been published.

    Call it with the id of the source and the event; it gives the event back, converted where its schema reads
    gently, with those whom identity fields name, or what quarantine is to keep.

    Args:
        store: Where schemas and sources are published.
        clock: The present.
        normalise: How identities are spelled.
    """

    def __init__(self, store: StateStore, clock: Clock, normalise: Normalise) -> None:
        self._store = store
        self._clock = clock
        self._normalise = normalise
        self._rows: list[DocumentRow] = []
        self._schema_of: dict[str, str] = {}
        self._checker = EventChecker(standard_registry())
        self._namer = EventNamer(standard_registry(), (), self._spell)
        self._read_at: Instant = 0

    def __call__(self, source: str, event: Event) -> Event | Reject:
        """The verdict on one event."""
        found = self._checker.check(event, self._schema_of.get(source))
        if not isinstance(found, Event):
            return rejection(found, b"")
        return self._namer(found, self._schema_of.get(source)) if self._namer else found

    def refresh(self) -> None:
        """Take newly published schemas and sources over; cheap when there are none."""
        now = self._clock.now()
        if self._read_at and 0 <= now - self._read_at < _FRESH_FOR:
            return
        self._read_at = now
        rows = [row for row in self._store.documents() if row.kind in ("schema", "source") and row.status == "live"]
        if rows == self._rows:
            return
        self._rows = rows
        registry = standard_registry()
        published: list[str] = []
        for row in rows:
            if row.kind == "schema":
                try:
                    version = from_document(from_data(from_json(row.document)))
                    registry = registry.publish(version)
                    published.append(version.id)
                except (SchemaInvalid, SchemaNarrowed, SchemaUnknown):
                    # Refused when it was planned; one that slipped into the log all the same must not stop collection.
                    continue
        self._checker = EventChecker(registry)
        self._schema_of = {
            row.id: schema
            for row in rows
            if row.kind == "source" and isinstance(schema := from_json(row.document).get("schema"), str)
        }
        self._namer = EventNamer(registry, (*published, *self._schema_of.values()), self._spell)

    def _spell(self, identity: Identity) -> Identity | None:
        code = canonical_namespace(identity.namespace)
        value = self._normalise(code, identity.value) if code else None
        return None if value is None else Identity(code, value)
