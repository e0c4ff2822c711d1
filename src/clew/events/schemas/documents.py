"""`schema` documents: a class and field groups put together, plus fields of one's own; and plain JSON Schemas."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, cast

import msgspec

from clew.catalog import Document, Fault, Key, Reference, pointer
from clew.events.model import Kind
from clew.events.schemas.errors import SchemaInvalid
from clew.events.schemas.model import EventKey, JsonSchema, Role

DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"
_URN = "urn:clew:schema:"


class EventFilter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which events a schema is for.

    Attributes:
        kind: Such as `track` or `identify`.
        type: One type of that kind; all of them if left out.
    """

    kind: Kind
    type: str | None = None


class SchemaBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"class_": "class"}):
    """The body of a `schema` document.

    Attributes:
        role: `schema` (whole), or a part for others: `class`, `field_group`, `data_type`.
        class_: The class that gives the behaviour: `event`, `profile`, or a class's id or `$id`.
        extends: For which classes a field group is meant; any if empty.
        field_groups: Ids or `$id`s of the parts that it is composed of.
        properties: Fields of its own, as JSON Schema; `meta:labels` and `meta:identity` mark them.
        required: Fields that must be there, own ones or of the parts.
        events: Which events' `properties` it describes: names of track events, or `{kind, type}`.
        aliases: Other names of the same track events.
        unknown_fields: Whether fields that it does not name may come.
        reading: `gentle` converts what was plainly meant (see `convert`); `strict` takes documents as they are.
        json_schema: A whole JSON Schema with its own `$id`, instead of all of the above but `events` and `reading`.
        descriptors: XDM descriptors kept beside it.
    """

    role: Role = "schema"
    class_: str | None = None
    extends: tuple[str, ...] = ()
    field_groups: tuple[str, ...] = ()
    properties: dict[str, Any] = {}
    required: tuple[str, ...] = ()
    events: tuple[str | EventFilter, ...] = ()
    aliases: tuple[str, ...] = ()
    unknown_fields: Literal["allow", "refuse"] = "allow"
    reading: Literal["gentle", "strict"] = "gentle"
    json_schema: dict[str, Any] = {}
    descriptors: tuple[dict[str, Any], ...] = ()


class SchemaVersion(msgspec.Struct, frozen=True):
    """One version of a schema, ready for a registry.

    Attributes:
        id: `$id`, an absolute URI.
        schema: The JSON Schema.
        version: Of the document; 1 for plain JSON Schemas.
        name: What people call it.
        role: What it is for.
        events: Which events it checks.
        aliases: Other names of track events to the names that it uses.
        gentle: Whether conversions are tried on what fails.
        descriptors: Kept beside it.
    """

    id: str
    schema: JsonSchema
    version: int = 1
    name: str = ""
    role: Role = "schema"
    events: tuple[EventKey, ...] = ()
    aliases: tuple[str, ...] = ()
    gentle: bool = False
    descriptors: tuple[Mapping[str, Any], ...] = ()


def schema_uri(name: str) -> str:
    """The `$id` of a schema document's id; an absolute URI stays as it is."""
    return name if ":" in name else _URN + name


def from_json_schema(schema: JsonSchema) -> SchemaVersion:
    """A plain JSON Schema, such as those of XDM, under its own `$id`.

    Raises:
        SchemaInvalid: if it has no absolute `$id`.
    """
    name = schema.get("$id")
    if not isinstance(name, str) or ":" not in name:
        raise SchemaInvalid("a JSON Schema here needs an absolute `$id`", where="/$id", hint="add one")
    return SchemaVersion(id=name, schema=schema, name=str(schema.get("title", name)))


def from_document(document: Document) -> SchemaVersion:
    """A `schema` document as a JSON Schema.

    Raises:
        SchemaInvalid: if the body is none.
    """
    try:
        body = msgspec.convert(document.body, SchemaBody)
    except msgspec.ValidationError as error:
        where = f"schema/{document.id}"
        raise SchemaInvalid(str(error), where=where, hint="see the reference of schema documents") from None
    schema = body.json_schema or _composed(document, body)
    return SchemaVersion(
        id=str(schema["$id"]),
        schema=schema,
        version=document.version or 1,
        name=document.name,
        role=body.role,
        events=tuple(
            EventKey("track", said) if isinstance(said, str) else EventKey(said.kind, said.type)
            for said in (*body.events, *body.aliases)
        ),
        aliases=body.aliases,
        gentle=body.reading == "gentle",
        descriptors=body.descriptors,
    )


def _composed(document: Document, body: SchemaBody) -> JsonSchema:
    parts = [schema_uri(name) for name in ((body.class_,) if body.class_ else ()) + body.field_groups]
    primary = [name for name, field in body.properties.items() if _is_primary(field)]
    needed = [*dict.fromkeys((*body.required, *primary))]
    schema: dict[str, Any] = {
        "$id": schema_uri(document.id),
        "$schema": DRAFT_2020,
        "title": document.name,
        "description": document.description,
        "type": "object",
        "meta:extends": parts,
        "meta:intendedToExtend": [schema_uri(name) for name in body.extends],
        "allOf": [{"$ref": part} for part in parts],
        "properties": body.properties,
        "required": needed,
    }
    if body.class_:
        schema["meta:class"] = schema_uri(body.class_)
    if body.unknown_fields == "refuse":
        schema["unevaluatedProperties"] = False
    return {keyword: value for keyword, value in schema.items() if value not in ("", [], {})}


def _is_primary(field: Any) -> bool:
    said = cast("Mapping[str, Any]", field).get("meta:identity") if isinstance(field, Mapping) else None
    return isinstance(said, Mapping) and cast("Mapping[str, Any]", said).get("primary") is True


def schema_references(document: Document) -> Iterable[Reference]:
    """The schema documents that one is composed of (those named by `$id` are not in the catalog)."""
    body = document.body
    class_name, groups = body.get("class"), cast("list[str]", body.get("field_groups") or [])
    if isinstance(class_name, str) and ":" not in class_name:
        yield Reference(Key("schema", class_name), pointer("class"))
    for index, name in enumerate(groups):
        if ":" not in name:
            yield Reference(Key("schema", name), pointer("field_groups", index))


def schema_faults(document: Document) -> Iterable[Fault]:
    """What is wrong with a schema document by itself, its shape being right already."""
    body = msgspec.convert(document.body, SchemaBody)
    if body.json_schema and (body.properties or body.field_groups or body.class_ or body.required):
        yield Fault(pointer("json_schema"), "a whole JSON Schema stands alone", "leave out properties, class and parts")
    if body.json_schema:
        try:
            from_json_schema(body.json_schema)
        except SchemaInvalid as error:
            yield Fault(pointer("json_schema", "$id"), error.message, error.hint)
    if body.role != "schema" and (body.events or body.class_):
        yield Fault(pointer("role"), f"a {body.role} is a part and has no class or events", "put them into a schema")
