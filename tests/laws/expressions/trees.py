"""Expressions over the whole grammar, and a small world in which their bounds are often met exactly."""

from decimal import Decimal

from hypothesis import strategies as st

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
from clew.kernel.instants import DAY, HOUR

TYPES = ("a", "b", "c")
SPANS = (Span(1, "h"), Span(2, "h"), Span(24, "h"), Span(2, "d"), Span(1, "w"))
SIGNS = ("=", "!=", "<", "<=", ">", ">=")
NUMBERS = tuple(Decimal(text) for text in ("0", "1", "2", "0.1", "0.3", "1.5", "-2", "100"))
TEXTS = ("x", "y", "X", "xy", "")
EPOCH_OFFSETS = (0, HOUR, DAY, 2 * DAY)


def constants(kind: str = "any") -> st.SearchStrategy[Constant]:
    numbers, texts = st.sampled_from(NUMBERS), st.sampled_from(TEXTS)
    chosen = {"number": numbers, "text": texts, "any": st.one_of(numbers, texts, st.booleans())}[kind]
    return st.builds(Constant, chosen)


def paths(scope: str) -> st.SearchStrategy[Path]:
    if scope == "profile":
        names = (("country",), ("n",), ("day",), ("tags",), ("address", "city"), ("missing",), ("vip",))
        return st.builds(Path, st.just("profile"), st.sampled_from(names))
    if scope == "item":
        return st.builds(Path, st.just("item"), st.sampled_from(((), ("p",), ("name",), ("deep", "er"))))
    event = st.builds(Path, st.just("event"), st.sampled_from((("v",), ("w",), ("s",), ("o", "k"), ("tags",), ("f",))))
    return st.one_of(event, st.builds(Path, st.just("context"), st.just(("page", "url"))))


@st.composite
def rows(draw: st.DrawFn, scope: str, depth: int) -> Value:
    kinds = ["path", "path", "constant"] + (["arithmetic", "distance"] if depth > 0 else [])
    if scope == "profile":
        kinds += ["score", "consent"] + (["aggregate", "aggregate"] if depth > 0 else [])
    kind = draw(st.sampled_from(kinds))
    if kind == "path":
        return draw(paths(scope))
    if kind == "constant":
        return draw(constants())
    if kind == "score":
        return Score("churn")
    if kind == "consent":
        return Consent("email")
    if kind == "aggregate":
        return draw(aggregates(depth - 1))
    if kind == "arithmetic":
        sign = draw(st.sampled_from("+-*/"))
        return Arithmetic(sign, draw(rows(scope, depth - 1)), draw(rows(scope, depth - 1)))  # type: ignore[arg-type]
    return Distance(*(draw(rows(scope, 0)) for _ in range(4)))


def windows() -> st.SearchStrategy[Window]:
    spans = st.sampled_from(SPANS)
    return st.one_of(
        st.builds(Rolling, spans),
        st.builds(Rolling, spans),
        st.builds(RollingMonths, st.integers(1, 2), st.sampled_from(("month", "year"))),
        st.builds(LastCalendar, st.integers(1, 3), st.sampled_from(("day", "week", "month"))),
        st.sampled_from([Ago(older, newer) for older in SPANS for newer in SPANS if older.micros > newer.micros]),
        st.builds(Period, st.sampled_from(("this", "previous")), st.sampled_from(("day", "week", "month", "year"))),
        st.builds(SinceLast, st.sampled_from(TYPES)),
        st.sampled_from(fixed_windows()),
    )


def fixed_windows() -> list[Window]:
    bases = [1_774_738_800_000_000 + offset for offset in EPOCH_OFFSETS]  # 2026-03-28T23:00Z
    return [Fixed(bases[1], None), Fixed(None, bases[1]), Fixed(bases[0], bases[2]), Fixed(bases[3], None)]


@st.composite
def events(draw: st.DrawFn, depth: int) -> Events:
    where = draw(st.none() | predicates("event", depth)) if depth >= 0 else None
    return Events(draw(st.sampled_from(TYPES)), where, draw(st.none() | windows()))


@st.composite
def aggregates(draw: st.DrawFn, depth: int) -> Aggregate:
    name = draw(st.sampled_from(("count", "sum", "avg", "min", "max", "first", "last", "distinct")))
    path = None if name == "count" else draw(paths("event"))
    return Aggregate(name, path, draw(events(min(depth, 1))))


@st.composite
def sequences(draw: st.DrawFn, depth: int) -> Sequence:
    count = draw(st.integers(2, 4))
    steps: list[Step] = []
    for index in range(count):
        where = draw(st.none() | predicates("event", 0)) if depth > 0 else None
        absent = index > 0 and draw(st.booleans())
        within = draw(st.none() | st.sampled_from(SPANS)) if index else None
        steps.append(Step(draw(st.sampled_from(TYPES)), where, absent, within))
    grace = draw(st.none() | st.sampled_from(SPANS[:2]))
    return Sequence(tuple(steps), draw(st.none() | windows()), grace)


def times() -> st.SearchStrategy[Times | None]:
    bounds = [(1, None), (2, None), (None, 0), (None, 1), (1, 1), (0, 0), (2, 2), (1, 2), (0, 1)]
    return st.none() | st.sampled_from([Times(low, high) for low, high in bounds])


