"""What every expression must obey, whatever the workspace: scopes, bounds, order. Text and JSON pass through here."""

from decimal import Decimal
from typing import Literal, TypeAlias

from clew.expressions.cures import in_backticks
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
    Events,
    Expr,
    Fixed,
    InSegment,
    LastCalendar,
    Node,
    Now,
    OneOf,
    Or,
    Path,
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
    Within,
)
from clew.expressions.numbers import exact
from clew.expressions.patterns import BadPattern, matcher
from clew.expressions.walk import children
from clew.kernel.instants import DAY

MAX_DEPTH = 40
"""How deep parentheses, negations and functions may nest in a text."""

MAX_TREE_DEPTH = 100
MAX_NODES = 10_000
MAX_SPAN = 36_525 * DAY
MAX_MONTHS = 1_200

_Scope: TypeAlias = Literal["profile", "event", "item"]

_ROOTS: dict[_Scope, tuple[str, ...]] = {"profile": ("profile",), "event": ("event", "context"), "item": ("item",)}
_PROFILE_ONLY = (Aggregate, Did, Sequence, Score, Consent, Trait, Now, Within, Anniversary, InSegment)


def validate(expr: Expr) -> None:
    """Check the rules that hold in every workspace.

    Raises:
        CxlError: at the first node that breaks one.
    """
    _Validator().visit(expr, "profile", 0)


class _Validator:
    def __init__(self) -> None:
        self._count = 0

    def visit(self, node: Node, scope: _Scope, depth: int) -> None:
        self._count += 1
        if self._count > MAX_NODES or depth > MAX_TREE_DEPTH:
            raise CxlError("the expression is too large", where=node.at, hint="make parts of it segments")
        if scope != "profile" and isinstance(node, _PROFILE_ONLY):
            raise _out_of_scope(node, scope)
        _check(node, scope)
        now_allowed = isinstance(node, Compare | Between)
        for child in children(node):
            if isinstance(child, Now) and not now_allowed:
                raise CxlError("`now` can only be compared with a date", where=child.at)
            self.visit(child, self._scope_of(node, child, scope), depth + 1)

    @staticmethod
    def _scope_of(node: Node, child: Node, scope: _Scope) -> _Scope:
        if isinstance(node, Events | Step) or (isinstance(node, Aggregate) and child is node.path):
            return "event"
        if isinstance(node, Quantified) and child is node.test:
            return "item"
        return scope


def _out_of_scope(node: Node, scope: _Scope) -> CxlError:
    what = type(node).__name__.lower()
    if scope == "item":
        return CxlError(f"`{what}` can't stand inside any, all or none", where=node.at, hint="test fields only")
    return CxlError(
        f"`{what}` can't stand inside `where`",
        where=node.at,
        hint="`where` tests what the event itself says; close it and join with `and`",
    )


