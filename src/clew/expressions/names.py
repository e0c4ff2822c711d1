"""What a name can stand for at a place of an expression, as far as the workspace knows."""

from collections.abc import Iterable, Mapping

from clew.expressions.check import Kind, Note, Vocabulary
from clew.expressions.lex import Around

KIND_WORDS: Mapping[str, str] = {
    "number": "number",
    "text": "text",
    "flag": "true or false",
    "date": "date",
    "list": "array",
    "object": "object",
    "any": "any kind",
}
"""Kinds, in words."""


def names_at(root: str, around: Around, known: Vocabulary) -> Mapping[str, Kind]:
    """The dotted names below a root, where it is written, with their kinds."""
    if root == "profile":
        return known.attributes or {}
    if root == "item" and around.arrays:
        outer = around._replace(arrays=around.arrays[:-1])
        array, *names = around.arrays[-1]
        prefix = ".".join(names) + "."
        inside = names_at(array, outer, known)
        return {name[len(prefix) :]: kind for name, kind in inside.items() if name.startswith(prefix)}
    if root != "event":
        return {}
    events = known.events or {}
    if around.event is not None:
        return events.get(around.event) or {}
    return {name: kind for properties in events.values() for name, kind in (properties or {}).items()}


def note_of(root: str, name: str, around: Around, known: Vocabulary) -> Note:
    """What is said of a dotted name."""
    if root == "profile":
        return known.notes.get(("attribute", name), Note())
    if root == "item" and around.arrays:
        array, *names = around.arrays[-1]
        outer = around._replace(arrays=around.arrays[:-1])
        return note_of(array, ".".join((*names, name)), outer, known)
    events: Iterable[str] = (around.event,) if around.event is not None else known.events or ()
    notes = (known.notes.get(("property", event, name)) for event in events)
    return next((note for note in notes if note is not None), Note())


def steps_below(names: Mapping[str, Kind], prefix: str) -> dict[str, Kind]:
    """The names directly below a dotted prefix (which ends in a dot, or is empty), with their kinds."""
    found: dict[str, Kind] = {}
    for name, kind in names.items():
        if name.startswith(prefix):
            step, dot, _ = name[len(prefix) :].partition(".")
            if not dot:
                found[step] = kind
            else:
                found.setdefault(step, "object")
    return found
