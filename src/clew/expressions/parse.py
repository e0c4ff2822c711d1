"""Text to expression, by recursive descent: one parse for every text, an error with its place for the rest."""

from collections.abc import Callable
from decimal import Decimal
from typing import Literal, TypeVar, cast

from clew.expressions import cures
from clew.expressions.errors import CxlError, did_you_mean
from clew.expressions.lex import Around
from clew.expressions.model import (
    Aggregate,
    AggregateName,
    And,
    Anniversary,
    Arithmetic,
    ArithmeticSign,
    Between,
    Compare,
    Comparison,
    Consent,
    Constant,
    Did,
    Distance,
    Expr,
    InSegment,
    IsNull,
    Not,
    Now,
    OneOf,
    Or,
    Path,
    Predicate,
    Quantified,
    QuantifierName,
    Root,
    Score,
    TextTest,
    TextTestName,
    Trait,
    Value,
    Within,
)
from clew.expressions.parse_events import EventParser
from clew.expressions.validate import MAX_DEPTH, validate

N = TypeVar("N", Value, Predicate)

VALUE_WORDS = frozenset({"and", "did", "false", "in", "not", "now", "null", "or", "true"})
"""Words that mean something where a value begins; a property of that name is written in backticks."""

ROOTS: dict[str, Root] = {"profile": "profile", "context": "context", "it": "item"}
AGGREGATES = ("count", "sum", "avg", "min", "max", "first", "last", "distinct")
QUANTIFIERS = ("any", "all", "none")
FUNCTIONS = (*AGGREGATES, *QUANTIFIERS, "anniversary", "consent", "distance", "score", "sequence", "trait")
_TEXT_TESTS = ("contains", "starts_with", "ends_with", "matches")
_TESTS = ("in", "not", "between", "is", "within", *_TEXT_TESTS)
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


def parse(text: str) -> Expr:
    """Read an expression.

    Law: `parse(to_text(e)) == e`.

    Raises:
        CxlError: where the text stops making sense, with what was expected and a hint.
    """
    expr = Parser(text).whole()
    validate(expr)
    return expr


