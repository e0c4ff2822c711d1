"""Expression to text, canonically: one text for equal expressions, and it reads back equal."""

from decimal import Decimal

from clew.expressions.lex import is_name, quote
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
from clew.expressions.parse import ROOTS, VALUE_WORDS
from clew.expressions.parse_events import PERIODS, is_bare_type
from clew.kernel.instants import DAY, Instant, format_instant

_PERIOD_WORDS = {meaning: word for word, meaning in reversed(PERIODS.items())}


def to_text(expr: Expr) -> str:
    """The expression as canonical text.

    Law: `parse(to_text(e)) == e`, and `to_text(parse(to_text(e))) == to_text(e)`.
    """
    return _predicate(expr) if isinstance(expr, Predicate) else _value(expr)


def number_text(number: Decimal) -> str:
    """A number as short as it can be written."""
    sign, digits, exponent = number.as_tuple()
    mantissa = "".join(map(str, digits)).lstrip("0")
    stripped = mantissa.rstrip("0")
    if not stripped:
        return "0"
    zeros = int(exponent) + len(mantissa) - len(stripped)
    minus = "-" if sign else ""
    if 0 <= zeros <= 20:
        return minus + stripped + "0" * zeros
    point = len(stripped) + zeros
    if -20 <= zeros < 0:
        whole, fraction = (stripped[:point], stripped[point:]) if point > 0 else ("0", "0" * -point + stripped)
        return f"{minus}{whole}.{fraction}"
    return f"{minus}{stripped}e{zeros}"


def span_text(span: Span) -> str:
    """An elapsed time: `30d`."""
    return f"{span.count}{span.unit}"


def instant_text(instant: Instant) -> str:
    """An instant; a bare date at midnight UTC."""
    text = format_instant(instant)
    return text[:10] if instant % DAY == 0 else text


def type_text(name: str) -> str:
    """An event type, in quotes where it must be."""
    return name if is_bare_type(name) else quote(name)


def path_text(path: Path) -> str:
    """A path, names in backticks where they must be."""
    if path.root in ("profile", "context"):
        return ".".join([path.root, *map(_name, path.names)])
    if not path.names:
        return "it"
    first, *rest = path.names
    head = quote(first, "`") if first in VALUE_WORDS or first in ROOTS else _name(first)
    return ".".join([head, *map(_name, rest)])


def _name(name: str) -> str:
    return name if is_name(name) else quote(name, "`")


def _predicate(expr: Predicate) -> str:  # noqa: PLR0911 (one arm per class)
    match expr:
        case And(terms):
            return " and ".join(map(_term, terms))
        case Or(terms):
            return " or ".join(_grouped(term) if isinstance(term, Or) else _predicate(term) for term in terms)
        case Not(term):
            return f"not {_grouped(term) if isinstance(term, Not) else _term(term)}"
        case Did(events, negated, times):
            parts = ["did not" if negated else "did", events_text(events), *([_times(times)] if times else [])]
            return " ".join(parts)
        case InSegment(segment):
            return f"in segment {quote(segment)}"
        case Sequence():
            return _sequence(expr)
        case Quantified(name, array, test):
            return f"{name}({path_text(array)}, {_predicate(test)})"
        case Anniversary(value):
            return f"anniversary({_value(value)}) today"
        case _:
            return _comparison(expr)


def _comparison(expr: Predicate) -> str:
    match expr:
        case Compare(sign, left, right):
            return f"{_value(left)} {sign} {_value(right)}"
        case OneOf(value, options, negated):
            return f"{_value(value)} {'not in' if negated else 'in'} [{', '.join(map(_value, options))}]"
        case Between(value, low, high):
            return f"{_value(value)} between {_value(low)} and {_value(high)}"
        case IsNull(value, negated):
            return f"{_value(value)} is {'not null' if negated else 'null'}"
        case TextTest(name, value, pattern, ignoring_case):
            return f"{_value(value)} {name} {_value(pattern)}{' ignoring_case' if ignoring_case else ''}"
        case Within(value, direction, span):
            return f"{_value(value)} within {direction} {span_text(span)}"
        case _:
            raise TypeError(f"no text for {type(expr).__name__}")


