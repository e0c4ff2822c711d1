"""Gentle reading: what a sender plainly meant is taken, and only what stays wrong is refused.

Three conversions, tried only on documents that fail: a text that is a JSON number where a number belongs; `true` or
`false` in text where a boolean belongs; a whole number where a text belongs (ids are often sent so). A null in an
optional field is accepted and kept, for it may say "unset".
"""

from collections.abc import Iterable, Sequence
from typing import Any, cast

import msgspec

from clew.events.schemas.explain import Finding
from clew.kernel.packing import from_json

_MAX_DIGITS = 40


def converted(document: dict[str, Any], findings: Iterable[Finding]) -> dict[str, Any]:
    """A copy in which the conversions that the findings call for are made; the document itself if there are none."""
    result = document
    for finding in findings:
        if finding.keyword == "type" and finding.path:
            result = _replaced(result, finding.path, finding.expected) or result
    return result


def _replaced(document: dict[str, Any], path: Sequence[str | int], types: Sequence[str]) -> dict[str, Any] | None:
    """A copy with the value at the path converted, sharing what is untouched; None if it can't be."""
    *above, last = path
    holder: Any = document
    for step in above:
        holder = holder[step]
    value, changed = _conversion(holder[last], types)
    if not changed:
        return None
    copy: dict[str, Any] = dict(document)
    inner: Any = copy
    for step in above:
        held: Any = inner[step]
        inner[step] = dict(cast("dict[str, Any]", held)) if isinstance(held, dict) else list(cast("list[Any]", held))
        inner = inner[step]
    inner[last] = value
    return copy


def _conversion(value: Any, types: Sequence[str]) -> tuple[Any, bool]:
    if isinstance(value, str):
        text = value.strip()
        if ("number" in types or "integer" in types) and text and len(text) <= _MAX_DIGITS and text[0] in "-0123456789":
            try:
                return from_json(text), True
            except msgspec.DecodeError:
                return value, False
        if "boolean" in types and text in ("true", "false"):
            return text == "true", True
    elif "string" in types and type(value) is int:
        return str(value), True
    return value, False


def nullable(schema: dict[str, Any], needed: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The schema with null allowed in every optional field, at any depth of its own text (not behind `$ref`).

    Args:
        schema: With what it refers to in place of references.
        needed: Fields that another part of the same conjunction requires.
    """
    needed |= frozenset(cast("list[str]", schema.get("required", ())))
    return {keyword: _nullable(keyword, value, needed) for keyword, value in schema.items()}


def _nullable(keyword: str, value: Any, needed: frozenset[str]) -> Any:
    match keyword, value:
        case "properties", dict():
            fields = cast("dict[str, Any]", value)
            return {
                name: _inner(field) if name in needed else _or_null(_inner(field)) for name, field in fields.items()
            }
        case "definitions" | "$defs", dict():
            return {name: _inner(field) for name, field in cast("dict[str, Any]", value).items()}
        case "items" | "additionalProperties", dict():
            return _inner(value)
        case "allOf" | "anyOf" | "oneOf", list():
            return [nullable(branch, needed) for branch in cast("list[dict[str, Any]]", value)]
        case _:
            return value


def _inner(field: Any) -> Any:
    return nullable(cast("dict[str, Any]", field)) if isinstance(field, dict) else field


def _or_null(field: Any) -> Any:
    if not isinstance(field, dict):
        return field
    result = cast("dict[str, Any]", field)
    if "$ref" in result:  # only recursion is still behind a reference
        return {"anyOf": [result, {"type": "null"}]}
    said = result.get("type")
    if said is not None:
        types = cast("list[str]", said) if isinstance(said, list) else [str(said)]
        result["type"] = list(dict.fromkeys([*types, "null"]))
    if isinstance(result.get("enum"), list):
        result["enum"] = [*result["enum"], None]
    return result