def _check(node: Node, scope: _Scope) -> None:  # noqa: C901, PLR0912 (one arm per class)
    match node:
        case And(terms) | Or(terms) if len(terms) < 2:
            raise CxlError("needs two or more terms", where=node.at)
        case Arithmetic("-", Path("profile", (*_, first)), Path("event", (second,)) as read) if scope == "profile":
            # `profile.first-name`: a minus to the language, a part of the name to whoever wrote it.
            message = f"`{second}` is an event property, but no event is meant here"
            raise CxlError(message, where=read.at, hint=in_backticks(f"{first}-{second}"))
        case Path():
            _check_path(node, scope)
        case Constant(value):
            _check_constant(node, value)
        case OneOf(_, options):
            other = next((each for each in options if type(each.value) is not type(options[0].value)), None)
            if not options or other is not None:
                raise CxlError("a list holds one kind of value, and at least one", where=(other or node).at)
        case Rolling(span) | Within(_, _, span):
            _check_span(span, node, "span")
        case Ago(older, newer):
            _check_span(older, node, "older")
            _check_span(newer, node, "newer")
            if older.micros <= newer.micros:
                raise CxlError("the window is empty", where=node.at, hint="the longer time first: `60d to 30d ago`")
        case RollingMonths(count) | LastCalendar(count):
            if not 1 <= count <= MAX_MONTHS:
                raise CxlError(f"the window must count 1 to {MAX_MONTHS}", where=node.spot("count"))
        case Fixed(start, end):
            if (start is None and end is None) or (start is not None and end is not None and start >= end):
                raise CxlError("the window is empty", where=node.at, hint="the earlier date first")
        case Times():
            _check_times(node)
        case Aggregate(name, path) if (name == "count") != (path is None):
            hint = "`count(event)`" if path else f"`{name}(property of event)`"
            raise CxlError(f"`{name}` {'takes no' if path else 'needs a'} property", where=node.at, hint=hint)
        case Sequence():
            _check_sequence(node)
        case TextTest():
            _check_pattern(node)
        case Events(kind) | Step(kind) | SinceLast(kind) | InSegment(kind) | Score(kind) | Consent(kind) | Trait(kind):
            if not kind:
                raise CxlError("a name is empty", where=node.at)
        case _:
            pass


def _check_path(path: Path, scope: _Scope) -> None:
    if path.root not in _ROOTS[scope]:
        name = ".".join(path.names)
        meant = f"`profile.{name}` or `trait({name})`?" if len(path.names) == 1 else f"`profile.{name}`?"
        messages = {
            ("profile", "event"): (f"`{name}` is an event property, but no event is meant here", meant),
            ("event", "profile"): (
                "an attribute can't be used inside `where`",
                "`where` tests what the event itself says; an attribute may change later",
            ),
        }
        message, hint = messages.get(
            (scope, path.root),
            (f"`{path.root}` can't be used here", "inside any, all and none bare names are fields of the element"),
        )
        raise CxlError(message, where=path.at, hint=hint)
    if not all(path.names) or (not path.names and path.root != "item"):
        raise CxlError("a name is empty", where=path.at)


def _check_constant(node: Constant, value: object) -> None:
    if isinstance(value, Decimal) and exact(value) is None:
        raise CxlError("the number is too large or too small", where=node.at, hint="up to 1.7e308, 400 decimals")


def _check_span(span: Span, node: Node, name: str) -> None:
    if not 0 < span.micros <= MAX_SPAN:
        hint = "without a window all of the past counts"
        raise CxlError("a time span must be above 0 and at most 100 years", where=node.spot(name), hint=hint)


def _check_times(times: Times) -> None:
    low, high = times.low, times.high
    if (low is None and high is None) or (low or 0) < 0 or (high is not None and high < (low or 0)):
        raise CxlError("no number of times fits", where=times.at, hint="`between 2 and 5 times`")
    if low == 0 and high is None:
        raise CxlError("at least 0 times is always so", where=times.at, hint="say `at least 1 times`")


def _check_sequence(sequence: Sequence) -> None:
    first, *rest = sequence.steps or (None,)
    if first is None or not rest:
        raise CxlError("a sequence has two steps or more", where=sequence.at, hint="for one, use `did`")
    if first.absent or first.within is not None:
        raise CxlError("a sequence begins with something that happened", where=first.at)
    for step in rest:
        if step.within is not None:
            _check_span(step.within, step, "within")
    if sequence.grace is not None:
        _check_span(sequence.grace, sequence, "grace")


def _check_pattern(node: TextTest) -> None:
    if node.name != "matches":
        return
    pattern = node.pattern.value if isinstance(node.pattern, Constant) else None
    if not isinstance(pattern, str):
        raise CxlError("`matches` needs a pattern in quotes", where=node.pattern.at or node.at)
    try:
        matcher(pattern)
    except BadPattern:
        hint = "RE2 syntax: no look-around, no back-references"
        raise CxlError("the pattern can't be read", where=node.pattern.at or node.at, hint=hint) from None
