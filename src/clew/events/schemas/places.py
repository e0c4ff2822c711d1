"""Where fields are: following `$ref` and `allOf` through a set of schemas, lazily, cycles included.

A *place* is everything that a set of schemas says about one spot of a document: the conjunction of its parts.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias, cast
from urllib.parse import unquote, urldefrag, urljoin

from clew.events.schemas.errors import SchemaInvalid
from clew.events.schemas.model import JsonSchema

_BRANCHES = ("anyOf", "oneOf")


class Part(NamedTuple):
    """One schema object that speaks of a place.

    Attributes:
        schema: Its keywords.
        base: `$id` of the document it stands in, against which its references resolve.
        sure: Whether it holds always; False inside `anyOf` and `oneOf`.
    """

    schema: JsonSchema
    base: str
    sure: bool = True


Place: TypeAlias = tuple[Part, ...]


def place_key(place: Place) -> frozenset[int]:
    """What identifies a place: the schema objects that speak of it."""
    return frozenset(id(part.schema) for part in place)


class Places:
    """The places of a fixed set of schemas, by `$id`."""

    def __init__(self, schemas: Mapping[str, JsonSchema]) -> None:
        self._schemas = schemas
        self._roots: dict[str, Place] = {}
        self._properties: dict[frozenset[int], dict[str, Place]] = {}
        self._inner: dict[tuple[str, frozenset[int]], Place] = {}
        self._found: dict[tuple[str, str], tuple[JsonSchema, str]] = {}

    def root(self, schema_id: str) -> Place:
        """The place of a whole document of this schema.

        Raises:
            SchemaInvalid: if the schema or what it refers to is unknown.
        """
        root = self._roots.get(schema_id)
        if root is None:
            root = self._roots[schema_id] = self.expand(self._schema(schema_id, schema_id), schema_id)
        return root

    def expand(self, schema: JsonSchema, base: str) -> Place:
        """The place that one schema object describes."""
        found: list[Part] = []
        self._expand(Part(schema, base), found, set())
        return tuple(found)

    def properties(self, place: Place) -> dict[str, Place]:
        """Named fields of the place, in the order in which schemas name them."""
        key = place_key(place)
        if key in self._properties:
            return self._properties[key]
        named: dict[str, list[Part]] = {}
        for part in place:
            for name, schema in _mapping(part.schema.get("properties")).items():
                self._expand(Part(_schema_of(schema), part.base, part.sure), named.setdefault(name, []), set())
        found = self._properties[key] = {name: tuple(parts) for name, parts in named.items()}
        return found

    def items(self, place: Place) -> Place:
        """What the elements of a list at this place are; empty if nothing is said of them."""
        return self._below(place, "items")

    def values(self, place: Place) -> Place:
        """What the values of a map at this place are; empty if nothing is said of them."""
        return self._below(place, "additionalProperties")

    def _below(self, place: Place, keyword: str) -> Place:
        key = (keyword, place_key(place))
        if key not in self._inner:
            found: list[Part] = []
            for part in place:
                below = part.schema.get(keyword)
                if isinstance(below, dict):
                    self._expand(Part(cast("JsonSchema", below), part.base, part.sure), found, set())
            self._inner[key] = tuple(found)
        return self._inner[key]

    def _expand(self, part: Part, found: list[Part], seen: set[int]) -> None:
        if id(part.schema) in seen:
            return
        seen.add(id(part.schema))
        found.append(part)
        reference = part.schema.get("$ref")
        if isinstance(reference, str):
            schema, base = self.lookup(reference, part.base)
            self._expand(Part(schema, base, part.sure), found, seen)
        for inner in _sequence(part.schema.get("allOf")):
            self._expand(Part(_schema_of(inner), part.base, part.sure), found, seen)
        for keyword in _BRANCHES:
            for inner in _sequence(part.schema.get(keyword)):
                self._expand(Part(_schema_of(inner), part.base, sure=False), found, seen)

    def lookup(self, reference: str, base: str) -> tuple[JsonSchema, str]:
        """The schema object that a reference in a document means, and the `$id` of the document it stands in.

        Raises:
            SchemaInvalid: if nothing is there.
        """
        found = self._found.get((reference, base))
        if found is None:
            found = self._found[(reference, base)] = self._lookup(reference, base)
        return found

    def _lookup(self, reference: str, base: str) -> tuple[JsonSchema, str]:
        address, fragment = _split(reference, base)
        schema: Any = self._schema(address, base)
        for step in _steps(fragment):
            if isinstance(schema, dict) and step in schema:
                schema = cast("JsonSchema", schema)[step]
            elif isinstance(schema, list) and step.isdigit() and int(step) < len(cast("list[Any]", schema)):
                schema = cast("list[Any]", schema)[int(step)]
            else:
                raise SchemaInvalid(f"`$ref` {reference} points to nothing", where=base, hint="mend the pointer")
        return _schema_of(schema), address

    def closure(self, schema_id: str) -> set[str]:
        """The `$id`s of the schema and of everything it refers to, however far."""
        found: set[str] = set()
        waiting = [schema_id]
        while waiting:
            name = waiting.pop()
            if name not in found and name in self._schemas:
                found.add(name)
                waiting += [address for address in _references(self._schemas[name], name) if address not in found]
        return found

    def _schema(self, address: str, base: str) -> JsonSchema:
        schema = self._schemas.get(address)
        if schema is None:
            raise SchemaInvalid(f"unknown schema {address}", where=base, hint="add it, or mend the reference")
        return schema


def annotation(place: Place, keyword: str) -> Any:
    """The first thing that a place's parts say for a keyword; None if nothing."""
    return next((part.schema[keyword] for part in place if keyword in part.schema), None)


def annotations(place: Place, keyword: str) -> Iterator[Any]:
    """Everything that the parts that always hold say for a keyword."""
    return (part.schema[keyword] for part in place if part.sure and keyword in part.schema)


def required(place: Place) -> set[str]:
    """Names of the fields that must be there."""
    return {name for names in annotations(place, "required") for name in _sequence(names)}


def _split(reference: str, base: str) -> tuple[str, str]:
    """Address and fragment of a reference; `urljoin` knows no `urn:`, and needs not: such references are whole."""
    address, fragment = urldefrag(reference)
    return (urljoin(base, address) if address and ":" not in address else address or base), fragment


def _references(value: Any, base: str) -> Iterator[str]:
    if isinstance(value, dict):
        fields = cast("Mapping[str, Any]", value)
        if isinstance(reference := fields.get("$ref"), str):
            yield _split(reference, base)[0]
        value = list(fields.values())
    for inner in _sequence(value):
        yield from _references(inner, base)


def _steps(fragment: str) -> list[str]:
    if not fragment:
        return []
    return [unquote(step).replace("~1", "/").replace("~0", "~") for step in fragment.lstrip("/").split("/")]


def _schema_of(value: Any) -> JsonSchema:
    return cast("JsonSchema", value) if isinstance(value, dict) else _ANYTHING if value else _NOTHING


_ANYTHING: JsonSchema = {}
_NOTHING: JsonSchema = {"not": {}}


def _mapping(value: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}


def _sequence(value: Any) -> Sequence[Any]:
    return cast("Sequence[Any]", value) if isinstance(value, list | tuple) else ()
