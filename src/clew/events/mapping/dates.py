"""Dates and times of a source, as instants."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias

from clew.events.mapping.errors import BadValue
from clew.events.mapping.values import REMEMBERED, read_decimal, to_text, zoned
from clew.kernel.instants import MILLISECOND, SECOND, Instant, from_datetime

EPOCHS = {"epoch_seconds": SECOND, "epoch_milliseconds": MILLISECOND, "epoch_microseconds": 1}
"""Formats of numbers counted from 1970."""

_FIRST = from_datetime(datetime(1, 1, 3, tzinfo=UTC))
_LAST = from_datetime(datetime(9999, 12, 29, tzinfo=UTC))
_MILLISECONDS_FROM = 10**11
"""A bare number from here on counts milliseconds: in seconds it would be the year 5138."""

Parse: TypeAlias = Callable[[str], datetime]
ReadInstant: TypeAlias = Callable[[Any], Instant]
"""The instant that a value means; raises `BadValue` if it means none."""


def instant_reader(formats: Sequence[str], zone: tzinfo) -> ReadInstant:
    """Reads values by the first of the formats that fits; by ISO 8601, or as a number since 1970, if there are none.

    A time without an offset is local to the zone; one that its clocks repeat is the first, one that they skip is read
    with the offset before the gap.
    """
    parsers = [_parser(form) for form in formats if form not in EPOCHS] or ([] if formats else [_iso])
    units = [EPOCHS[form] for form in formats if form in EPOCHS]

    @lru_cache(REMEMBERED)
    def of_text(text: str) -> Instant | None:
        text = text.strip()
        for parse in parsers:
            try:
                return from_datetime(zoned(parse(text), zone))
            except (ValueError, OverflowError):
                continue
        number = read_decimal(text) if units else None
        return None if number is None else _in_range(number * units[0])

    def of_number(value: float | Decimal) -> Instant | None:
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if not number.is_finite():
            return None
        guessed = MILLISECOND if abs(number) >= _MILLISECONDS_FROM else SECOND
        return _in_range(number * (units[0] if units else guessed))

    def read(value: Any) -> Instant:
        if isinstance(value, str):
            instant = of_text(value)
        elif isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            instant = of_text(to_text(value))
        else:
            instant = of_number(value)
        if instant is None:
            raise BadValue("mapping.date", "not a date" + (" of the given format" if formats else " in ISO 8601"))
        return instant

    return read


def _in_range(number: Decimal) -> Instant | None:
    return int(number) if _FIRST <= number <= _LAST else None


def _iso(text: str) -> datetime:
    return datetime.fromisoformat(text)


_DIGITS = {
    "%Y": r"(?P<Y>[0-9]{4})",
    "%m": r"(?P<m>[0-9]{1,2})",
    "%d": r"(?P<d>[0-9]{1,2})",
    "%H": r"(?P<H>[0-9]{1,2})",
    "%M": r"(?P<M>[0-9]{1,2})",
    "%S": r"(?P<S>[0-9]{1,2})",
}
_DIRECTIVE = re.compile(r"%.")


def _parser(form: str) -> Parse:
    """A parser of one format; those of plain digits alone are several times faster than strptime."""
    directives = _DIRECTIVE.findall(form)
    if not {"%Y", "%m", "%d"} <= set(directives) <= set(_DIGITS) or len(set(directives)) != len(directives):
        return lambda text: datetime.strptime(text, form)  # noqa: DTZ007  (the zone is given beside)
    literals = map(re.escape, _DIRECTIVE.split(form))
    digits = [*map(_DIGITS.__getitem__, directives), ""]
    pattern = re.compile("".join(literal + digit for literal, digit in zip(literals, digits, strict=True)))
    groups = [pattern.groupindex.get(name, 0) for name in "YmdHMS"]

    def parse(text: str) -> datetime:
        found = pattern.fullmatch(text)
        if found is None:
            raise ValueError
        year, month, day, hour, minute, second = (int(found[group]) if group else 0 for group in groups)
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  (likewise)

    return parse


def is_date_format(form: str) -> bool:
    """Whether the text can be a format: it writes a date that it reads back."""
    if form in EPOCHS:
        return True
    sample = datetime(2001, 12, 31, 23, 58, 59, tzinfo=UTC)
    try:
        return datetime.strptime(sample.strftime(form), form).date() == sample.date()  # noqa: DTZ007
    except (ValueError, re.error):
        return False
