"""Reading the clocks of clients: they write instants in many ways."""

from email.utils import parsedate_to_datetime

from clew.kernel.instants import MILLISECOND, SECOND, Instant, InvalidInstant, from_datetime, parse_instant

EARLIEST: Instant = parse_instant("1900-01-01T00:00:00Z")
"""Before this no customer did anything: it is an unset clock (the zero of Go and .NET is the year 1)."""

LATEST: Instant = parse_instant("9999-12-31T23:59:59.999999Z")

_COMPACT_DATE = 8  # digits of 20261121, the one all-digit text that is no epoch number
_MOST_DIGITS = 19  # of nanoseconds until the year 2286


def read_moment(value: str | float) -> Instant:
    """The instant that a client wrote.

    ISO 8601 with any offset (none means UTC) and any precision; RFC 2822, as JavaScript's `toUTCString` writes it;
    or a count since 1970, as number or digits: below 10^11 seconds, below 10^14 milliseconds, else microseconds
    (below 10^17) or nanoseconds.

    Raises:
        InvalidInstant: if it is none of these, or outside the years 1900 to 9999.
    """
    if not isinstance(value, str):
        instant = _read_number(value)
    # Digits first: some epoch numbers happen to be basic ISO 8601 with an odd separator. Most texts have the usual
    # one, and needn't be looked through for that.
    elif value[4:5] != "-" and value.isdecimal() and value.isascii() and len(value) != _COMPACT_DATE:
        instant = _read_number(int(value)) if len(value) <= _MOST_DIGITS else LATEST + 1
    else:
        try:
            instant = parse_instant(value)
        except InvalidInstant:
            instant = _read_mail_date(value)
    if EARLIEST <= instant <= LATEST:
        return instant
    raise InvalidInstant("an instant outside the years 1900 to 9999", hint="check the client's clock")


def _read_mail_date(text: str) -> Instant:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        raise InvalidInstant(
            "not an instant", hint="write ISO 8601, such as 2026-01-31T12:00:00Z, or milliseconds since 1970"
        ) from None
    # RFC 2822 writes UTC as -0000, which Python reads as naive.
    return parse_instant(moment.isoformat()) if moment.tzinfo is None else from_datetime(moment)


def _read_number(count: float) -> Instant:
    size = abs(count)
    if size < 1e11:
        return round(count * SECOND)
    if size < 1e14:
        return round(count * MILLISECOND)
    return round(count) if size < 1e17 else round(count / 1000)
