"""Leaf profiles that are one, and the record that makes or parts them: the values of the working set."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from clew.events import Identity
from clew.identity.ports import EdgeRow, HeadRow, LinkRow, NodeRow
from clew.kernel.instants import Instant

EdgeKey: TypeAlias = tuple[str, str, int]

_BEGINNINGS = frozenset({"created", "moved", "detached"})


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


def gave_way(links: Iterable[LinkRow], since: int) -> list[NodeRow]:
    """The names that gave way to a limit from a log row on, as they stood then; the latest link first.

    Args:
        links: The provenance of all links of the leaves, in log order.
        since: The log row.
    """
    begun: dict[Identity, LinkRow] = {}
    lost: dict[Identity, NodeRow] = {}
    away: set[Identity] = set()
    for link in links:
        name = link.identity
        if link.kind == "evicted":
            away.add(name)
            if link.seq >= since:
                first = begun.get(name, link)
                lost[name] = NodeRow(name, link.profile, first.at, first.seq)
        elif link.kind == "restored":
            away.discard(name)
        elif link.kind in _BEGINNINGS or (link.kind == "linked" and (name in away or name not in begun)):
            # What is linked already and named again is told as linked too.
            away.discard(name)
            begun[name] = link
    return sorted(lost.values(), key=lambda row: (row.since, row.seq, row.identity), reverse=True)


def age(head: HeadRow) -> tuple[Instant, int, int, str]:
    """What heads are ordered by; the least answers for the others."""
    return (head.created_at, head.created_seq, head.created_index, head.profile)


def path_between(joined: Mapping[str, Iterable[EdgeRow]], start: str, end: str) -> list[EdgeRow]:
    """The edges of the one path between two leaves of a forest, from its end; none if there is no path."""
    came: dict[str, EdgeRow] = {}
    waiting, seen = [start], {start}
    while waiting and end not in seen:
        leaf = waiting.pop()
        for edge in joined.get(leaf, ()):
            following = edge.b if edge.a == leaf else edge.a
            if following not in seen:
                seen.add(following)
                came[following] = edge
                waiting.append(following)
    path: list[EdgeRow] = []
    leaf = end
    while leaf in came:
        edge = came[leaf]
        path.append(edge)
        leaf = edge.b if edge.a == leaf else edge.a
    return path


def newest_between(joined: Mapping[str, Iterable[EdgeRow]], start: str, end: str) -> EdgeRow | None:
    """The edge that a parting of two leaves undoes: the newest on the one path between them; None if there is none."""
    return max(path_between(joined, start, end), key=lambda edge: (edge.at, edge.seq, edge.a, edge.b), default=None)


def joined_by(edges: Iterable[EdgeRow]) -> dict[str, list[EdgeRow]]:
    """The active ones of these edges, by leaf."""
    joined: dict[str, list[EdgeRow]] = {}
    for edge in edges:
        if edge.active:
            joined.setdefault(edge.a, []).append(edge)
            joined.setdefault(edge.b, []).append(edge)
    return joined


def reachable(edges: Iterable[EdgeRow], start: str) -> set[str]:
    """The leaves that the active ones of these edges lead to from a leaf, itself included."""
    joined = joined_by(edges)
    found, waiting = {start}, [start]
    while waiting:
        leaf = waiting.pop()
        for edge in joined.get(leaf, ()):
            other = edge.b if edge.a == leaf else edge.a
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found
