"""What a schema says, field by field, for people: consoles, command lines, API descriptions."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, cast

from clew.events.schemas.model import Descriptor, FieldIdentity, SchemaField
from clew.events.schemas.names import wire_path
from clew.events.schemas.notes import Notes, read_notes
from clew.events.schemas.places import Place, Places, annotation, annotations, place_key, required
from clew.events.schemas.types import xdm_type

_MOST_FIELDS = 4_000
_MOST_LEVELS = 16
_MARKS = {"array": "[]", "map": "{}"}


class _Spot(NamedTuple):
    """A place in the tree, with what its fields inherit."""

    place: Place
    path: str = ""
    plain: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


def field_tree(
    places: Places, root: Place, descriptors: Iterable[Descriptor] = (), *, below: tuple[str, ...] = ()
) -> tuple[SchemaField, ...]:
    """The fields of a schema, as many levels as fit into 4,000 fields; a recursive schema has no end of levels.

    Args:
        places: The set of schemas.
        root: The place of a whole document.
        descriptors: What is said of it from beside it.
        below: Wire names that lead to the field whose fields are wanted; the whole document if empty.
    """
    tree = _Tree(places, read_notes(descriptors))
    return tree.fields(tree.descend(_Spot(root), below))


class _Tree:
    def __init__(self, places: Places, notes: Notes) -> None:
        self._places = places
        self._notes = notes
        self._counts: dict[tuple[frozenset[int], int], int] = {}
        self._held: dict[frozenset[int], list[Place]] = {}

    def descend(self, spot: _Spot, steps: tuple[str, ...]) -> _Spot:
        """The spot that wire names lead to; one without fields where they lead nowhere."""
        while steps:
            for source, child in self._places.properties(spot.place).items():
                wire = wire_path(source)
                if steps[: len(wire)] == wire:
                    spot, steps = self._inside(spot, source, child), steps[len(wire) :]
                    break
            else:
                return _Spot(())
        return spot

    def fields(self, spot: _Spot) -> tuple[SchemaField, ...]:
        """The fields of a spot, down to the level that fits."""
        levels, held, more = 1, 0, self._count(spot.place, 1)
        while held < more and levels < _MOST_LEVELS:
            held, more = more, self._count(spot.place, levels + 1)
            if more > _MOST_FIELDS:
                break
            levels += 1
        return self._fields(spot, levels)

    def _fields(self, spot: _Spot, levels: int) -> tuple[SchemaField, ...]:
        needed = required(spot.place)
        return tuple(
            self._field(spot, source, child, levels, needed) for source, child in self._named(spot.place).items()
        )

    def _named(self, place: Place) -> dict[str, Place]:
        # Every extensible XDM object has an `@context` of JSON-LD, which is no data and would hide what is.
        return {name: child for name, child in self._places.properties(place).items() if name != "@context"}

    def _field(self, spot: _Spot, source: str, place: Place, levels: int, needed: set[str]) -> SchemaField:
        inside = self._inside(spot, source, place)
        path = "/".join(inside.plain)
        holds = bool(self._places.properties(inside.place))
        return SchemaField(
            path=inside.path,
            name=".".join(wire_path(source)),
            source=source,
            type=self._type(place),
            title=str(annotation(place, "title") or ""),
            description=str(annotation(place, "description") or ""),
            required=source in needed,
            values=tuple(next(annotations(place, "enum"), ())),
            suggestions=_suggestions(place),
            labels=inside.labels,
            identity=self._notes.identities.get(path) or _identity(annotation(place, "meta:identity")),
            status=str(annotation(place, "meta:status") or "stable"),
            fields=self._fields(inside, levels - 1) if levels > 1 else (),
            more=holds and levels <= 1,
        )

    def _inside(self, spot: _Spot, source: str, place: Place) -> _Spot:
        """Where the fields of a field are: in itself, or in the elements of its lists and maps."""
        steps = wire_path(source)
        plain = (*spot.plain, *steps)
        path = ".".join([spot.path, *steps] if spot.path else steps)
        labels = _labels(place, self._notes, plain, spot.labels)
        for _ in range(_MOST_LEVELS):
            kind = self._type(place)
            if kind not in _MARKS:
                break
            path += _MARKS[kind]
            place = self._places.items(place) if kind == "array" else self._places.values(place)
        return _Spot(place, path, plain, labels)

    def _type(self, place: Place) -> str:
        return xdm_type(place, has_fields=bool(self._places.properties(place)))

    def _count(self, place: Place, levels: int) -> int:
        """How many fields there are in so many levels; cheap, for the same place comes up again and again."""
        key = (place_key(place), levels)
        found = self._counts.get(key)
        if found is None:
            children = self._children(place)
            below = sum(self._count(child, levels - 1) for child in children) if levels > 1 else 0
            found = self._counts[key] = len(children) + below
        return found

    def _children(self, place: Place) -> list[Place]:
        key = place_key(place)
        found = self._held.get(key)
        if found is None:
            named = self._named(place).items()
            found = self._held[key] = [self._inside(_Spot(place), *child).place for child in named]
        return found


def _labels(place: Place, notes: Notes, plain: tuple[str, ...], above: tuple[str, ...]) -> tuple[str, ...]:
    path = "/".join(plain)
    if path in notes.unlabelled:
        return ()
    own = annotation(place, "meta:labels") or ()
    return tuple(dict.fromkeys((*above, *own, *notes.labels.get(path, ()))))


def _suggestions(place: Place) -> dict[str, str]:
    labels = annotation(place, "meta:enum")
    if not isinstance(labels, Mapping) or annotation(place, "enum") is not None:
        return {}
    return {str(value): str(label) for value, label in cast("Mapping[str, Any]", labels).items()}


def _identity(said: Any) -> FieldIdentity | None:
    if isinstance(said, str):
        return FieldIdentity(said)
    if isinstance(said, Mapping):
        known = cast("Mapping[str, Any]", said)
        return FieldIdentity(str(known.get("namespace", "")), bool(known.get("primary", False)))
    return None
