"""What a value can be at evaluation, and the small tests that every evaluator shares.

A value is nothing (None), a number, a text, a flag, an array, an object or a `Moment`. Values of different kinds don't
compare: any comparison between them is false, as with null (R23). A text compares with a moment as the date it says.
"""

import re
from math import asin, cos, radians, sin, sqrt
from typing import Any, cast

from clew.expressions.numbers import exact
from clew.kernel.instants import Instant, InvalidInstant, parse_instant

EARTH_RADIUS = 6_371_008.8
"""Metres; mean radius R1 of the IUGG."""


DATE_FORM = (
    "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    "([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]+)?)?(Z|[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?)?)?"
)
"""What is read as a date: the part of ISO 8601 that every SQL engine can be told in one pattern."""

_is_date = re.compile(DATE_FORM).fullmatch


class Moment(int):
    """An instant as a value: what `now` is."""

    __slots__ = ()


def moment_of(value: object) -> Instant | None:
    """The instant that a value says: a moment, or a text in ISO 8601 (a bare date is midnight UTC); else None."""
    if isinstance(value, Moment):
        return int(value)
    # The form first: the library also reads week dates and other forms, and more of them with every version.
    if type(value) is not str or len(value) < 10 or value[4] != "-" or _is_date(value) is None:
        return None
    try:
        return parse_instant(value)
    except (InvalidInstant, OverflowError):
        return None


def month_and_day(value: object) -> tuple[int, int] | None:
    """Month and day as a text in ISO 8601 says them, whatever its offset; None if it says no date."""
    if type(value) is not str or moment_of(value) is None:
        return None
    return int(value[5:7]), int(value[8:10])


def lower(text: str) -> str:
    """Each letter in lower case by itself, so that length and position stay (as SQL engines do it)."""
    if text.isascii():
        return text.lower()
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def distance(lat1: object, lon1: object, lat2: object, lon2: object) -> float | None:
    """Metres on the sphere by the haversine formula; None unless all four are coordinates in degrees.

    Formula: R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68 (1984).
    """
    degrees = [exact(value) for value in (lat1, lon1, lat2, lon2)]
    bounds = (90, 180, 90, 180)
    if any(value is None or abs(value) > bound for value, bound in zip(degrees, bounds, strict=True)):
        return None
    phi1, lambda1, phi2, lambda2 = [radians(float(value or 0)) for value in degrees]
    chord = sin((phi2 - phi1) / 2) ** 2 + cos(phi1) * cos(phi2) * sin((lambda2 - lambda1) / 2) ** 2
    return 2 * EARTH_RADIUS * asin(min(1.0, sqrt(chord)))


def as_array(value: Any) -> list[Any] | None:
    """The value if it is an array."""
    return cast("list[Any]", value) if type(value) is list else None


def step_into(value: Any, names: tuple[str, ...]) -> Any:
    """What stands under these names in nested objects; None where there is nothing."""
    for name in names:
        if type(value) is not dict:
            return None
        value = cast("dict[str, Any]", value).get(name)
    return value
