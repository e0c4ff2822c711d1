"""Expression to plain English, for people who will never read CXL."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from clew.expressions.amounts import Amount, amount_words, measured
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
    Sequence,
    SinceLast,
    Span,
    Step,
    TextTest,
    Times,
    Trait,
    Value,
    Window,
    Within,
)
from clew.expressions.walk import map_children
from clew.expressions.write import instant_text, number_text

_SIGNS = {
    "=": "is",
    "!=": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
}
_UNITS = {"ms": "millisecond", "s": "second", "m": "minute", "h": "hour", "d": "day", "w": "week"}
_TEXT_TESTS = {"contains": "contains", "starts_with": "starts with", "ends_with": "ends with", "matches": "matches"}
_ARITHMETIC = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}
_OFTEN = {
    "=": "exactly",
    "!=": "other than",
    "<": "less than",
    "<=": "at most",
    ">": "more than",
    ">=": "at least",
}
_AGGREGATES = {
    "sum": "the sum of",
    "avg": "the average",
    "min": "the least",
    "max": "the greatest",
    "first": "the first",
    "last": "the last",
    "distinct": "the number of different values of",
}


def describe(expr: Expr, names: Mapping[str, Mapping[str, str]] | None = None, *, event: str = "") -> str:
    """What an expression says, in one English sentence part: `did "purchase" in the last 30 days`.

    Args:
        expr: What is told.
        names: What people call the `segment`s, `trait`s and `model`s that it may mention, by id; else ids are told.
            As `unit`, in what is measured what it may mention, by `unit_key`; else bare numbers are told.
        event: Of what happened a condition on an event is asked.
    """
    told = _called(measured(expr, names.get("unit", {}), event), names) if names else expr
    return _predicate(told) if isinstance(told, Predicate) else _value(told)


def _called(node: Any, names: Mapping[str, Mapping[str, str]]) -> Any:
    def name(kind: str, known: str) -> str:
        return names.get(kind, {}).get(known) or known

    match node:
        case InSegment(segment):
            return replace(node, segment=name("segment", segment))
        case Trait(trait):
            return replace(node, name=name("trait", trait))
        case Score(model):
            return replace(node, name=name("model", model))
        case _:
            return map_children(node, lambda child: _called(child, names))


def _predicate(expr: Predicate) -> str:  # noqa: C901, PLR0911, PLR0912 (one arm per class)
    match expr:
        case And(terms):
            return " and ".join(map(_term, terms))
        case Or(terms):
            return " or ".join(map(_term, terms))
        case Not(InSegment(segment)):
            return f'is not in the segment "{segment}"'
        case Not(Did(events, False, None)):
            return f"did not {_events(events)}"
        case Not(Did(events, False, Times(int() as low, None))):
            return f"did {_events(events)} less than {_counted(low, 'time')}"
        case Not(term):
            return f"it is not so that {_term(term)}"
        case Compare(sign, Aggregate(_, None, events), Constant(Decimal() as number)):
            return f"did {_events(events)} {_OFTEN[sign]} {number_text(number)} {'time' if number == 1 else 'times'}"
        case Compare(sign, left, right):
            return f"{_value(left)} {_SIGNS[sign]} {_value(right)}"
        case OneOf(value, options, negated):
            names = [_value(option) for option in options]
            return f"{_value(value)} is {'none' if negated else 'one'} of {_listed(names)}"
        case Between(value, low, high):
            return f"{_value(value)} is from {_value(low)} to {_value(high)}"
        case IsNull(value, negated):
            return f"{_value(value)} is {'known' if negated else 'not known'}"
        case TextTest(name, value, pattern, ignoring_case):
            case = " (in any case of letters)" if ignoring_case else ""
            return f"{_value(value)} {_TEXT_TESTS[name]} {_value(pattern)}{case}"
        case Within(value, direction, span):
            return f"{_value(value)} is within the {direction} {span_words(span)}"
        case Anniversary(value):
            return f"today is the anniversary of {_value(value)}"
        case InSegment(segment):
            return f'is in the segment "{segment}"'
        case Quantified(name, array, test):
            lead = {"any": "at least one", "all": "every one", "none": "none"}[name]
            return f"{lead} of {_value(array)} is {_one(test)}"
        case Did(events, negated, times):
            often = f" {_times(times)}" if times else ""
            return f"{'did not' if negated else 'did'} {_events(events)}{often}"
        case Sequence(steps, window, grace):
            after = f", decided {span_words(grace)} later" if grace else ""
            order = ", ".join(map(_step, steps)).removeprefix("then ")
            return f"{f'{_window(window).strip()}: ' if window else ''}{order}{after}"
        case _:
            raise TypeError(f"no words for {type(expr).__name__}")


def _one(test: Predicate) -> str:
    """What is asked of an element, told so that what follows can't be taken for a part of it."""
    match test:
        case And(terms) if all(map(_of_field, terms)):
            return f"one {' and '.join(map(_whose, terms))}"
        case Or(terms) if all(map(_of_field, terms)):
            return f"one ({' or '.join(map(_whose, terms))})"
        case _:
            return f"one {_whose(test)}" if _of_field(test) else f"one where {_term(test)}"


