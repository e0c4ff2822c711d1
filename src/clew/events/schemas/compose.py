"""Whether a class and its parts go together."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from clew.events.schemas.documents import SchemaVersion
from clew.events.schemas.errors import SchemaInvalid
from clew.events.schemas.names import wire_path
from clew.events.schemas.places import Place, Places, annotations, place_key
from clew.events.schemas.types import type_set


def check_composition(places: Places, version: SchemaVersion) -> None:
    """Check that parts fit the class and say nothing that contradicts each other.

    Raises:
        SchemaInvalid: naming the part or the field.
    """
    class_id = version.schema.get("meta:class")
    if isinstance(class_id, str):
        family = {class_id, *_ancestors(places, class_id)}
        for part in _strings(version.schema.get("meta:extends")):
            fits = set(_strings(_schema(places, part).get("meta:intendedToExtend")))
            if fits and not fits & family:
                raise SchemaInvalid(
                    f"the field group {part} is not meant for the class {class_id}",
                    where=version.id,
                    hint=f"it is for {', '.join(sorted(fits))}",
                )
    for path in _clashes(places, places.root(version.id), (), frozenset()):
        raise SchemaInvalid(
            f"its parts give `{'.'.join(path)}` types that exclude each other",
            where=version.id,
            hint="rename one of the fields, or leave one of the parts out",
        )


def _clashes(
    places: Places, place: Place, path: tuple[str, ...], above: frozenset[frozenset[int]]
) -> Iterator[tuple[str, ...]]:
    key = place_key(place)
    if key in above:
        return
    above |= {key}
    if type_set(place) == set() or _nothing_allowed(place):
        yield path
    for name, child in places.properties(place).items():
        yield from _clashes(places, child, (*path, *wire_path(name)), above)
    for inner in (places.items(place), places.values(place)):
        if inner:
            yield from _clashes(places, inner, (*path, "*"), above)


def _nothing_allowed(place: Place) -> bool:
    lists: list[list[Any]] = [*annotations(place, "enum")]
    return len(lists) > 1 and not any(all(value in others for others in lists) for value in lists[0])


def _ancestors(places: Places, class_id: str) -> Iterator[str]:
    for parent in _strings(_schema(places, class_id).get("meta:extends")):
        yield parent
        yield from _ancestors(places, parent.partition("#")[0])


def _schema(places: Places, schema_id: str) -> Mapping[str, Any]:
    return places.lookup(schema_id, schema_id)[0]


def _strings(value: Any) -> list[str]:
    return [text for text in cast("list[Any]", value) if isinstance(text, str)] if isinstance(value, list) else []
