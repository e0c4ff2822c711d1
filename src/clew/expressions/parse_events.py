"""The part of the parser that reads events: which ones, in which window, how often, in what sequence."""

from datetime import datetime
from typing import Literal, TypeAlias, cast

from clew.expressions.errors import CxlError, did_you_mean
from clew.expressions.lex import Around, Cursor, is_name
from clew.expressions.model import (
    Ago,
    CalendarUnit,
    Events,
    Fixed,
    LastCalendar,
    Period,
    Predicate,
    Rolling,
    RollingMonths,
    Sequence,
    SinceLast,
    Span,
    SpanUnit,
    Step,
    Times,
    Window,
)
from clew.kernel.instants import Instant, InvalidInstant, parse_instant

Spot: TypeAlias = tuple[str, str]
"""A field of a node, and the `line:column` where it stands."""

_WHICH: tuple[Literal["this", "previous"], ...] = ("this", "previous")
_UNITS: tuple[CalendarUnit, ...] = ("day", "week", "month", "year")
PERIODS: dict[str, tuple[Literal["this", "previous"], CalendarUnit]] = {
    "today": ("this", "day"),
    "yesterday": ("previous", "day"),
    **{f"{which}_{unit}": (which, unit) for which in _WHICH for unit in _UNITS},
}

TYPE_WORDS = frozenset(PERIODS) | {
    *("and", "at", "before", "between", "exactly", "from", "grace", "in", "is", "last", "no", "not", "or"),
    *("since", "then", "where", "within"),
}
"""Words that may follow an event type; an event type of that name is written in quotes."""

_WINDOW_WORDS = ("in", "since", "before", "from", *PERIODS)
_MONTHS = ("months", "years", "month", "year")
_TIMES_WORDS = ("at", "exactly", "between")


def is_bare_type(name: str) -> bool:
    """Whether an event type can be written without quotes."""
    return is_name(name) and name not in TYPE_WORDS


def read_span(text: str) -> Span:
    """An elapsed time from a token that is one."""
    digits = text.rstrip("mshdw")
    return Span(int(digits), cast("SpanUnit", text[len(digits) :]))


