"""Why a document is invalid: found by walking its schema, each fault once and with its place.

The verdict is the validator's; this explains it. (Validators list an error once for each way in which a schema reaches
a part, which is thousands of times in XDM, and takes exponential time in recursive alternatives.)
"""

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias, cast

import msgspec

from clew.catalog import pointer
from clew.events.schemas.model import Violation
from clew.events.schemas.places import Place, Places, annotations, place_key, required
from clew.events.schemas.types import allowed, canonical, type_set

Path: TypeAlias = tuple[str | int, ...]

MAX_FINDINGS = 20


class Finding(NamedTuple):
    """One keyword of a schema that a document breaks.

    Attributes:
        path: Where in the document.
        keyword: Which.
        expected: What it demands: the types, the missing field, the limit, the values.
    """

    path: Path
    keyword: str
    expected: Any = None


class _Closed(NamedTuple):
    """The fields that one part allows."""

    names: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]

    def refuses(self, name: str) -> bool:
        """Whether it does not allow a field of this name."""
        return name not in self.names and not any(pattern.search(name) for pattern in self.patterns)


class _Node(msgspec.Struct):
    """What a place demands, gathered from its parts once."""

    types: frozenset[str] | None
    allowed: frozenset[str] | None
    limits: list[tuple[str, Any]]
    patterns: list[re.Pattern[str]]
    needed: tuple[str, ...]
    closed: list[_Closed]
    properties: dict[str, Place]
    items: Place
    values: Place
    children: dict[str, "_Node"] = {}
    element: "_Node | None" = None


class Explainer:
    """Explains documents of one schema."""

    def __init__(self, places: Places, root: Place, *, nulls: bool = False) -> None:
        """Explain by these places.

        Args:
            places: The set of schemas.
            root: The place of a whole document.
            nulls: Whether null passes in every optional field.
        """
        self._places = places
        self._root = root
        self._nulls = nulls
        self._nodes: dict[frozenset[int], _Node] = {}

    def findings(self, document: Any) -> list[Finding]:
        """Everything found wrong, in the order of the document; a fault that lies in a combination is found as one."""
        return [*self._walk((), self._node(self._root), document)] or [Finding((), "combination")]

    def _walk(self, path: Path, node: _Node, value: Any) -> Iterator[Finding]:
        if node.types is not None and node.types.isdisjoint(_type_names(value)):
            yield Finding(path, "type", sorted(node.types - {"integer"} if "number" in node.types else node.types))
            return
        if node.allowed is not None and canonical(value) not in node.allowed:
            yield Finding(path, "enum", sorted(node.allowed))
        for keyword, said in node.limits:
            measured = _LIMITS[keyword].measure(value)
            if measured is not None and not _LIMITS[keyword].holds(measured, said):
                yield Finding(path, keyword, said)
        if isinstance(value, dict):
            yield from self._object(path, node, cast("dict[str, Any]", value))
        elif isinstance(value, list) and node.items:
            if node.element is None:
                node.element = self._node(node.items)
            for index, item in enumerate(cast("list[Any]", value)):
                yield from self._walk((*path, index), node.element, item)
        elif isinstance(value, str):
            yield from (Finding(path, "pattern") for pattern in node.patterns if not pattern.search(value))

    def _object(self, path: Path, node: _Node, value: dict[str, Any]) -> Iterator[Finding]:
        yield from (Finding(path, "required", name) for name in node.needed if name not in value)
        for name, field in value.items():
            if any(closed.refuses(name) for closed in node.closed):
                yield Finding((*path, name), "unknown")
            child = node.children.get(name)
            if child is None:
                child = node.children[name] = self._node(node.properties.get(name, node.values))
            if field is not None or not self._nulls or name in node.needed:
                yield from self._walk((*path, name), child, field)

    def _node(self, place: Place) -> _Node:
        key = place_key(place)
        node = self._nodes.get(key)
        if node is None:
            node = self._nodes[key] = self._gather(place)
        return node

    def _gather(self, place: Place) -> _Node:
        types, values = type_set(place), allowed(place)
        # A whole number is a number too.
        wide = None if types is None else frozenset(types | {"integer"} if "number" in types else types)
        properties = self._places.properties(place)
        return _Node(
            types=wide,
            allowed=None if values is None else frozenset(values),
            limits=[(keyword, said) for keyword in _LIMITS for said in annotations(place, keyword)],
            patterns=[pattern for said in annotations(place, "pattern") if (pattern := _compiled(said))],
            needed=tuple(sorted(required(place))),
            closed=[*_closed(place, properties)],
            properties=properties,
            items=self._places.items(place),
            values=self._places.values(place),
        )


