"""Schemas of a workspace: composed, grown, described, and the verdict on events."""

from typing import Any

import pytest

from clew.catalog import Document, parse
from clew.events import Event
from clew.events.model import Identity
from clew.events.schemas import (
    EventChecker,
    FieldIdentity,
    SchemaInvalid,
    SchemaNarrowed,
    SchemaRegistry,
    SchemaUnknown,
    SchemaVersion,
    from_document,
    from_json_schema,
    identities,
    library_documents,
    library_versions,
    read_identity_map,
    rejection,
    schema_faults,
    schema_references,
    standard_registry,
    walk,
)
from clew.kernel.packing import ExactNumber


def _schema(text: str) -> SchemaVersion:
    return from_document(_document(text))


def _document(text: str) -> Document:
    return parse(text).checked()[0].document


def _event(properties: dict[str, Any], name: str = "Order Completed", kind: Any = "track") -> Event:
    return Event(id="1", kind=kind, type=name, properties=properties)


@pytest.fixture(scope="module")
def checker() -> EventChecker:
    return EventChecker(standard_registry())


# The library.


def test_it_publishes_from_nothing_without_a_clash() -> None:
    registry = SchemaRegistry().publish(*library_versions())
    assert len(registry) == len(library_documents()) >= 75


def test_no_document_is_faulty() -> None:
    assert [(d.id, *schema_faults(d)) for d in library_documents() if [*schema_faults(d)]] == []


def test_every_mention_is_in_the_library() -> None:
    known = {document.id for document in library_documents()}
    mentions = {ref.key.id for document in library_documents() for ref in schema_references(document)}
    assert mentions <= known


def test_every_commerce_event_of_the_checklist_has_a_schema() -> None:
    names = {key.type for version in library_versions() for key in version.events if key.kind == "track"}
    products = ["Searched", "Clicked", "Viewed", "Added", "Removed", "Shared", "Reviewed"]
    assert {f"Product {verb}" for verb in products[1:]} | {"Products Searched"} <= names
    assert {"Product List Viewed", "Product List Filtered", "Promotion Viewed", "Promotion Clicked"} <= names
    assert {"Cart Viewed", "Cart Shared", "Checkout Started", "Checkout Step Viewed"} <= names
    assert {"Checkout Step Completed", "Payment Info Entered", "Wishlist Product Added to Cart"} <= names
    assert {f"Order {verb}" for verb in ["Completed", "Updated", "Refunded", "Cancelled"]} <= names
    assert {f"Coupon {verb}" for verb in ["Entered", "Applied", "Denied", "Removed"]} <= names
    assert {"Product Added to Wishlist", "Product Removed from Wishlist"} <= names


def test_fields_tell_what_they_are() -> None:
    fields = {field.path: field for field in walk(standard_registry().fields("urn:clew:schema:identify"))}
    assert fields["email"].identity == FieldIdentity("email")
    assert fields["address.city"].labels == ("I1",)  # inherited
    assert fields["company.id"].type == "string"


# The verdict on events.


def test_an_order_as_shops_send_it(checker: EventChecker) -> None:
    event = _event(
        {
            "order_id": "o1",
            "total": 12.5,
            "products": [{"sku": "a", "price": 6.25, "quantity": 2}],
            "gift": {"a": 1},
        }
    )
    assert checker.check(event) is event


def test_an_event_without_a_schema_is_valid(checker: EventChecker) -> None:
    event = _event({"anything": object}, "Something Of Ours")
    assert checker.check(event) is event


def test_what_was_plainly_meant_is_converted(checker: EventChecker) -> None:
    sent = {"order_id": 17, "total": "12.50", "products": [{"price": "6.25", "sku": 99}], "coupon": None}
    found = checker.check(_event(sent))
    assert isinstance(found, Event)
    assert found.properties == {
        "order_id": "17",
        "total": 12.5,
        "products": [{"price": 6.25, "sku": "99"}],
        "coupon": None,
    }
    assert sent["total"] == "12.50", "the event as sent is not touched"


