"""The kinds of documents, with the checks that need knowledge from above the catalog."""

from collections.abc import Iterator

import msgspec

from clew.actions import register_actions
from clew.catalog import BASE_KINDS, Document, Fault, Key, Kind, Reference
from clew.content import register_content
from clew.decisions.offers import register_offers
from clew.engine import retention_of
from clew.events import SchemaBody, library_documents, schema_faults, schema_references, schema_succession
from clew.events.mapping import InvalidMapping, compile_mapping
from clew.expressions import CxlError, mentions, parse
from clew.identity import InvalidNamespace, Namespaces
from clew.insight import register_insight
from clew.journeys import register_journeys
from clew.learning import register_models
from clew.profiles import valid_zone
from clew.runtime.retention import check_retention
from clew.runtime.vocabulary import check_expressions, fault_of, offset


class WorkspaceSettings(msgspec.Struct, forbid_unknown_fields=True):
    """What a `workspace` document holds.

    Attributes:
        zone: Zone for profiles that name none.
        keep_events: How long what people did is kept, such as `400d` or `52w`; for ever if it does not say.
    """

    zone: str = "UTC"
    keep_events: str | None = None


def _check_zone(document: Document) -> Iterator[Fault]:
    zone = str(document.body.get("zone", "UTC"))
    if not valid_zone(zone):
        yield Fault("/zone", "not a time zone", "name one as the tz database does, such as Europe/Berlin")


def _check_retention(document: Document) -> Iterator[Fault]:
    said = document.body.get("keep_events")
    if said is not None and retention_of(said) is None:
        yield Fault("/keep_events", "not a number of days or weeks", "such as `400d`; leave it out to keep all")


def _check_expression(document: Document) -> Iterator[Fault]:
    fault = fault_of(document)
    if fault is not None:
        yield fault


def _expression_mentions(document: Document) -> Iterator[Reference]:
    text = str(document.body["expression"])
    try:
        expression = parse(text)
    except CxlError:
        return
    for kind, name, at in mentions(expression):
        yield Reference(Key(kind, name), "/expression", offset(text, at))


def _check_mapping(document: Document) -> Iterator[Fault]:
    try:
        compile_mapping({"id": document.id, "version": max(1, document.version), **document.body})
    except InvalidMapping as error:
        yield Fault(error.where or "", error.message, error.hint)


def _check_namespace(document: Document) -> Iterator[Fault]:
    try:
        Namespaces([{"id": document.id, **document.body}])
    except InvalidNamespace as error:
        place = (error.where or "").removeprefix(str(document.key))
        yield Fault(place, error.message, error.hint)


KINDS = (
    register_models(
        register_insight(register_journeys(register_actions(register_offers(register_content(BASE_KINDS)))))
    )
    .register(Kind("workspace", WorkspaceSettings, checks=(_check_zone, _check_retention)))
    .register(Kind("schema", SchemaBody, checks=(schema_faults,), references=(schema_references,)))
    .provide(document.key for document in library_documents())
    .refine("schema", succession=schema_succession)
    .refine("mapping", check=_check_mapping)
    .refine("namespace", check=_check_namespace)
    .refine("segment", check=_check_expression, references=_expression_mentions)
    .refine("trait", check=_check_expression, references=_expression_mentions)
    .accompany(check_expressions)
    .accompany(check_retention)
)
"""Every kind of document that this workspace knows."""
