"""Rewrites to what needs the least state, each with the same value at every instant (SEMANTICS B, Algorithms)."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from clew.expressions.model import (
    Aggregate,
    And,
    Between,
    Compare,
    Comparison,
    Constant,
    Did,
    Events,
    Not,
    Predicate,
    Times,
    Value,
)
from clew.expressions.rows import MIRRORED
from clew.expressions.walk import map_children


def cheapest(node: Any) -> Any:
    """The node with every rewrite applied below and at it."""
    if isinstance(node, Events):
        return node
    node = map_children(node, cheapest)
    if isinstance(node, Compare):
        node = extreme_to_existence(constant_to_the_right(node))
    return count_to_times(node) if isinstance(node, Compare | Between) else node


def constant_to_the_right(node: Compare) -> Compare:
    """`5 < x` is `x > 5`."""
    if isinstance(node.left, Constant) and not isinstance(node.right, Constant):
        return Compare(MIRRORED[node.sign], node.right, node.left, at=node.at)
    return node


def extreme_to_existence(node: Compare) -> Predicate:
    """`max(x) >= 5` is: there is one with x >= 5. `max(x) < 5`: there is one with x < 5, and none with x >= 5."""
    value, bound = node.left, node.right
    if not isinstance(value, Aggregate) or value.name not in ("min", "max") or not isinstance(bound, Constant):
        return node
    if not isinstance(bound.value, Decimal) or node.sign in ("=", "!="):
        return node
    exists = _some(value, node.sign, bound)
    towards = node.sign in (">", ">=") if value.name == "max" else node.sign in ("<", "<=")
    return exists if towards else And((exists, Not(_some(value, _OPPOSITE[node.sign], bound))))


_OPPOSITE: dict[Comparison, Comparison] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def _some(value: Aggregate, sign: Comparison, bound: Constant) -> Did:
    events = value.events
    condition = Compare(sign, value.path or bound, bound)
    where = condition if events.where is None else And((events.where, condition))
    return Did(Events(events.type, where, events.window))


def count_to_times(node: Compare | Between) -> Predicate:
    """`count(x) >= 3` is `did x at least 3 times`; so both use one clause."""
    value = node.left if isinstance(node, Compare) else node.value
    if not isinstance(value, Aggregate) or value.name != "count":
        return node
    asked = times_of(node)
    return node if asked is None else Did(value.events, *asked)


def times_of(node: Compare | Between) -> tuple[bool, Times] | None:
    """Whether not, and how often, where a whole number is compared with constants on its right; None if it isn't."""
    if isinstance(node, Between):
        first, last = _decimal(node.low), _decimal(node.high)
        if first is None or last is None or _floor(last) < 0:
            return None
        return False, Times(max(0, _ceiling(first)), _floor(last))
    bound = _decimal(node.right)
    if bound is None:
        return None
    up, down = _ceiling(bound), _floor(bound)
    if node.sign in ("=", "!="):
        return (node.sign == "!=", Times(up, up)) if up == down >= 0 else None
    low = {">=": up, ">": down + 1, "<": up, "<=": down + 1}[node.sign]
    return (node.sign in ("<", "<="), Times(low, None)) if low > 0 else None


def _decimal(value: Value) -> Decimal | None:
    return value.value if isinstance(value, Constant) and isinstance(value.value, Decimal) else None


def _ceiling(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_CEILING))


def _floor(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_FLOOR))
