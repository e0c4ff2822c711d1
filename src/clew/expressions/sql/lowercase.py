"""Lower case as the reference has it, as two lists of letters: engines know other versions of Unicode."""

import sys
from functools import cache

from clew.expressions.values import lower


@cache
def letters() -> tuple[str, str]:
    """Every letter that has another in lower case, and what they become, in the same order."""
    upper = "".join(letter for code in range(sys.maxunicode + 1) if lower(letter := chr(code)) != letter)
    return upper, lower(upper)
