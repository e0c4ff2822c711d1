"""Conditions on people that other documents mention: what they say, and under which key an engine keeps them."""

from clew.catalog import ID_PATTERN
from clew.expressions import parse, to_text
from clew.kernel.hashing import derive_id


def expression_of(text: str) -> str:
    """CXL of a mention: itself, or membership if it is the id of a segment."""
    return f'in segment "{text}"' if ID_PATTERN.fullmatch(text) else text


def condition_key(text: str) -> str:
    """Under which a condition is kept: equal expressions share one, whoever mentions them."""
    expression = expression_of(text)
    found = _KEYS.get(expression)
    if found is None:
        # No segment's id holds a colon, so that it can't be taken for one. Stored states know the keys: they stay.
        found = _KEYS[expression] = derive_id("journey:", to_text(parse(expression)))
    return found


_KEYS: dict[str, str] = {}