def test_exact_numbers_pass_and_stay_exact(checker: EventChecker) -> None:
    number = ExactNumber("1.23456789012345678901")
    event = _event({"total": number, "extra": [number]})
    assert checker.check(event) is event
    found = checker.check(_event({"total": str(number)}))
    assert isinstance(found, Event)
    assert found.properties["total"] == number


@pytest.mark.parametrize(
    ("properties", "pointer"),
    [
        ({"total": "12,50"}, "/total"),
        ({"total": True}, "/total"),
        ({"total": "NaN"}, "/total"),
        ({"products": "none"}, "/products"),
        ({"products": [{"sku": "a"}, {"price": {}}]}, "/products/1/price"),
    ],
)
def test_what_stays_wrong_is_named_with_its_place(
    checker: EventChecker, properties: dict[str, Any], pointer: str
) -> None:
    found = checker.check(_event(properties))
    assert not isinstance(found, Event)
    assert [violation.pointer for violation in found] == [pointer]
    kept = rejection(found, b"raw", mapping="m@1")
    assert (kept.reason, kept.pointer, kept.raw, kept.mapping) == (
        "schema.violation", "/properties" + pointer, b"raw", "m@1",
    )  # fmt: skip


def test_scores_have_their_scales(checker: EventChecker) -> None:
    assert isinstance(checker.check(_event({"score": "9"}, "NPS Answered")), Event)
    for wrong in ({}, {"score": None}, {"score": 11}, {"score": 7.5}):
        assert not isinstance(checker.check(_event(wrong, "NPS Answered")), Event)


def test_consent_is_in_or_out(checker: EventChecker) -> None:
    assert isinstance(checker.check(_event({"email": "in", "ads": "out"}, "consent", "consent")), Event)
    for wrong in ({"email": "yes"}, {"email": True}, {}, {"email": None}):
        assert not isinstance(checker.check(_event(wrong, "consent", "consent")), Event)


def test_identify_may_unset(checker: EventChecker) -> None:
    event = _event({"email": None, "address": {"city": None}, "age": None}, "identify", "identify")
    assert checker.check(event) is event


def test_a_source_may_demand_a_schema_of_its_own() -> None:
    own = _schema("{kind: schema, id: ours, required: [plan], properties: {plan: {type: string}}}")
    checker = EventChecker(standard_registry().publish(own))
    assert isinstance(checker.check(_event({"plan": "x"}), "ours"), Event)
    assert not isinstance(checker.check(_event({}), "ours"), Event)
    with pytest.raises(SchemaUnknown):
        checker.check(_event({}), "nobody's")


def test_strict_reading_converts_nothing() -> None:
    own = _schema("{kind: schema, id: s, reading: strict, events: [X], properties: {n: {type: number}}}")
    checker = EventChecker(SchemaRegistry([own]))
    assert not isinstance(checker.check(_event({"n": "1"}, "X")), Event)
    assert not isinstance(checker.check(_event({"n": None}, "X")), Event)


# Composition.


def test_a_group_must_be_meant_for_the_class() -> None:
    own = _schema("{kind: schema, id: odd, class: profile, field_groups: [commerce-order]}")
    with pytest.raises(SchemaInvalid, match="not meant for the class"):
        standard_registry().publish(own)


def test_parts_must_not_contradict_each_other() -> None:
    own = _schema(
        "{kind: schema, id: odd, class: event, field_groups: [commerce-order], properties: {total: {type: string}}}"
    )
    with pytest.raises(SchemaInvalid, match="`total`"):
        standard_registry().publish(own)


@pytest.mark.parametrize(
    "text",
    [
        "{kind: schema, id: a, field_groups: [nowhere]}",
        "{kind: schema, id: a, properties: {x: {type: strnig}}}",
        "{kind: schema, id: a, properties: {x: {$ref: '#/$defs/none'}}}",
        "{kind: schema, id: a, proprties: {}}",
        "{kind: schema, id: a, json_schema: {type: object}}",
    ],
)
def test_what_describes_nothing_is_refused(text: str) -> None:
    with pytest.raises((SchemaInvalid, KeyError)):
        SchemaRegistry().publish(_schema(text))


