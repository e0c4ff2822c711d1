"""Events: what happened, as values, schemas, mappings and quarantine; and the port of the log they live in.

Law of the folder: an event is immutable; what can't be understood is kept with its reason, never dropped.
"""

from clew.events.model import ERASED, IDENTITYLESS, Event, Fact, Identity, Kind, Position, Record, event_time
from clew.events.schemas import (
    EventChecker,
    SchemaBody,
    SchemaField,
    SchemaInvalid,
    SchemaNarrowed,
    SchemaRegistry,
    SchemaUnknown,
    SchemaVersion,
    Violation,
    from_document,
    library_documents,
    rejection,
    schema_faults,
    schema_references,
    schema_succession,
    schema_uri,
    standard_registry,
)

__all__ = [
    "ERASED",
    "IDENTITYLESS",
    "Event",
    "EventChecker",
    "Fact",
    "Identity",
    "Kind",
    "Position",
    "Record",
    "SchemaBody",
    "SchemaField",
    "SchemaInvalid",
    "SchemaNarrowed",
    "SchemaRegistry",
    "SchemaUnknown",
    "SchemaVersion",
    "Violation",
    "event_time",
    "from_document",
    "library_documents",
    "rejection",
    "schema_faults",
    "schema_references",
    "schema_succession",
    "schema_uri",
    "standard_registry",
]
