"""What to write instead, where somebody wrote what has no meaning but is easily understood."""

from collections.abc import Sequence

from clew.expressions.lex import Mark, Token, is_name, quote
from clew.expressions.model import Aggregate, And, Compare, Did, Expr, Not, Or, Path
from clew.expressions.parse_events import PERIODS, TYPE_WORDS

_TESTS_WORDS = frozenset({"contains", "starts_with", "ends_with", "matches"})
_OF_EVENTS = frozenset({"where", "in", "since", "before", "from", "at", "exactly", *PERIODS})
_AFTER_VALUES = {
    "like": "write `contains`, `starts_with` or `ends_with`",
    "in": 'a list stands in square brackets: `in ["a", "b"]`',
}
_OFTEN = frozenset({"more", "fewer", "less"})
CALLED = {
    "segment": 'write `in segment "..."`',
    "did": "write `did` and the event, without brackets",
    "exists": "write `did` and the event",
}
"""What is no function, though it reads like one."""
_LATELY = frozenset({"last", "past", "within", "during", "for", "over"})


def odd_name(text: str, mark: Mark, following: Sequence[Token]) -> str | None:
    """How a name is written of which only the beginning was read, for it has spaces or signs: `order.placed`.

    Args:
        text: The whole expression.
        mark: The part of the name that was read.
        following: What comes right after it; the end is last.
    """
    count = 0
    while _goes_on(following[count], mark.sort):
        count += 1
    # `profile.first name = "Ada"`, but not `profile.country like "A"`: only before a test the last word is part of it.
    if mark.token.kind == "string":
        return None
    if count == 0 or following[count - 1].kind == "sign" or (mark.sort == "path" and following[count].kind != "sign"):
        return None
    name = text[mark.token.offset : following[count].offset].rstrip()
    if mark.sort == "path":
        return in_backticks(name)
    return f"a name with spaces or signs stands in quotes: {quote(name)}"


def in_backticks(name: str) -> str:
    """How a property is written whose name has spaces or signs."""
    return f"a name with spaces or signs stands in backticks: `` {quote(name, '`')} ``"


def _goes_on(token: Token, sort: str) -> bool:
    if token.kind == "sign":
        return sort != "path" and token.text in (".", "-", "/")
    return token.kind == "name" and token.text not in TYPE_WORDS | _TESTS_WORDS


def after(expr: Expr, token: Token, functions: Sequence[str]) -> str | None:
    """What was meant by a word or text that stands behind a whole expression.

    Args:
        expr: What was read.
        token: What comes after it.
        functions: The names of all functions.
    """
    last = expr.terms[-1] if isinstance(expr, And | Or) else expr
    last = last.term if isinstance(last, Not) else last
    if isinstance(last, Path):
        return _after_path(last, token, functions)
    if isinstance(last, Did):
        return _after_did(last, token)
    if token.kind != "name":
        return None
    if token.text == "where" and isinstance(last, Compare) and isinstance(last.left, Aggregate):
        return f"it stands inside of the brackets: `{last.left.name}(... where ...)`"
    return None


def _after_did(did: Did, token: Token) -> str | None:
    if did.times is None and token.kind == "number":
        return f"how often is written `at least {token.text} times`, `at most` or `exactly`"
    if did.times is None and token.text in _OFTEN:
        return "how often is written `at least 3 times`, `at most` or `exactly`"
    return "a time is written `in last 30d`" if token.text in _LATELY else None


def _after_path(path: Path, token: Token, functions: Sequence[str]) -> str | None:
    word = path.names[0] if path.root == "event" and len(path.names) == 1 else ""
    if token.kind == "name" and token.text in _AFTER_VALUES and (path.root == "profile" or token.text == "like"):
        return _AFTER_VALUES[token.text]
    if word in ("any", "all", "none"):
        return f"of what somebody did write `did ...`; of the elements of a list `{word}(list, test)`"
    if word == "segment" and token.kind in ("string", "name"):
        return f"write `in segment {quote(token.text)}`"
    if word in functions:
        return f"write `{word}(...)`"
    if word and is_name(word) and token.kind == "name" and token.text in _OF_EVENTS:
        return f"of what somebody did write `did {word} ...`"
    return None
