"""Exact numbers in SQL: fractions over whole numbers of the dialect, so that nothing is ever rounded.

A number is `mantissa / (10 ** scale * divisor)`. What a dialect's numbers can't hold stops the query with `refusal`;
it never gives a wrong answer.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal

from clew.expressions.numbers import comparable
from clew.expressions.sql.trees import Tree, all_of, case, cast, coalesce, compared, computed, is_not_null, negated
from clew.expressions.sql.trees import number as literal

SHORT = 16
"""A number written with so few characters has at most 15 digits, so that its nearest float stands for it alone."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as SQL; null where there is none.

    Attributes:
        mantissa: A whole number.
        scale: How many of its digits are decimals.
        divisor: What it is to be divided by besides: a whole number above zero.
        nearest: The float that is nearest to it, where comparing by that is quicker.
        short: Whether that float stands for no other number of at most 15 digits.
    """

    mantissa: Tree
    scale: int = 0
    divisor: Tree | None = None
    nearest: Tree | None = None
    short: Tree | None = None

    @property
    def present(self) -> Tree:
        """Whether there is a number."""
        if self.nearest is not None:
            return is_not_null(self.nearest)
        parts = [self.mantissa] if self.divisor is None else [self.mantissa, self.divisor]
        return all_of(is_not_null(part) for part in parts)


class Numbers(ABC):
    """The numbers of a dialect.

    An addend is a number of a fixed scale: what sums, extremes and keys are made of.
    """

    name: str
    double = "DOUBLE"

    @abstractmethod
    def whole(self, value: int) -> Tree:
        """A whole number that is known."""

    @abstractmethod
    def whole_of(self, tree: Tree) -> Tree:
        """A whole number of the dialect, from an integer of at most 64 bits."""

    @abstractmethod
    def shifted(self, mantissa: Tree, places: int) -> Tree:
        """`mantissa * 10 ** places`."""

    @abstractmethod
    def product(self, left: Tree, right: Tree) -> Tree:
        """The product of two whole numbers."""

    @abstractmethod
    def addend(self, raw: Tree) -> Tree:
        """The number that a raw value is, to be added and ordered; null if it is none."""

    @abstractmethod
    def of_addend(self, addend: Tree) -> Number:
        """A number from an addend, a sum of addends or the largest of some."""

    @abstractmethod
    def key(self, addend: Tree) -> Tree:
        """A text that is the same for equal addends only."""

    @abstractmethod
    def read(self, raw: Tree) -> Number:
        """The number that a raw value is."""

    @abstractmethod
    def of_float(self, tree: Tree) -> Number:
        """The decimal that a float prints as."""

    def refusal(self) -> Tree | None:
        """What stops the query where a float does not decide; None where floats are not used."""
        return None

    def constant(self, value: Decimal) -> Number:
        """A number as it is written in an expression."""
        sign, digits, exponent = value.as_tuple()
        places = int(exponent)
        mantissa = int("".join(map(str, digits))) * (-1 if sign else 1)
        if places > 0:
            mantissa, places = mantissa * 10**places, 0
        quick = comparable(value)
        near = None if quick is None else cast(literal(repr(float(quick))), self.double)
        return Number(self.whole(mantissa), -places, None, near)

    def to_float(self, found: Number) -> Tree:
        """The float that is nearest to it, but for its last digit."""
        if found.nearest is not None:
            return found.nearest
        size = literal(10**found.scale)
        top = computed("/", cast(found.mantissa, self.double), cast(size, self.double))
        return top if found.divisor is None else computed("/", top, cast(found.divisor, self.double))

    def compared(self, sign: str, left: Number, right: Number) -> Tree:
        """A comparison; null or false if a side is null."""
        stop = self.refusal()
        if left.nearest is not None and right.nearest is not None and stop is not None:
            answer = compared(sign, left.nearest, right.nearest)
            sure = [side.short for side in (left, right) if side.short is not None]
            tie = all_of([compared("=", left.nearest, right.nearest), negated(all_of(sure))])
            return case((tie, stop), default=answer) if sure else answer
        first, second, _ = self._aligned(left, right)
        return compared(sign, first, second)

    def computed(self, sign: str, left: Number, right: Number) -> Number:
        """`+ - * /`; null where there is no answer."""
        if sign == "*":
            scale = left.scale + right.scale
            return Number(self.product(left.mantissa, right.mantissa), scale, self._both(left, right))
        if sign == "/":
            return self._divided(left, right)
        first, second, scale = self._aligned(left, right)
        return Number(computed(sign, first, second), scale, self._both(left, right))

    def count(self, tree: Tree) -> Number:
        """A number from a count."""
        return Number(self.whole_of(tree))

    def or_zero(self, found: Number) -> Number:
        """The number, or zero where there is none."""
        return Number(coalesce(found.mantissa, self.whole(0)), found.scale)

    def average(self, total: Number, count: Tree) -> Number:
        """A sum divided by how many there were; null if there were none."""
        return self._divided(total, Number(self.whole_of(count)))

    def _aligned(self, left: Number, right: Number) -> tuple[Tree, Tree, int]:
        """Two mantissas over the same scale and divisor."""
        scale = max(left.scale, right.scale)
        first, second = (self.shifted(n.mantissa, scale - n.scale) for n in (left, right))
        if right.divisor is not None:
            first = self.product(first, right.divisor)
        if left.divisor is not None:
            second = self.product(second, left.divisor)
        return first, second, scale

    def _both(self, left: Number, right: Number) -> Tree | None:
        if left.divisor is None or right.divisor is None:
            return right.divisor if left.divisor is None else left.divisor
        return self.product(left.divisor, right.divisor)

    def _divided(self, left: Number, right: Number) -> Number:
        zero, below = self.whole(0), right.mantissa
        negative = compared("<", below, zero)
        mantissa = left.mantissa if right.divisor is None else self.product(left.mantissa, right.divisor)
        top = case((negative, computed("-", zero, mantissa)), (compared(">", below, zero), mantissa))
        size = case((negative, computed("-", zero, below)), (compared(">", below, zero), below))
        divisor = size if left.divisor is None else self.product(size, left.divisor)
        scale = left.scale - right.scale
        return Number(top, scale, divisor) if scale >= 0 else Number(self.shifted(top, -scale), 0, divisor)


__all__ = ["SHORT", "Number", "Numbers"]
