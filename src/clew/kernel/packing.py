"""MessagePack for what we store, JSON for what we exchange; numbers stay exact through both.

A JSON number with more digits than a float holds becomes an `ExactNumber` instead of being rounded; money sums
over `float` values are still exact, because a float with at most 15 significant digits prints as it was written.
"""

from decimal import Decimal
from math import isinf
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_EXACT_NUMBER = 1
_FLOAT_DIGITS = 15

LONG_NUMBERS = r"[:,\[]-?[0-9][0-9.eE+-]{15}|\\u0001"
"""Matches (RE2) every JSON document with a number that a reader of floats may change, or a text that such numbers can
be mistaken for when a query writes them as texts."""


class ExactNumber(Decimal):
    """A decimal that a float could not hold; packs as extension type 1."""


def _float_or_exact(literal: str) -> float | ExactNumber:
    number = float(literal)
    # A literal of at most 15 characters has at most 15 digits: no need to count them (the hot path).
    if len(literal) <= _FLOAT_DIGITS and "e" not in literal and "E" not in literal:
        return number
    exact = ExactNumber(literal)
    if isinf(number) or (number == 0 and exact):
        # No engine could compare it, and an exact sum with it could take gigabytes. A ValidationError to msgspec.
        raise ValueError("a number beyond the range of a 64-bit float")
    return number if exact == Decimal(repr(number)) else exact


def _pack_other(value: Any) -> Any:
    if isinstance(value, ExactNumber):
        return msgspec.msgpack.Ext(_EXACT_NUMBER, str(value).encode())
    raise NotImplementedError(f"cannot pack a {type(value).__name__}")


def _json_other(value: Any) -> Any:
    if isinstance(value, ExactNumber):
        return msgspec.Raw(str(value).encode())
    raise NotImplementedError(f"cannot write a {type(value).__name__} as JSON")


def _unpack_extension(kind: int, data: memoryview) -> Any:
    if kind == _EXACT_NUMBER:
        return ExactNumber(bytes(data).decode())
    raise ValueError(f"unknown extension type {kind}")


_encoder = msgspec.msgpack.Encoder(enc_hook=_pack_other)
_json_encoder = msgspec.json.Encoder(enc_hook=_json_other)
_json_decoder = msgspec.json.Decoder(float_hook=_float_or_exact)

pack = _encoder.encode
"""Pack a value (structs, dicts, lists, scalars, `ExactNumber`) to bytes."""

to_json = _json_encoder.encode
"""Write a value as compact JSON bytes, exact numbers as they are."""


def unpacker(kind: type[T]) -> msgspec.msgpack.Decoder[T]:
    """A reusable decoder of packed values of one type."""
    return msgspec.msgpack.Decoder(kind, ext_hook=_unpack_extension)


def json_reader(kind: type[T]) -> msgspec.json.Decoder[T]:
    """A reusable, strict reader of JSON values of one type; the untyped numbers in them stay exact."""
    return msgspec.json.Decoder(kind, float_hook=_float_or_exact)


unpack = msgspec.msgpack.Decoder(ext_hook=_unpack_extension).decode
"""Unpack a value of any type."""


def from_json(data: bytes | str) -> Any:
    """Read JSON, strictly (no NaN, UTF-8 only), with exact numbers.

    Raises:
        msgspec.DecodeError: if the text is not JSON, or a number in it is beyond the range of a float.
    """
    return _json_decoder.decode(data)
