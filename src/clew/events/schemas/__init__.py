"""Schemas: what events and profiles hold, compatible with XDM.

Law: a version may only grow; the verdict on a document is that of JSON Schema; no error holds a value of a document.
"""

from clew.events.schemas.check import EventChecker, rejection
from clew.events.schemas.documents import (
    EventFilter,
    SchemaBody,
    SchemaVersion,
    from_document,
    from_json_schema,
    schema_faults,
    schema_references,
    schema_uri,
)
from clew.events.schemas.errors import SchemaInvalid, SchemaNarrowed, SchemaUnknown
from clew.events.schemas.identitymap import MappedIdentity, identities, read_identity_map
from clew.events.schemas.library import library_documents, library_versions, standard_registry
from clew.events.schemas.model import Descriptor, EventKey, FieldIdentity, Refusal, SchemaField, Violation, walk
from clew.events.schemas.naming import EventNamer
from clew.events.schemas.registry import SchemaRegistry
from clew.events.schemas.succession import schema_succession

__all__ = [
    "Descriptor",
    "EventChecker",
    "EventFilter",
    "EventKey",
    "EventNamer",
    "FieldIdentity",
    "MappedIdentity",
    "Refusal",
    "SchemaBody",
    "SchemaField",
    "SchemaInvalid",
    "SchemaNarrowed",
    "SchemaRegistry",
    "SchemaUnknown",
    "SchemaVersion",
    "Violation",
    "from_document",
    "from_json_schema",
    "identities",
    "library_documents",
    "library_versions",
    "read_identity_map",
    "rejection",
    "schema_faults",
    "schema_references",
    "schema_succession",
    "schema_uri",
    "standard_registry",
    "walk",
]
