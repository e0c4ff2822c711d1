"""Descriptors: what is said of a schema's fields from beside it (identity, labels, relationships, ...)."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from clew.events.schemas.errors import SchemaInvalid
from clew.events.schemas.model import Descriptor, JsonSchema
from clew.events.schemas.names import wire_path
from clew.events.schemas.places import Place, Places


def read_descriptor(data: Mapping[str, Any]) -> Descriptor:
    """Read an XDM descriptor, in source or wire names; kinds that mean nothing to us yet are kept whole.

    Raises:
        SchemaInvalid: if it does not say of which schema it speaks.
    """
    said = {_source_name(name): value for name, value in data.items()}
    kind, schema = said.get("@type"), said.get("xdm:sourceSchema")
    if not isinstance(kind, str) or not isinstance(schema, str):
        raise SchemaInvalid(
            "a descriptor names its @type and its xdm:sourceSchema", where="/@type", hint="add the missing one"
        )
    version = said.get("xdm:sourceVersion", 1)
    return Descriptor(
        type=kind.removeprefix("xdm:"),
        schema=schema,
        version=version if isinstance(version, int) else 1,
        pointers=_pointers(said.get("xdm:sourceProperty")),
        excluded=_pointers(said.get("xdm:excludeProperty")),
        data=said,
    )


def mandatory(places: Places, root: Place, descriptors: Iterable[Descriptor]) -> JsonSchema | None:
    """What primary identities demand: the schema of documents that carry them; None if there are none."""
    demands = [
        demand
        for said in descriptors
        if said.type == "descriptorIdentity" and said.data.get("xdm:isPrimary") is True
        for pointer in said.pointers
        if (demand := _demand(places, root, _steps(pointer)))
    ]
    return {"allOf": demands} if demands else None


def _demand(places: Places, place: Place, steps: tuple[str, ...]) -> JsonSchema | None:
    if not steps:
        return None
    for name, child in places.properties(place).items():
        wire = wire_path(name)
        for spelling in ((name,), wire):
            if steps[: len(spelling)] == spelling:
                inner = _demand(places, child, steps[len(spelling) :])
                return {"required": [name]} | ({"properties": {name: inner}} if inner else {})
    raise SchemaInvalid(f"an identity descriptor names /{'/'.join(steps)}, which is no field", hint="mend the pointer")


def _steps(pointer: str) -> tuple[str, ...]:
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.strip("/").split("/"))


def _pointers(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(pointer) for pointer in cast("list[Any]", value)) if isinstance(value, list) else ()


def _source_name(name: str) -> str:
    if name.startswith("_"):
        return f"@{name[1:]}"
    return name if name.startswith(("@", "xdm:")) else f"xdm:{name}"
