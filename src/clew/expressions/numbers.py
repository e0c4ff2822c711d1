"""Exact numbers: a float means the decimal it prints as, sums never round, comparisons never guess.

What is no number here is treated as missing: other types, NaN and infinities, and magnitudes that no float reaches
(which keeps `1e999999999` from filling the memory). What is computed from numbers is one however large: an int or a
`Fraction`, as which nothing so large is ever read.
"""

import sys
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from clew.kernel.packing import ExactNumber

Exact: TypeAlias = int | Fraction
"""A number for computing."""

LARGEST = sys.float_info.max
"""Floats and decimals lie within +-LARGEST; `-LARGEST <= x` also sorts out NaN."""

MOST_DECIMALS = 400
_PLAIN_DIGITS = 15
_WHOLE_FLOATS = 2**53
_ROUNDED = Context(prec=34, rounding=ROUND_HALF_EVEN, Emax=999_999, Emin=-999_999)
_INT64 = 2**63


def exact(value: object) -> Exact | None:  # noqa: PLR0911 (one exit per type)
    """The number that a value means, exactly; None if it is none."""
    if type(value) is int:
        return value
    if type(value) is float:
        if not -LARGEST <= value <= LARGEST:
            return None
        if -_WHOLE_FLOATS < value < _WHOLE_FLOATS and value.is_integer():
            return int(value)
        return _lowest(Fraction(Decimal(repr(value))))
    if type(value) is Fraction:
        return _lowest(value)
    if isinstance(value, Decimal) and _is_moderate(value):
        return _lowest(Fraction(value))
    return None


def is_number(value: object) -> bool:
    """Whether a value is a number; `true` is none."""
    if type(value) is float:
        return -LARGEST <= value <= LARGEST
    return type(value) is int or type(value) is Fraction or (isinstance(value, Decimal) and _is_moderate(value))


def _is_moderate(value: Decimal) -> bool:
    if not value.is_finite():
        return False
    exponent = value.as_tuple().exponent
    small = isinstance(exponent, int) and exponent >= -MOST_DECIMALS and value.adjusted() <= 308
    return small and -LARGEST <= value <= LARGEST


def _lowest(value: Fraction) -> Exact:
    return value.numerator if value.denominator == 1 else value


def comparable(constant: Decimal) -> int | float | None:
    """A Python number that orders against every int and float as the constant does; None if none surely does.

    At most 15 digits survive the way to a float and back, so no other float prints between the constant and its
    float, and no integer lies between them (proved by test over neighbours).
    """
    number = exact(constant)
    if isinstance(number, int) and -_WHOLE_FLOATS < number < _WHOLE_FLOATS:
        return number
    digits = len("".join(map(str, constant.as_tuple().digits)).strip("0"))
    if digits <= _PLAIN_DIGITS and Decimal("1e-300") < abs(constant) < Decimal("1e15"):
        return float(constant)
    return None


def compare_numbers(left: Any, right: Any) -> int:
    """-1, 0 or 1; both must be numbers."""
    if not (type(left) is type(right) and type(left) in (int, float)):
        left, right = exact(left) or 0, exact(right) or 0
    return int(left > right) - int(left < right)


def plain(value: Any) -> Any:
    """A value as it is stored and shown; a number in the plainest form: int, float or `ExactNumber`.

    Law: equal numbers get equal forms. A number without a finite decimal form (a third) is rounded to 34 digits, half
    to even.
    """
    if type(value) is float and not value.is_integer():
        return value
    number = exact(value)
    if number is None:
        return value
    if isinstance(number, int) and -_INT64 <= number < _INT64:
        return number
    decimal = _decimal(Fraction(number))
    nearest = float(decimal)
    return nearest if Decimal(repr(nearest)) == decimal else ExactNumber(decimal)


def _decimal(value: Fraction) -> Decimal:
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    scale = max(twos, fives)
    if rest != 1 or scale > 2 * MOST_DECIMALS:
        return _ROUNDED.divide(Decimal(value.numerator), Decimal(value.denominator))
    mantissa = value.numerator * 10**scale // value.denominator
    return Decimal((mantissa < 0, tuple(map(int, str(abs(mantissa)))), -scale))


def number_key(value: object) -> str:
    """A text that is equal for equal numbers and only for them."""
    number = exact(value)
    return str(number)


# --- sums ------------------------------------------------------------------------------------------------------------


def scaled(value: object) -> tuple[int, int] | None:
    """`(mantissa, scale)` with value = mantissa / 10**scale, exactly; None if it is no number."""
    if type(value) is float:
        if -1e12 < value < 1e12:
            # Money mostly has two decimals. If cents / 100 is this very float, then it prints as those cents: two
            # decimals of at most 15 digits never share a float.
            cents = round(value * 100.0)
            if cents / 100.0 == value:
                return cents, 2
    elif type(value) is int:
        return value, 0
    return _scaled_decimal(value)


def _scaled_decimal(value: object) -> tuple[int, int] | None:
    if type(value) is float and -LARGEST <= value <= LARGEST:
        value = Decimal(repr(value))
    if not isinstance(value, Decimal) or not _is_moderate(value):
        return None
    sign, digits, exponent = value.as_tuple()
    mantissa = int("".join(map(str, digits)))
    mantissa = -mantissa if sign else mantissa
    places = int(exponent)
    return (mantissa, -places) if places <= 0 else (mantissa * 10**places, 0)


def add_scaled(left: tuple[int, int], right: tuple[int, int], sign: int = 1) -> tuple[int, int]:
    """The exact sum (or with sign -1 the difference) of two scaled numbers."""
    (first, scale), (second, other) = left, right
    if scale == other:
        return first + sign * second, scale
    if scale > other:
        return first + sign * second * 10 ** (scale - other), scale
    return first * 10 ** (other - scale) + sign * second, other


def packed(mantissa: int) -> int | str:
    """An integer as MessagePack can hold it."""
    return mantissa if -_INT64 <= mantissa < _INT64 else str(mantissa)
