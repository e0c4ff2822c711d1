"""Which schema speaks for which event, and its verdict: the hot path of collection."""

from collections.abc import Sequence
from typing import Any

import jsonschema_rs
import msgspec

from clew.events.model import Event
from clew.events.ports import Reject
from clew.events.schemas.convert import converted, nullable
from clew.events.schemas.documents import SchemaVersion, schema_uri
from clew.events.schemas.explain import Explainer, violations
from clew.events.schemas.model import EventKey, Violation
from clew.events.schemas.places import required
from clew.events.schemas.registry import SchemaRegistry
from clew.events.schemas.validate import Validator, plain

REASON = "schema.violation"


class _Verdict(msgspec.Struct, frozen=True):
    """One schema, compiled for events."""

    validator: Validator
    explainer: Explainer
    gentle: bool

    def read(self, properties: dict[str, Any]) -> tuple[dict[str, Any], tuple[Violation, ...]]:
        """Properties that were not accepted, converted where that is allowed, and what is wrong all the same."""
        findings = self.explainer.findings(properties)
        if self.gentle:
            properties = converted(properties, findings)
        if self.validator.accepts(plain(properties)):
            return properties, ()
        return properties, violations(self.explainer.findings(properties) if self.gentle else findings)


class EventChecker:
    """Checks the properties of events against the schemas that are for them; events without a schema are valid."""

    def __init__(self, registry: SchemaRegistry) -> None:
        self._registry = registry
        self._by_key: dict[EventKey, tuple[_Verdict, ...]] = {}
        self._by_schema: dict[str, _Verdict] = {}
        for version in registry:
            if version.events:
                verdict = self._compile(version)
                for key in version.events:
                    self._by_key[key] = (*self._by_key.get(key, ()), verdict)
        # A type of its own and its kind in general both count: found together by one look-up on the hot path.
        self._for_kind = {key.kind: found for key, found in self._by_key.items() if key.type is None}
        self._for_type = {
            (key.kind, key.type): (*found, *self._for_kind.get(key.kind, ()))
            for key, found in self._by_key.items()
            if key.type is not None
        }

    def check(self, event: Event, schema: str | None = None) -> Event | tuple[Violation, ...]:
        """The event, converted where its schema reads gently; or what is wrong with its properties.

        Args:
            event: As a source said it.
            schema: Id of one more schema that the source's events must satisfy.
        """
        verdicts: Sequence[_Verdict] | None = self._for_type.get((event.kind, event.type))
        if verdicts is None:
            verdicts = self._for_kind.get(event.kind, ())
        if schema is not None:
            verdicts = (*verdicts, self._one(schema))
        properties = event.properties
        for verdict in verdicts:
            if verdict.validator.accepts(properties):
                continue
            properties, found = verdict.read(properties)
            if found:
                return found
        return event if properties is event.properties else msgspec.structs.replace(event, properties=properties)

    def _one(self, schema: str) -> _Verdict:
        verdict = self._by_schema.get(schema)
        if verdict is None:
            verdict = self._by_schema[schema] = self._compile(self._registry.get(schema_uri(schema)))
        return verdict

    def _compile(self, version: SchemaVersion) -> _Verdict:
        explainer = self._registry.explainer(version.id, nulls=version.gentle)
        if not version.gentle:
            return _Verdict(self._registry.validator(version.id), explainer, gentle=False)
        resources = self._registry.resources
        flat = jsonschema_rs.dereference(dict(version.schema), registry=resources, offline=True)
        needed = frozenset(required(self._registry.root(version.id)))
        return _Verdict(Validator(nullable(flat, needed), resources), explainer, gentle=True)


def rejection(violations: Sequence[Violation], raw: bytes, *, prefix: str = "/properties", mapping: str = "") -> Reject:
    """What quarantine keeps of an event that breaks its schema.

    Args:
        violations: What is wrong; at least one.
        raw: The event as received.
        prefix: Where the checked properties stand in it.
        mapping: `id@version` of the mapping that made it, if one did.
    """
    first = violations[0]
    more = f"; and {len(violations) - 1} more" if len(violations) > 1 else ""
    hint = f" ({first.hint})" if first.hint else ""
    return Reject(REASON, f"{first.message}{hint}{more}", prefix + first.pointer, raw, mapping)
