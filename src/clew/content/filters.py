"""Filters that know the reader: money, numbers, dates and plurals in their language and zone.

A value that a filter can't take is an error and holds the message: a person never reads `NaN` or `Invalid Date`.
"""

from collections.abc import Callable
from datetime import date as calendar_date
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_currency, format_decimal, format_percent
from liquid import RenderContext
from liquid.exceptions import FilterArgumentError
from liquid.filter import with_context
from liquid.undefined import Undefined

from clew.kernel.instants import InvalidInstant, parse_instant, to_datetime
from clew.kernel.packing import to_json

READER = "_reader"
"""Under which name the reader stands among a template's values; no template can say it in a path."""

_FORMATS = ("full", "long", "medium", "short")
_PLURALS = ("zero", "one", "two", "few", "many", "other")
_LONGEST = 200_000


class Reader(msgspec.Struct, frozen=True):
    """Who reads: language and zone."""

    locale: Locale
    zone: ZoneInfo


def _reader(context: RenderContext) -> Reader:
    found = context.globals[READER]
    if not isinstance(found, Reader):
        raise FilterArgumentError("a template was rendered without a reader", token=None)
    return found


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise FilterArgumentError("needs a number", token=None)
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise FilterArgumentError("needs a number", token=None) from None
    if not number.is_finite():
        raise FilterArgumentError("needs a finite number", token=None)
    return number


def _moment(value: object) -> datetime | calendar_date:
    """A value as an instant, or as a day where it names no more than a day."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return to_datetime(value)
    if not isinstance(value, str):
        raise FilterArgumentError("needs a date such as 2026-01-31", token=None)
    try:
        if len(value) == len("2026-01-31"):
            return calendar_date.fromisoformat(value)
        return to_datetime(parse_instant(value))
    except (ValueError, InvalidInstant):
        raise FilterArgumentError("needs a date such as 2026-01-31", token=None) from None


def _format(name: object) -> str:
    # A pattern of CLDR (`d MMMM y`) is as good as one of the four names.
    if not isinstance(name, str) or not name or len(name) > 100:
        raise FilterArgumentError(f"needs one of {', '.join(_FORMATS)}, or a pattern such as `d MMMM y`", token=None)
    return name


@with_context
def money(value: object, currency: object = "", *, context: RenderContext) -> str:
    """An amount of money in the reader's language: `{{ event.total | money: "EUR" }}`."""
    if not (isinstance(currency, str) and len(currency) == 3 and currency.isalpha()):
        raise FilterArgumentError('needs a currency: `| money: "EUR"`', token=None)
    return _priced(str(_number(value)), currency.upper(), _reader(context).locale)


@lru_cache(maxsize=8_192)
def _priced(amount: str, currency: str, locale: Locale) -> str:
    # Mails of one shop say the same prices again and again, and to write one takes as long as all the rest of its line.
    return format_currency(Decimal(amount), currency, locale=locale)


@with_context
def number(value: object, *, context: RenderContext) -> str:
    """A number with the reader's separators."""
    return format_decimal(_number(value), locale=_reader(context).locale)


@with_context
def percent(value: object, *, context: RenderContext) -> str:
    """A share as a percentage: 0.25 is 25 %."""
    return format_percent(_number(value), locale=_reader(context).locale)


@with_context
def date(value: object, style: object = "medium", *, context: RenderContext) -> str:
    """A day in the reader's zone and language; a date without a time is that day everywhere."""
    reader, moment = _reader(context), _moment(value)
    local = moment.astimezone(reader.zone).date() if isinstance(moment, datetime) else moment
    return format_date(local, _format(style), locale=reader.locale)


@with_context
def time(value: object, style: object = "short", *, context: RenderContext) -> str:
    """A time of day in the reader's zone and language."""
    reader, moment = _reader(context), _moment(value)
    if not isinstance(moment, datetime):
        raise FilterArgumentError("needs a date with a time", token=None)
    return format_time(moment, _format(style), tzinfo=reader.zone, locale=reader.locale)


@with_context
def datetime_(value: object, style: object = "medium", *, context: RenderContext) -> str:
    """Day and time in the reader's zone and language."""
    reader, moment = _reader(context), _moment(value)
    if not isinstance(moment, datetime):
        raise FilterArgumentError("needs a date with a time", token=None)
    return format_datetime(moment, _format(style), tzinfo=reader.zone, locale=reader.locale)


@with_context
def plural(value: object, *, context: RenderContext, **forms: object) -> str:
    """The form that goes with a number, by the rules of the reader's language.

    In `{{ n | plural: one: "# hat", other: "# hats" }}` the `#` stands for the number. A form that the
    language wants and that is not given is taken from `other`.
    """
    if "other" not in forms or not set(forms) <= set(_PLURALS):
        raise FilterArgumentError(f"needs `other:` and may have {', '.join(_PLURALS[:-1])}", token=None)
    count, reader = _number(value), _reader(context)
    form = str(forms.get(reader.locale.plural_form(count), forms["other"]))
    return form.replace("#", format_decimal(count, locale=reader.locale))


def json(value: object) -> str:
    """A value as JSON, such as it stands in a webhook's text."""
    return to_json(value).decode()


def bounded(filter_: Callable[..., Any]) -> Callable[..., Any]:
    """A filter over texts that refuses to make a text longer than any message may be."""

    def wrapper(value: object, *arguments: object, **named: object) -> Any:
        texts = [len(text) for text in (value, *arguments) if isinstance(text, str)]
        # What `replace` can come to at most, and more than any other filter of texts can.
        if texts and texts[0] * max([1, *texts[1:]]) > _LONGEST * 100:
            raise FilterArgumentError("makes too long a text", token=None)
        result = filter_(value, *arguments, **named)
        if isinstance(result, str) and len(result) > _LONGEST:
            raise FilterArgumentError("makes too long a text", token=None)
        return result

    return _marked_as(filter_, wrapper)


class StandIn(str):
    """A name that a preview shows where a value is missing: filters leave it as it is."""

    __slots__ = ()


def _passing(filter_: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that leaves a missing value missing, for a `default` after it, or for the output to find."""

    def wrapper(value: object, *arguments: object, **named: object) -> Any:
        return value if isinstance(value, Undefined | StandIn) else filter_(value, *arguments, **named)

    return _marked_as(filter_, wrapper)


def _marked_as(filter_: Callable[..., Any], wrapper: Callable[..., Any]) -> Callable[..., Any]:
    for mark in ("with_context", "with_environment"):
        if hasattr(filter_, mark):
            setattr(wrapper, mark, True)
    return wrapper


FILTERS: dict[str, Callable[..., Any]] = {
    "money": _passing(money),
    "number": _passing(number),
    "percent": _passing(percent),
    "date": _passing(date),
    "time": _passing(time),
    "datetime": _passing(datetime_),
    "plural": _passing(plural),
    "json": _passing(json),
}
"""Our own, in place of the standard `date`, which would read the machine's clock and zone."""
