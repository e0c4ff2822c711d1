"""Whom an event is about by what schemas mark in its properties."""

from typing import Any

import pytest

from clew.catalog import from_data
from clew.events import Event, EventNamer, Identity, from_document, standard_registry

BOOKING: dict[str, Any] = {
    "kind": "schema",
    "id": "booking",
    "class": "event",
    "events": ["Trip Booked"],
    "properties": {
        "nights": {"type": "integer"},
        "guest": {"type": "object", "properties": {"email": {"type": "string", "meta:identity": "Email"}}},
        "identityMap": {"type": "object"},
    },
}
SPELLED = {"Email": "email", "ECID": "ecid"}


def _spell(identity: Identity) -> Identity | None:
    return Identity(SPELLED[identity.namespace], identity.value.lower()) if "?" not in identity.value else None


@pytest.fixture(scope="module")
def namer() -> EventNamer:
    return EventNamer(standard_registry().publish(from_document(from_data(BOOKING))), ("booking",), _spell)


def _event(properties: dict[str, Any], *names: Identity, type: str = "Trip Booked", kind: Any = "track") -> Event:  # noqa: A002
    return Event("e", kind, type, names, properties=properties)


def test_marked_fields_and_the_identity_map_name_people(namer: EventNamer) -> None:
    user = Identity("user_id", "u1")
    properties = {"guest": {"email": "Ada@example.com"}, "identityMap": {"ECID": [{"id": "E1"}]}}
    named = namer(_event(properties, user))
    assert named.identities == (user, Identity("ecid", "e1"), Identity("email", "ada@example.com"))
    assert named.properties is properties


def test_who_is_named_already_is_named_once_and_what_names_nobody_is_left_out(namer: EventNamer) -> None:
    event = _event({"guest": {"email": "ada@x"}, "identityMap": {"ECID": [{"id": "?"}]}}, Identity("email", "ada@x"))
    assert namer(event) is event


def test_others_are_left_alone_unless_the_schema_is_their_sources(namer: EventNamer) -> None:
    event = _event({"guest": {"email": "ada@x"}}, type="Other")
    assert namer(event) is event
    assert namer(event, "booking").identities == (Identity("email", "ada@x"),)
    nobodys = _event({"guest": {"email": "ada@x"}}, kind="business")
    assert namer(nobodys, "booking") is nobodys


def test_without_such_a_schema_there_is_nothing_to_ask() -> None:
    registry = standard_registry()
    plain = from_document(from_data({**BOOKING, "properties": {"nights": {"type": "integer"}}}))
    assert not EventNamer(registry.publish(plain), ("booking", "nowhere"), _spell)