def _term(expr: Predicate) -> str:
    return _grouped(expr) if isinstance(expr, And | Or) else _predicate(expr)


def _grouped(expr: Predicate) -> str:
    return f"({_predicate(expr)})"


def _value(expr: Value) -> str:  # noqa: C901, PLR0911 (one arm per class)
    match expr:
        case Constant(bool() as value):
            return "true" if value else "false"
        case Constant(str() as value):
            return quote(value)
        case Constant(Decimal() as value):
            return number_text(value)
        case Path():
            return path_text(expr)
        case Arithmetic(sign, left, right):
            strong = sign in "*/"
            return f"{_operand(left, strong=strong)} {sign} {_operand(right, strong=strong, right=True)}"
        case Aggregate(name, path, events):
            return f"{name}({path_text(path)} of {events_text(events)})" if path else f"{name}({events_text(events)})"
        case Score(name):
            return f"score({_name(name)})"
        case Consent(name):
            return f"consent({_name(name)})"
        case Trait(name):
            return f"trait({_name(name)})"
        case Now():
            return "now"
        case Distance(lat1, lon1, lat2, lon2):
            return f"distance({', '.join(map(_value, (lat1, lon1, lat2, lon2)))})"
        case _:
            raise TypeError(f"no text for {type(expr).__name__}")


def _operand(expr: Value, *, strong: bool, right: bool = False) -> str:
    text = _value(expr)
    if not isinstance(expr, Arithmetic):
        return text
    weaker = strong and expr.sign in "+-"
    same = right and strong == (expr.sign in "*/")
    return f"({text})" if weaker or same else text


def _where(where: Predicate | None) -> list[str]:
    if where is None:
        return []
    bare = not isinstance(where, And | Or | Not)
    return ["where", _predicate(where) if bare else _grouped(where)]


def events_text(events: Events) -> str:
    """Some events: `purchase where total > 50 in last 30d`."""
    window = [window_text(events.window)] if events.window else []
    return " ".join([type_text(events.type), *_where(events.where), *window])


def _times(times: Times) -> str:
    if times.high is None:
        return f"at least {times.low} times"
    if times.low is None:
        return f"at most {times.high} times"
    if times.low == times.high:
        return f"exactly {times.low} times"
    return f"between {times.low} and {times.high} times"


def _sequence(expr: Sequence) -> str:
    steps = " then ".join(map(_step, expr.steps))
    window = f" {window_text(expr.window)}" if expr.window else ""
    grace = f" grace {span_text(expr.grace)}" if expr.grace else ""
    return f"sequence({steps}){window}{grace}"


def _step(step: Step) -> str:
    within = ["within", span_text(step.within)] if step.within else []
    return " ".join([*(["no"] if step.absent else []), type_text(step.type), *_where(step.where), *within])


def window_text(window: Window) -> str:  # noqa: PLR0911 (one arm per class)
    """A window: `in last 30d`."""
    match window:
        case Rolling(span):
            return f"in last {span_text(span)}"
        case RollingMonths(count, unit):
            return f"in last {count} {unit}{'' if count == 1 else 's'}"
        case LastCalendar(count, unit):
            return f"in last {count} calendar {unit}{'' if count == 1 else 's'}"
        case Ago(older, newer):
            return f"in window {span_text(older)} to {span_text(newer)} ago"
        case Period(which, unit):
            return _PERIOD_WORDS[which, unit]
        case SinceLast(kind):
            return f"since last {type_text(kind)}"
        case Fixed(start, None) if start is not None:
            return f"since {instant_text(start)}"
        case Fixed(None, end) if end is not None:
            return f"before {instant_text(end)}"
        case Fixed(start, end) if start is not None and end is not None:
            return f"from {instant_text(start)} to {instant_text(end)}"
        case _:
            raise TypeError(f"no text for {type(window).__name__}")
