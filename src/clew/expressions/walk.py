"""Walks and rewrites over trees of nodes, so that no pass has to list every class."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from functools import cache
from operator import is_not
from typing import Any, TypeVar, cast

from clew.expressions.model import Node

N = TypeVar("N", bound=Node)


@cache
def node_fields(kind: type[Node]) -> tuple[str, ...]:
    """The names of a class's fields, without where it was written and what a builder calls it."""
    return tuple(field.name for field in fields(kind) if field.name not in ("at", "id", "spots"))


def children(node: Node) -> Iterator[Node]:
    """The nodes directly below a node, in order."""
    for name in node_fields(type(node)):
        value: Any = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in cast("tuple[Any, ...]", value) if isinstance(item, Node))


def descend(node: Node) -> Iterator[Node]:
    """A node and all below it, parents first."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(list(children(node))))


def map_children(node: N, change: Callable[[Any], Any]) -> N:
    """The node with every node directly below it replaced by what `change` makes of it; itself if none changes."""
    changed: dict[str, Any] = {}
    for name in node_fields(type(node)):
        value: Any = getattr(node, name)
        if isinstance(value, Node):
            new = change(value)
            if new is not value:
                changed[name] = new
        elif isinstance(value, tuple):
            items = cast("tuple[Any, ...]", value)
            new_items = tuple(change(item) if isinstance(item, Node) else item for item in items)
            if any(map(is_not, new_items, items)):
                changed[name] = new_items
    return replace(node, **changed) if changed else node
