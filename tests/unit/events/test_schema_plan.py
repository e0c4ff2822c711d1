"""Schemas are held to their growth when documents are planned, as `clew apply` does."""

from collections.abc import Sequence

import pytest

from clew.catalog import BASE_KINDS, Document, InvalidDocuments, Kind, parse, plan
from clew.events import (
    SchemaBody,
    library_documents,
    schema_faults,
    schema_references,
    schema_succession,
)

KINDS = BASE_KINDS.register(
    Kind("schema", SchemaBody, (schema_faults,), (schema_references,), (schema_succession,))
).provide(document.key for document in library_documents())

PART = "{kind: schema, id: part, role: field_group, properties: {a: {type: string}}}"
WHOLE = "{kind: schema, id: whole, class: event, field_groups: [part], events: [X], properties: {b: {type: number}}}"


def _apply(stored: Sequence[Document], *texts: str) -> list[Document]:
    """The documents after these have been planned and published."""
    desired = [authored for text in texts for authored in parse(text).checked()]
    found = plan(desired, stored, KINDS)
    assert not found.blocked
    changed = [change.document for change in found.changes]
    return [*stored, *changed]


def _refused(stored: Sequence[Document], *texts: str) -> str:
    with pytest.raises(InvalidDocuments) as caught:
        _apply(stored, *texts)
    return "; ".join(map(str, caught.value.faults))


def test_growing_is_planned() -> None:
    stored = _apply([], PART, WHOLE)
    grown = PART.replace("a: {type: string}", "a: {type: [string, number]}, c: {type: string}")
    assert [document.version for document in _apply(stored, grown)] == [1, 1, 2]


def test_narrowing_is_refused_at_the_document() -> None:
    stored = _apply([], PART, WHOLE)
    said = _refused(stored, WHOLE.replace("b: {type: number}", "b: {type: integer}"))
    assert said.startswith("<text>:1:1: /b: the type became integer; it was number")


def test_a_part_that_narrows_a_whole_is_refused() -> None:
    stored = _apply([], PART, WHOLE)
    assert "/a: the field was removed" in _refused(stored, PART.replace("a: {type: string}", "c: {type: string}"))
    assert "urn:clew:schema:whole" in _refused(stored, PART.replace("a: {", "b: {type: string}, a: {"))


def test_what_the_library_names_can_only_grow_too() -> None:
    more = "{kind: schema, id: signed-up, class: event, field_groups: [web-access], events: [Signed Up, Signed In,"
    assert _apply([], more + " Signed Out], properties: {trial: {type: boolean}}}")
    own = "{kind: schema, id: order-completed, class: event, events: [Order Completed]}"
    assert "the field was removed" in _refused([], own)


def test_a_new_document_must_be_usable() -> None:
    assert "not a usable JSON Schema" in _refused([], PART.replace("type: string", "type: strnig"))
    assert "not meant for the class" in _refused(
        [], "{kind: schema, id: odd, class: profile, field_groups: [commerce-order]}"
    )