class Parser(EventParser):
    """Reads values and predicates; events come from the base class.

    One method per level of binding: `or`, `and`, `not`, test, sum, product, atom.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0

    def whole(self) -> Expr:
        """Read all of the text.

        Raises:
            CxlError: where it stops making sense.
        """
        expr = self.expression()
        if self.token.kind != "end":
            self.unexpected("the end", ("and", "or", "where", *_TESTS), hint=self._hint_after(expr))
        return expr

    def _hint_after(self, expr: Expr) -> str | None:
        token = self.token
        if token.kind == "sign" and token.text in _COMPARISONS and isinstance(expr, Predicate):
            return "comparisons don't chain: join two with `and`"
        if self.sees("AND", "OR", "NOT"):
            return f"did you mean `{token.text.lower()}`?"
        return cures.after(expr, token, FUNCTIONS)

    def cure(self) -> str | None:
        """How a name is written of which only the beginning could be read."""
        mark = self.marked()
        return cures.odd_name(self.text, mark, self.following()) if mark and mark.sort != "times" else None

    def expression(self) -> Expr:
        """Read a condition or a value, as far as it goes."""
        self._deepen()
        expr = self._joined("or", self._and, Or)
        self._depth -= 1
        return expr

    def _deepen(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise CxlError(f"nested more than {MAX_DEPTH} deep", where=self.here, hint="make parts of it segments")

    def condition(self) -> Predicate:
        """Read what follows `where`: one test, or a parenthesised expression."""
        return self._predicate(self._test)

    def _and(self) -> Expr:
        return self._joined("and", self._not, And)

    def _joined(self, word: str, part: Callable[[], Expr], kind: type[And] | type[Or]) -> Expr:
        at = self.here
        first = part()
        if not self.at_word(word):
            return first
        terms = [self._as_predicate(first, at)]
        while self.take_word(word):
            terms.append(self._predicate(part))
        return kind(tuple(terms), at=at)

    def _not(self) -> Expr:
        if not self.at_word("not"):
            return self._test()
        at = self.here
        self.advance()
        self._deepen()
        term = self._predicate(self._not)
        self._depth -= 1
        return Not(term, at=at)

    def _predicate(self, part: Callable[[], Expr]) -> Predicate:
        at = self.here
        return self._as_predicate(part(), at)

    def _value(self, part: Callable[[], Expr]) -> Value:
        at = self.here
        outer, self.around = self.around, self.around._replace(value=True)
        value = self._as_value(part(), at)
        self.around = outer
        return value

    @staticmethod
    def _as_predicate(expr: Expr, at: str) -> Predicate:
        if isinstance(expr, Predicate):
            return expr
        raise CxlError("a value is no condition", where=at, hint="compare it, for example with `= true`")

    @staticmethod
    def _as_value(expr: Expr, at: str, hint: str | None = None) -> Value:
        if isinstance(expr, Value):
            return expr
        raise CxlError("a condition has no value to compare or compute with", where=at, hint=hint)

    def _test(self) -> Expr:  # noqa: PLR0911 (one exit per operator)
        at = self.here
        left = self._sum()
        if isinstance(left, Predicate):
            return left
        if self.at_sign(*_COMPARISONS):
            sign = cast("Comparison", self.advance().text)
            return Compare(sign, left, self._value(self._sum), at=at)
        if self.at_word("not") and self.leads_to("name", "in"):
            self.advance()
            return self._one_of(left, at, negated=True)
        if self.at_word("in") and self.leads_to("sign", "["):
            return self._one_of(left, at, negated=False)
        if self.take_word("between"):
            low = self._value(self._sum)
            self.need_word("and")
            return Between(left, low, self._value(self._sum), at=at)
        if self.take_word("is"):
            negated = self.take_word("not")
            if not self.at_word("null"):
                self.unexpected("`null`", hint="for any other value write `=` or `!=`")
            self.advance()
            return IsNull(left, negated, at=at)
        if self.at_word(*_TEXT_TESTS):
            name = cast("TextTestName", self.advance().text)
            pattern = self._pattern() if name == "matches" else self._value(self._sum)
            return TextTest(name, left, pattern, self.take_word("ignoring_case"), at=at)
        if self.take_word("within"):
            direction = cast("Literal['last', 'next']", self.need_word("last", "next"))
            span, spot = self.spanned("span")
            return Within(left, direction, span, at=at, spots=(spot,))
        return left

    def _pattern(self) -> Value:
        """What `matches` asks for; that it is no text in quotes, `validate` says best."""
        if self.token.kind == "end":
            self.want("pattern")
            self.unexpected("a pattern in quotes")
        return self._value(self._sum)

    def _one_of(self, left: Value, at: str, *, negated: bool) -> OneOf:
        self.need_word("in")
        self.need_sign("[")
        options = [self._literal()]
        while self.take_sign(","):
            options.append(self._literal())
        if not self.at_sign("]"):
            self.unexpected("`,` or `]`")
        self.advance()
        return OneOf(left, tuple(options), negated, at=at)

    def _sum(self) -> Expr:
        return self._computed(("+", "-"), self._product)

    def _product(self) -> Expr:
        return self._computed(("*", "/"), self._atom)

    def _computed(self, signs: tuple[str, ...], part: Callable[[], Expr]) -> Expr:
        at = self.here
        left = part()
        while self.at_sign(*signs):
            value = self._as_value(left, at, hint=self.cure())
            sign = cast("ArithmeticSign", self.advance().text)
            left = Arithmetic(sign, value, self._value(part), at=at)
        return left

    def _literal(self) -> Constant:
        if self.token.kind in ("number", "string") or self.at_sign("-") or self.at_word("true", "false"):
            return self._constant()
        return self.unexpected("a number, a text, `true` or `false`")

    def _constant(self) -> Constant:
        at = self.here
        negative = self.take_sign("-")
        token = self.need("number", "a number") if negative else self.advance()
        if token.kind == "number":
            number = Decimal(token.text)
            # Not by a minus: that rounds what has more digits than the context of decimals.
            return Constant(number.copy_negate() if negative and number else number, at=at)
        return Constant(token.text if token.kind == "string" else token.text == "true", at=at)

    def _atom(self) -> Expr:
        self.want("atom")
        token, at = self.token, self.here
        if token.kind in ("number", "string") or self.at_sign("-") or self.at_word("true", "false"):
            return self._constant()
        if self.take_sign("("):
            expr = self.expression()
            if not self.at_sign(")"):
                self.unexpected("`)`", ("and", "or", *_TESTS), hint=self._hint_after(expr))
            self.advance()
            return expr
        if token.kind == "quoted":
            return self._path()
        if token.kind != "name":
            self.unexpected("a value or a condition", hint=_hint_literal(token.kind, token.text))
        if self.ahead()[:2] == ("sign", "("):
            return self._function(self.advance().text, at)
        return self._keyword(token.text, at) if token.text in VALUE_WORDS else self._path()

    def _keyword(self, word: str, at: str) -> Expr:
        if self.take_word("did"):
            negated = self.take_word("not")
            return Did(self.events(), negated, self.times(), at=at)
        if self.take_word("now"):
            return Now(at=at)
        if word == "in" and self.leads_to("name", "segment"):
            self.advance()
            self.need_word("segment")
            self.want("segment")
            named = self.need("string", 'a segment in quotes: "buyers"')
            self.mark(named, "segment")
            return InSegment(named.text, at=at, spots=(("segment", self.place(named)),))
        hint = "test it with `is null`" if word == "null" else f"a property of that name is written `` `{word}` ``"
        return self.unexpected("a value or a condition", hint=hint)

    def _path(self) -> Path:
        self.want("path")
        if self.token.kind not in ("name", "quoted") or self.sees(*VALUE_WORDS):
            self.unexpected("a property")
        at, first = self.here, self.advance()
        bare: Root = "item" if self.around.scope == "item" else "event"
        root = ROOTS.get(first.text) if first.kind == "name" else None
        names = [] if root else [first.text]
        places = [] if root else [at]
        self.mark(first, "path", root or bare, *names)
        while self.take_sign("."):
            self.want("name", ".".join((root or bare, *names)))
            if self.token.kind not in ("name", "quoted"):
                self.unexpected("a name after the dot")
            name = self.advance()
            names.append(name.text)
            places.append(self.place(name))
            self.mark(name, "path", root or bare, *names)
        if root in ("profile", "context") and not names:
            raise CxlError(f"`{first.text}` alone has no value", where=at, hint=f"write `{first.text}.` and a name")
        spots = tuple((f"names/{index}", place) for index, place in enumerate(places))
        return Path(root or bare, tuple(names), at=at, spots=spots)

    def _function(self, name: str, at: str) -> Expr:
        if name not in FUNCTIONS:
            known = [function for function in FUNCTIONS if function != name]
            hint = cures.CALLED.get(name) or did_you_mean(name, known) or f"there are {', '.join(sorted(FUNCTIONS))}"
            raise CxlError(f"`{name}` is no function", where=at, hint=hint)
        if name == "sequence":
            outer, self.around = self.around, self.around._replace(value=False)
            found = self.sequence(at)
            self.around = outer
            return found
        self.need_sign("(")
        outer, self.around = self.around, self.around._replace(value=False)
        if name in AGGREGATES:
            result: Expr = self._aggregate(name, at)
        elif name in QUANTIFIERS:
            result = self._quantified(name, at)
        elif name == "distance":
            result = self._distance(at)
        elif name == "anniversary":
            result = Anniversary(self._value(self._sum), at=at)
        else:
            result = self._named(name, at)
        if not self.at_sign(")"):
            self.unexpected("`)`", ("where", "in", "since", "today", "and", "or", *_TESTS))
        self.advance()
        self.around = outer
        if name == "anniversary":
            self.need_word("today")
        return result

    def _named(self, name: str, at: str) -> Value:
        kind = {"score": Score, "consent": Consent, "trait": Trait}[name]
        self.want(name)
        if self.token.kind not in ("name", "quoted", "string"):
            self.unexpected("a name")
        self.mark(self.token, name)
        spots = (("name", self.here),)
        return kind(self.advance().text, at=at, spots=spots)

    def _aggregate(self, name: AggregateName, at: str) -> Aggregate:
        if name == "count":
            return Aggregate(name, None, self.events(), at=at)
        if self.token.kind == "string":
            self.unexpected("a property", hint=f"write `{name}(property of event)`")
        outer, self.around = self.around, Around("event")
        path = self._path()
        self.around = outer
        if not self.at_word("of"):
            self.unexpected("`of`", hint=f"write `{name}(property of event)`")
        self.advance()
        return Aggregate(name, path, self.events(), at=at)

    def _quantified(self, name: QuantifierName, at: str) -> Quantified:
        array = self._path()
        self.need_sign(",")
        outer = self.around
        self.around = Around("item", outer.event, (*outer.arrays, (array.root, *array.names)))
        test = self._predicate(self.expression)
        self.around = outer
        return Quantified(name, array, test, at=at)

    def _distance(self, at: str) -> Distance:
        parts = [self._value(self._sum)]
        while len(parts) < 4 and self.take_sign(","):
            parts.append(self._value(self._sum))
        if len(parts) < 4 and self.token.kind == "end":
            self.unexpected("`,`", hint="`distance(lat, lon, lat, lon)`")
        if len(parts) < 4 or self.token[:2] == ("sign", ","):
            raise CxlError("distance takes four numbers", where=at, hint="`distance(lat, lon, lat, lon)`")
        return Distance(*parts, at=at)


def _hint_literal(kind: str, text: str) -> str | None:
    if kind == "date":
        return f'dates in data are texts: write "{text}"'
    if kind == "span":
        return "a time span stands after `in last` or `within`"
    return None
