"""Regular expressions of RE2: linear in the text, so that no pattern can stall the engine."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

import re2  # pyright: ignore[reportMissingTypeStubs]

_re2 = cast("Any", re2)


class BadPattern(ValueError):
    """A text is no RE2 pattern."""


@lru_cache(maxsize=1024)
def matcher(pattern: str, *, ignoring_case: bool = False) -> Callable[[str], bool]:
    """A test whether the pattern is found anywhere in a text.

    Raises:
        BadPattern: if it is no pattern (RE2 has no look-around and no back-references).
    """
    options = _re2.Options()
    options.log_errors = False
    options.never_capture = True
    options.case_sensitive = not ignoring_case
    try:
        search: Callable[[str], object] = _re2.compile(pattern, options).search
    except (_re2.error, UnicodeEncodeError):
        raise BadPattern(pattern) from None

    def found(text: str) -> bool:
        try:
            return search(text) is not None
        except UnicodeEncodeError:
            # Half a surrogate pair: no text that a pattern could describe.
            return False

    return found
