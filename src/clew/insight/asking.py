"""What texts of a question mean in a workspace: events, properties, people, periods."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from clew.expressions import Aggregate, CalendarUnit, CxlError, Did, Events, Expr, Path, Predicate, calendars, parse
from clew.insight.errors import InvalidQuestion
from clew.insight.model import Condition, Exclusion, Period
from clew.kernel.instants import Duration, Instant, InvalidInstant, parse_duration, parse_instant

if TYPE_CHECKING:
    from clew.expressions.sql import Asked


@dataclass(frozen=True, slots=True)
class Setting:
    """What the workspace means.

    Attributes:
        now: The present.
        zone: The workspace's zone, in which days, weeks and months are counted.
        zones: The zones that people name; only looked at where a condition on people needs them.
        zone_attributes: Where they name them.
        read: Puts in an expression's place what it means here; raises a `CxlError` where it makes no sense.
    """

    now: Instant
    zone: tzinfo = UTC
    zones: Mapping[str, tzinfo] = field(default_factory=dict[str, tzinfo])
    zone_attributes: tuple[str, ...] = ()
    read: Callable[[Expr], Expr] = lambda expr: expr

    def asked(self, at: Instant) -> "Asked":
        """As of an instant."""
        from clew.expressions.sql import Asked  # noqa: PLC0415  (the compiler is loaded only where it is used)

        return Asked(at, self.zone, self.zones, self.zone_attributes)

    def events(self, of: Condition | Exclusion, where: str) -> Events:
        """The events that a condition means.

        Raises:
            InvalidQuestion: if its condition can't be read, or means nothing here.
        """
        if not of.where.strip():
            return Events(of.event, None, None)
        try:
            said = parse(f"{_BEFORE}{of.where})")
            meant = None
            if isinstance(said, Did) and said == Did(Events("event", said.events.where)):
                meant = self.read(Did(Events(of.event, said.events.where)))
        except CxlError as error:
            raise _moved(error, f"{where}/where", len(_BEFORE), len(of.where)) from None
        if not isinstance(meant, Did):
            raise InvalidQuestion("not a condition on one event", where=f"{where}/where")
        return meant.events

    def path(self, text: str, where: str) -> Path:
        """The property that a text names.

        Raises:
            InvalidQuestion: if it names none.
        """
        try:
            said = parse(f"{_FIRST}{text} of event)")
        except CxlError as error:
            raise _moved(error, where, len(_FIRST)) from None
        if not isinstance(said, Aggregate) or said.path is None:
            raise InvalidQuestion("not a property", where=where, hint="name one, such as `total` or `context.ip`")
        return said.path

    def value(self, text: str, where: str) -> Expr:
        """A value or condition of a person.

        Raises:
            InvalidQuestion: if it can't be read, or means nothing here.
        """
        try:
            return self.read(parse(text))
        except CxlError as error:
            raise _moved(error, where, 0) from None

    def people(self, text: str, where: str) -> Predicate | None:
        """A condition on people; None if there is none. Raises as `value`."""
        if not text.strip():
            return None
        found = self.value(text, where)
        if not isinstance(found, Predicate):
            raise InvalidQuestion("needs a condition, this is a value", where=where, hint="compare it")
        return found

    def span(self, period: Period, where: str = "/period") -> "Between":
        """From when until when a period is.

        Raises:
            InvalidQuestion: if it is none.
        """
        if bool(period.last) == bool(period.since):
            raise InvalidQuestion("needs either `last` or `since`", where=where, hint='such as {"last": "30d"}')
        try:
            until = parse_instant(period.until) if period.until else self.now
            if period.since:
                since = parse_instant(period.since)
            else:
                unit = _CALENDAR[period.last[-1]]
                since = calendars.start_of(until - 1, self.zone, unit, 1 - int(period.last[:-1]))
        except InvalidInstant as error:
            raise InvalidQuestion("not a period that there is", where=where) from error
        if since >= until:
            raise InvalidQuestion("ends before it begins", where=where, hint="`since` is earlier than `until`")
        return Between(since, until)


class Between(NamedTuple):
    """From an instant up to another, which is not included."""

    since: Instant
    until: Instant


def before(period: Period, span: Between, zone: tzinfo) -> Between:
    """The period right before: as many local days, weeks or months, or as much time."""
    if not period.last:
        return Between(2 * span.since - span.until, span.since)
    since = calendars.start_of(span.since - 1, zone, _CALENDAR[period.last[-1]], 1 - int(period.last[:-1]))
    return Between(since, span.since)


def duration(text: str) -> Duration:
    """`14d` in microseconds, of fixed length (R5)."""
    found = parse_duration(text)
    if found is None:
        raise InvalidQuestion("not a length of time", hint="write it like 30m, 24h or 14d")
    return found


_BEFORE = "did event where ("
_FIRST = "first("
_CALENDAR: dict[str, CalendarUnit] = {"d": "day", "w": "week", "m": "month"}


def _moved(error: CxlError, where: str, by: int, long: int | None = None) -> InvalidQuestion:
    """The error, with its column counted in the text that somebody wrote, which is so long if something follows it."""
    found = re.fullmatch(r"(\d+):(\d+)", error.where or "")
    if found is None:
        return InvalidQuestion(error.message, where=where, hint=error.hint)
    column = int(found[2]) - by if found[1] == "1" else int(found[2])
    if long is not None and column > long:
        # What follows is ours, and nobody has seen it.
        message = error.message.replace("found `)`", "found the end")
        return InvalidQuestion(message, where=f"{where}:{found[1]}:{column}", hint=error.hint)
    return InvalidQuestion(error.message, where=f"{where}:{found[1]}:{max(1, column)}", hint=error.hint)
