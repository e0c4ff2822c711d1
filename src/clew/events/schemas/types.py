"""The type of a place: JSON Schema's, and the XDM type that it amounts to."""

import json
from collections.abc import Mapping
from typing import Any, cast

from clew.events.schemas.places import Place, annotation, annotations

_INTEGERS = (("byte", -(2**7), 2**7 - 1), ("short", -(2**15), 2**15 - 1), ("int", -(2**31), 2**31 - 1))
_INT = _INTEGERS[-1]
_DATES = {"date": "date", "date-time": "date-time"}


def xdm_type(place: Place, *, has_fields: bool) -> str:
    """The XDM type of a place: what `meta:xdmType` says, else what type, format and bounds make of it."""
    said = annotation(place, "meta:xdmType")
    if isinstance(said, str):
        return said
    types = annotation(place, "type")
    names = cast("list[str]", types) if isinstance(types, list) else [str(types)] if types else []
    kinds = [_one_type(place, name, has_fields=has_fields) for name in names if name != "null"]
    return "|".join(kinds) or ("object" if has_fields else "any")


def type_set(place: Place) -> set[str] | None:
    """The types that all parts allow; None if none says anything."""
    found: set[str] | None = None
    for said in annotations(place, "type"):
        names = set(cast("list[str]", said)) if isinstance(said, list) else {str(said)}
        if found is None:
            found = names
        else:
            found = {name for name in found if admits(names, name)} | {name for name in names if admits(found, name)}
    return found


def admits(types: set[str], name: str) -> bool:
    """Whether a value of the named type is of one of these types."""
    return name in types or (name == "integer" and "number" in types)


def _one_type(place: Place, name: str, *, has_fields: bool) -> str:
    match name:
        case "string":
            return _DATES.get(str(annotation(place, "format")), "string")
        case "integer":
            low, high = annotation(place, "minimum"), annotation(place, "maximum")
            low, high = (_INT[1] if low is None else low), (_INT[2] if high is None else high)
            return next((kind for kind, least, most in _INTEGERS if least <= low and high <= most), "long")
        case "object":
            return (
                "map" if not has_fields and isinstance(annotation(place, "additionalProperties"), Mapping) else "object"
            )
        case _:
            return name


def allowed(place: Place) -> set[str] | None:
    """The values (as canonical JSON) that all parts allow; None if they allow any."""
    lists: list[list[Any]] = [*annotations(place, "enum"), *([value] for value in annotations(place, "const"))]
    sets = [{canonical(value) for value in values} for values in lists]
    return sets[0].intersection(*sets[1:]) if sets else None


def is_closed(place: Place) -> bool:
    """Whether a part refuses fields that it does not name."""
    return any(said is False for said in annotations(place, "additionalProperties"))


def canonical(value: Any) -> str:
    """One text for equal JSON values: 1 and 1.0 are equal in JSON Schema, true and 1 are not."""
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    return json.dumps(whole, sort_keys=True, separators=(",", ":"), default=str)
