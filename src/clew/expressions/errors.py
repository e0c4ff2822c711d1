"""What can be wrong with an expression."""

from collections.abc import Collection
from difflib import get_close_matches

from clew.kernel.errors import ClewError


class CxlError(ClewError):
    """An expression can't be read or can't mean anything; `where` is `line:column` or a JSON pointer."""

    code = "cxl.invalid"


def did_you_mean(word: str, known: Collection[str]) -> str | None:
    """A hint that names the closest known word, if one is close."""
    by_lower = {name.lower(): name for name in sorted(known)}
    close = get_close_matches(word.lower(), list(by_lower), n=1, cutoff=0.7)
    return f"did you mean `{by_lower[close[0]]}`?" if close else None
