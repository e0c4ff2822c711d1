"""What an expression refers to, and putting that in its place: segments of segments can't glitch (R21, R22)."""

from collections.abc import Iterator, Mapping
from typing import Literal, cast

from clew.expressions.errors import CxlError, did_you_mean
from clew.expressions.model import Expr, InSegment, Node, Predicate, Trait
from clew.expressions.validate import MAX_NODES
from clew.expressions.walk import children, descend, map_children

_NO_TRAITS: Mapping[str, Expr] = {}


def references(expr: Expr) -> frozenset[str]:
    """The segments that an expression refers to directly."""
    return frozenset(node.segment for node in descend(expr) if isinstance(node, InSegment))


def trait_references(expr: Expr) -> frozenset[str]:
    """The traits that an expression refers to directly."""
    return frozenset(node.name for node in descend(expr) if isinstance(node, Trait))


def mentions(expr: Expr) -> Iterator[tuple[Literal["segment", "trait"], str, str]]:
    """What an expression refers to directly, and where it says so, in order of the text: kind, name, `line:column`."""
    for node in descend(expr):
        if isinstance(node, InSegment):
            yield "segment", node.segment, node.spot("segment")
        elif isinstance(node, Trait):
            yield "trait", node.name, node.spot("name")


def inline(expr: Expr, segments: Mapping[str, Expr], traits: Mapping[str, Expr] = _NO_TRAITS) -> Expr:
    """The expression with every `in segment "x"` and `trait(x)` replaced by what x says, all the way down.

    Raises:
        CxlError: if one is missing, refers to itself, is of the wrong sort, or the whole becomes too large.
    """
    return _Inliner(segments, traits).inline(expr)


class _Inliner:
    def __init__(self, segments: Mapping[str, Expr], traits: Mapping[str, Expr]) -> None:
        self._known: dict[str, Mapping[str, Expr]] = {"segment": segments, "trait": traits}
        self._done: dict[tuple[str, str], Expr] = {}
        self._path: list[tuple[str, str]] = []
        self._outermost = ""
        self._sizes: dict[int, int] = {}

    def inline(self, expr: Expr) -> Expr:
        inlined = cast("Expr", self._replace(expr))
        self._size(inlined)
        return inlined

    def _replace(self, node: Node) -> Node:
        if isinstance(node, InSegment):
            return self._definition("segment", node.segment, node.spot("segment"))
        if isinstance(node, Trait):
            return self._definition("trait", node.name, node.spot("name"))
        return map_children(node, self._replace)

    def _definition(self, kind: str, name: str, at: str) -> Expr:
        place = kind, name
        if self._path:
            at = self._outermost
        self._outermost = at
        if place in self._path:
            cycle = [*self._path[self._path.index(place) :], place]
            names = " -> ".join(f'"{each}"' for _, each in cycle)
            raise CxlError(f"{kind} refers to itself: {names}", where=at, hint="break the circle")
        if place in self._done:
            return self._done[place]
        known = self._known[kind]
        if name not in known:
            raise CxlError(f'there is no {kind} "{name}"{self._asked_by()}', where=at, hint=did_you_mean(name, known))
        if isinstance(known[name], Predicate) != (kind == "segment"):
            sort = "a condition" if kind == "segment" else "a value"
            raise CxlError(f'{kind} "{name}"{self._asked_by()} is not {sort}', where=at)
        self._path.append(place)
        self._done[place] = found = self.inline(known[name])
        self._path.pop()
        return found

    def _asked_by(self) -> str:
        return f' (to which {self._path[-1][0]} "{self._path[-1][1]}" refers)' if self._path else ""

    def _size(self, node: Node) -> int:
        """How many nodes there are, each use of a shared part counted, without walking it twice."""
        if id(node) not in self._sizes:
            size = 1 + sum(map(self._size, children(node)))
            if size > MAX_NODES:
                raise CxlError("the segments referred to make it too large", where=node.at, hint="refer to fewer")
            self._sizes[id(node)] = size
        return self._sizes[id(node)]
