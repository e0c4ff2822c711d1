"""Expressions over the whole grammar, from a seed: every draw is fresh, sizes shrink apart from the seed."""

from collections.abc import Sequence as Many
from decimal import Decimal
from random import Random
from typing import Any, TypeVar

from clew.expressions.model import (
    Aggregate,
    AggregateName,
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
from clew.kernel.instants import DAY, HOUR, Instant, format_instant

T = TypeVar("T")

TYPES = ("a", "b", "a", "b", "c")
SPANS = (Span(1, "h"), Span(2, "h"), Span(24, "h"), Span(2, "d"), Span(1, "w"))
SIGNS = ("=", "!=", "<", "<=", ">", ">=")
NUMBERS = tuple(Decimal(text) for text in ("0", "1", "2", "3", "0.1", "0.3", "1.5", "-2", "100"))
TEXTS = ("x", "y", "X", "xy", "")
TIMES = ((1, None), (2, None), (None, 0), (None, 1), (1, 1), (0, 0), (2, 2), (1, 2), (0, 1))
_N = Path("profile", ("n",))
UNITS = ("day", "week", "month", "year")


class Trees:
    """Draws expressions whose bounds are often met exactly in the worlds beside.

    Args:
        seed: Fills them.
        base: About when they are asked.
        segments: What they may be in; with none of them they mention none.
        traits: What they may read.
    """

    def __init__(self, seed: int, base: Instant, segments: Many[str] = (), traits: Many[str] = ()) -> None:
        self._random = Random(seed)
        self._base = base
        self._segments, self._traits = tuple(segments), tuple(traits)

    def expression(self, depth: int) -> Expr:
        """What may stand at the top of a segment or a trait."""
        return self.aggregate(depth) if self._chance(8) else self.predicate("profile", depth)

    def computed_value(self, depth: int) -> Value:
        """A value that a trait may have: mostly of an aggregate."""
        return self.aggregate(depth) if self._chance(2) else self._value("profile", depth)

    def predicate(self, scope: str, depth: int) -> Predicate:
        """A predicate that may stand in a scope."""
        kinds = ["compare", "compare", "one_of", "between", "null", "text", "any"]
        if depth > 0:
            kinds += ["and", "or", "not"] * (1 if scope == "event" else 3)
        if scope == "profile":
            kinds += ["did", "sequence", "threshold"] * 6 + ["within", "anniversary", "now"] * 2
            kinds += ["segment"] * 8 if self._segments else []
        draw = {
            "and": self._and,
            "or": self._or,
            "not": self._not,
            "any": self._quantified,
            "compare": self._compare,
            "one_of": self._one_of,
            "between": self._between,
            "null": self._null,
            "text": self._text_test,
        }
        kind = self._one(kinds)
        if kind in draw:
            return draw[kind](scope, depth)
        return {
            "did": self._did,
            "sequence": self._sequence,
            "threshold": self._threshold,
            "within": self._within,
            "anniversary": self._anniversary,
            "now": self._now,
            "segment": self._in_segment,
        }[kind](depth)

    def attribute(self) -> Predicate:
        """A test of one attribute, whatever its name and wherever it stands, against a value of few."""
        path = Path("profile", self._one((("n",), ("plan.tier",), ("plan", "ti.er"), ("address", "city"))))
        constant = Constant(self._one((*NUMBERS[:2], True, False, "x")))
        return self._one((Compare("=", path, constant), Compare("!=", path, constant), IsNull(path, self._chance(2))))

    def computed(self) -> Predicate:
        """A comparison of what is computed: by an aggregate, by arithmetic, or by both."""
        window = None if self._chance(2) else Rolling(self._one(SPANS))
        aggregate = Aggregate(self._one(("sum", "avg", "max")), Path("event", ("v",)), Events("a", None, window))
        left = self._one((aggregate, Arithmetic(self._one("+-*/"), self._one((aggregate, _N)), _N)))
        return Compare(self._one(SIGNS), left, Constant(self._one(NUMBERS)))

    def over(self, name: AggregateName, window: Window | None) -> Expr:
        """An aggregate of one sort over one window: its value, or compared with a constant that it often meets."""
        path = None if name == "count" else Path("event", ("v",))
        where = Compare(">", Path("event", ("v",)), Constant(Decimal(1))) if self._chance(4) else None
        aggregate = Aggregate(name, path, Events("a", where, window))
        constant = Constant(self._one(NUMBERS[:4]))
        return aggregate if self._chance(3) else Compare(self._one(SIGNS), aggregate, constant)

    def aggregate(self, depth: int) -> Aggregate:
        """An aggregate over some events."""
        name = self._one(("count", "sum", "avg", "min", "max", "first", "last", "distinct"))
        plain = name in ("sum", "avg", "min", "max") and not self._chance(6)
        path = None if name == "count" else Path("event", ("v",)) if plain else self._path("event")
        return Aggregate(name, path, self._events(depth))

    # --- predicates ---

    def _and(self, scope: str, depth: int) -> Predicate:
        return And(self._terms(scope, depth))

    def _or(self, scope: str, depth: int) -> Predicate:
        return Or(self._terms(scope, depth))

    def _terms(self, scope: str, depth: int) -> tuple[Predicate, ...]:
        timed = (self._did, self._threshold, self._within, self._sequence)

        def term() -> Predicate:
            if scope == "profile" and not self._chance(3):
                return self._one(timed)(depth - 1)
            return self.predicate(scope, depth - 1)

        return tuple(term() for _ in range(self._one((2, 2, 2, 3, 4))))

    def _not(self, scope: str, depth: int) -> Predicate:
        return Not(self.predicate(scope, depth - 1))

    def _quantified(self, scope: str, depth: int) -> Predicate:
        arrays = {"profile": Path("profile", ("items",)), "event": Path("event", ("items",))}
        array = arrays.get(scope, Path("item", ("deep",)))
        if depth < 0:
            return IsNull(array)
        return Quantified(self._one(("any", "all", "none")), array, self.predicate("item", depth - 1))

    def _compare(self, scope: str, depth: int) -> Predicate:
        return Compare(self._one(SIGNS), self._value(scope, depth), self._value(scope, depth))

    def _one_of(self, scope: str, depth: int) -> Predicate:
        sort = self._one((NUMBERS, TEXTS, (True, False)))
        options = tuple(Constant(self._one(sort)) for _ in range(self._one((1, 2, 3))))
        return OneOf(self._value(scope, depth), options, self._chance(2))

    def _between(self, scope: str, depth: int) -> Predicate:
        return Between(self._value(scope, depth), self._value(scope, 0), self._value(scope, 0))

    def _null(self, scope: str, depth: int) -> Predicate:
        return IsNull(self._value(scope, depth), self._chance(2))

    def _text_test(self, scope: str, depth: int) -> Predicate:
        name = self._one(("contains", "contains", "starts_with", "ends_with", "matches"))
        pattern = Constant(self._one(TEXTS)) if name == "matches" or self._chance(2) else self._value(scope, 0)
        return TextTest(name, self._value(scope, depth), pattern, self._chance(2))

    def _did(self, depth: int) -> Predicate:
        times = Times(*self._one(TIMES)) if self._chance(2) else None
        return Did(self._events(depth), self._chance(3), times)

    def _threshold(self, depth: int) -> Predicate:
        """An aggregate against a constant, on either side: what the rewrites are about."""
        aggregate: Value = self.aggregate(depth)
        constant = Constant(self._one(NUMBERS))
        if self._traits and self._chance(4):
            aggregate = Trait(self._one(self._traits))
        if self._chance(5):
            return Between(aggregate, constant, Constant(self._one(NUMBERS)))
        sign = self._one(SIGNS)
        return Compare(sign, constant, aggregate) if self._chance(4) else Compare(sign, aggregate, constant)

    def sequence(self) -> Predicate:
        """A sequence whose limits are an hour or two."""
        return self._sequence(0, "aabbc", SPANS[:2])

    def telling(self) -> Sequence:
        """A sequence of which one event more or less, or a microsecond, decides: what is forbidden is seldom a step."""
        limits = (None, None, *SPANS[:2])
        steps = [Step("a")]
        for kind in "bab"[: self._one((1, 1, 2))]:
            if self._chance(2):
                steps.append(Step(self._one("ccca"), None, True, self._one(limits)))
            steps.append(Step(kind, None, False, self._one((None, *SPANS[:2]))))
        if self._chance(2):
            steps.append(Step(self._one("ccca"), None, True, self._one(limits)))
        window = self._window() if self._chance(4) else None
        return Sequence(tuple(steps), window, None if self._chance(3) else self._one(SPANS[:2]))

    def _sequence(self, depth: int, types: str = "ababc", limits: Many[Span] = SPANS[1:]) -> Predicate:
        steps: list[Step] = []
        for index in range(self._one((2, 2, 2, 3, 3, 4))):
            where = self.predicate("event", 0) if self._chance(6) else None
            within = self._one(limits) if index and self._chance(2) else None
            steps.append(Step(self._one(types), where, index > 0 and self._chance(3), within))
        window = self._window() if self._chance(2) else None
        return Sequence(tuple(steps), window, self._one(SPANS[:2]) if self._chance(3) else None)

    def _within(self, depth: int) -> Predicate:
        return Within(Path("profile", ("day",)), self._one(("last", "next")), self._one(SPANS))

    def _anniversary(self, depth: int) -> Predicate:
        return Anniversary(Path("profile", ("day",)))

    def _now(self, depth: int) -> Predicate:
        low, high, sign = self._date(), self._date(), self._one(SIGNS)
        if self._chance(4):
            return Between(Now(), low, high)
        return Compare(sign, Now(), low) if self._chance(2) else Compare(sign, low, Now())

    def _in_segment(self, depth: int) -> Predicate:
        return InSegment(self._one(self._segments))

    def _date(self) -> Value:
        """The date of the profile, or one that is written in the definition."""
        written = format_instant(self._base + self._one((0, HOUR, DAY)))
        return Constant(written) if self._chance(2) else Path("profile", ("day",))

    # --- values and events ---

    def _value(self, scope: str, depth: int) -> Value:  # noqa: PLR0911 (one exit per class)
        kinds = ["path", "path", "constant"] + (["arithmetic", "distance"] if depth > 0 else [])
        if scope == "profile":
            kinds += ["score", "consent"] + ["aggregate"] * (6 if depth > 0 else 0)
            kinds += ["trait"] * 4 if self._traits else []
        match self._one(kinds):
            case "path":
                return self._path(scope)
            case "constant":
                return Constant(self._one((*NUMBERS, *TEXTS, True, False)))
            case "score":
                return Score("churn")
            case "consent":
                return Consent("email")
            case "trait":
                return Trait(self._one(self._traits))
            case "aggregate":
                return self.aggregate(depth - 1)
            case "distance":
                return Distance(*(self._value(scope, 0) for _ in range(4)))
            case _:
                return Arithmetic(self._one("+-*/"), self._value(scope, depth - 1), self._value(scope, depth - 1))

    def _path(self, scope: str) -> Path:
        if scope == "profile":
            names = (("country",), ("n",), ("n",), ("day",), ("tags",), ("address", "city"), ("missing",), ("vip",))
            return Path("profile", self._one((*names, ("plan.tier",), ("plan", "ti.er"))))
        if scope == "item":
            return Path("item", self._one(((), ("p",), ("name",), ("deep", "er"))))
        if self._chance(8):
            return Path("context", ("page", "url"))
        names = (("v",), ("v",), ("v",), ("w",), ("s",), ("o", "k"), ("o.k",), ("tags",), ("f",))
        return Path("event", self._one(names))

    def _events(self, depth: int) -> Events:
        where = self.predicate("event", min(depth, 1)) if self._chance(4) else None
        return Events(self._one(TYPES), where, None if self._chance(4) else self._window())

    def window_of(self, kind: str) -> Window | None:
        """A window of one sort; none without one."""
        for _ in range(1_000 if kind else 0):
            window = self._window()
            if type(window).__name__ == kind:
                return window
        return None

    def _window(self) -> Window:  # noqa: PLR0911 (one exit per form)
        draw = self._random.randrange(11)
        if draw < 3:
            return Rolling(self._one(SPANS))
        if draw == 3:
            return RollingMonths(self._one((1, 2)), self._one(("month", "month", "year")))
        if draw == 4:
            return LastCalendar(self._one((1, 2, 3)), self._one(UNITS[:3]))
        if draw < 7:
            return self._one([Ago(long, short) for long in SPANS for short in SPANS if long.micros > short.micros])
        if draw < 9:
            return Period(self._one(("this", "previous")), self._one(UNITS))
        if draw == 9:
            return SinceLast(self._one(TYPES))
        start, middle, end = (self._base + offset for offset in (0, HOUR, 2 * DAY))
        return self._one((Fixed(middle, None), Fixed(None, middle), Fixed(start, end), Fixed(end, None)))

    def _one(self, options: Many[T]) -> Any:
        return self._random.choice(options)

    def _chance(self, sides: int) -> bool:
        return self._random.randrange(sides) == 0
