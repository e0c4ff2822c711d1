"""Schemas as values: what is checked, what is wrong, what a reader sees."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

import msgspec

JsonSchema: TypeAlias = Mapping[str, Any]
"""A JSON Schema (draft-06 or 2020-12) as plain data."""

Role: TypeAlias = Literal["class", "field_group", "data_type", "schema"]
"""What a schema is for: a class gives the behaviour, field groups and data types are parts, a schema is whole."""


class Violation(msgspec.Struct, frozen=True):
    """One way in which a document breaks its schema; holds no value of the document.

    Attributes:
        pointer: JSON Pointer of the fault in the document.
        message: What is wrong there.
        hint: What to do about it.
    """

    pointer: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        advice = f" ({self.hint})" if self.hint else ""
        return f"{self.pointer or '/'}: {self.message}{advice}"


class Refusal(msgspec.Struct, frozen=True):
    """One way in which a new version of a schema is narrower than the old one.

    Attributes:
        pointer: JSON Pointer of the field, as in the documents that the schema describes (`/products/items/price`).
        reason: What is narrower.
    """

    pointer: str
    reason: str


class FieldIdentity(msgspec.Struct, frozen=True):
    """A field that holds a name of the person.

    Attributes:
        namespace: Of the identity.
        primary: Whether documents must carry it.
    """

    namespace: str
    primary: bool = False


class SchemaField(msgspec.Struct, frozen=True):
    """One field of a schema as a reader sees it.

    Attributes:
        path: Wire names from the root, lists as `products[]`, the values of a map as `tags{}`.
        name: Its own wire name.
        source: Its own source name, such as `xdm:timestamp`.
        type: XDM type: string, number, long, int, short, byte, boolean, date, date-time, object, array, map, or
            any; several with `|` between.
        title: Short human name.
        description: What it means.
        required: Whether documents must carry it (as far as what holds it is there).
        values: The only values allowed.
        suggestions: Values that are usual, with their labels; others are allowed (`meta:enum` without `enum`).
        labels: Usage labels (DULE) that hold for it, those of what holds it included.
        identity: Set if it names the person.
        status: `stable`, `experimental` or `deprecated`.
        fields: What it holds.
        more: Whether it holds fields that are not shown, because the tree is too deep.
    """

    path: str
    name: str
    source: str
    type: str
    title: str = ""
    description: str = ""
    required: bool = False
    values: tuple[Any, ...] = ()
    suggestions: Mapping[str, str] = {}
    labels: tuple[str, ...] = ()
    identity: FieldIdentity | None = None
    status: str = "stable"
    fields: tuple["SchemaField", ...] = ()
    more: bool = False


def walk(fields: Sequence[SchemaField]) -> list[SchemaField]:
    """All fields of a tree, each before what it holds."""
    return [found for field in fields for found in (field, *walk(field.fields))]


class Descriptor(msgspec.Struct, frozen=True):
    """A statement about fields of a schema, kept beside it (XDM descriptors).

    Attributes:
        type: Such as `descriptorIdentity`, `descriptorLabel`, `descriptorOneToOne`.
        schema: `$id` of the schema it speaks of.
        version: Major version of that schema.
        pointers: JSON Pointers of the fields, in wire or source names.
        excluded: Pointers below those that it does not mean.
        data: The whole descriptor as written.
    """

    type: str
    schema: str
    version: int = 1
    pointers: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    data: Mapping[str, Any] = {}


class EventKey(NamedTuple):
    """What events a schema is for: a kind, and a type unless it means all of that kind."""

    kind: str
    type: str | None = None