def test_unknown_fields_may_be_refused_over_all_parts() -> None:
    own = _schema(
        "{kind: schema, id: closed, events: [X], class: event, field_groups: [commerce-cart], "
        "unknown_fields: refuse, properties: {a: {type: string}}}"
    )
    checker = EventChecker(standard_registry().publish(own))
    assert isinstance(checker.check(_event({"a": "x", "cart_id": "y"}, "X")), Event)
    found = checker.check(_event({"a": "x", "b": 1}, "X"))
    assert [violation.pointer for violation in found] == ["/b"]  # type: ignore[union-attr]


GROWN = (
    "{kind: schema, id: s, version: 2,"
    " properties: {a: {type: [string, number]}, n: {type: number}, new: {type: string}}}"
)
FIRST = (
    "{kind: schema, id: s, version: 1, properties: {a: {type: string}, n: {type: integer},"
    " e: {enum: [x, y]}, o: {type: object, properties: {p: {type: string}}}, l: {type: array, items: {type: string}}}}"
)


# Growth.


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ("a: {type: number}", "/a"),
        ("a: {type: string, pattern: '^x'}", "/a"),
        ("a: {type: string, maxLength: 3}", "/a"),
        ("a: {type: string, format: date}", "/a"),
        ("n: {type: integer, minimum: 0}", "/n"),
        ("e: {enum: [x]}", "/e"),
        ("o: {type: object, properties: {}}", "/o/p"),
        ("o: {type: object, properties: {p: {type: string}}, required: [p]}", "/o/p"),
        ("o: {type: object, properties: {p: {type: string}}, additionalProperties: false}", "/o"),
        ("l: {type: array, items: {type: number}}", "/l/*"),
    ],
)
def test_narrowing_is_refused_with_its_place(change: str, pointer: str) -> None:
    registry = SchemaRegistry().publish(_schema(FIRST))
    name = change.partition(":")[0]
    version = _schema(FIRST)
    properties = dict(version.schema["properties"])
    properties |= _schema(f"{{kind: schema, id: s, properties: {{{change}}}}}").schema["properties"]
    newer = SchemaVersion(version.id, {**version.schema, "properties": properties}, version=2)
    with pytest.raises(SchemaNarrowed) as caught:
        registry.publish(newer)
    assert [refusal.pointer for refusal in caught.value.refusals] == [pointer], name


def test_removing_and_requiring_are_refused() -> None:
    registry = SchemaRegistry().publish(_schema(FIRST))
    with pytest.raises(SchemaNarrowed) as caught:
        registry.publish(_schema("{kind: schema, id: s, required: [n], properties: {n: {type: integer}}}"))
    reasons = {(refusal.pointer, refusal.reason) for refusal in caught.value.refusals}
    assert reasons == {
        *((f"/{name}", "the field was removed") for name in ("a", "e", "o", "l")),
        ("/n", "the field became required"),
    }


def test_adding_and_widening_pass() -> None:
    first = _schema("{kind: schema, id: s, version: 1, properties: {a: {type: string}, n: {type: integer}}}")
    registry = SchemaRegistry().publish(first)
    assert registry.publish(_schema(GROWN)).get("urn:clew:schema:s").version == 2


def test_a_part_may_not_narrow_what_is_composed_of_it() -> None:
    whole = _schema("{kind: schema, id: whole, field_groups: [part], properties: {mine: {type: string}}}")
    part = _schema("{kind: schema, id: part, role: field_group, properties: {a: {type: string}}}")
    registry = SchemaRegistry().publish(part, whole)
    clash = _schema(
        "{kind: schema, id: part, role: field_group, version: 2, properties: {a: {type: string}, mine: {type: number}}}"
    )
    with pytest.raises((SchemaInvalid, SchemaNarrowed)) as caught:
        registry.publish(clash)
    assert "whole" in str(caught.value)


def test_a_primary_identity_is_demanded_and_so_is_a_narrowing() -> None:
    first = _schema("{kind: schema, id: s, properties: {id: {type: string}}}")
    second = _schema(
        "{kind: schema, id: s, properties: {id: {type: string, meta:identity: {namespace: crm, primary: true}}}}"
    )
    assert SchemaRegistry([second]).check("urn:clew:schema:s", {})
    with pytest.raises(SchemaNarrowed):
        SchemaRegistry([first]).publish(second)


# Descriptors.

