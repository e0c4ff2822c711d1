"""Whether a raw text mentions a person: for what could not be read as an event, and so has no identities."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from clew.kernel.packing import from_json

_SEPARATORS = re.compile(r"[\s().\-+/_]")
_SIGNS = re.compile(r'["{}\[\]:,]')
_ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4})+|\\(.)")
_SHORT = 6
"""Values shorter than this count only as a whole text: `42` is in too much that is not about person 42."""


class Mentions:
    """Knows the names of some people, and finds them in texts however they are written.

    Case is ignored, and so are the spaces and signs that people put into phone numbers. It errs towards a match:
    what it finds is removed, and what it overlooks would stay.
    """

    def __init__(self, identities: Iterable[tuple[str, str]]) -> None:
        values = {value for _, value in identities if value}
        self._whole = {value.casefold() for value in values} | {_bare(value) for value in values}
        long = [value.casefold() for value in values if len(value) >= _SHORT]
        self._inside = _any_of(long)
        self._inside_bare = _any_of([_bare(value) for value in long])

    def in_text(self, text: str) -> bool:
        """Whether a text is, or contains, one of the names."""
        folded = text.casefold()
        bare = _bare(text)
        return (
            folded in self._whole
            or bare in self._whole
            or self._inside.search(folded) is not None
            or self._inside_bare.search(bare) is not None
        )

    def in_raw(self, raw: bytes) -> bool:
        """Whether a received body mentions one of them: in any text of its JSON, else anywhere in its bytes."""
        try:
            texts = _texts(from_json(raw))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            texts = _pieces(raw.decode("utf-8", "replace"))
        return any(self.in_text(text) for text in texts)


def _bare(text: str) -> str:
    return _SEPARATORS.sub("", text.casefold())


def _any_of(values: Iterable[str]) -> re.Pattern[str]:
    # Longest first and bounded by what is no part of a name; an empty choice matches nothing.
    choices = "|".join(re.escape(value) for value in sorted(set(values), key=len, reverse=True) if value)
    return re.compile(rf"(?<!\w)(?:{choices})(?!\w)" if choices else r"(?!)")


def _texts(value: Any) -> Iterator[str]:
    """Every text and number in a value, however deep it is nested."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            waiting += item.keys()  # pyright: ignore[reportUnknownArgumentType]
            waiting += item.values()  # pyright: ignore[reportUnknownArgumentType]
        elif isinstance(item, list):
            waiting += item  # pyright: ignore[reportUnknownArgumentType]
        elif isinstance(item, int | float):
            yield str(item)


def _pieces(text: str) -> Iterator[str]:
    """What stands in a text that is not quite JSON: the whole of it, and what its signs part, both as it would read."""
    read = _ESCAPES.sub(_unescaped, text)
    yield read
    yield from (piece.strip() for piece in _SIGNS.split(read))


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        return " " if found[1] in "bfnrt" else found[1]
    # Halves of a pair only make sense together, so what is escaped side by side is read at once.
    return bytes.fromhex(found[0].replace("\\u", "")).decode("utf-16-be", "replace")