@st.composite
def predicates(draw: st.DrawFn, scope: str = "profile", depth: int = 2) -> Predicate:
    kinds = ["compare", "compare", "one_of", "between", "null", "text"]
    if depth > 0:
        kinds += ["and", "or", "not", "any"]
    if scope == "profile":
        kinds += ["did", "did", "did", "sequence", "sequence", "within", "anniversary", "now", "threshold", "threshold"]
    kind = draw(st.sampled_from(kinds))
    if kind in ("and", "or"):
        terms = draw(st.lists(predicates(scope, depth - 1), min_size=2, max_size=3))
        return And(tuple(terms)) if kind == "and" else Or(tuple(terms))
    if kind == "not":
        return Not(draw(predicates(scope, depth - 1)))
    if kind == "did":
        return Did(draw(events(depth - 1)), draw(st.booleans()), draw(times()))
    if kind == "sequence":
        return draw(sequences(depth))
    if kind == "threshold":
        return draw(thresholds(depth))
    return draw(tests(kind, scope, depth))


@st.composite
def thresholds(draw: st.DrawFn, depth: int) -> Predicate:
    """An aggregate against a constant, on either side: what the rewrites are about."""
    aggregate, constant = draw(aggregates(depth - 1)), draw(constants("number"))
    if draw(st.booleans()):
        return Between(aggregate, constant, draw(constants("number")))
    sign = draw(st.sampled_from(SIGNS))
    return Compare(sign, constant, aggregate) if draw(st.booleans()) else Compare(sign, aggregate, constant)


@st.composite
def tests(draw: st.DrawFn, kind: str, scope: str, depth: int) -> Predicate:
    value = draw(rows(scope, depth))
    if kind == "compare":
        return Compare(draw(st.sampled_from(SIGNS)), value, draw(rows(scope, depth)))
    if kind == "one_of":
        sort = draw(st.sampled_from(("number", "text")))
        options = draw(st.lists(constants(sort), min_size=1, max_size=3))
        return OneOf(value, tuple(options), draw(st.booleans()))
    if kind == "between":
        return Between(value, draw(rows(scope, 0)), draw(rows(scope, 0)))
    if kind == "null":
        return IsNull(value, draw(st.booleans()))
    if kind == "text":
        name = draw(st.sampled_from(("contains", "starts_with", "ends_with", "matches")))
        pattern = draw(constants("text")) if name == "matches" else draw(rows(scope, 0))
        return TextTest(name, value, pattern, draw(st.booleans()))
    if kind == "any":
        array = {"profile": Path("profile", ("items",)), "event": Path("event", ("items",))}
        inner = array.get(scope, Path("item", ("deep",)))
        return Quantified(draw(st.sampled_from(("any", "all", "none"))), inner, draw(predicates("item", depth - 1)))
    day = Path("profile", ("day",))
    if kind == "within":
        return Within(day, draw(st.sampled_from(("last", "next"))), draw(st.sampled_from(SPANS)))
    if kind == "anniversary":
        return Anniversary(day)
    sign = draw(st.sampled_from(SIGNS))
    return Compare(sign, Now(), day) if draw(st.booleans()) else Compare(sign, day, Now())


def expressions(depth: int = 2) -> st.SearchStrategy[Expr]:
    """What may stand at the top of a segment or a trait."""
    return st.one_of(predicates("profile", depth), predicates("profile", depth), rows("profile", depth))


_ODD_NAMES = st.text(min_size=1, max_size=6).filter(lambda name: name.encode("utf-8", "ignore").decode() == name)
_WORDS = st.sampled_from(("in", "profile", "it", "count", "today", "Order Completed", "no", "über", "last", "not"))


@st.composite
def odd_expressions(draw: st.DrawFn) -> Expr:
    """Expressions with names and literals that are hard to write."""
    name, text = _ODD_NAMES | _WORDS, st.text(max_size=8)
    number = st.decimals(allow_nan=False, allow_infinity=False, places=None).filter(
        lambda d: -400 <= int(d.as_tuple().exponent) and d.adjusted() <= 300
    )
    value: Value = draw(
        st.one_of(
            st.builds(Constant, st.one_of(number, text, st.booleans())),
            st.builds(Path, st.just("profile"), st.lists(name, min_size=1, max_size=3).map(tuple)),
            st.builds(Score, name),
            st.builds(Consent, name),
            st.builds(Trait, name),
            st.builds(Aggregate, st.just("count"), st.none(), st.builds(Events, name)),
            st.builds(
                Aggregate,
                st.just("last"),
                st.builds(Path, st.just("event"), st.lists(name, min_size=1, max_size=2).map(tuple)),
                st.builds(Events, name, st.none(), st.builds(SinceLast, name)),
            ),
        )
    )
    return draw(
        st.sampled_from(
            (
                value,
                Compare("=", value, value),
                Did(Events(draw(name), Compare("=", Path("event", (draw(name),)), Constant(draw(text))))),
                InSegment(draw(name)),
                Quantified(
                    "any", Path("profile", (draw(name),)), Compare("=", Path("item", (draw(name),)), Constant(True))
                ),
            )
        )
    )
