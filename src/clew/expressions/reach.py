"""How far back an expression looks: which of its parts need events of what age."""

from collections.abc import Iterator
from typing import NamedTuple

from clew.expressions.model import (
    Ago,
    Events,
    Expr,
    Fixed,
    LastCalendar,
    Node,
    Rolling,
    RollingMonths,
    Sequence,
    Window,
)
from clew.expressions.walk import descend
from clew.expressions.windows import FOREVER, logic_of
from clew.kernel.instants import Duration


class Look(NamedTuple):
    """A part of an expression that reads events.

    Attributes:
        at: Where it says how far, or of what events where it does not: `line:column`, or a JSON pointer.
        types: Of the events.
        back: An event of this age, or an older one, can't matter to it any more; None where any event can.
        fixed: Whether its window stands between instants, and so grows old.
    """

    at: str
    types: tuple[str, ...]
    back: Duration | None
    fixed: bool = False


def looks(expr: Expr) -> Iterator[Look]:
    """The parts that read events, in order; what it mentions (segments, traits) is not looked into.

    Law: `evaluate` gives the same without the events that are as old as the longest of them.
    """
    for node in descend(expr):
        if isinstance(node, Events):
            yield _look(node, (node.type,), node.window)
        elif isinstance(node, Sequence):
            yield _look(node, tuple(dict.fromkeys(step.type for step in node.steps)), node.window)


def _look(node: Node, types: tuple[str, ...], window: Window | None) -> Look:
    logic = logic_of(window)
    endless = logic.reach == FOREVER or logic.marker is not None
    return Look(_place(node, window), types, None if endless else logic.reach, isinstance(window, Fixed))


def _place(node: Node, window: Window | None) -> str:
    """What to change, for it to look less far back."""
    match window:
        case None:
            return node.spot("type") if isinstance(node, Events) else node.at
        case Rolling():
            return window.spot("span")
        case Ago():
            return window.spot("older")
        case RollingMonths() | LastCalendar():
            return window.spot("count")
        case _:
            return window.at
