"""An expression in incremental form: clauses that fold records, a closure for the value, one for the next change."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from clew.expressions.clauses import (
    Clause,
    CountEver,
    CountIn,
    DistinctEver,
    DistinctIn,
    Extreme,
    Pick,
    Selection,
    SequenceClause,
    TotalEver,
    TotalIn,
    ValueClause,
)
from clew.expressions.clauses.sequence import Absence, Happening, Source
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
    Step,
    Times,
    Trait,
    Value,
    Window,
    Within,
)
from clew.expressions.numbers import exact, plain, scaled
from clew.expressions.rewrite import cheapest, limit_of, limit_of_times
from clew.expressions.rows import OPERATORS, Get, Rows, Test, all_of, any_of, negation, path_getter, required_text
from clew.expressions.values import Moment
from clew.expressions.view import Reading
from clew.expressions.walk import descend
from clew.expressions.windows import RollingLogic, logic_of
from clew.expressions.write import events_text, path_text
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
        lasting: Keys of clauses of which it asks only whether there are at least as many as their limit.
        zoned: Whether the profile's zone matters.
        test: The value now (true or false for a predicate); never raises on data.
        verdict: The value and the least instant after now at which time alone may change it, None if never: in one
            pass.
    """

    clauses: tuple[Clause, ...]
    attributes: frozenset[str]
    consents: frozenset[str]
    scores: frozenset[str]
    lasting: frozenset[str]
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
        lasting=frozenset(lowering.lasting - lowering.read),
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
        self.lasting: set[str] = set()
        self.read: set[str] = set()
        self._dues: list[Due] = []
        self._limit: int | None = None
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
                part = self.part(term)
                return Part(negation(part.test), part.verdict and opposite(part.verdict))
            case Did(events, True, times):
                return self.part(Not(Did(events, negated=False, times=times)))
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
            case Did(events, False, times):
                return self._did(events, times)
            case Sequence():
                return self._sequence(node)
            case Within(value, direction, span):
                return self._timed(within(self.value(value), span.micros, past=direction == "last"))
            case Anniversary(value):
                return self._timed(anniversary(self.value(value)))
            case InSegment(segment):
                raise CxlError(f'segment "{segment}" is not inlined', where=node.at)
            case Compare() | Between():
                self._limit = limit_of(node)
                sides = (node.left, node.right) if isinstance(node, Compare) else (node.value, node.low, node.high)
                if any(isinstance(side, Now) for side in sides):
                    self._dues.append(around([self.value(side) for side in sides if not isinstance(side, Now)]))
                test = super().predicate(node)
                self._limit = None
                return test
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
            bound = scaled(right.value) if isinstance(right.value, Decimal) else None
            if bound is not None:
                return self._total_against(node, left, bound)
        return super().comparison(node)

    # --- events ---

    def _selection(self, events: Events) -> Selection:
        where = None if events.where is None else Rows().predicate(events.where)
        text = events_text(Events(events.type, events.where))
        return Selection(events.type, where, logic_of(events.window), text, required_text(events.where))

    def _shared(self, clause: ValueClause) -> ValueClause:
        """The clause, or an equal one met before; what time may change in it counts for this leaf."""
        shared = self.clauses.setdefault(clause.key, clause)
        if not clause.window.timeless or isinstance(clause, SequenceClause):
            key, empty, following = shared.key, shared.start(), shared.next

            def due(reading: Reading) -> Instant | None:
                return following(reading.clauses.get(key, empty), reading.now, reading.zone)

            self._dues.append(due)
        return shared

    def _read(self, clause: ValueClause) -> Get:
        shared = self._shared(clause)
        self.read.add(shared.key)
        key, empty, value = shared.key, shared.start(), shared.value
        return lambda reading: value(reading.clauses.get(key, empty), reading.now, reading.zone)

    def _count(self, events: Events, limit: int | None) -> ValueClause:
        selection = self._selection(events)
        return CountEver(selection) if selection.window.timeless else CountIn(selection, limit)

    def _did(self, events: Events, times: Times | None) -> Test:
        low, high = (1, None) if times is None else (times.low or 0, times.high)
        clause = self._count(events, limit_of_times(times))
        if high is None and clause.window.slack is not None:
            return self._at_least(clause, low)
        return _counted(self._read(clause), low, high)

    def _at_least(self, clause: ValueClause, low: int) -> Test:
        """At least so many where newer ones outlive older ones: the one asked most, true until it falls below."""
        clause = self.clauses.setdefault(clause.key, clause)
        key, window = clause.key, clause.window
        if isinstance(window, RollingLogic):
            self.lasting.add(key)
            return self._timed(newest_within(key, low, window.reach))
        self.read.add(key)
        empty, value = clause.start(), clause.value

        def due(reading: Reading) -> Instant | None:
            state = reading.clauses.get(key)
            return None if state is None else window.falls_below(state[0], low, reading.now, reading.zone)

        def test(reading: Reading) -> bool:
            return value(reading.clauses.get(key, empty), reading.now, reading.zone) >= low

        return test if window.timeless or window.marker else self._timed(Part(test, both(test, due)))

    def _aggregate(self, node: Aggregate) -> Get:
        if node.path is None:
            return self._read(self._count(node.events, self._limit))
        selection = self._selection(node.events)
        timeless = selection.window.timeless
        path, get = path_text(node.path), path_getter(node.path)
        if node.name == "distinct":
            kind = DistinctEver if timeless else DistinctIn
            return self._read(kind(selection, self._limit, path, get))
        if node.name in ("min", "max"):
            return self._read(Extreme(selection, node.name, path, get))
        if node.name in ("first", "last"):
            return self._read(Pick(selection, node.name, path, get))
        total = self._read(self._total(node))
        return _average(total) if node.name == "avg" else _sum(total)

    def _total(self, node: Aggregate) -> TotalEver | TotalIn:
        path = node.path or Path("event", ())
        selection = self._selection(node.events)
        kind = TotalEver if selection.window.timeless else TotalIn
        return kind(selection, path_text(path), path_getter(path))

    def _total_against(self, node: Compare, aggregate: Aggregate, bound: tuple[int, int]) -> Test:
        """`sum > c`, and `avg > c` as `sum > c * count and count > 0`, all in integers."""
        operator, average = OPERATORS[node.sign], aggregate.name == "avg"
        mantissa, factor = bound[0], 10 ** bound[1]

        def holds(total: Total) -> bool:
            summed, places, count = total
            if average and not count:
                return False
            wanted = mantissa * count if average else mantissa
            return operator(summed * factor, wanted * 10**places)

        clause = self._total(aggregate)
        read = self._read(clause)

        def test(reading: Reading) -> bool:
            return holds(read(reading))

        if isinstance(clause, TotalIn) and isinstance(clause.window, RollingLogic):
            key, flip = clause.key, clause.first_flip

            def due(reading: Reading) -> Instant | None:
                state = reading.clauses.get(key)
                return None if state is None else flip(state, reading.now, holds)

            self._dues.pop()  # the one that `_read` noted: this one knows what is asked
            return self._timed(Part(test, both(test, due)))
        return test

    def _sequence(self, node: Sequence) -> Test:
        sources: dict[str, int] = {}
        conditions: list[Source] = []

        def source_of(step: Step) -> int:
            text = events_text(Events(step.type, step.where))
            if text not in sources:
                sources[text] = len(conditions)
                where = None if step.where is None else Rows().predicate(step.where)
                conditions.append(Source(step.type, where, text))
            return sources[text]

        steps: list[Happening] = []
        for step in node.steps:
            within = step.within.micros if step.within else None
            if step.absent:
                before = steps[-1]
                absences = (*before.absences, Absence(source_of(step), within))
                steps[-1] = Happening(before.source, before.within, absences)
            else:
                steps.append(Happening(source_of(step), within, ()))
        grace = node.grace.micros if node.grace else 0
        return self._read(SequenceClause(tuple(conditions), tuple(steps), logic_of(node.window), grace))

    def _timed(self, part: Part) -> Test:
        """A test that knows by itself when it flips."""
        self._verdict = part.verdict
        return part.test


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
