"""Instants: UTC microseconds since 1970 as plain integers.

Integers compare, pack and sort without a zone to forget; local time exists only where a zone is named.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeAlias

from clew.kernel.errors import ClewError

Instant: TypeAlias = int
"""Microseconds since 1970-01-01T00:00:00Z."""

Duration: TypeAlias = int
"""Elapsed microseconds."""

MILLISECOND: Duration = 1_000
SECOND: Duration = 1_000_000
MINUTE: Duration = 60 * SECOND
HOUR: Duration = 60 * MINUTE
DAY: Duration = 24 * HOUR
WEEK: Duration = 7 * DAY

_UNITS: Mapping[str, Duration] = {"ms": MILLISECOND, "s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY, "w": WEEK}
_DURATION = re.compile(r"(\d{1,9})(ms|[smhdw])")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_WITHOUT_ZONE = _EPOCH.replace(tzinfo=None)
_DAY_SECONDS = DAY // SECOND


class InvalidInstant(ClewError):
    """A text that should be an ISO 8601 instant is none."""

    code = "instant.invalid"


class Clock(Protocol):
    """Where the present comes from; only `runtime` holds a real one."""

    def now(self) -> Instant:
        """The present instant."""
        ...


def parse_duration(text: str) -> Duration | None:
    """`30m`, `24h` or `14d` in microseconds, a day being 24 hours (R5); None for what is no duration."""
    found = _DURATION.fullmatch(text)
    return int(found[1]) * _UNITS[found[2]] if found else None


def from_datetime(moment: datetime) -> Instant:
    """The instant of an aware datetime.

    Raises:
        InvalidInstant: if the datetime is naive.
    """
    if moment.tzinfo is None:
        raise InvalidInstant("a datetime without a zone is not an instant", hint="give it a zone")
    since = moment - _EPOCH
    # Three times as fast as dividing by a microsecond, which makes integers longer than a machine word.
    return (since.days * _DAY_SECONDS + since.seconds) * SECOND + since.microseconds


def to_datetime(instant: Instant) -> datetime:
    """The instant as an aware UTC datetime."""
    return _EPOCH + timedelta(microseconds=instant)


_FIRST = from_datetime(datetime.min.replace(tzinfo=UTC))
_LAST = from_datetime(datetime.max.replace(tzinfo=UTC))


def parse_instant(text: str) -> Instant:
    """Read ISO 8601 (`2026-01-01T00:00:00Z`, offsets, up to nanoseconds cut to micro; a bare date is midnight UTC).

    Law: `parse_instant(format_instant(t)) == t`.

    Raises:
        InvalidInstant: if the text is no ISO 8601 date or date-time. A date-time without an offset is read as UTC.
    """
    try:
        # Nearly every clock writes UTC as `Z`; a datetime without a zone costs a fifth of one with.
        moment = datetime.fromisoformat(text[:-1] if text[-1:] == "Z" and text[10:11] == "T" else text)
    except (ValueError, TypeError):
        moment = None
    if moment is not None and moment.tzinfo is None:
        since = moment - _EPOCH_WITHOUT_ZONE
        return (since.days * _DAY_SECONDS + since.seconds) * SECOND + since.microseconds
    try:
        moment = datetime.fromisoformat(text)
    except (ValueError, TypeError):
        raise InvalidInstant("not an ISO 8601 instant", hint="write it like 2026-01-31T12:00:00Z") from None
    since = moment - _EPOCH
    instant = (since.days * _DAY_SECONDS + since.seconds) * SECOND + since.microseconds
    if not _FIRST <= instant <= _LAST:  # its offset leads out of the years that a datetime holds
        raise InvalidInstant("an instant before the year 1 or after 9999")
    return instant


def format_instant(instant: Instant) -> str:
    """The instant in ISO 8601, UTC, with microseconds only where there are any."""
    return (_EPOCH_WITHOUT_ZONE + timedelta(microseconds=instant)).isoformat() + "Z"
