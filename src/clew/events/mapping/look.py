"""What rows look like: the columns of a file, and the values within the objects that sources send; pure.

Law: every column's path reads from each row what its samples are of.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from clew.events.mapping.suggest import Column, can_be_named, path
from clew.kernel.packing import to_json

_DEEPEST = 4
_WIDEST = 30
"""An object of more members than that is a table of its own, whose names differ from row to row."""
_MOST = 300
_LONGEST_SAMPLE = 80


def columns_of(rows: Iterable[Mapping[str, Any]]) -> list[Column]:
    """The columns of some rows, in the order in which they first come, with what they hold."""
    seen: dict[str, tuple[str, list[str]]] = {}
    count = 0
    for row in rows:
        count += 1
        for steps, value in _values(row, ()):
            place = path(*steps)
            if place in seen or len(seen) < _MOST:
                seen.setdefault(place, (".".join(steps), []))[1].append(_said(value))
    return [
        Column(
            name, [each[:_LONGEST_SAMPLE] for each in dict.fromkeys(found)], len(found), len(set(found)), count, place
        )
        for place, (name, found) in seen.items()
    ]


def _values(within: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """What is in it and in the objects that it holds; a list is one value."""
    for name, value in within.items():
        if value is None or value == "" or not can_be_named(name):
            continue
        steps = (*above, name)
        if isinstance(value, Mapping) and value and len(steps) < _DEEPEST:
            inner = cast("Mapping[str, Any]", value)
            if len(inner) <= _WIDEST and all(map(can_be_named, inner)):
                yield from _values(inner, steps)
                continue
        yield steps, value


def _said(value: Any) -> str:
    return value if isinstance(value, str) else to_json(value).decode()