def violations(findings: Iterable[Finding]) -> tuple[Violation, ...]:
    """Findings in words, without the values; at most 20."""
    found = (Violation(pointer(*finding.path), *_said(finding)) for finding in findings)
    return tuple(violation for violation, _ in zip(found, range(MAX_FINDINGS), strict=False))


def _said(finding: Finding) -> tuple[str, str]:
    """What is wrong and what to do."""
    keyword, expected = finding.keyword, finding.expected
    if keyword == "type":
        types = " or ".join(_NOUNS.get(name, name) for name in expected)
        return f"is not {types}", f"send {types}, or leave the field out"
    if keyword == "required":
        return f"lacks the field `{expected}`", f"send `{expected}`"
    if keyword == "enum":
        return "is not one of the allowed values", f"send one of: {', '.join(expected[:12])}"
    return _SAID.get(keyword) or (f"breaks `{keyword}: {expected}`", _LIMITS[keyword].advice)


_SAID: Mapping[str, tuple[str, str]] = {
    "unknown": ("is a field that the schema does not know", "leave it out, or add it to the schema"),
    "combination": ("fits no combination of forms that the schema allows", "compare it with the schema"),
    "pattern": ("does not have the required form", "see the pattern in the schema"),
}

_NOUNS: Mapping[str, str] = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "null",
}


class _Limit(NamedTuple):
    """A keyword that limits a measure of the value."""

    measure: Callable[[Any], Any]
    holds: Callable[[Any, Any], bool]
    advice: str


def _number(value: Any) -> Any:
    return value if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else None


def _length_of(kind: type) -> Callable[[Any], Any]:
    return lambda value: len(value) if isinstance(value, kind) else None


_LIMITS: Mapping[str, _Limit] = {
    "minimum": _Limit(_number, operator.ge, "send a larger number"),
    "exclusiveMinimum": _Limit(_number, operator.gt, "send a larger number"),
    "maximum": _Limit(_number, operator.le, "send a smaller number"),
    "exclusiveMaximum": _Limit(_number, operator.lt, "send a smaller number"),
    "minLength": _Limit(_length_of(str), operator.ge, "send a longer text"),
    "maxLength": _Limit(_length_of(str), operator.le, "send a shorter text"),
    "minItems": _Limit(_length_of(list), operator.ge, "send more elements"),
    "maxItems": _Limit(_length_of(list), operator.le, "send fewer elements"),
    "minProperties": _Limit(_length_of(dict), operator.ge, "send more fields"),
    "maxProperties": _Limit(_length_of(dict), operator.le, "send fewer fields"),
}


def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern)
    except re.error:  # ECMAScript's patterns know a few forms that Python's do not: such a fault stays unexplained
        return None


def _closed(place: Place, properties: Mapping[str, Place]) -> Iterator[_Closed]:
    if any(said is False for said in annotations(place, "unevaluatedProperties")):
        yield _Closed(frozenset(properties), ())
    for part in place:
        if part.sure and part.schema.get("additionalProperties") is False:
            patterns = (_compiled(said) for said in part.schema.get("patternProperties", {}))
            names = frozenset(part.schema.get("properties", {}))
            yield _Closed(names, tuple(pattern for pattern in patterns if pattern))


def _type_names(value: Any) -> tuple[str, ...]:
    if isinstance(value, float | Decimal):
        return ("integer", "number") if value == int(value) else ("number",)
    return next((names for kind, names in _TYPES if isinstance(value, kind)), ("object",))


_TYPES: tuple[tuple[type, tuple[str, ...]], ...] = (
    (str, ("string",)),
    (bool, ("boolean",)),
    (int, ("integer",)),
    (list, ("array",)),
    (type(None), ("null",)),
)
