"""Whom an event is about besides those whom its sender named: fields that its schemas mark, and an identityMap."""

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeAlias

import msgspec

from clew.events.model import IDENTITYLESS, Event, Identity
from clew.events.schemas.documents import schema_uri
from clew.events.schemas.identitymap import identities
from clew.events.schemas.model import EventKey, SchemaField
from clew.events.schemas.registry import SchemaRegistry

Spell: TypeAlias = Callable[[Identity], Identity | None]
"""An identity as the graph writes it; None when it identifies nobody."""

_MAP = "identityMap"


class _Naming(NamedTuple):
    schema: str
    fields: tuple[SchemaField, ...]


class EventNamer:
    """Adds to events the people whom their properties name; false while no schema says that they do.

    Args:
        registry: All schemas.
        schemas: Ids of those that are asked: the workspace's own, and those of its sources. What the ready schemas mark
            is read where events come in.
        spell: How identities are spelled.
    """

    def __init__(self, registry: SchemaRegistry, schemas: Iterable[str], spell: Spell) -> None:
        self._registry = registry
        self._spell = spell
        self._by_schema: dict[str, _Naming] = {}
        self._by_key: dict[EventKey, list[_Naming]] = {}
        for schema in dict.fromkeys(map(schema_uri, schemas)):
            fields = _naming(registry.fields(schema)) if schema in registry else ()
            if fields:
                naming = self._by_schema[schema] = _Naming(schema, fields)
                for key in registry.get(schema).events:
                    self._by_key.setdefault(key, []).append(naming)

    def __bool__(self) -> bool:
        """Whether there is anything to ask."""
        return bool(self._by_schema)

    def __call__(self, event: Event, schema: str | None = None) -> Event:
        """The event with all whom it names, those of its sender first.

        Args:
            event: Valid by its schemas.
            schema: Id of the schema of its source.
        """
        found = [*self._by_key.get(EventKey(event.kind, event.type), ()), *self._by_key.get(EventKey(event.kind), ())]
        if schema is not None and (own := self._by_schema.get(schema_uri(schema))):
            found.append(own)
        if not found or event.kind in IDENTITYLESS:
            return event
        named = dict.fromkeys(event.identities)
        for naming in found:
            document = self._registry.to_wire(naming.schema, event.properties)
            spelled = map(self._spell, identities(document, naming.fields))
            named |= dict.fromkeys(identity for identity in spelled if identity is not None)
        return msgspec.structs.replace(event, identities=tuple(named)) if len(named) > len(event.identities) else event


def _naming(fields: Iterable[SchemaField]) -> tuple[SchemaField, ...]:
    """What of a tree of fields leads to names."""
    kept = (msgspec.structs.replace(field, fields=_naming(field.fields)) for field in fields)
    return tuple(field for field in kept if field.identity or field.fields or field.name == _MAP)
