"""Plain structs of the domains as bodies of requests and responses: read strictly, described in OpenAPI, sent as JSON.

What a question or an answer holds is said once, where it is understood; here it is only carried.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from inspect import cleandoc
from typing import Any, TypeVar, cast, get_args, get_type_hints

import msgspec
from fastapi import Response
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from clew.api.openapi import NAMED, describe_fields
from clew.kernel.errors import ClewError
from clew.kernel.packing import to_json

S = TypeVar("S", bound=msgspec.Struct)

_PLACE = re.compile(r" - at `(?P<path>[^`]*)`$")


class Misshapen(ClewError):
    """A body does not have the shape that it needs; `where` is a JSON pointer into it."""

    code = "api.misshapen"


class Shape:
    """Lets a struct stand where the framework wants a model: `Annotated[Funnel, Shape(Funnel), Body()]`."""

    def __init__(self, struct: type[msgspec.Struct], example: Any = None) -> None:
        self._struct = struct
        self._example = example

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Reads what came as JSON."""
        return core_schema.no_info_plain_validator_function(lambda value: read(self._struct, value))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Its description, whole: nothing in it refers to elsewhere."""
        found = deepcopy(described(self._struct))
        return found if self._example is None else found | {"examples": [self._example]}


def read(struct: type[S], value: Any) -> S:
    """A struct from plain data.

    Raises:
        Misshapen: if it does not fit.
    """
    try:
        return value if isinstance(value, struct) else msgspec.convert(value, struct)
    except msgspec.ValidationError as error:
        message = str(error)
        place = _PLACE.search(message)
        where = re.sub(r"\.|\[", "/", (place["path"] if place else "").removeprefix("$")).replace("]", "")
        raise Misshapen(_PLACE.sub("", message).replace("`", ""), where=where or "/") from None


@cache
def described(struct: type[msgspec.Struct]) -> dict[str, Any]:
    """The JSON schema of a struct, every part in its place, marked as one that the document may give a name."""
    (schema,), parts = msgspec.json.schema_components((struct,), ref_template="{name}")
    known = {each.__name__: each for each in _structs(struct)}

    def whole(node: Any) -> Any:
        if isinstance(node, dict):
            said = cast("dict[str, Any]", node)
            if "$ref" in said:
                return whole(parts[said["$ref"]])
            found = {name: whole(value) for name, value in said.items()}
            found.get("discriminator", {}).pop("mapping", None)  # it leads to names; the parts stand in place
            if (mine := known.get(str(found.get("title")))) is not None:
                found["description"] = _words(mine)
                describe_fields(found)
            return found
        return [whole(each) for each in cast("list[Any]", node)] if isinstance(node, list) else node

    return whole(schema) | {NAMED: struct.__name__}


def _structs(kind: Any) -> Iterator[type[msgspec.Struct]]:
    """The structs that a type is made of."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
        for hint in get_type_hints(kind).values():
            yield from _structs(hint)
    else:
        for part in get_args(kind):
            yield from _structs(part)


def _words(struct: type[msgspec.Struct]) -> str:
    """Its docstring, with the fields that it takes over from others."""
    texts = [cleandoc(each.__doc__ or "") for each in struct.__mro__ if issubclass(each, msgspec.Struct)]
    first, _, own = texts[0].partition(_FIELDS)
    fields = [own, *(text.partition(_FIELDS)[2] for text in texts[1:])]
    return first + _FIELDS + "\n".join(each for each in fields if each)


_FIELDS = "\n\nAttributes:\n"


def answered(value: msgspec.Struct) -> Response:
    """A struct as a response."""
    return Response(to_json(value), media_type="application/json")


def shows(struct: type[msgspec.Struct]) -> dict[int | str, dict[str, Any]]:
    """How a response of this struct is described."""
    return {200: {"description": "The answer.", "content": {"application/json": {"schema": described(struct)}}}}
