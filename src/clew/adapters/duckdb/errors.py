"""What can be wrong with a query; the words of the engine, without the values that it likes to quote."""

import re

import duckdb

from clew.kernel.errors import ClewError

_QUOTED = re.compile(r"'(?:[^']|'')*'")
_NAMES_ONLY = (duckdb.ParserException, duckdb.CatalogException, duckdb.BinderException)


class NotAllowed(ClewError):
    """The text is no single reading statement over the tables that there are."""

    code = "query.not_allowed"


class QueryFailed(ClewError):
    """The query can't be answered."""

    code = "query.failed"


class TooLong(ClewError):
    """The query took longer than it may, or was cancelled."""

    code = "query.too_long"


class TooMuchMemory(ClewError):
    """The query needs more memory than it may have."""

    code = "query.too_much_memory"


class TooLarge(ClewError):
    """The answer takes more bytes than it may."""

    code = "query.too_large"


class NotKept(ClewError):
    """What was known at an instant can't be told any more."""

    code = "query.not_kept"


def explained(error: duckdb.Error) -> ClewError:
    """The engine's error as ours."""
    if isinstance(error, duckdb.InterruptException):
        return TooLong("the query was stopped: it took longer than it may", hint="ask for less, or allow more time")
    if isinstance(error, duckdb.OutOfMemoryException):
        return TooMuchMemory("the query needs more memory than it may have", hint="select fewer columns or rows")
    message = str(error).split("\n", 1)[0]
    if not isinstance(error, _NAMES_ONLY):
        # A value that did not fit is quoted there, and may be somebody's.
        message = _QUOTED.sub("a value", message)
    return QueryFailed(message, where="query", hint=_HINTS.get(type(error)))


_HINTS: dict[type[duckdb.Error], str] = {
    duckdb.ConversionException: "TRY_CAST gives null where a value does not fit",
    duckdb.CatalogException: "the tables are events, facts, profiles, memberships, identities and quarantine",
}

__all__ = ["NotAllowed", "NotKept", "QueryFailed", "TooLarge", "TooLong", "TooMuchMemory", "explained"]
