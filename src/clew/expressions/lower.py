"""An expression in incremental form: clauses that fold records, a closure for the value, one for the next change."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from clew.expressions.clauses import Bar, Clause, SequenceClause, TotalEver, TotalIn, ValueClause
from clew.expressions.clauses.choose import count_clause, distinct_clause, sequence_clause, total_clause, value_clause
from clew.expressions.clauses.total import Total
from clew.expressions.dates import anniversary, around, within
from clew.expressions.dues import (
    MOST_STEPS,
    Due,
    Part,
    Verdict,
    both,
    due_of,
    first_flip,
    least,
    newest_within,
    opposite,
    verdict_of_terms,
)
from clew.expressions.errors import CxlError
from clew.expressions.model import (
    Aggregate,
    And,
    Anniversary,
    Between,
    Compare,
    Comparison,
    Consent,
    Constant,
    Did,
    Events,
    Expr,
    InSegment,
    Not,
    Now,
    Or,
    Path,
    Predicate,
    Score,
    Sequence,
    Times,
    Trait,
    Value,
    Window,
    Within,
)
from clew.expressions.numbers import exact, plain, scaled
from clew.expressions.rewrite import cheapest, times_of
from clew.expressions.rows import OPERATORS, Get, Rows, Test, all_of, any_of, negation
from clew.expressions.values import Moment
from clew.expressions.view import Reading
from clew.expressions.walk import descend
from clew.expressions.windows import FOREVER, RollingLogic, logic_of
from clew.kernel.instants import Instant


@dataclass(frozen=True, slots=True)
class Lowered:
    """The incremental form of an inlined expression.

    Law: after folding any records in any order, `test` gives what `evaluate` gives over all of them, at every instant
    from the last fold on; and the due instant of `verdict` is never later than the next instant at which time alone
    changes that.

    Attributes:
        clauses: Event clauses, each once; the engine folds records into their states.
        attributes: Attributes it reads: first names of the paths.
        consents: Channels and purposes it reads.
        scores: Models it reads.
        bars: Of which clauses, by key, it asks nothing but whether these bars are passed. While none of them is, the
            value stays what it is, and its due instant comes no sooner, whatever the clause takes (see `Taking`).
        zoned: Whether the profile's zone matters.
        test: The value now (true or false for a predicate); never raises on data.
        verdict: The value and the least instant after now at which time alone may change it, None if never: in one
            pass.
    """

    clauses: tuple[Clause, ...]
    attributes: frozenset[str]
    consents: frozenset[str]
    scores: frozenset[str]
    bars: Mapping[str, frozenset[Bar]]
    zoned: bool
    test: Callable[[Reading], Any]
    verdict: Verdict

    def next_change(self, reading: Reading) -> Instant | None:
        """The due instant of `verdict`."""
        return self.verdict(reading)[1]


def lower(expr: Expr) -> Lowered:
    """The incremental form of an inlined expression.

    Raises:
        CxlError: if the expression still refers to segments or traits: `inline` it first.
    """
    lowering = _Lowering()
    rewritten: Expr = cheapest(expr)
    if isinstance(rewritten, Predicate):
        part = lowering.part(rewritten)
    else:
        value = _plainly(lowering.value(rewritten))
        due = lowering.take_due()
        part = Part(value, None if due is None else first_flip(value, due))
    nodes = list(descend(expr))
    return Lowered(
        clauses=tuple(lowering.clauses.values()),
        attributes=frozenset(node.names[0] for node in nodes if isinstance(node, Path) and node.root == "profile"),
        consents=frozenset(node.name for node in nodes if isinstance(node, Consent)),
        scores=frozenset(node.name for node in nodes if isinstance(node, Score)),
        bars={key: frozenset(bars) for key, bars in lowering.bars.items() if key not in lowering.read},
        zoned=any(isinstance(n, Anniversary) or (isinstance(n, Window) and logic_of(n).zoned) for n in nodes),
        test=part.test,
        verdict=part.verdict or both(part.test, _never),
    )


def _never(_: Reading) -> None:
    """Time changes nothing."""


def _plainly(value: Get) -> Get:
    return lambda reading: plain(value(reading))


class _Lowering(Rows):
    """Compiles what only a whole profile can answer; collects clauses, and per leaf what time may change."""

    def __init__(self) -> None:
        self.clauses: dict[str, ValueClause] = {}
        self.bars: dict[str, set[Bar]] = {}
        self.read: set[str] = set()
        self._dues: list[Due] = []
        self._verdict: Verdict | None = None

    def part(self, node: Predicate) -> Part:
        """A predicate with its next change: of the terms for and, or and not; else of the clauses in it."""
        match node:
            case And(terms):
                parts = [self.part(term) for term in terms]
                return Part(all_of([part.test for part in parts]), verdict_of_terms(parts, decisive=False))
            case Or(terms):
                parts = [self.part(term) for term in terms]
                return Part(any_of([part.test for part in parts]), verdict_of_terms(parts, decisive=True))
            case Not(term):
                return _not(self.part(term))
            case Did(events, negated, times):
                part = self._did(events, times)
                return _not(part) if negated else part
            case Compare(_, Aggregate(name="distinct") as values) | Between(Aggregate(name="distinct") as values) if (
                asked := times_of(node)
            ) is not None and logic_of(values.events.window).slack == 0:
                negated, times = asked
                part = self._times(lambda limit: distinct_clause(values, limit), times.low or 0, times.high)
                return _not(part) if negated else part
            case _:
                test = self.predicate(node)
                verdict, self._verdict = self._verdict, None
                due = self.take_due()
                if due is not None:
                    # Beside what knows its flips something else moves: each is a candidate.
                    known = [] if verdict is None else [due_of(verdict)]
                    verdict = first_flip(test, least([due, *known]), _steps(node))
                return Part(test, verdict)

    def take_due(self) -> Due | None:
        """The next change of everything compiled since it was taken last."""
        dues, self._dues = self._dues, []
        return (dues[0] if len(dues) == 1 else least(dues)) if dues else None

    def predicate(self, node: Predicate) -> Test:
        match node:
            case Sequence():
                return self._read(sequence_clause(node))
            case Within(value, direction, span):
                return self._timed(within(self.value(value), span.micros, past=direction == "last"))
            case Anniversary(value):
                return self._timed(anniversary(self.value(value)))
            case InSegment(segment):
                raise CxlError(f'segment "{segment}" is not inlined', where=node.at)
            case Compare() | Between():
                sides = (node.left, node.right) if isinstance(node, Compare) else (node.value, node.low, node.high)
                if any(isinstance(side, Now) for side in sides):
                    self._dues.append(around([self.value(side) for side in sides if not isinstance(side, Now)]))
                return super().predicate(node)
            case _:
                return super().predicate(node)

    def value(self, node: Value) -> Get:
        match node:
            case Score(name):
                return lambda reading: reading.scores.get(name)
            case Consent(name):
                return lambda reading: reading.consents.get(name)
            case Now():
                return lambda reading: Moment(reading.now)
            case Aggregate():
                return self._aggregate(node)
            case Trait(name):
                raise CxlError(f"trait `{name}` is not inlined", where=node.at)
            case _:
                return super().value(node)

    def comparison(self, node: Compare) -> Test:
        left, right = node.left, node.right
        if isinstance(left, Aggregate) and left.name in ("sum", "avg") and isinstance(right, Constant):
            bound = right.value
            if isinstance(bound, Decimal) and scaled(bound) is not None:
                return self._total_against(node, left, bound)
        return super().comparison(node)

    # --- events ---

    def _shared(self, clause: ValueClause) -> None:
        """Note the clause, with equal ones that were met before; what time may change in it counts for this leaf."""
        key = clause.key
        self._keep(clause)
        if not clause.window.timeless or isinstance(clause, SequenceClause):
            empty, following = clause.start(), clause.next

            def due(reading: Reading) -> Instant | None:
                return following(reading.clauses.get(key, empty), reading.now, reading.zone)

            self._dues.append(due)

    def _keep(self, clause: ValueClause) -> None:
        met = self.clauses.get(clause.key)
        self.clauses[clause.key] = clause if met is None else met.joined([clause])

    def _read(self, clause: ValueClause) -> Get:
        self._shared(clause)
        self.read.add(clause.key)
        return _reader(clause)

    def _passes(self, clause: Clause, *bars: Bar) -> None:
        """Note that only these bars are asked of it."""
        self.bars.setdefault(clause.key, set()).update(bars)

    def _did(self, events: Events, times: Times | None) -> Part:
        low, high = (1, None) if times is None else (times.low or 0, times.high)
        if logic_of(events.window).slack is not None:
            return self._times(lambda limit: count_clause(events, limit), low, high)
        test = _counted(self._read(count_clause(events, None)), low, high)
        due = self.take_due()
        return Part(test, None if due is None else first_flip(test, due))

    def _times(self, clause_up_to: Callable[[int], ValueClause], low: int, high: int | None) -> Part:
        """At least so often and not more often, where newer ones outlive older ones."""
        parts: list[Part] = []
        if low > 0:
            parts.append(self._at_least(clause_up_to(low), low))
        if high is not None:
            parts.append(_not(self._at_least(clause_up_to(high + 1), high + 1)))
        if len(parts) == 1:
            return parts[0]
        return Part(all_of([part.test for part in parts]), verdict_of_terms(parts, decisive=False))

    def _at_least(self, clause: ValueClause, low: int) -> Part:
        """At least so many where newer ones outlive older ones: the one asked most, true until it falls below."""
        self._keep(clause)
        key, window = clause.key, clause.window
        if isinstance(window, RollingLogic):
            self._passes(clause, (window.reach, low))
            return newest_within(key, low, window.reach)
        read = _reader(clause)

        def test(reading: Reading) -> bool:
            return read(reading) >= low

        if window.timeless:
            self._passes(clause, (FOREVER, low))
            return Part(test, None)
        self.read.add(key)

        def due(reading: Reading) -> Instant | None:
            state = reading.clauses.get(key)
            return None if state is None else window.falls_below(state[0], low, reading.now, reading.zone)

        return Part(test, None if window.marker else both(test, due))

    def _aggregate(self, node: Aggregate) -> Get:
        if node.name in ("sum", "avg"):
            total = self._read(total_clause(node))
            return _average(total) if node.name == "avg" else _sum(total)
        return self._read(value_clause(node))

    def _total_against(self, node: Compare, aggregate: Aggregate, bound: Decimal) -> Test:
        """`sum > c`, and `avg > c` as `sum > c * count and count > 0`, all in integers."""
        operator, average = OPERATORS[node.sign], aggregate.name == "avg"
        mantissa, scale = scaled(bound) or (0, 0)
        factor = 10**scale

        def holds(total: Total) -> bool:
            summed, places, count = total
            if average and not count:
                return False
            wanted = mantissa * count if average else mantissa
            return operator(summed * factor, wanted * 10**places)

        clause = total_clause(aggregate)
        rolling = isinstance(clause, TotalIn) and isinstance(clause.window, RollingLogic)
        # A bar tells enough where more of it only puts off what was told, as with `>`. What is above a bound, and would
        # fall below it with what leaves next, may by more of it come to that very bound then: no bar is passed now.
        meets = rolling and len(_ABOVE[node.sign]) > 1
        if average or meets or not (rolling or isinstance(clause, TotalEver)):
            self.read.add(clause.key)
        else:
            self._passes(clause, *((bound, above) for above in _ABOVE[node.sign]))
        self._shared(clause)
        read = _reader(clause)

        def test(reading: Reading) -> bool:
            return holds(read(reading))

        if isinstance(clause, TotalIn) and rolling:
            key, flip = clause.key, clause.first_flip

            def due(reading: Reading) -> Instant | None:
                state = reading.clauses.get(key)
                return None if state is None else flip(state, reading.now, holds)

            self._dues.pop()  # the one that was noted for it: this one knows what is asked
            return self._timed(Part(test, both(test, due)))
        return test

    def _timed(self, part: Part) -> Test:
        """A test that knows by itself when it flips."""
        self._verdict = part.verdict
        return part.test


_ABOVE: dict[Comparison, tuple[int, ...]] = {">": (1,), "<=": (1,), ">=": (0,), "<": (0,), "=": (0, 1), "!=": (0, 1)}
"""By which bars on a bound a comparison with it is decided."""


def _not(part: Part) -> Part:
    return Part(negation(part.test), part.verdict and opposite(part.verdict))


def _reader(clause: ValueClause) -> Get:
    key, empty, value = clause.key, clause.start(), clause.value
    return lambda reading: value(reading.clauses.get(key, empty), reading.now, reading.zone)


def _steps(node: Predicate) -> int:
    """How far to look for a flip: a step of a sequence costs a pass over all its events."""
    return 4 if isinstance(node, Sequence) else MOST_STEPS


def _counted(count: Get, low: int, high: int | None) -> Test:
    if high is None:
        return lambda reading: count(reading) >= low
    return lambda reading: low <= count(reading) <= high


def _sum(total: Get) -> Get:
    def get(reading: Reading) -> int | Fraction:
        mantissa, scale, _ = total(reading)
        return exact(Fraction(mantissa, 10**scale)) or 0 if scale else mantissa

    return get


def _average(total: Get) -> Get:
    def get(reading: Reading) -> Fraction | None:
        mantissa, scale, count = total(reading)
        return Fraction(mantissa, 10**scale * count) if count else None

    return get
