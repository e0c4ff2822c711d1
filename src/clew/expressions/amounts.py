"""Amounts: numbers that are held against what is measured in something, told in that: `£50`, `12 days`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from clew.expressions.model import (
    Aggregate,
    Arithmetic,
    Between,
    Compare,
    Constant,
    Events,
    Node,
    OneOf,
    Path,
    Score,
    Step,
    Trait,
    Value,
)
from clew.expressions.walk import map_children
from clew.expressions.write import number_text

_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "US$"}
_CODE_LENGTH = 3
_SUMMED = frozenset({"sum", "avg", "min", "max", "first", "last"})


@dataclass(frozen=True, slots=True)
class Amount(Constant):
    """A number with what it is measured in. Only ever told: nothing evaluates it."""

    unit: str = ""


def unit_key(*place: str) -> str:
    """Under which name a unit is looked up: of `property`, event and path; of `trait` or `score` and id."""
    return "\x1f".join(place)


def measured(node: Any, units: Mapping[str, str], event: str = "") -> Any:
    """The same tree, its numbers told in the unit of what they are held against.

    Args:
        node: What is told.
        units: By `unit_key`.
        event: What happened, inside a condition on an event.
    """

    def told(value: Node, unit: str) -> Node:
        match value:
            case Constant(Decimal() as number):
                return Amount(number, unit)
            case _:
                return measured(value, units, event)

    match node:
        case Events(kind) | Step(kind):
            return map_children(node, lambda child: measured(child, units, kind))
        case Compare(_, left, right) if unit := _unit(left, units, event) or _unit(right, units, event):
            return replace(node, left=told(left, unit), right=told(right, unit))
        case Between(value, low, high) if unit := _unit(value, units, event):
            return replace(node, value=measured(value, units, event), low=told(low, unit), high=told(high, unit))
        case OneOf(value, options) if unit := _unit(value, units, event):
            return replace(node, options=tuple(told(option, unit) for option in options))
        case _:
            return map_children(node, lambda child: measured(child, units, event))


def amount_words(value: Decimal, unit: str) -> str:
    """`£1,234.50`, `CHF 50`, `12 days`."""
    if not (len(unit) == _CODE_LENGTH and unit.isalpha() and unit.isupper()):
        return f"{number_text(value)} {unit}"
    text = number_text(abs(value))
    whole, point, rest = text.partition(".")
    amount = f"{int(whole):,}{point}{rest.ljust(2, '0') if point else ''}" if whole.isdecimal() else text
    return f"{'-' if value < 0 else ''}{_SYMBOLS.get(unit) or f'{unit} '}{amount}"


def _unit(value: Value, units: Mapping[str, str], event: str) -> str:  # noqa: PLR0911 (one arm per class)
    """In what a value is measured; empty where nobody knows."""
    match value:
        case Path("event", names):
            return units.get(unit_key("property", event, ".".join(names)), "")
        case Aggregate(name, Path("event", names), events) if name in _SUMMED:
            return units.get(unit_key("property", events.type, ".".join(names)), "")
        case Trait(name):
            return units.get(unit_key("trait", name), "")
        case Score(name):
            return units.get(unit_key("score", name), "")
        case Arithmetic("+" | "-", left, right):
            found = {_unit(side, units, event) for side in (left, right) if not isinstance(side, Constant)}
            return found.pop() if len(found) == 1 else ""
        case Arithmetic("*", left, Constant()) | Arithmetic("/", left, Constant()) | Arithmetic("*", Constant(), left):
            return _unit(left, units, event)
        case _:
            return ""
