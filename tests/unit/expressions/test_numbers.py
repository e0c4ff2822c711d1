"""Numbers are exact: a float means the decimal it prints as, quick ways give what slow ways give."""

import math
import sys
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.expressions.numbers import (
    add_scaled,
    comparable,
    compare_numbers,
    exact,
    is_number,
    number_key,
    packed,
    plain,
    scaled,
)
from clew.kernel.packing import ExactNumber

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
MONEY = st.integers(-(10**14), 10**14).map(lambda cents: cents / 100)
SHORT = st.builds(
    lambda mantissa, exponent: Decimal(mantissa).scaleb(exponent),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.integers(-30, 16),
)


def decimal_of(value: float) -> Fraction:
    return Fraction(Decimal(repr(value)))


def neighbours(value: float) -> list[float]:
    around = [value, math.nextafter(value, math.inf), math.nextafter(value, -math.inf)]
    return [each for each in around if math.isfinite(each)]


@given(SHORT, FLOATS, st.integers(-(2**70), 2**70))
def test_a_short_constant_orders_floats_and_integers_as_decimals(constant: Decimal, other: float, whole: int) -> None:
    quick = comparable(constant)
    if quick is None:
        return
    wanted = Fraction(constant)
    for value in [*neighbours(float(constant)), other]:
        assert (value < quick, value == quick) == (decimal_of(value) < wanted, decimal_of(value) == wanted)
    near = int(constant)
    for integer in (whole, near - 1, near, near + 1):
        assert (integer < quick, integer == quick) == (integer < wanted, integer == wanted)


def test_most_constants_are_quick_and_the_rest_are_not_guessed() -> None:
    assert [comparable(Decimal(text)) for text in ("50", "0.8", "-74.006", "0", "9007199254740991")] == [
        *(50, 0.8, -74.006, 0),
        9007199254740991,
    ]
    for text in ("9007199254740993", "0.1234567890123456", "1e-320", "1e300"):
        assert comparable(Decimal(text)) is None


@given(FLOATS | MONEY, FLOATS | MONEY)
def test_floats_compare_as_the_decimals_they_print(left: float, right: float) -> None:
    first, second = decimal_of(left), decimal_of(right)
    assert compare_numbers(left, right) == (first > second) - (first < second)
    assert compare_numbers(ExactNumber(repr(left)), right) == compare_numbers(left, right)


@given(st.lists(FLOATS | MONEY | st.integers(-(2**63), 2**64 - 1) | SHORT.map(ExactNumber), max_size=20))
def test_sums_never_round_and_come_back_to_nothing(values: list[float]) -> None:
    total = (0, 0)
    for value in values:
        number = scaled(value)
        assert number is not None
        assert Fraction(number[0], 10 ** number[1]) == exact(value)
        total = add_scaled(total, number)
    assert Fraction(total[0], 10 ** total[1]) == sum((Fraction(exact(value) or 0) for value in values), Fraction(0))
    for value in values:
        total = add_scaled(total, scaled(value) or (0, 0), -1)
    assert total[0] == 0


@given(FLOATS | st.integers(-(2**80), 2**80) | st.fractions())
def test_the_plain_form_is_one_for_equal_numbers_and_exact_where_it_can_be(value: float) -> None:
    form = plain(value)
    number = exact(value)
    assert number is not None
    assert plain(Fraction(number)) == form
    assert type(plain(Fraction(number))) is type(form)
    rest = Fraction(number).denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest == 1 and Fraction(number).denominator < 10**300:
        assert exact(form) == number
    else:
        assert abs(Fraction(exact(form) or 0) - number) <= abs(number) / 10**33


@given(FLOATS)
def test_equal_numbers_have_one_key(value: float) -> None:
    assert number_key(ExactNumber(repr(value))) == number_key(value)
    if value.is_integer():
        assert number_key(Decimal(repr(value)).to_integral_value()) == number_key(value)


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, "5", [], {}, float("nan"), float("inf"), -float("inf"), Decimal("NaN")),
        *(ExactNumber("1e999999999"), ExactNumber("1e-999999999"), ExactNumber("0e999999999"), Decimal("-Infinity")),
    ],
    ids=str,
)
def test_what_is_no_number_is_missing_and_costs_nothing(value: object) -> None:
    assert exact(value) is None
    assert scaled(value) is None
    assert not is_number(value)


def test_the_largest_float_is_a_number() -> None:
    assert exact(sys.float_info.max) is not None
    assert is_number(ExactNumber(repr(sys.float_info.max)))


def test_a_mantissa_beyond_64_bits_packs_as_text() -> None:
    assert packed(2**63 - 1) == 2**63 - 1
    assert packed(2**63) == str(2**63)
    assert int(packed(-(2**70))) == -(2**70)


def test_what_is_computed_is_a_number_however_large() -> None:
    assert is_number(10**400)
    assert exact(10**400) == 10**400
    assert plain(10**400) == ExactNumber("1e400")