class EventParser(Cursor):
    """Reads events, windows and sequences."""

    def condition(self) -> Predicate:
        """The one predicate or parenthesised expression that follows `where`."""
        raise NotImplementedError

    def event_type(self) -> tuple[str, Spot]:
        """A type of event, a name or a text in quotes, and where it stands."""
        self.want("event")
        token = self.token
        if token.kind in ("string", "quoted") or (token.kind == "name" and token.text not in TYPE_WORDS):
            self.mark(token, "event")
            return self.advance().text, ("type", self.place(token))
        hint = f'write it in quotes: "{token.text}"' if token.text in TYPE_WORDS else None
        return self.unexpected("an event type", hint=hint)

    def where(self, kind: str) -> Predicate | None:
        """`where` and its condition, if they come after an event of this type."""
        if not self.take_word("where"):
            return None
        if self.sees("not"):
            self.unexpected("a condition", hint="put it in parentheses: `where (not ...)`")
        outer, self.around = self.around, Around("event", kind)
        condition = self.condition()
        self.around = outer
        return condition

    def events(self) -> Events:
        """`TYPE [where ...] [window]`."""
        at = self.here
        kind, spot = self.event_type()
        return Events(kind, self.where(kind), self.window(), at=at, spots=(spot,))

    def spanned(self, name: str) -> tuple[Span, Spot]:
        """An elapsed time, and where the field of this name stands."""
        at = self.here
        return self.span(), (name, at)

    def span(self) -> Span:
        """An elapsed time: `30d`."""
        self.want("span")
        if self.token.kind == "number":
            self.unexpected("a time span such as `30d`", hint="give it a unit: ms, s, m, h, d or w")
        token = self.need("span", "a time span such as `30d`")
        return read_span(token.text)

    def whole_number(self) -> int:
        """A whole number."""
        token = self.need("number", "a whole number")
        if not token.text.isdigit() or len(token.text) > 9:
            raise CxlError(f"`{token.text}` is no whole number below a billion", where=self.place(token))
        return int(token.text)

    def window(self) -> Window | None:  # noqa: PLR0911 (one exit per form)
        """A window, if one comes."""
        if not self.at_word(*_WINDOW_WORDS):
            return None
        at = self.here
        word = self.advance().text
        if word in PERIODS:
            return Period(*PERIODS[word], at=at)
        if word == "in":
            return self._in_window(at)
        if word == "since":
            if self.take_word("last"):
                kind, spot = self.event_type()
                return SinceLast(kind, at=at, spots=(spot,))
            return Fixed(self.instant(), None, at=at)
        if word == "before":
            return Fixed(None, self.instant(), at=at)
        start = self.instant()
        self.need_word("to")
        return Fixed(start, self.instant(), at=at)

    def _in_window(self, at: str) -> Window:
        if self.sees("the", "past", "next"):
            self.unexpected("`last` or `window`", hint="a time is written `in last 30d`")
        if self.need_word("last", "window") == "window":
            older, first = self.spanned("older")
            self.need_word("to")
            newer, second = self.spanned("newer")
            self.need_word("ago")
            return Ago(older, newer, at=at, spots=(first, second))
        self.want("number")
        if self.token.kind != "number":
            span, spot = self.spanned("span")
            return Rolling(span, at=at, spots=(spot,))
        spots = (("count", self.here),)
        count = self.whole_number()
        if self.take_word("calendar"):
            unit = self.need_word("days", "weeks", "months", "day", "week", "month").rstrip("s")
            return LastCalendar(count, cast("Literal['day', 'week', 'month']", unit), at=at, spots=spots)
        if self.sees("day", "days", "week", "weeks", "hour", "hours", "minute", "minutes"):
            short = f"{count}{self.token.text[0]}"
            local = "" if short[-1] in "hm" else f", or `{count} calendar {self.token.text}` for local ones"
            self.unexpected("`months`, `years` or `calendar`", hint=f"write `{short}` for elapsed time{local}")
        if not self.at_word(*_MONTHS):
            hint = did_you_mean(self.token.text, _MONTHS)
            self.unexpected("a unit", hint=hint or f"write `{count}d`, `{count} months` or `{count} calendar days`")
        unit = self.advance().text.rstrip("s")
        return RollingMonths(count, cast("Literal['month', 'year']", unit), at=at, spots=spots)

    def instant(self) -> Instant:
        """A date (midnight UTC) or a date-time with its offset, bare or in quotes."""
        self.want("date")
        token = self.token
        if token.kind == "string" and not token.text[:1].isdigit():
            self.unexpected("a date", hint=f'for an event, write `since last "{token.text}"`')
        if token.kind not in ("date", "string"):
            self.unexpected("a date such as `2026-01-31`", hint="or `since last` and an event type")
        self.advance()
        try:
            instant = parse_instant(token.text)
        except InvalidInstant:
            raise CxlError(
                f"`{token.text}` is no date", where=self.place(token), hint="write it like 2026-01-31"
            ) from None
        if len(token.text) > 10 and datetime.fromisoformat(token.text).tzinfo is None:
            raise CxlError(
                f"`{token.text}` has no offset", where=self.place(token), hint=f"for UTC write `{token.text}Z`"
            )
        return instant

    def times(self) -> Times | None:
        """How often, if it is said."""
        if not self.at_word(*_TIMES_WORDS):
            return None
        at = self.here
        self.mark(self.token, "times")
        word = self.advance().text
        low: int | None = None
        high: int | None = None
        if word == "between":
            low = self.whole_number()
            self.need_word("and")
            high = self.whole_number()
        elif word == "exactly":
            low = high = self.whole_number()
        elif self.need_word("least", "most") == "least":
            low = self.whole_number()
        else:
            high = self.whole_number()
        if not self.at_word("times", "time"):
            self.unexpected("`times`", ("times",), hint="how often is written `at least 3 times`")
        self.advance()
        return Times(low, high, at=at)

    def sequence(self, at: str) -> Sequence:
        """What follows `sequence`."""
        self.need_sign("(")
        steps = [self._step(first=True)]
        while self.take_word("then"):
            steps.append(self._step(first=False))
        if not self.at_sign(")"):
            joined = "steps are joined by `then`: `sequence(a then b within 1d)`" if self.at_sign(",", "-") else None
            self.unexpected("`then` or `)`", ("then", "where", "within"), hint=joined)
        self.advance()
        window = self.window()
        grace, *spots = self.spanned("grace") if self.take_word("grace") else (None,)
        return Sequence(tuple(steps), window, grace, at=at, spots=tuple(spots))

    def _step(self, *, first: bool) -> Step:
        at = self.here
        absent = self.take_word("no")
        if absent and first:
            raise CxlError("a sequence begins with something that happened", where=at, hint="use `did not`")
        kind, spot = self.event_type()
        where = self.where(kind)
        if first and self.sees("within"):
            self.unexpected("`then`", hint="the first step has none before it; give the sequence a window instead")
        within, *spots = self.spanned("within") if self.take_word("within") else (None,)
        return Step(kind, where, absent, within, at=at, spots=(spot, *spots))
