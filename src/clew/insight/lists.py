"""What each person did as one list, sorted once: neighbours are told by the list moved by one place, not by a window.

A window sorts all people together, by their names first, and one that follows sorts them again; a list is as short as
what one person did, its elements are whole numbers, and what is taken of it keeps its order.
"""

from collections.abc import Callable

from sqlglot import exp

from clew.expressions.sql import Tree
from clew.expressions.sql import trees as t

_ONE = "one"


def each(items: Tree, make: Callable[[Tree], Tree]) -> Tree:
    """What is made of each element."""
    return t.call("list_transform", items, _of_one(make))


def those(items: Tree, test: Callable[[Tree], Tree]) -> Tree:
    """The elements of which a condition holds."""
    return t.call("list_filter", items, _of_one(test))


def made(items: Tree, make: Callable[[Tree], Tree]) -> Tree:
    """What is made of each element, where that is something."""
    return those(each(items, make), t.is_not_null)


def with_last(items: Tree) -> Tree:
    """Pairs of an element and the one before it; before the first is null."""
    return t.call("list_zip", items, t.call("list_prepend", t.null(), items), t.yes())


def with_next(items: Tree) -> Tree:
    """Pairs of an element and the one that follows; after the last is null."""
    return t.call("list_zip", items, t.call("list_slice", items, t.number(2), t.number(-1)))


def of_pair(pair: Tree, place: int) -> Tree:
    """The first or second of a pair, counted from 1."""
    return t.call("struct_extract", pair, t.number(place))


def at(items: Tree, place: Tree) -> Tree:
    """The element at a place, counted from 1; null beyond the end."""
    return t.call("list_extract", items, place)


def places(items: Tree) -> Tree:
    """The places of a list."""
    return t.call("range", t.number(1), t.computed("+", t.call("len", items), t.number(1)))


def joined(high: Tree, low: Tree, bits: int) -> Tree:
    """Two numbers as one, sorted by the first and then by the second, which has so many bits; none is negative."""
    return t.computed("+", exp.Paren(this=exp.BitwiseLeftShift(this=t.own(high), expression=t.number(bits))), low)


def high(number: Tree, bits: int) -> Tree:
    """The first of two numbers that are one."""
    return exp.Paren(this=exp.BitwiseRightShift(this=t.own(number), expression=t.number(bits)))


def low(number: Tree, bits: int) -> Tree:
    """The second of two numbers that are one."""
    return exp.Paren(this=exp.BitwiseAnd(this=t.own(number), expression=t.number((1 << bits) - 1)))


def either(number: Tree, flags: int) -> Tree:
    """A number with these bits set."""
    return exp.Paren(this=exp.BitwiseOr(this=t.own(number), expression=t.number(flags)))


def _of_one(make: Callable[[Tree], Tree]) -> Tree:
    return exp.Lambda(this=t.own(make(exp.column(_ONE))), expressions=[exp.to_identifier(_ONE)])
