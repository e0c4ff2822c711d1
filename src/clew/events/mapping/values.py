"""Paths and conversions: how a cell becomes a value, exactly, and quickly where the same cell comes again."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, TypeAlias

from clew.events.mapping.errors import BadValue
from clew.kernel.packing import ExactNumber, to_json

Values: TypeAlias = Mapping[str, Any]
"""One row."""

Get: TypeAlias = Callable[[Values, Sequence[Values]], Any]
"""A compiled expression: the row it is about (the first of its group), and all rows of the group. None: absent."""

ROW_NUMBER = "\x00row"
"""The key under which a row carries its number, out of reach of any column's name."""

REMEMBERED = 65_536
"""How many different texts a conversion remembers: neighbouring rows repeat their dates and prices."""

_STEP = re.compile(r"\.(?P<name>[^.\[\]]+)|\[(?P<index>\d+)\]|\['(?P<quoted>[^']+)'\]")
_PLAIN_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_LONGEST_NUMBER = 400
_LARGEST_INTEGER = 2**63


def path_steps(text: str) -> list[str | int] | None:
    """The steps of `$.name`, `$.a.b[0]`, `$['odd name']`; None if it is no path."""
    steps: list[str | int] = []
    place = 1
    while place < len(text):
        found = _STEP.match(text, place)
        if found is None:
            return None
        name, index, quoted = found["name"], found["index"], found["quoted"]
        steps.append(int(index) if index is not None else quoted if quoted is not None else name.strip())
        place = found.end()
    return steps or None


def path_getter(steps: Sequence[str | int]) -> Get:
    """Reads a path; an empty text is absent."""
    if len(steps) == 1 and isinstance(steps[0], str):
        name = steps[0]

        def read_column(row: Values, rows: Sequence[Values]) -> Any:
            value = row.get(name)
            return None if value == "" else value

        return read_column

    def read_path(row: Values, rows: Sequence[Values]) -> Any:
        value: Any = row
        for step in steps:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return None if value == "" else value

    return read_path


def to_text(value: Any) -> str:
    """A scalar as text; a whole float without its `.0`, as spreadsheets write ids."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if isinstance(value, int | float | Decimal):
        return str(value)
    raise BadValue("mapping.text", "a list or an object is not a text")


def to_hashable(value: Any) -> str:
    """Any value as one text, for hashes."""
    if type(value) is str:
        return value
    return to_json(value).decode() if isinstance(value, dict | list) else to_text(value)


@lru_cache(REMEMBERED)
def read_decimal(text: str, thousands: str = "", decimal: str = ".") -> Decimal | None:
    """A number as people write it, with these separators; None if it is none."""
    text = text.strip()
    if decimal != ".":
        # A point is then a separator of thousands, or a mistake: it must not become a fraction.
        text = (text.replace(thousands, "") if thousands else text).replace(".", "?").replace(decimal, ".")
    elif thousands:
        text = text.replace(thousands, "")
    if len(text) > _LONGEST_NUMBER or not _PLAIN_NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


@lru_cache(REMEMBERED)
def _as_written(value: float) -> Decimal:
    return Decimal(repr(value))


def to_decimal(value: Any, *, thousands: str = "", decimal: str = ".") -> Decimal:
    """A number, exactly as written.

    Raises:
        BadValue: if it is none.
    """
    if isinstance(value, str):
        number = read_decimal(value, thousands, decimal)
    elif isinstance(value, bool):
        raise BadValue("mapping.number", "true or false is not a number")
    elif isinstance(value, int | Decimal):
        number = Decimal(value)
    else:
        number = _as_written(value) if isinstance(value, float) else None
    if number is None or not number.is_finite():
        raise BadValue("mapping.number", "not a number")
    return number


def to_number(value: Decimal) -> int | float | ExactNumber:
    """The number as an event carries it: whole, or a float that prints as it was written, or exact."""
    if abs(value) < _LARGEST_INTEGER and value == value.to_integral_value():
        return int(value)
    number = float(value)
    return number if Decimal(repr(number)) == value else ExactNumber(value)


@lru_cache(REMEMBERED)
def read_number(text: str, thousands: str = "", decimal: str = ".") -> int | float | ExactNumber | None:
    """Likewise, as an event carries it."""
    number = read_decimal(text, thousands, decimal)
    return None if number is None else to_number(number)


def zoned(moment: datetime, zone: tzinfo) -> datetime:
    """The moment in UTC; without an offset it is local to the zone."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
