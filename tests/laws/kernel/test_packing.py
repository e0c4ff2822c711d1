"""Laws of packing: what goes in comes out, numbers exact, through MessagePack and through JSON."""

import json
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.kernel.packing import ExactNumber, from_json, pack, to_json, unpack

literals = st.from_regex(r"-?(0|[1-9][0-9]{0,24})\.[0-9]{1,24}([eE][+-]?[0-9]{1,2})?", fullmatch=True)
exact = literals.map(from_json)
scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | exact | st.text()
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=12
)


@given(values)
def test_what_is_packed_is_unpacked_the_same(value: Any) -> None:
    assert unpack(pack(value)) == value


@given(values)
def test_what_is_written_as_json_is_read_the_same(value: Any) -> None:
    assert from_json(to_json(value)) == value


@given(literals)
def test_a_number_keeps_its_value_to_the_last_digit(literal: str) -> None:
    read = from_json(literal)
    assert Decimal(str(read)) == Decimal(literal)
    assert Decimal(str(unpack(pack(read)))) == Decimal(literal)


@given(st.integers())
def test_an_integer_is_never_a_float(number: int) -> None:
    read = from_json(str(number))
    assert isinstance(read, int | ExactNumber)
    assert Decimal(read) == number


@pytest.mark.parametrize("number", [2**64, -(2**63) - 1])
def test_an_integer_beyond_64_bits_cannot_be_packed(number: int) -> None:
    with pytest.raises(OverflowError):
        pack(number)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "[1,]", "{'a': 1}", '"\\ud800"', "", "1 2"])
def test_what_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        from_json(text)


def test_bytes_that_are_not_utf8_are_refused() -> None:
    with pytest.raises((msgspec.DecodeError, UnicodeDecodeError)):
        from_json(b'"\xff"')


@given(values)
def test_others_read_the_json_that_we_write(value: Any) -> None:
    assert json.loads(to_json(value), parse_float=Decimal) == json.loads(
        to_json(from_json(to_json(value))), parse_float=Decimal
    )
