"""Leaf profiles that are one, and the record that makes or parts them: the values of the working set."""

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from clew.events import Identity
from clew.identity.ports import EdgeRow, HeadRow, NodeRow
from clew.kernel.instants import Instant

EdgeKey: TypeAlias = tuple[str, str, int]


class Cause(NamedTuple):
    """The record that changes the graph."""

    source: str
    seq: int
    place: int
    at: Instant
    event_id: str


@dataclass(slots=True)
class Component:
    """Leaf profiles that are one, with all that the linking rules ask of them.

    Attributes:
        root: The leaf that answers for all: the one created first (R17).
        heads: Leaf to its head.
        nodes: Every identity that leads here.
        edges: Merges that touch these leaves; inactive ones may lead to other components.
        refused: `(identity, leaf)` of refusals already told; None until asked for.
    """

    root: str
    heads: dict[str, HeadRow] = field(default_factory=dict[str, HeadRow])
    nodes: dict[Identity, NodeRow] = field(default_factory=dict[Identity, NodeRow])
    edges: dict[EdgeKey, EdgeRow] = field(default_factory=dict[EdgeKey, EdgeRow])
    refused: set[tuple[Identity, str]] | None = None


def age(head: HeadRow) -> tuple[Instant, int, int, str]:
    """What heads are ordered by; the least answers for the others."""
    return (head.created_at, head.created_seq, head.created_index, head.profile)


def reachable(component: Component, start: str) -> set[str]:
    """The leaves that active edges lead to from one of them."""
    neighbours: dict[str, list[str]] = {}
    for edge in component.edges.values():
        if edge.active:
            neighbours.setdefault(edge.a, []).append(edge.b)
            neighbours.setdefault(edge.b, []).append(edge.a)
    found, waiting = {start}, [start]
    while waiting:
        for leaf in neighbours.get(waiting.pop(), ()):
            if leaf not in found:
                found.add(leaf)
                waiting.append(leaf)
    return found
