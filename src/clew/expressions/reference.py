"""The naive reference: what an expression means, written to be obviously right over a list of records.

Law 3 of the design: every other evaluator is tested against this one.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from clew.events import Record
from clew.expressions import calendars
from clew.expressions.errors import CxlError
from clew.expressions.model import (
    Aggregate,
    Ago,
    And,
    Anniversary,
    Arithmetic,
    Between,
    Compare,
    Consent,
    Constant,
    Did,
    Distance,
    Events,
    Expr,
    Fixed,
    InSegment,
    IsNull,
    LastCalendar,
    Not,
    Now,
    OneOf,
    Or,
    Path,
    Period,
    Predicate,
    Quantified,
    Rolling,
    RollingMonths,
    Score,
    SinceLast,
    TextTest,
    Times,
    Trait,
    Value,
    Window,
    Within,
)
from clew.expressions.model import Sequence as SequenceNode
from clew.expressions.numbers import exact, is_number, plain
from clew.expressions.patterns import matcher
from clew.expressions.values import Moment, as_array, distance, lower, moment_of, month_and_day, step_into
from clew.expressions.view import ProfileView
from clew.kernel.instants import Instant

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
_UNIT_MONTHS = {"month": 1, "year": 12}


def evaluate(expr: Expr, view: ProfileView, now: Instant) -> Any:
    """The value of an inlined expression for a profile at an instant, from nothing but its records.

    Returns:
        For a predicate true or false (false when the profile doesn't exist, R10); else a plain value or None.

    Raises:
        CxlError: if the expression still refers to segments or traits: `inline` it first.
    """
    return Reference(view, now).answer(expr)


class Reference:
    """Evaluates at one instant; `row` is what bare names mean: a record, or an element of an array."""

    def __init__(self, view: ProfileView, now: Instant) -> None:
        self.view = view
        self.now = now

    def answer(self, expr: Expr) -> Any:
        """What `evaluate` gives."""
        if not self.view.exists:
            return False if isinstance(expr, Predicate) else None
        return self.holds(expr, None) if isinstance(expr, Predicate) else plain(self.value(expr, None))

    def holds(self, expr: Predicate, row: Any) -> bool:  # noqa: C901, PLR0911, PLR0912 (one arm per class)
        """Whether a predicate holds."""
        match expr:
            case And(terms):
                return all(self.holds(term, row) for term in terms)
            case Or(terms):
                return any(self.holds(term, row) for term in terms)
            case Not(term):
                return not self.holds(term, row)
            case Compare(sign, left, right):
                return compare(sign, self.value(left, row), self.value(right, row))
            case OneOf(value, options, negated):
                sign, every = ("!=", all) if negated else ("=", any)
                return every(compare(sign, self.value(value, row), option.value) for option in options)
            case Between(value, low, high):
                middle = self.value(value, row)
                return compare("<=", self.value(low, row), middle) and compare("<=", middle, self.value(high, row))
            case IsNull(value, negated):
                return (self.value(value, row) is None) != negated
            case TextTest():
                return self._text_test(expr, self.value(expr.value, row), self.value(expr.pattern, row))
            case Quantified(name, array, test):
                elements: list[Any] | None = as_array(self.value(array, row))
                if elements is None:
                    return False
                results = [self.holds(test, element) for element in elements]
                return {"any": any(results), "all": all(results), "none": not any(results)}[name]
            case Within(value, direction, span):
                moment = moment_of(self.value(value, row))
                if moment is None:
                    return False
                start = moment if direction == "last" else moment - span.micros
                return start <= self.now < start + span.micros
            case Anniversary(value):
                return self._is_anniversary(month_and_day(self.value(value, row)))
            case Did(events, negated, times):
                low, high = (times.low, times.high) if isinstance(times, Times) else (1, None)
                count = len(self.events(events))
                return ((low or 0) <= count and (high is None or count <= high)) != negated
            case SequenceNode():
                return self._sequence(expr)
            case InSegment(segment):
                raise CxlError(f'segment "{segment}" is not inlined', where=expr.at)
            case _:
                raise TypeError(f"no meaning for {type(expr).__name__}")

    def value(self, expr: Value, row: Any) -> Any:  # noqa: PLR0911 (one arm per class)
        """An exact value, or None."""
        match expr:
            case Constant(value):
                return value
            case Path(root, names):
                return step_into(self._root(root, row), names)
            case Score(name):
                return self.view.scores.get(name)
            case Consent(name):
                return self.view.consents.get(name)
            case Now():
                return Moment(self.now)
            case Arithmetic(sign, left, right):
                return _arithmetic(sign, exact(self.value(left, row)), exact(self.value(right, row)))
            case Distance(lat1, lon1, lat2, lon2):
                return distance(*(self.value(part, row) for part in (lat1, lon1, lat2, lon2)))
            case Aggregate():
                return self._aggregate(expr)
            case Trait(name):
                raise CxlError(f"trait `{name}` is not inlined", where=expr.at)
            case _:
                raise TypeError(f"no meaning for {type(expr).__name__}")

    def _root(self, root: str, row: Any) -> Any:
        if root == "profile":
            return dict(self.view.attributes)
        if root == "item":
            return row
        return row.event.properties if root == "event" else row.event.context

    @staticmethod
    def _text_test(expr: TextTest, value: Any, pattern: Any) -> bool:
        def folded(text: Any) -> Any:
            return lower(text) if expr.ignoring_case and isinstance(text, str) else text

        elements = as_array(value)
        if expr.name == "contains" and elements is not None:
            return any(compare("=", folded(element), folded(pattern)) for element in elements)
        if not isinstance(value, str) or not isinstance(pattern, str):
            return False
        if expr.name == "matches":
            return matcher(pattern, ignoring_case=expr.ignoring_case)(value)
        text, part = folded(value), folded(pattern)
        return {"contains": part in text, "starts_with": text.startswith(part), "ends_with": text.endswith(part)}[
            expr.name
        ]

    def _is_anniversary(self, born: tuple[int, int] | None) -> bool:
        if born is None:
            return False
        today = calendars.local_day(self.now, self.view.zone)
        return calendars.anniversary_in(today.year, *born) == today

    # --- events ---

    def events(self, events: Events) -> list[Record]:
        """The records meant, in order of (ts, id)."""
        return [
            record
            for record in self.matching(events.type, events.where)
            if events.window is None or self._in_window(events.window, record.ts)
        ]

    def matching(self, kind: str, where: Predicate | None) -> list[Record]:
        """The records of a type for which a condition holds, in order of (ts, id)."""
        return [
            record
            for record in self.view.records
            if record.event.type == kind and (where is None or self.holds(where, record))
        ]

    def _in_window(self, window: Window, ts: Instant) -> bool:  # noqa: PLR0911 (one arm per class)
        now, zone = self.now, self.view.zone
        match window:
            case Rolling(span):
                return ts <= now < ts + span.micros
            case Ago(older, newer):
                return ts + newer.micros <= now < ts + older.micros
            case RollingMonths(count, unit):
                return ts <= now < calendars.add_months(ts, count * _UNIT_MONTHS[unit], zone)
            case LastCalendar(count, unit):
                return calendars.start_of(now, zone, unit, 1 - count) <= ts <= now
            case Period("this", unit):
                return calendars.start_of(now, zone, unit) <= ts <= now
            case Period(_, unit):
                return calendars.start_of(now, zone, unit, -1) <= ts < calendars.start_of(now, zone, unit)
            case SinceLast(kind):
                markers = [record.ts for record in self.view.records if record.event.type == kind]
                return bool(markers) and ts > max(markers)
            case Fixed(start, end):
                return (start is None or start <= ts) and (end is None or ts < end)
            case _:
                raise TypeError(f"no meaning for {type(window).__name__}")

    def _aggregate(self, expr: Aggregate) -> Any:  # noqa: PLR0911 (one exit per aggregate)
        records = self.events(expr.events)
        if expr.path is None:
            return len(records)
        path = expr.path
        values = [value for record in records if (value := self.value(path, record)) is not None]
        if expr.name == "first":
            return values[0] if values else None
        if expr.name == "last":
            return values[-1] if values else None
        if expr.name == "distinct":
            return len({key for value in values if (key := _identity(value)) is not None})
        numbers = [number for value in values if (number := exact(value)) is not None]
        if expr.name == "sum":
            return sum(numbers)
        if not numbers:
            return None
        return {"min": min(numbers), "max": max(numbers), "avg": Fraction(sum(numbers)) / len(numbers)}[expr.name]

    # --- sequences ---

    def _sequence(self, expr: SequenceNode) -> bool:
        happened = [step for step in expr.steps if not step.absent]
        candidates = [
            sorted(
                record.ts
                for record in self.matching(step.type, step.where)
                if expr.window is None or self._in_window(expr.window, record.ts)
            )
            for step in happened
        ]
        return self._some_choice(expr, candidates, [])

    def _some_choice(self, expr: SequenceNode, candidates: list[list[Instant]], chosen: list[Instant]) -> bool:
        """Whether the times chosen for the first steps can be completed so that every rule holds (R13)."""
        if len(chosen) == len(candidates):
            return self._fits(expr, chosen)
        return any(
            self._some_choice(expr, candidates, [*chosen, ts])
            for ts in candidates[len(chosen)]
            if not chosen or ts > chosen[-1]
        )

    def _fits(self, expr: SequenceNode, chosen: Sequence[Instant]) -> bool:
        grace = expr.grace.micros if expr.grace else 0
        index = 0  # of the last positive step so far
        for step in expr.steps[1:]:
            start = chosen[index]
            if not step.absent:
                index += 1
                if step.within and not chosen[index] < start + step.within.micros:
                    return False
                continue
            following = chosen[index + 1] if index + 1 < len(chosen) else None
            end = start + step.within.micros if step.within else following
            if end is not None and self.now < end + grace:
                return False
            happened = (record.ts for record in self.matching(step.type, step.where))
            if any(start < ts and (end is None or ts < end) for ts in happened):
                return False
        return True


def compare(sign: str, left: Any, right: Any) -> bool:
    """Whether two values compare so; false when one is null or they are of different kinds (R23)."""
    if isinstance(left, Moment) or isinstance(right, Moment):
        first, second = moment_of(left), moment_of(right)
        return first is not None and second is not None and _COMPARE[sign](first, second)
    if is_number(left) and is_number(right):
        return _COMPARE[sign](exact(left), exact(right))
    if isinstance(left, str) and isinstance(right, str):
        return _COMPARE[sign](left, right)
    if isinstance(left, bool) and isinstance(right, bool) and sign in ("=", "!="):
        return _COMPARE[sign](left, right)
    return False


def _arithmetic(sign: str, left: Any, right: Any) -> Any:
    if left is None or right is None:
        return None
    if sign == "/":
        return Fraction(left) / right if right else None
    return left + right if sign == "+" else left - right if sign == "-" else left * right


def _identity(value: Any) -> tuple[str, Any] | None:
    """What makes two values the same for `distinct`; arrays and objects don't count."""
    if isinstance(value, bool):
        return ("flag", value)
    if isinstance(value, str):
        return ("text", value)
    return ("number", exact(value)) if is_number(value) else None
