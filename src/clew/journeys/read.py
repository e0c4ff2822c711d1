"""From a document's body to a `Journey`: every fault of shape with its place."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from clew.catalog import Document, Fault, pointer
from clew.journeys.errors import InvalidJourney
from clew.journeys.model import Journey, JourneyBody
from clew.journeys.nodes import NODES, Node

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")
_PLACE = re.compile(r" - at `(?:key in )?\$(?P<path>[^`]*)`$")
_STEP = re.compile(r"\.(?P<name>[^.\[]+)|\[(?P<index>\d+|\.\.\.)\]")
MOST_NODES = 500
"""A journey with more is a program: jump from one to another."""


def read_journey(id: str, version: int, body: Mapping[str, Any]) -> Journey:  # noqa: A002 (what documents call it)
    """One version of a journey; what it means is for `validate` to check.

    Raises:
        InvalidJourney: if it is not of the right shape.
    """
    journey, faults = _read(id, version, body)
    if journey is None:
        raise InvalidJourney(faults, where=f"{id}@{version}")
    return journey


def shape_faults(document: Document) -> Iterator[Fault]:
    """What is wrong with the shape of a journey document."""
    yield from _read(document.id, document.version, document.body)[1]


def _read(id: str, version: int, body: Mapping[str, Any]) -> tuple[Journey | None, list[Fault]]:  # noqa: A002
    try:
        read = msgspec.convert(body, JourneyBody)
    except msgspec.ValidationError as error:
        return None, [_fault("", error)]
    faults: list[Fault] = []
    if not read.nodes:
        faults.append(Fault("/nodes", "a journey needs at least one step", "such as `mail: {send: welcome}`"))
    if len(read.nodes) > MOST_NODES:
        faults.append(Fault("/nodes", f"more than {MOST_NODES} steps", "let one journey jump to another"))
    nodes: dict[str, Node] = {}
    for name, raw in read.nodes.items():
        place = pointer("nodes", name)
        if name == "end" or not _NAME.fullmatch(name):
            faults.append(Fault(place, f"no name for a step: {name[:64]}", "letters, digits, inner `-`, `_`, `.`"))
            continue
        node = _node(place, raw)
        if isinstance(node, Fault):
            faults.append(node)
        else:
            nodes[name] = node
    if faults:
        return None, faults
    return Journey(id, version, read, nodes, read.start or next(iter(nodes))), []


def _node(place: str, raw: Mapping[str, Any]) -> Node | Fault:
    kinds = {NODES[name] for name in raw if name in NODES}
    if len(kinds) != 1:
        said = "says not what to do" if not kinds else "says two things at once"
        return Fault(place, f"the step {said}", f"one of: {', '.join(NODES)}")
    try:
        return msgspec.convert(raw, kinds.pop())
    except msgspec.ValidationError as error:
        return _fault(place, error)


def _fault(place: str, error: msgspec.ValidationError) -> Fault:
    message = str(error)
    found = _PLACE.search(message)
    steps = [step["name"] or step["index"] for step in _STEP.finditer(found["path"])] if found else []
    return Fault(place + pointer(*steps), _PLACE.sub("", message).replace("`", ""))
