"""Row expressions as Python closures: paths, constants, comparisons, texts, arrays.

A closure takes what bare names mean: a `Reading` for attributes, an `Event` inside `where`, an element inside any, all
and none. The common cases compare without converting and without allocating; `compare` takes the rest.
"""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne
from typing import Any, TypeAlias

from clew.expressions.model import (
    And,
    Arithmetic,
    Between,
    Compare,
    Comparison,
    Constant,
    Distance,
    IsNull,
    Not,
    Now,
    OneOf,
    Or,
    Path,
    Predicate,
    Quantified,
    TextTest,
    Value,
)
from clew.expressions.numbers import LARGEST, comparable, compare_numbers, exact, is_number
from clew.expressions.patterns import matcher
from clew.expressions.values import Moment, as_array, distance, lower, moment_of, step_into

Get: TypeAlias = Callable[[Any], Any]
"""Reads a value from what bare names mean."""

Test: TypeAlias = Callable[[Any], bool]
ConstantValue: TypeAlias = Decimal | str | bool

OPERATORS: dict[Comparison, Callable[[Any, Any], bool]] = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
MIRRORED: dict[Comparison, Comparison] = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def compare(sign: Comparison, left: Any, right: Any) -> bool:
    """Compare any two values; false when one is null or they are of different kinds (R23)."""
    if left is None or right is None:
        return False
    if type(left) is Moment or type(right) is Moment:
        left, right = moment_of(left), moment_of(right)
        return left is not None and right is not None and OPERATORS[sign](left, right)
    if is_number(left) and is_number(right):
        return OPERATORS[sign](compare_numbers(left, right), 0)
    if type(left) is not type(right) or not (type(left) is str or (type(left) is bool and sign in ("=", "!="))):
        return False
    return OPERATORS[sign](left, right)


class Rows:
    """Compiles row expressions; a subclass adds what only a whole profile can answer."""

    def predicate(self, node: Predicate) -> Test:  # noqa: C901, PLR0911 (one arm per class)
        """The predicate as a closure."""
        match node:
            case And(terms):
                return all_of([self.predicate(term) for term in terms])
            case Or(terms):
                return any_of([self.predicate(term) for term in terms])
            case Not(term):
                return negation(self.predicate(term))
            case Compare():
                return self.comparison(node)
            case OneOf(value, options, negated):
                return _one_of(self.value(value), options, negated=negated)
            case Between(Path() as path, Constant() as low, Constant() as high):
                return all_of([self.comparison(Compare(">=", path, low)), self.comparison(Compare("<=", path, high))])
            case Between(value, low, high):
                return _between(self.value(value), self.value(low), self.value(high))
            case IsNull(value, negated):
                get = self.value(value)
                return (lambda row: get(row) is not None) if negated else (lambda row: get(row) is None)
            case TextTest(name, value, pattern, ignoring_case):
                fold = lower if ignoring_case else None
                if name == "matches" and isinstance(pattern, Constant):
                    return _matches(self.value(value), matcher(str(pattern.value), ignoring_case=ignoring_case))
                return _text_test(name, self.value(value), self.value(pattern), fold)
            case Quantified(name, array, test):
                return _quantified(name, self.value(array), Rows().predicate(test))
            case _:
                raise TypeError(f"no closure for {type(node).__name__}")

    def value(self, node: Value) -> Get:
        """The value as a closure."""
        match node:
            case Constant(value):
                plain = _python_constant(value)
                return lambda _: plain
            case Path():
                return path_getter(node)
            case Arithmetic(sign, left, right):
                return _arithmetic(sign, self.value(left), self.value(right))
            case Distance(lat1, lon1, lat2, lon2):
                a, b, c, d = (self.value(part) for part in (lat1, lon1, lat2, lon2))
                return lambda row: distance(a(row), b(row), c(row), d(row))
            case _:
                raise TypeError(f"no closure for {type(node).__name__}")

    def comparison(self, node: Compare) -> Test:
        """A comparison as a closure; the quickest there is for what it compares."""
        sign, left, right = node.sign, node.left, node.right
        if isinstance(left, Constant):
            sign, left, right = MIRRORED[sign], right, left
        if isinstance(right, Constant) and isinstance(left, Path) and sign == "=":
            quick = _name_equals(left, right.value)
            if quick is not None:
                return quick
        get = self.value(left)
        if isinstance(right, Constant) and not isinstance(left, Now):  # a text is a date to `now`
            return _against_constant(sign, get, right.value)
        other = self.value(right)
        return lambda row: compare(sign, get(row), other(row))


