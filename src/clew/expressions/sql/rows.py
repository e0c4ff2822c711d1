"""Row expressions as SQL: paths, constants, comparisons, texts, arrays; each predicate is true or false, never null."""

from collections.abc import Callable
from math import pi

from clew.expressions.model import (
    And,
    Arithmetic,
    Between,
    Compare,
    Constant,
    Distance,
    IsNull,
    Not,
    OneOf,
    Or,
    Path,
    Predicate,
    Quantified,
    QuantifierName,
    TextTest,
    Value,
)
from clew.expressions.sql.cells import Cell, Counted, Folded, Known, Raw, compare
from clew.expressions.sql.dialect import Dialect
from clew.expressions.sql.errors import Unsupported
from clew.expressions.sql.trees import (
    Tree,
    all_of,
    any_of,
    call,
    case,
    compared,
    computed,
    negated,
    number,
    surely,
)
from clew.expressions.values import EARTH_RADIUS

Resolve = Callable[[Path], Tree]
"""Where the raw value of a path is found."""


class Rows:
    """Compiles row expressions; a subclass adds what only a whole profile can answer."""

    def __init__(self, dialect: Dialect, resolve: Resolve) -> None:
        self.dialect = dialect
        self._resolve = resolve

    def predicate(self, node: Predicate) -> Tree:  # noqa: PLR0911 (one arm per class)
        """A predicate; never null."""
        match node:
            case And(terms):
                return all_of(self.predicate(term) for term in terms)
            case Or(terms):
                return any_of(self.predicate(term) for term in terms)
            case Not(term):
                return negated(self.predicate(term))
            case Compare(sign, left, right):
                return compare(self.dialect, sign, self.value(left), self.value(right))
            case OneOf(value, options, denied):
                cell = self.value(value)
                sign, join = ("!=", all_of) if denied else ("=", any_of)
                known = [Known(self.dialect, option.value) for option in options]
                return join(compare(self.dialect, sign, cell, option) for option in known)
            case Between(value, low, high):
                middle = self.value(value)
                ends = (self.value(low), middle), (middle, self.value(high))
                return all_of(compare(self.dialect, "<=", *pair) for pair in ends)
            case IsNull(value, denied):
                null = self.value(value).null
                return negated(null) if denied else null
            case TextTest():
                return self._text_test(node)
            case Quantified(name, array, test):
                return self._quantified(name, array, test)
            case _:
                raise TypeError(f"no SQL for {type(node).__name__}")

    def value(self, node: Value) -> Cell:
        """A value."""
        match node:
            case Constant(value):
                return Known(self.dialect, value)
            case Path():
                return Raw(self.dialect, self._resolve(node))
            case Arithmetic(sign, left, right):
                sides = self.value(left).number, self.value(right).number
                if sides[0] is None or sides[1] is None:
                    return Cell()
                return Counted(self.dialect.numbers.computed(sign, sides[0], sides[1]))
            case Distance():
                return self._distance(node)
            case _:
                raise TypeError(f"no SQL for {type(node).__name__}")

    def _quantified(self, name: QuantifierName, array: Path, test: Predicate) -> Tree:
        raw = self._resolve(array)

        def tested(element: Tree) -> Tree:
            inside = Rows(self.dialect, lambda path: self.dialect.member(element, path.names))
            return inside.predicate(test)

        return surely(self.dialect.quantified(name, raw, tested))

    def _text_test(self, node: TextTest) -> Tree:
        value, pattern = self.value(node.value), self.value(node.pattern)
        found: list[Tree] = []
        if node.name == "contains" and value.raw is not None:
            raw = value.raw
            found.append(self.dialect.some(raw, lambda each: self._equal(Raw(self.dialect, each), pattern, node)))
        if value.text is not None and pattern.text is not None:
            found.append(surely(self._texts(node, value.text, pattern.text)))
        return any_of(found)

    def _texts(self, node: TextTest, value: Tree, pattern: Tree) -> Tree:
        if node.name == "matches":
            if not isinstance(node.pattern, Constant):
                raise self.dialect.refuse("matches with a pattern that is no constant", node.at)
            try:
                return self.dialect.matches(value, str(node.pattern.value), ignoring_case=node.ignoring_case)
            except Unsupported as error:
                raise error.at(node.at) from None
        if node.ignoring_case:
            value, pattern = self.dialect.lower(value), self.dialect.lower(pattern)
        tests = {
            "contains": self.dialect.contains,
            "starts_with": self.dialect.starts_with,
            "ends_with": self.dialect.ends_with,
        }
        return tests[node.name](value, pattern)

    def _equal(self, element: Cell, wanted: Cell, node: TextTest) -> Tree:
        if not node.ignoring_case:
            return compare(self.dialect, "=", element, wanted)
        return compare(self.dialect, "=", Folded(self.dialect, element), Folded(self.dialect, wanted))

    def _distance(self, node: Distance) -> Cell:
        """The haversine formula of `values.distance`, step by step in its order."""
        parts: list[Tree] = []
        for part in (node.lat1, node.lon1, node.lat2, node.lon2):
            found = self.value(part).number
            degrees = None if found is None else self.dialect.numbers.to_float(found)
            if degrees is None:
                return Cell()
            parts.append(degrees)
        bounds = (90, 180, 90, 180)
        inside = all_of(
            compared("<=", call("abs", part), number(bound)) for part, bound in zip(parts, bounds, strict=True)
        )
        phi1, lambda1, phi2, lambda2 = (computed("*", part, self._float(pi / 180)) for part in parts)
        half = [
            call("sin", computed("/", computed("-", *pair), self._float(2.0)))
            for pair in ((phi2, phi1), (lambda2, lambda1))
        ]
        squares = [computed("*", each, each) for each in half]
        across = computed("*", computed("*", call("cos", phi1), call("cos", phi2)), squares[1])
        chord = call("sqrt", computed("+", squares[0], across))
        capped = call("least", self._float(1.0), chord)
        metres = computed("*", self._float(2 * EARTH_RADIUS), call("asin", capped))
        return Counted(self.dialect.numbers.of_float(case((surely(inside), metres))))

    def _float(self, value: float) -> Tree:
        return self.dialect.double(number(repr(value)))
