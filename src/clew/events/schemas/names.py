"""Two spellings of a field: source names (`xdm:timestamp`, `@id`, `schema:latitude`) and wire names.

On the wire the same fields are `timestamp`, `_id` and `_schema.latitude`. Both are accepted, mixed even; wire names
go out. Only names that a schema knows are translated: the keys of a map, and unknown fields, stay as they are.
"""

from typing import Any, cast

import msgspec

from clew.events.schemas.places import Place, Places, place_key

_ADOBE = "https://ns.adobe.com/"


def wire_path(name: str) -> tuple[str, ...]:
    """Where the wire form puts a field of this source name: more than one step when a prefix becomes an object."""
    if name.startswith(_ADOBE):
        owner, *rest = name.removeprefix(_ADOBE).split("/")
        steps = rest if owner == "xdm" and rest else [owner, *rest]
        return (f"_{steps[0]}", *steps[1:])
    if name.startswith("xdm:"):
        return (name.removeprefix("xdm:"),)
    if name.startswith("@"):
        return (f"_{name[1:]}",)
    prefix, colon, local = name.partition(":")
    if colon and prefix and local and not local.startswith("//"):
        return (f"_{prefix}", local)
    return (name,)


class _Step(msgspec.Struct):
    """One step of the wire form: a field, an object made of prefixes, or both."""

    source: str | None = None
    place: Place = ()
    below: dict[str, "_Step"] = {}


class _Plan(msgspec.Struct):
    """How to translate the fields of one place."""

    by_source: dict[str, tuple[tuple[str, ...], Place]]
    by_wire: dict[str, _Step]
    items: Place
    values: Place


class Names:
    """Translates documents of a fixed set of schemas between the two spellings.

    Law: `to_source(to_wire(d)) == to_source(d)`, and `to_wire` of either spelling gives the same document.
    """

    def __init__(self, places: Places) -> None:
        self._places = places
        self._plans: dict[frozenset[int], _Plan] = {}

    def to_source(self, place: Place, value: Any) -> Any:
        """The document in source names; a field given in both spellings keeps the source one."""
        if not place or not isinstance(value, dict | list):
            return value
        plan = self._plan(place)
        if isinstance(value, list):
            return [self.to_source(plan.items, item) for item in cast("list[Any]", value)]
        fields = cast("dict[str, Any]", value)
        found = {
            name: self.to_source(plan.by_source[name][1], field)
            for name, field in fields.items()
            if name in plan.by_source
        }
        others = {name: field for name, field in fields.items() if name not in plan.by_source}
        unknown = self._gather(plan.by_wire, others, found)
        return found | {name: self.to_source(plan.values, field) for name, field in unknown.items()}

    def _gather(self, steps: dict[str, _Step], fields: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
        """Put the known ones among wire fields into `found` by their source names; returns the unknown ones."""
        unknown: dict[str, Any] = {}
        for name, field in fields.items():
            step = steps.get(name)
            if step is None:
                unknown[name] = field
                continue
            rest: Any = field
            if step.below and isinstance(field, dict):
                rest = self._gather(step.below, cast("dict[str, Any]", field), found)
                if field and not rest:
                    continue
            if step.source is None:
                unknown[name] = rest
            else:
                found.setdefault(step.source, self.to_source(step.place, rest))
        return unknown

    def to_wire(self, place: Place, value: Any) -> Any:
        """The document in wire names, whichever spelling it came in."""
        return self._to_wire(place, self.to_source(place, value))

    def _to_wire(self, place: Place, value: Any) -> Any:
        if not place or not isinstance(value, dict | list):
            return value
        plan = self._plan(place)
        if isinstance(value, list):
            return [self._to_wire(plan.items, item) for item in cast("list[Any]", value)]
        result: dict[str, Any] = {}
        for name, field in cast("dict[str, Any]", value).items():
            known = plan.by_source.get(name)
            if known is None:
                _put(result, (name,), self._to_wire(plan.values, field))
            else:
                _put(result, known[0], self._to_wire(known[1], field))
        return result

    def _plan(self, place: Place) -> _Plan:
        key = place_key(place)
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = self._make(place)
        return plan

    def _make(self, place: Place) -> _Plan:
        properties = self._places.properties(place)
        taken = set(properties)
        by_source: dict[str, tuple[tuple[str, ...], Place]] = {}
        by_wire: dict[str, _Step] = {}
        for name, child in properties.items():
            path = wire_path(name)
            # A schema may name both `xdm:id` and `id`: then the plain one owns the wire name.
            if path != (name,) and path[0] in taken:
                path = (name,)
            by_source[name] = (path, child)
            steps, step = by_wire, _Step()
            for part in path:
                step = steps.setdefault(part, _Step())
                steps = step.below
            step.source, step.place = name, child
        return _Plan(by_source, by_wire, self._places.items(place), self._places.values(place))


def _put(result: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Set a value at a path, merging objects that several prefixes share."""
    *above, last = path
    for step in above:
        inner = result.get(step)
        if not isinstance(inner, dict):
            inner = result[step] = {}
        result = cast("dict[str, Any]", inner)
    held = result.get(last)
    if isinstance(held, dict) and isinstance(value, dict):
        cast("dict[str, Any]", held).update(cast("dict[str, Any]", value))
    else:
        result[last] = value
