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
)
from clew.expressions.rows import MIRRORED
from clew.expressions.walk import map_children


def cheapest(node: Any) -> Any:
    """The node with every rewrite applied below and at it."""
    if isinstance(node, Events):
        return node
    node = map_children(node, cheapest)
    if not isinstance(node, Compare):
        return node
    node = extreme_to_existence(constant_to_the_right(node))
    return count_to_times(node) if isinstance(node, Compare) else node


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


def count_to_times(node: Compare) -> Predicate:
    """`count(x) >= 3` is `did x at least 3 times`; so both use one clause."""
    value, bound = node.left, node.right
    if not isinstance(value, Aggregate) or value.name != "count" or not isinstance(bound, Constant):
        return node
    if not isinstance(bound.value, Decimal):
        return node
    up, down = _ceiling(bound.value), _floor(bound.value)
    if node.sign in ("=", "!="):
        return Did(value.events, node.sign == "!=", Times(up, up)) if up == down >= 0 else node
    low = {">=": up, ">": down + 1, "<": up, "<=": down + 1}[node.sign]
    return Did(value.events, node.sign in ("<", "<="), Times(low, None)) if low > 0 else node


def _ceiling(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_CEILING))


def _floor(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_FLOOR))


def limit_of_times(times: Times | None) -> int:
    """How far one must count to know whether something happened so often."""
    if times is None:
        return 1
    return max(1, times.low or 0) if times.high is None else times.high + 1


def limit_of(node: Predicate) -> int | None:
    """How far the count on the left of a comparison must go to decide it; None: all the way."""
    if isinstance(node, Compare) and isinstance(node.left, Aggregate) and isinstance(node.right, Constant):
        bound, sign = node.right.value, node.sign
    elif isinstance(node, Between) and isinstance(node.value, Aggregate) and isinstance(node.high, Constant):
        bound, sign = node.high.value, "<="
        if not isinstance(node.low, Constant):
            return None
    else:
        return None
    if not isinstance(bound, Decimal):
        return None
    return max(1, _ceiling(bound) if sign in (">=", "<") else _floor(bound) + 1)