def path_getter(path: Path) -> Get:  # noqa: PLR0911 (one exit per root)
    """What reads a path."""
    first, rest = path.names[:1], path.names[1:]
    name = first[0] if first else ""
    if path.root == "profile":
        if rest:
            return lambda row: step_into(row.attributes.get(name), rest)
        return lambda row: row.attributes.get(name)
    if path.root == "event":
        if rest:
            return lambda row: step_into(row.properties.get(name), rest)
        return lambda row: row.properties.get(name)
    if path.root == "context":
        return lambda row: step_into(row.context, path.names)
    if not path.names:
        return lambda row: row
    return lambda row: step_into(row, path.names)


def required_text(condition: Predicate | None) -> tuple[str, str] | None:
    """A property of the event and the text that it must be for the condition to hold, where there is one such."""
    match condition:
        case And(terms):
            return next((found for term in terms if (found := required_text(term)) is not None), None)
        case Compare("=", Path("event", (name,)), Constant(str() as text)):
            return name, text
        case Compare("=", Constant(str() as text), Path("event", (name,))):
            return name, text
        case _:
            return None


def all_of(tests: list[Test]) -> Test:
    """All tests, left to right, as few as needed."""
    if len(tests) == 2:
        first, second = tests
        return lambda row: first(row) and second(row)
    if len(tests) == 3:
        first, second, third = tests
        return lambda row: first(row) and second(row) and third(row)

    def every(row: Any) -> bool:
        for test in tests:  # noqa: SIM110 (a generator would cost as much as a test)
            if not test(row):
                return False
        return True

    return every


def any_of(tests: list[Test]) -> Test:
    """Any of the tests, left to right, as few as needed."""
    if len(tests) == 2:
        first, second = tests
        return lambda row: first(row) or second(row)

    def some(row: Any) -> bool:
        for test in tests:  # noqa: SIM110 (a generator would cost as much as a test)
            if test(row):
                return True
        return False

    return some


def negation(test: Test) -> Test:
    """The opposite."""
    return lambda row: not test(row)


def _name_equals(path: Path, constant: ConstantValue) -> Test | None:
    """A single name against a text or flag, in one call: the test met most."""
    if len(path.names) != 1 or isinstance(constant, Decimal):
        return None
    name = path.names[0]
    if isinstance(constant, bool):
        if path.root == "profile":
            return lambda row: row.attributes.get(name) is constant
        return (lambda row: row.properties.get(name) is constant) if path.root == "event" else None
    if path.root == "profile":
        return lambda row: row.attributes.get(name) == constant
    return (lambda row: row.properties.get(name) == constant) if path.root == "event" else None


def _python_constant(value: ConstantValue) -> Any:
    if not isinstance(value, Decimal):
        return value
    quick = comparable(value)
    return exact(value) if quick is None else quick


def _quick(value: ConstantValue) -> int | float | None:
    return comparable(value) if isinstance(value, Decimal) else None


def _against_constant(sign: Comparison, get: Get, constant: ConstantValue) -> Test:
    if isinstance(constant, str):
        return _against_text(sign, get, constant)
    if isinstance(constant, bool):
        if sign not in ("=", "!="):
            return lambda _: False
        wanted = constant if sign == "=" else not constant
        return lambda row: get(row) is wanted
    quick = comparable(constant)
    if quick is None:
        slow = exact(constant)
        return lambda row: compare(sign, get(row), slow)
    return _against_number(sign, get, quick)