SCHEMA = {
    "$id": "https://ns.adobe.com/acme/schemas/person",
    "$schema": "http://json-schema.org/draft-06/schema#",
    "type": "object",
    "properties": {
        "xdm:work": {
            "type": "object",
            "properties": {"xdm:email": {"type": "string"}, "xdm:desk": {"type": "string"}},
        },
        "acme:crmId": {"type": "string"},
    },
}
DESCRIPTORS = (
    {
        "@type": "xdm:descriptorIdentity",
        "xdm:sourceSchema": SCHEMA["$id"],
        "xdm:sourceVersion": 1,
        "xdm:sourceProperty": "/_acme/crmId",
        "xdm:namespace": "CRMID",
        "xdm:property": "xdm:code",
        "xdm:isPrimary": True,
    },
    {
        "@type": "xdm:descriptorIdentity",
        "xdm:sourceSchema": SCHEMA["$id"],
        "xdm:sourceProperty": "/xdm:work/xdm:email",
        "xdm:namespace": "Email",
    },
    {
        "@type": "xdm:descriptorLabel",
        "xdm:sourceSchema": SCHEMA["$id"],
        "xdm:sourceProperty": ["/work"],
        "xdm:excludeProperty": ["/work/desk"],
        "xdm:labels": ["I1", "C2"],
    },
    {
        "@type": "xdm:descriptorOneToOne",
        "xdm:sourceSchema": SCHEMA["$id"],
        "xdm:sourceProperty": "/_acme/crmId",
        "xdm:destinationSchema": "https://ns.adobe.com/xdm/context/profile",
    },
)


@pytest.fixture
def registry() -> SchemaRegistry:
    return SchemaRegistry([from_json_schema(SCHEMA)]).describe(*DESCRIPTORS)


def test_labels_and_identities_reach_their_fields(registry: SchemaRegistry) -> None:
    fields = {field.path: field for field in walk(registry.fields(SCHEMA["$id"]))}
    assert fields["_acme.crmId"].identity == FieldIdentity("CRMID", primary=True)
    assert fields["work.email"].identity == FieldIdentity("Email")
    assert fields["work.email"].labels == ("I1", "C2")
    assert fields["work.desk"].labels == ()


def test_a_primary_identity_becomes_mandatory(registry: SchemaRegistry) -> None:
    assert registry.check(SCHEMA["$id"], {"acme:crmId": "7"}) == ()
    assert registry.check(SCHEMA["$id"], {"_acme": {"crmId": "7"}}, names="either") == ()
    (violation,) = registry.check(SCHEMA["$id"], {})
    assert violation.message == "lacks the field `acme:crmId`"


def test_relationships_are_kept(registry: SchemaRegistry) -> None:
    kinds = [said.type for said in registry.descriptors(SCHEMA["$id"])]
    assert kinds == ["descriptorIdentity", "descriptorIdentity", "descriptorLabel", "descriptorOneToOne"]


def test_a_descriptor_of_no_field_is_refused(registry: SchemaRegistry) -> None:
    wrong = {**DESCRIPTORS[0], "xdm:sourceProperty": "/nowhere"}
    with pytest.raises(SchemaInvalid, match="nowhere"):
        registry.describe(wrong).validator(SCHEMA["$id"])


def test_whom_a_document_is_about(registry: SchemaRegistry) -> None:
    document = {
        "identityMap": {"ECID": [{"id": "e1"}], "Phone": [{"id": "+491", "primary": True}, {"id": ""}, "odd"]},
        "work": {"email": "ada@example.com"},
        "_acme": {"crmId": "7"},
    }
    assert identities(document, registry.fields(SCHEMA["$id"])) == (
        Identity("Phone", "+491"),
        Identity("CRMID", "7"),
        Identity("ECID", "e1"),
        Identity("Email", "ada@example.com"),
    )


def test_an_identity_map_in_source_names() -> None:
    (entry,) = read_identity_map({"ECID": [{"xdm:id": "e", "xdm:authenticatedState": "authenticated"}]})
    assert (entry.identity, entry.state, entry.primary) == (Identity("ECID", "e"), "authenticated", False)
    assert read_identity_map([1, 2]) == []
