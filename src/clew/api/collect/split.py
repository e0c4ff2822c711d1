"""Taking a batch apart: one event's fault must not cost the others.

The fast way lets msgspec find the items. Where that fails, because one item holds NaN (Python's default JSON writes
it), half an emoji or a bare control character, a tolerant splitter finds the items by their brackets alone.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

# Strings are skipped whole, so that brackets inside them do not count; an unclosed one is skipped to the end.
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?+'
_STRINGS = re.compile(_STRING, re.DOTALL)
_TOKEN = re.compile(_STRING + rb"|[\[\]{},]", re.DOTALL)
_MOST_TOKENS = 200_000  # about 0.1 s of work: a body with more of them is refused whole
_AS_SQUARE = bytes.maketrans(b"{}", b"[]")
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_OPENING = (b"[", b"{")
_CLOSING = (b"]", b"}")
_MEMBER_NAME = re.compile(rb'"([A-Za-z]+)"\s*:\s*$')


class Array(NamedTuple):
    """An array found in a body.

    Attributes:
        start: Offset of its opening bracket.
        end: Offset behind its closing bracket.
        items: Its items as sent, without the white space around them.
    """

    start: int
    end: int
    items: list[bytes]


def is_deeper(item: bytes, depth: int) -> bool:
    """Whether the objects and arrays of a JSON text nest deeper than this; False for what is not JSON."""
    brackets = _STRINGS.sub(b"", item).translate(_AS_SQUARE, _NOT_BRACKETS)
    for _ in range(depth):
        inner = brackets.replace(b"[]", b"")  # takes the innermost level away
        if inner == brackets:
            return False  # nothing left, or not JSON: the decoder will say so
        brackets = inner
    return bool(brackets)


def _walk(body: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Brackets and commas outside strings: `(token, offset, depth)`, a bracket having the depth of its inside."""
    depth = 0
    for match in islice(_TOKEN.finditer(body), _MOST_TOKENS):
        token = match.group()
        if token in _OPENING:
            depth += 1
            yield token, match.start(), depth
        elif token in _CLOSING:
            yield token, match.start(), depth
            depth -= 1
        elif token == b",":
            yield token, match.start(), depth


def split_array(body: bytes, member: str | None) -> Array | None:
    """Find an array's items by brackets alone, whatever stands inside the items.

    Args:
        body: JSON, but for what the items hold.
        member: The member of the top object that is the array; None when the body itself is the array.

    Returns:
        None when there is no such array, or it does not end within reason.
    """
    level = 1 if member is None else 2
    start = cut = -1
    items: list[bytes] = []
    for token, offset, depth in _walk(body):
        if start < 0:
            if token == b"[" and depth == level and _is_member(body, offset, member):
                start, cut = offset, offset + 1
        elif depth == level and token in (b",", b"]"):
            items.append(body[cut:offset].strip())
            cut = offset + 1
            if token == b"]":
                return Array(start, cut, items if items != [b""] else [])
        elif depth < level:
            return None
    return None


def _is_member(body: bytes, offset: int, member: str | None) -> bool:
    if member is None:
        return not body[:offset].strip()
    name = _MEMBER_NAME.search(body, max(0, offset - 64), offset)
    return name is not None and name.group(1).decode() == member
