"""Versions that may only grow: what an old version took and named, the new one takes and names.

Law: if `narrowings` finds nothing, every document valid under the old version whose fields the old version names is
valid under the new one. A field that is new may be typed: nobody could rely on what it was before.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, cast

from clew.events.schemas.model import Refusal
from clew.events.schemas.names import wire_path
from clew.events.schemas.places import Part, Place, Places, annotations, place_key, required
from clew.events.schemas.types import admits, allowed, canonical, is_closed, type_set, xdm_type

_WIDER = ("byte", "short", "int", "long", "number")
_FLOORS = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_CEILINGS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_OPAQUE = (
    "pattern", "multipleOf", "uniqueItems", "contains", "not", "anyOf", "oneOf", "if", "then", "else",
    "patternProperties", "propertyNames", "dependencies", "dependentRequired", "dependentSchemas",
    "unevaluatedProperties", "unevaluatedItems", "prefixItems", "additionalItems",
)  # fmt: skip
"""Constraints between which we do not judge: each of the new version must be one of the old version's."""


class _Pair(NamedTuple):
    """One place of a document as the old and the new version see it."""

    pointer: str
    old: Place
    new: Place


class Comparison:
    """Compares two versions, each with the set of schemas that it refers to."""

    def __init__(self, old: Places, new: Places) -> None:
        self._old = old
        self._new = new
        self._seen: set[tuple[frozenset[int], frozenset[int]]] = set()

    def narrowings(self, old: Place, new: Place) -> list[Refusal]:
        """Everything in which the new version is narrower, in the order of the old one's fields."""
        return [*self._compare(_Pair("", old, new))]

    def _compare(self, pair: _Pair) -> Iterator[Refusal]:
        key = (place_key(pair.old), place_key(pair.new))
        if key in self._seen:
            return
        self._seen.add(key)
        for check in (_types, _values, _bounds, self._opaque, _closed):
            yield from check(pair)
        yield from self._fields(pair)
        yield from self._elements(pair)

    def _fields(self, pair: _Pair) -> Iterator[Refusal]:
        old, new = self._old.properties(pair.old), self._new.properties(pair.new)
        for name, place in old.items():
            pointer = _below(pair.pointer, name)
            if name in new:
                yield from self._compare(_Pair(pointer, place, new[name]))
            else:
                yield Refusal(pointer, "the field was removed")
        for name in sorted(required(pair.new) - required(pair.old)):
            yield Refusal(_below(pair.pointer, name), "the field became required")

    def _elements(self, pair: _Pair) -> Iterator[Refusal]:
        yield from self._inner(pair, self._old.items(pair.old), self._new.items(pair.new), "elements of the list")
        if not is_closed(pair.old):
            old, new = self._old.values(pair.old), self._new.values(pair.new)
            yield from self._inner(pair, old, new, "values of the map")

    def _inner(self, pair: _Pair, old: Place, new: Place, what: str) -> Iterator[Refusal]:
        pointer = f"{pair.pointer}/*"
        if new and not old:
            yield Refusal(pointer, f"the {what} were free and now have a schema")
        elif new:
            yield from self._compare(_Pair(pointer, old, new))

    def _opaque(self, pair: _Pair) -> Iterator[Refusal]:
        for keyword in _OPAQUE:
            had = {_text(self._old, part, part.schema[keyword]) for part in _sure(pair.old, keyword)}
            for part in _sure(pair.new, keyword):
                if _text(self._new, part, part.schema[keyword]) not in had:
                    yield Refusal(pair.pointer, f"`{keyword}` is new or was changed, which may refuse what was valid")


def _types(pair: _Pair) -> Iterator[Refusal]:
    old, new = type_set(pair.old), type_set(pair.new)
    if new is not None and (old is None or not all(admits(new, name) for name in old)):
        yield Refusal(pair.pointer, f"the type became {_or(new)}; it was {_or(old) if old else 'anything'}")
        return
    old_format, new_format = (set(annotations(place, "format")) for place in (pair.old, pair.new))
    if new_format - old_format:
        yield Refusal(pair.pointer, "the `format` is new or was changed")
    old_xdm, new_xdm = (xdm_type(place, has_fields=False) for place in (pair.old, pair.new))
    if any(True for _ in annotations(pair.new, "meta:xdmType")) and not _widens(old_xdm, new_xdm):
        yield Refusal(pair.pointer, f"the type became {new_xdm}; it was {old_xdm}")


def _widens(old: str, new: str) -> bool:
    if old in (new, "any") or "|" in old:
        return True
    if old in _WIDER and new in _WIDER:
        return _WIDER.index(old) <= _WIDER.index(new)
    return {old, new} <= {"object", "map"}


def _values(pair: _Pair) -> Iterator[Refusal]:
    old, new = allowed(pair.old), allowed(pair.new)
    if new is None:
        return
    if old is None:
        yield Refusal(pair.pointer, "any value was allowed, now only listed ones are")
    elif missing := len(old - new):
        yield Refusal(pair.pointer, f"{missing} allowed value{'s were' if missing > 1 else ' was'} removed")


def _bounds(pair: _Pair) -> Iterator[Refusal]:
    yield from _bound(pair, _FLOORS, max, lambda old, new: new > old)
    yield from _bound(pair, _CEILINGS, min, lambda old, new: new < old)


def _bound(
    pair: _Pair, keywords: Iterable[str], tightest: Callable[[list[Any]], Any], tighter: Callable[[Any, Any], bool]
) -> Iterator[Refusal]:
    for keyword in keywords:
        old, new = [*annotations(pair.old, keyword)], [*annotations(pair.new, keyword)]
        if new and (not old or tighter(tightest(old), tightest(new))):
            yield Refusal(pair.pointer, f"`{keyword}` became tighter")


def _closed(pair: _Pair) -> Iterator[Refusal]:
    if is_closed(pair.new) and not is_closed(pair.old):
        yield Refusal(pair.pointer, "unknown fields were allowed and no longer are")


def _sure(place: Place, keyword: str) -> list[Part]:
    return [part for part in place if part.sure and keyword in part.schema]


def _text(places: Places, part: Part, value: Any) -> str:
    return canonical(_resolved(places, part.base, value, ()))


def _resolved(places: Places, base: str, value: Any, above: tuple[str, ...]) -> Any:
    """The value with what it refers to in the place of references, so that equal texts mean equal constraints."""
    if isinstance(value, list):
        return [_resolved(places, base, item, above) for item in cast("list[Any]", value)]
    if not isinstance(value, Mapping):
        return value
    fields = {name: _resolved(places, base, held, above) for name, held in cast("Mapping[str, Any]", value).items()}
    reference = fields.get("$ref")
    if isinstance(reference, str):
        schema, address = places.lookup(reference, base)
        name = f"{address} {reference}"
        fields["$ref"] = name if name in above else _resolved(places, address, schema, (*above, name))
    return fields


def _below(pointer: str, name: str) -> str:
    steps = (step.replace("~", "~0").replace("/", "~1") for step in wire_path(name))
    return pointer + "".join(f"/{step}" for step in steps)


def _or(types: set[str]) -> str:
    return " or ".join(sorted(types))
