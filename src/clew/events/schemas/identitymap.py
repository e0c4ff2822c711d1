"""Who a document is about: its identityMap and the fields that descriptors mark as identities."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, cast

from clew.events.model import Identity
from clew.events.schemas.model import SchemaField

_STATES = ("authenticated", "loggedOut", "ambiguous")


class MappedIdentity(NamedTuple):
    """One entry of an identityMap.

    Attributes:
        identity: As given; not normalised.
        state: `authenticated`, `loggedOut` or `ambiguous`.
        primary: Whether the source calls it the main one.
    """

    identity: Identity
    state: str = "ambiguous"
    primary: bool = False


def read_identity_map(value: Any) -> list[MappedIdentity]:
    """The entries of an identityMap in either spelling, the primary ones first; what is no entry is passed over."""
    found: list[MappedIdentity] = []
    if not isinstance(value, Mapping):
        return found
    for namespace, entries in cast("Mapping[str, Any]", value).items():
        for entry in cast("list[Any]", entries) if isinstance(entries, list) else []:
            if not isinstance(entry, Mapping):
                continue
            said = {str(name).removeprefix("xdm:"): held for name, held in cast("Mapping[Any, Any]", entry).items()}
            name = said.get("id")
            if isinstance(name, str) and name:
                state = said.get("authenticatedState")
                found.append(
                    MappedIdentity(
                        Identity(namespace, name),
                        state if state in _STATES else "ambiguous",
                        said.get("primary") is True,
                    )
                )
    return sorted(found, key=lambda mapped: not mapped.primary)


def identities(document: Mapping[str, Any], fields: Iterable[SchemaField]) -> tuple[Identity, ...]:
    """Whom a document in wire names is about.

    Args:
        document: With its `identityMap`, if it has one.
        fields: The schema's field tree (its top level), with the identities that descriptors name.

    Returns:
        Each identity once: primary ones of the map, primary fields, then the others; not normalised.
    """
    mapped = read_identity_map(document.get("identityMap"))
    marked = [*_marked(document, fields)]
    first = [entry.identity for entry in mapped if entry.primary] + [name for name, primary in marked if primary]
    return tuple(dict.fromkeys([*first, *(entry.identity for entry in mapped), *(name for name, _ in marked)]))


def _marked(document: Mapping[str, Any], fields: Iterable[SchemaField]) -> Iterable[tuple[Identity, bool]]:
    for field in fields:
        value: Any = document
        for step in field.name.split("."):
            value = cast("Mapping[str, Any]", value).get(step) if isinstance(value, Mapping) else None
        if field.identity and isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            yield Identity(field.identity.namespace, str(value)), field.identity.primary
        for held in cast("list[Any]", value) if isinstance(value, list) else [value]:
            if isinstance(held, Mapping):
                yield from _marked(cast("Mapping[str, Any]", held), field.fields)
