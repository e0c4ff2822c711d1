"""Schemas in force, as the API shows them."""

from typing import Any

from clew.api.views import View


class SchemaView(View):
    """A schema that events are checked by, or a part of one.

    Attributes:
        id: Of its document.
        name: What people call it.
        description: What it is for.
        role: `schema` (whole), or a part for others: `class`, `field_group`, `data_type`.
        version: Of its document; 0 for what comes with Clew.
        provided: Whether it comes with Clew.
        events: The events whose properties it describes: names of track events, or kinds.
    """

    id: str
    name: str
    description: str
    role: str
    version: int
    provided: bool
    events: tuple[str, ...]


class FieldIdentityView(View):
    """A field that holds a name of the person.

    Attributes:
        namespace: Of the identity.
        primary: Whether documents must carry it.
    """

    namespace: str
    primary: bool


class FieldView(View):
    """A field of a schema.

    Attributes:
        path: Names from the root, lists as `products[]`, the values of a map as `tags{}`.
        name: Its own name.
        type: XDM type: string, number, long, int, short, byte, boolean, date, date-time, object, array, map, or any;
            several with `|` between.
        title: Short human name.
        description: What it means.
        required: Whether documents must carry it.
        values: The only values allowed.
        suggestions: Values that are usual, with their names; others are allowed.
        labels: Usage labels that hold for it.
        labels_put: Those of them that were put on it beside the schema, and may be taken off again.
        identity: Set if it names the person.
        status: `stable`, `experimental` or `deprecated`.
        fields: What it holds.
        more: Whether it holds fields that are not shown, because the tree is too deep: ask below it.
    """

    path: str
    name: str
    type: str
    title: str
    description: str
    required: bool
    values: tuple[Any, ...]
    suggestions: dict[str, str]
    labels: tuple[str, ...]
    labels_put: tuple[str, ...]
    identity: FieldIdentityView | None
    status: str
    fields: tuple["FieldView", ...]
    more: bool


class LabelView(View):
    """A usage label in words.

    Attributes:
        code: As schemas carry it.
        name: In two or three words.
        meaning: In a sentence.
    """

    code: str
    name: str
    meaning: str