def _of_field(test: Predicate) -> bool:
    """Whether what is asked of an element begins with a field of it."""
    match test:
        case Compare(_, Path("item", names)) | Between(Path("item", names)) | TextTest(_, Path("item", names)):
            return bool(names)
        case OneOf(Path("item", names)) | IsNull(Path("item", names)) | Within(Path("item", names)):
            return bool(names)
        case _:
            return False


def _whose(test: Predicate) -> str:
    return f"whose {_predicate(test).removeprefix('its ')}"


def _term(expr: Predicate) -> str:
    return f"({_predicate(expr)})" if isinstance(expr, And | Or) else _predicate(expr)


def _value(expr: Value) -> str:  # noqa: C901, PLR0911, PLR0912 (one arm per class)
    match expr:
        case Amount(Decimal() as value, unit):
            return amount_words(value, unit)
        case Constant(bool() as value):
            return "true" if value else "false"
        case Constant(Decimal() as value):
            return number_text(value)
        case Constant(value):
            return f'"{value}"'
        case Path("item", ()):
            return "the element"
        case Path("profile", names):
            return f"the profile's {' '.join(names)}"
        case Path(_, names):
            return f"its {' '.join(names)}"
        case Score(name):
            return f'the score "{name}"'
        case Consent(name):
            return f'the consent for "{name}"'
        case Trait(name):
            return f'the trait "{name}"'
        case Now():
            return "now"
        case Arithmetic(sign, left, right):
            return f"({_value(left)} {_ARITHMETIC[sign]} {_value(right)})"
        case Distance(lat1, lon1, lat2, lon2):
            return f"the metres from ({_value(lat1)}, {_value(lon1)}) to ({_value(lat2)}, {_value(lon2)})"
        case Aggregate(_, None, events):
            return f"the number of {_events(events)}"
        case Aggregate(name, path, events):
            return f"{_AGGREGATES[name]} {' '.join(path.names if path else ())} of {_events(events)}"
        case _:
            raise TypeError(f"no words for {type(expr).__name__}")


def _events(events: Events) -> str:
    comma = "," if events.where and events.window else ""
    return f'"{events.type}"{_where(events.where)}{comma}{_window(events.window)}'


def _where(where: Predicate | None) -> str:
    return f" where {_term(where)}" if where else ""


def _step(step: Step) -> str:
    lead = "then no " if step.absent else "then "
    within = f" within {span_words(step.within)}" if step.within else ""
    return f'{lead}"{step.type}"{_where(step.where)}{within}'


def _times(times: Times) -> str:
    if times.high is None:
        return f"at least {_counted(times.low or 0, 'time')}"
    if times.low is None:
        return f"at most {_counted(times.high, 'time')}"
    if times.low == times.high:
        return f"exactly {_counted(times.high, 'time')}"
    return f"{times.low} to {times.high} times"


def _window(window: Window | None) -> str:  # noqa: PLR0911 (one arm per class)
    match window:
        case Rolling(span):
            return f" in the last {span_words(span)}"
        case RollingMonths(count, unit):
            return f" in the last {_counted(count, unit)}"
        case LastCalendar(count, unit):
            return f" in this {unit}" if count == 1 else f" in this and the {_counted(count - 1, unit)} before"
        case Ago(older, newer):
            return f" from {span_words(older)} to {span_words(newer)} ago"
        case Period(which, "day"):
            return " today" if which == "this" else " yesterday"
        case Period(which, unit):
            return f" {'this' if which == 'this' else 'the previous'} {unit}"
        case SinceLast(kind):
            return f' since the last "{kind}"'
        case Fixed(start, end):
            since = f" since {instant_text(start)}" if start is not None else ""
            return since + (f" before {instant_text(end)}" if end is not None else "")
        case _:
            return ""


def span_words(span: Span) -> str:
    """An elapsed time in words: `30 days`."""
    return _counted(span.count, _UNITS[span.unit])


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
