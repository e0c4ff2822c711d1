"""Paths and conversions: how a cell becomes a value, exactly."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from clew.events.mapping.errors import BadValue
from clew.kernel.instants import Instant, InvalidInstant, from_datetime
from clew.kernel.packing import ExactNumber

Values: TypeAlias = Mapping[str, Any]
"""One row."""

Get: TypeAlias = Callable[[Values, Sequence[Values]], Any]
"""A compiled expression: the row it is about (the first of its group), and all rows of the group. None: absent."""

ROW_NUMBER = "\x00row"
"""The key under which a row carries its number, out of reach of any column's name."""

_STEP = re.compile(r"\.(?P<name>[^.\[\]]+)|\[(?P<index>\d+)\]|\['(?P<quoted>[^']+)'\]")
_PLAIN_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?")


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


def to_decimal(value: Any, *, thousands: str = "", decimal: str = ".") -> Decimal:
    """A number, exactly as written."""
    if isinstance(value, bool):
        raise BadValue("mapping.number", "true or false is not a number")
    if isinstance(value, int | Decimal):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(repr(value))
    text = to_text(value).strip()
    if thousands:
        text = text.replace(thousands, "")
    if decimal != ".":
        text = text.replace(decimal, ".")
    if not _PLAIN_NUMBER.fullmatch(text):
        raise BadValue("mapping.number", "not a number")
    try:
        return Decimal(text)
    except InvalidOperation:
        raise BadValue("mapping.number", "not a number") from None


def to_number(value: Decimal) -> int | float | ExactNumber:
    """The number as an event carries it: whole, or a float that prints as it was written, or exact."""
    if value == value.to_integral_value() and abs(value) < 2**63:
        return int(value)
    number = float(value)
    return number if Decimal(repr(number)) == value else ExactNumber(value)


def to_instant(value: Any, formats: Sequence[str], zone: tzinfo) -> Instant:
    """A date or time: by the formats in turn, else ISO 8601, else a number of seconds or milliseconds since 1970.

    A time without an offset is local to the zone; one that its clocks repeat is the first, one they skip is read with
    the offset before the gap.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value * (1_000 if abs(value) >= 10**11 else 1_000_000))
    text = to_text(value).strip()
    moment = _by_formats(text, formats) if formats else _iso(text)
    if moment is None:
        raise BadValue("mapping.date", "not a date" + (" of the given format" if formats else " in ISO 8601"))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    try:
        return from_datetime(moment.astimezone(UTC))
    except (OverflowError, InvalidInstant):
        raise BadValue("mapping.date", "a date outside the calendar") from None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _by_formats(text: str, formats: Sequence[str]) -> datetime | None:
    for form in formats:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007  (the zone is given beside)
        except ValueError:
            continue
    return None