def _against_text(sign: Comparison, get: Get, text: str) -> Test:
    if sign == "=":
        return lambda row: get(row) == text
    if sign == "!=":
        return lambda row: type(value := get(row)) is str and value != text
    operator = OPERATORS[sign]
    return lambda row: type(value := get(row)) is str and operator(value, text)


def _against_number(sign: Comparison, get: Get, number: int | float) -> Test:
    """Int and float compare as they are (see `comparable`); the bounds keep out NaN and infinities."""
    operator, inside = OPERATORS[sign], _INSIDE[sign](number)

    def test(row: Any) -> bool:
        value = get(row)
        if type(value) is int:
            return operator(value, number)
        if type(value) is float:
            return inside(value)
        return value is not None and compare(sign, value, number)

    return test


_INSIDE: dict[Comparison, Callable[[int | float], Callable[[float], bool]]] = {
    "=": lambda number: lambda value: value == number,
    "!=": lambda number: lambda value: value != number and -LARGEST <= value <= LARGEST,
    "<": lambda number: lambda value: -LARGEST <= value < number,
    "<=": lambda number: lambda value: -LARGEST <= value <= number,
    ">": lambda number: lambda value: LARGEST >= value > number,
    ">=": lambda number: lambda value: LARGEST >= value >= number,
}


def _one_of(get: Get, options: tuple[Constant, ...], *, negated: bool) -> Test:
    values = [_python_constant(option.value) for option in options]
    kind = type(options[0].value)
    if kind is not Decimal:
        known = frozenset(values)
        if negated:
            return lambda row: type(value := get(row)) is kind and value not in known
        return lambda row: type(value := get(row)) is kind and value in known
    sign: Comparison = "!=" if negated else "="
    quick = frozenset(number for option in options if (number := _quick(option.value)) is not None)
    wanted, all_quick = not negated, len(quick) == len(options)

    def test(row: Any) -> bool:
        value = get(row)
        if all_quick and (type(value) is int or type(value) is float):
            return (value in quick) is wanted and is_number(value)
        results = (compare(sign, value, option) for option in values)
        return value is not None and (all(results) if negated else any(results))

    return test


def _between(get: Get, low: Get, high: Get) -> Test:
    def test(row: Any) -> bool:
        value = get(row)
        return compare("<=", low(row), value) and compare("<=", value, high(row))

    return test


def _matches(get: Get, found: Callable[[str], bool]) -> Test:
    return lambda row: type(value := get(row)) is str and found(value)


_TEXT_TESTS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda text, part: part in text,
    "starts_with": str.startswith,
    "ends_with": str.endswith,
}


def _text_test(name: str, get: Get, pattern: Get, fold: Callable[[str], str] | None) -> Test:
    operator = _TEXT_TESTS[name]

    def test(row: Any) -> bool:
        value, part = get(row), pattern(row)
        elements = as_array(value) if name == "contains" else None
        if elements is not None:
            return _has_element(elements, part, fold)
        if type(value) is not str or type(part) is not str:
            return False
        return operator(fold(value), fold(part)) if fold else operator(value, part)

    return test


def _has_element(elements: list[Any], wanted: Any, fold: Callable[[str], str] | None) -> bool:
    if fold and type(wanted) is str:
        wanted = fold(wanted)
        return any(type(element) is str and fold(element) == wanted for element in elements)
    return any(compare("=", element, wanted) for element in elements)


def _quantified(name: str, get: Get, test: Test) -> Test:
    def quantified(row: Any) -> bool:
        elements = as_array(get(row))
        if elements is None:
            return False
        if name == "all":
            return all(map(test, elements))
        return any(map(test, elements)) is (name == "any")

    return quantified


def _arithmetic(sign: str, left: Get, right: Get) -> Get:
    def compute(row: Any) -> Any:
        first, second = exact(left(row)), exact(right(row))
        if first is None or second is None:
            return None
        if sign == "+":
            return first + second
        if sign == "-":
            return first - second
        if sign == "*":
            return first * second
        return Fraction(first) / second if second else None

    return compute
