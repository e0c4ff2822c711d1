"""The verdict of the schemas in force on events of a source: the library's, and those the workspace has published."""

from collections.abc import Callable

from clew.catalog import from_data
from clew.engine.ports import DocumentRow, StateStore
from clew.events import (
    Event,
    EventChecker,
    SchemaInvalid,
    SchemaNarrowed,
    SchemaUnknown,
    from_document,
    rejection,
    standard_registry,
)
from clew.events.ports import Reject
from clew.kernel.instants import SECOND, Clock, Instant
from clew.kernel.packing import from_json

Verdict = Callable[[str, Event], Event | Reject]
_FRESH_FOR = 2 * SECOND


class SchemaVerdict:
    """Checks events, and looks every two seconds whether another schema has been published.

    Call it with the id of the source and the event; it gives the event back, converted where its schema reads
    gently, or what quarantine is to keep.
    """

    def __init__(self, store: StateStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._rows: list[DocumentRow] = []
        self._schema_of: dict[str, str] = {}
        self._checker = EventChecker(standard_registry())
        self._read_at: Instant = 0

    def __call__(self, source: str, event: Event) -> Event | Reject:
        """The verdict on one event."""
        found = self._checker.check(event, self._schema_of.get(source))
        return found if isinstance(found, Event) else rejection(found, b"")

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
        for row in rows:
            if row.kind == "schema":
                try:
                    registry = registry.publish(from_document(from_data(from_json(row.document))))
                except (SchemaInvalid, SchemaNarrowed, SchemaUnknown):
                    # Refused when it was planned; one that slipped into the log all the same must not stop collection.
                    continue
        self._checker = EventChecker(registry)
        self._schema_of = {
            row.id: schema
            for row in rows
            if row.kind == "source" and isinstance(schema := from_json(row.document).get("schema"), str)
        }
