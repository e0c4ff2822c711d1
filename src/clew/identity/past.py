"""Who answered for whom at a past instant: the merges and partings of the graph, gone through once more.

An edge says when it began. When it ended follows from the partings, which are kept as well: each undid the newest edge
on the one path between two leaves. So the past needs no rows of its own, and an erasure takes it along with the edges.
"""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import NamedTuple

from clew.identity.component import age, newest_between
from clew.identity.ports import EdgeRow, HeadRow
from clew.kernel.instants import Instant


class Span(NamedTuple):
    """How long two leaves were joined.

    Attributes:
        a: The lesser leaf.
        b: The greater one.
        known_from: From when on.
        known_to: Until when, exclusively; None while they are.
    """

    a: str
    b: str
    known_from: Instant
    known_to: Instant | None


class Past(NamedTuple):
    """All that was ever joined.

    Attributes:
        spans: When what was joined, in log order.
        lost: From when on it can't be told: an erasure took what parted some, or one body both joined and parted
            them. None where all can be told.
    """

    spans: tuple[Span, ...]
    lost: Instant | None

    def aliases(self, heads: Mapping[str, HeadRow], at: Instant) -> dict[str, str]:
        """Leaf profile to root at an instant, for all leaves that another profile answered for.

        Law: what the graph said then, after everything of that instant.

        Args:
            heads: Of all leaves of the spans.
            at: When.
        """
        groups: dict[str, set[str]] = {}
        for span in self.spans:
            if span.known_from <= at and (span.known_to is None or at < span.known_to):
                one, other = (groups.setdefault(leaf, {leaf}) for leaf in (span.a, span.b))
                if one is not other:
                    few, many = sorted((one, other), key=len)
                    many |= few
                    groups |= dict.fromkeys(few, many)
        found: dict[str, str] = {}
        for leaf, group in groups.items():
            root = min((heads[each] for each in group), key=age).profile
            if root != leaf:
                found[leaf] = root
        return found


def past_of(edges: Iterable[EdgeRow]) -> Past:
    """The past from all edges, undone ones and partings included."""
    ended: dict[EdgeRow, Instant | None] = {}
    lost: list[Instant] = []
    forest = _Forest()
    for _, body in groupby(sorted(edges, key=_place), key=lambda edge: edge.seq):
        rows = list(body)
        joins = [edge for edge in rows if edge.cause != "unmerge"]
        partings = [edge for edge in rows if edge.cause == "unmerge"]
        if joins and partings and forest.copy().after(joins + partings) != forest.copy().after(partings + joins):
            # Which came first in their body is not kept.
            lost.append(rows[0].at)
        ended |= dict.fromkeys(joins) | dict.fromkeys(forest.take(partings + joins), rows[0].at)
    lost += [edge.at for edge, until in ended.items() if edge.active != (until is None)]
    spans = tuple(Span(edge.a, edge.b, edge.at, until) for edge, until in ended.items())
    return Past(spans, min(lost, default=None))


class _Forest:
    """The edges that hold, by leaf."""

    def __init__(self) -> None:
        self._joined: dict[str, dict[EdgeRow, None]] = {}

    def take(self, rows: Iterable[EdgeRow]) -> list[EdgeRow]:
        """Do what these rows tell, in this order; the edges that it undid."""
        undone: list[EdgeRow] = []
        for row in rows:
            # Leaves that are one need no joining: if they are joined all the same, they were parted just before.
            newest = newest_between(self._joined, row.a, row.b)
            if newest is not None:
                undone.append(newest)
                for leaf in (newest.a, newest.b):
                    del self._joined[leaf][newest]
            if row.cause != "unmerge":
                for leaf in (row.a, row.b):
                    self._joined.setdefault(leaf, {})[row] = None
        return undone

    def after(self, rows: Iterable[EdgeRow]) -> set[EdgeRow]:
        """The edges that hold after these rows."""
        self.take(rows)
        return {edge for edges in self._joined.values() for edge in edges}

    def copy(self) -> "_Forest":
        """Another one with the same edges."""
        forest = _Forest()
        forest._joined = {leaf: dict(edges) for leaf, edges in self._joined.items()}
        return forest


def _place(edge: EdgeRow) -> tuple[int, str, str]:
    return (edge.seq, edge.a, edge.b)
