"""The nodes of CXL: one frozen class per construct; a tree of them is an expression.

A `Value` has a value (a number, a text, nothing); a `Predicate` is true or false, never unknown (R23). Nodes are equal
when they say the same; where they were written (`at`) and what a builder calls them (`id`) doesn't matter.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from clew.kernel.instants import DAY, HOUR, MILLISECOND, MINUTE, SECOND, WEEK, Duration, Instant

Root: TypeAlias = Literal["profile", "event", "context", "item"]
"""Where a path starts: the profile's attributes, an event's properties or context, an element of an array."""

Comparison: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]
ArithmeticSign: TypeAlias = Literal["+", "-", "*", "/"]
TextTestName: TypeAlias = Literal["contains", "starts_with", "ends_with", "matches"]
AggregateName: TypeAlias = Literal["count", "sum", "avg", "min", "max", "first", "last", "distinct"]
QuantifierName: TypeAlias = Literal["any", "all", "none"]
SpanUnit: TypeAlias = Literal["ms", "s", "m", "h", "d", "w"]
CalendarUnit: TypeAlias = Literal["day", "week", "month", "year"]

SPAN_UNITS: dict[SpanUnit, Duration] = {
    "ms": MILLISECOND,
    "s": SECOND,
    "m": MINUTE,
    "h": HOUR,
    "d": DAY,
    "w": WEEK,
}


@dataclass(frozen=True, slots=True)
class Span:
    """An elapsed time as it was written: `24h` (fixed lengths, also across a change of clocks, R5)."""

    count: int
    unit: SpanUnit

    @property
    def micros(self) -> Duration:
        """Its length in microseconds."""
        return self.count * SPAN_UNITS[self.unit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part of an expression.

    Attributes:
        at: Where it was written: `line:column` of the text, or a JSON pointer.
        id: What a visual builder calls it.
        spots: Where some of its fields stand in the text, where that is not `at`; see `spot`.
    """

    at: str = field(default="", compare=False, repr=False)
    id: str = field(default="", compare=False, repr=False)
    spots: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)

    def spot(self, name: str) -> str:
        """Where a field was written: `type`, `names/1`; the whole node where nothing more exact is known."""
        if self.at.startswith("/"):
            return f"{self.at.rstrip('/')}/{name}"
        return dict(self.spots).get(name, self.at)


@dataclass(frozen=True, slots=True)
class Value(Node):
    """A node with a value; null where there is nothing."""


@dataclass(frozen=True, slots=True)
class Predicate(Node):
    """A node that is true or false."""


Expr: TypeAlias = Value | Predicate


# --- windows ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Window(Node):
    """Which events of a type are meant, by event time."""


@dataclass(frozen=True, slots=True)
class Rolling(Window):
    """`in last 30d`: ts <= t < ts + span (R4)."""

    span: Span


@dataclass(frozen=True, slots=True)
class RollingMonths(Window):
    """`in last 3 months`: ts <= t < ts plus so many months or years on the local calendar (R7)."""

    count: int
    unit: Literal["month", "year"]


@dataclass(frozen=True, slots=True)
class LastCalendar(Window):
    """`in last 7 calendar days`: this local day (week, month) and the ones before it, so many in all (R6)."""

    count: int
    unit: Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Ago(Window):
    """`in window 60d to 30d ago`: ts + newer <= t < ts + older (R4)."""

    older: Span
    newer: Span


@dataclass(frozen=True, slots=True)
class Period(Window):
    """`today`, `yesterday`, `this_week`, `previous_month`, ...: a local calendar period (R6)."""

    which: Literal["this", "previous"]
    unit: CalendarUnit


@dataclass(frozen=True, slots=True)
class SinceLast(Window):
    """`since last order`: ts strictly after the newest event of the type; nothing when there is none (R24)."""

    type: str


@dataclass(frozen=True, slots=True)
class Fixed(Window):
    """`since T`, `before T`, `from T to T`: start <= ts < end, either side open when None."""

    start: Instant | None
    end: Instant | None


