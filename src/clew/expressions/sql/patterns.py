"""Patterns for engines that have no RE2: those that only say where a text stands."""

import re
from typing import NamedTuple

_PLAIN = re.compile(r"(\^?)([^\\.^$|?*+()\[\]{}\n]*)(\$?)")


class Placed(NamedTuple):
    """A text that must stand somewhere.

    Attributes:
        part: The text.
        first: Whether at the beginning.
        last: Whether at the end.
    """

    part: str
    first: bool
    last: bool


def placed(pattern: str, *, ignoring_case: bool) -> Placed | None:
    """What a pattern of RE2 says if it is so simple; None if it says more.

    Without regard to case only ASCII is so simple: beyond it engines fold letters differently.
    """
    found = _PLAIN.fullmatch(pattern)
    if found is None or (ignoring_case and not pattern.isascii()):
        return None
    return Placed(found[2], bool(found[1]), bool(found[3]))
