"""Plain structs of the domains as bodies of requests and responses: read strictly, described in OpenAPI, sent as JSON.

What a question or an answer holds is said once, where it is understood; here it is only carried.
"""

import re
from copy import deepcopy
from functools import cache
from typing import Any, TypeVar, cast

import msgspec
from fastapi import Response
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from clew.api.openapi import describe_fields
from clew.kernel.errors import ClewError
from clew.kernel.packing import to_json

S = TypeVar("S", bound=msgspec.Struct)

_PLACE = re.compile(r" - at `(?P<path>[^`]*)`$")


class Misshapen(ClewError):
    """A body does not have the shape that it needs; `where` is a JSON pointer into it."""

    code = "api.misshapen"


class Shape:
    """Lets a struct stand where the framework wants a model: `Annotated[Funnel, Shape(Funnel)]`."""

    def __init__(self, struct: type[msgspec.Struct]) -> None:
        self._struct = struct

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Reads what came as JSON."""
        return core_schema.no_info_plain_validator_function(lambda value: read(self._struct, value))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Its description, whole: nothing in it refers to elsewhere."""
        return deepcopy(described(self._struct))


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
    """The JSON schema of a struct, every part in its place."""
    (schema,), parts = msgspec.json.schema_components((struct,), ref_template="{name}")

    def whole(node: Any) -> Any:
        if isinstance(node, dict):
            known = cast("dict[str, Any]", node)
            if "$ref" in known:
                return whole(parts[known["$ref"]])
            found = {name: whole(value) for name, value in known.items()}
            if "properties" in found:
                describe_fields(found)
            return found
        return [whole(each) for each in cast("list[Any]", node)] if isinstance(node, list) else node

    return whole(schema)


def answered(value: msgspec.Struct) -> Response:
    """A struct as a response."""
    return Response(to_json(value), media_type="application/json")


def shows(struct: type[msgspec.Struct]) -> dict[int | str, dict[str, Any]]:
    """How a response of this struct is described."""
    return {200: {"description": "The answer.", "content": {"application/json": {"schema": described(struct)}}}}