# --- events ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Events(Node):
    """Some of a profile's events: `purchase where total > 50 in last 30d`."""

    type: str
    where: Predicate | None = None
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class Times(Node):
    """How often: `at least 2 times`, `between 2 and 5 times`; bounds inclusive, None is open."""

    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Step(Node):
    """A step of a sequence: it happened, or (`absent`) it did not, `within` so long after the step before.

    An absence concerns the last step that happened, A. With a time limit it forbids events strictly between A and
    A + limit, whatever else happens meanwhile, and is known at A + limit (+ grace). Without one it forbids them
    strictly between A and the next step that happens (known then, + grace), or at the end of the sequence ever since A.
    """

    type: str
    where: Predicate | None = None
    absent: bool = False
    within: Span | None = None


# --- values ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Constant(Value):
    """A number, a text, true or false as written; numbers are exact decimals."""

    value: Decimal | str | bool


@dataclass(frozen=True, slots=True)
class Path(Value):
    """What stands at a place: `profile.address.city`, `total`, `context.page.url`; no names mean the root itself."""

    root: Root
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score(Value):
    """The newest prediction of a model: `score(churn)`."""

    name: str


@dataclass(frozen=True, slots=True)
class Consent(Value):
    """What was said for a channel or purpose, "in" or "out" or nothing: `consent(email)`."""

    name: str


@dataclass(frozen=True, slots=True)
class Trait(Value):
    """The value of a named trait: `trait(lifetime_value)`; `inline` replaces it by the trait's expression."""

    name: str


@dataclass(frozen=True, slots=True)
class Now(Value):
    """The instant of evaluation; only compared with dates."""


@dataclass(frozen=True, slots=True)
class Arithmetic(Value):
    """Exact arithmetic; null when a side is no number, or is divided by zero."""

    sign: ArithmeticSign
    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class Distance(Value):
    """Metres between two points on the sphere: `distance(lat, lon, lat, lon)`."""

    lat1: Value
    lon1: Value
    lat2: Value
    lon2: Value


@dataclass(frozen=True, slots=True)
class Aggregate(Value):
    """`count(events)` or `sum(path of events)`; events without the property are skipped (R9)."""

    name: AggregateName
    path: Path | None
    events: Events


# --- predicates ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class And(Predicate):
    """All of two or more."""

    terms: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Or(Predicate):
    """At least one of two or more."""

    terms: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Not(Predicate):
    """Plain negation (R23)."""

    term: Predicate


@dataclass(frozen=True, slots=True)
class Compare(Predicate):
    """`left = right` and its kin; false when a side is null or the two are of different kinds."""

    sign: Comparison
    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class OneOf(Predicate):
    """`value in [..]` or `value not in [..]`, the latter also false for null."""

    value: Value
    options: tuple[Constant, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Between(Predicate):
    """`value between low and high`, both inclusive."""

    value: Value
    low: Value
    high: Value


@dataclass(frozen=True, slots=True)
class IsNull(Predicate):
    """`value is null` or `value is not null`."""

    value: Value
    negated: bool = False


@dataclass(frozen=True, slots=True)
class TextTest(Predicate):
    """`contains` (a text in a text, a value in an array), `starts_with`, `ends_with`, `matches` (RE2, anywhere)."""

    name: TextTestName
    value: Value
    pattern: Value
    ignoring_case: bool = False


@dataclass(frozen=True, slots=True)
class Within(Predicate):
    """`date within last D`: date <= t < date + D; `date within next D`: date - D <= t < date."""

    value: Value
    direction: Literal["last", "next"]
    span: Span


@dataclass(frozen=True, slots=True)
class Anniversary(Predicate):
    """`anniversary(date) today`: the local day has the date's month and day; Feb 29 is Feb 28 otherwise (R25)."""

    value: Value


@dataclass(frozen=True, slots=True)
class InSegment(Predicate):
    """Membership of another segment at the same instant (R21); `inline` replaces it by the segment's expression."""

    segment: str


@dataclass(frozen=True, slots=True)
class Quantified(Predicate):
    """`any(items, price > 50)`: over the elements of an array; false when there is no array."""

    name: QuantifierName
    array: Path
    test: Predicate


@dataclass(frozen=True, slots=True)
class Did(Predicate):
    """`did purchase in last 30d at least 2 times`; without times, at least once."""

    events: Events
    negated: bool = False
    times: Times | None = None


@dataclass(frozen=True, slots=True)
class Sequence(Predicate):
    """`sequence(a then b within 1h then no c within 1d) in last 7d grace 10m` (R11 to R13)."""

    steps: tuple[Step, ...]
    window: Window | None = None
    grace: Span | None = None
