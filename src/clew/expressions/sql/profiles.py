"""Expressions of a whole profile as SQL: events, sequences, dates, registers."""

from sqlglot import exp

from clew.expressions.errors import CxlError
from clew.expressions.model import (
    Aggregate,
    Anniversary,
    Consent,
    Did,
    Events,
    InSegment,
    Now,
    Path,
    Predicate,
    Score,
    Sequence,
    Trait,
    Value,
    Within,
)
from clew.expressions.sql.cells import Cell, Counted, Present, Raw
from clew.expressions.sql.plan import Plan
from clew.expressions.sql.rows import Rows
from clew.expressions.sql.sequences import Sequences
from clew.expressions.sql.trees import (
    Tree,
    all_of,
    call,
    case,
    coalesce,
    column,
    compared,
    is_not_null,
    negated,
    no,
    number,
    one_of,
    only_where,
    surely,
)
from clew.expressions.write import events_text, path_text


class Profiles(Rows):
    """Compiles what only a whole profile can answer; collects in a plan what it needs."""

    def __init__(self, plan: Plan, sequences: Sequences) -> None:
        super().__init__(plan.dialect, self._attribute)
        self._plan = plan
        self._sequences = sequences

    def predicate(self, node: Predicate) -> Tree:  # noqa: PLR0911 (one arm per class)
        """A predicate; never null."""
        match node:
            case Did(events, denied, times):
                low, high = (1, None) if times is None else (times.low or 0, times.high)
                count = self._count(events)
                tests = [compared(">=", count, number(low))]
                if high is not None:
                    tests.append(compared("<=", count, number(high)))
                return negated(all_of(tests)) if denied else all_of(tests)
            case Sequence():
                return self._sequences.holds(node)
            case Within(value, direction, span):
                moment, now = self.value(value).moment, self._plan.asked.now
                if moment is None:
                    return no()
                low, high = (now - span.micros, now) if direction == "last" else (now, now + span.micros)
                return surely(all_of([compared(">", moment, number(low)), compared("<=", moment, number(high))]))
            case Anniversary(value):
                cell = self.value(value)
                if cell.moment is None or cell.text is None:
                    return no()
                day = call("substr", cell.text, number(6), number(5))
                return surely(all_of([is_not_null(cell.moment), one_of(day, self._plan.birthdays())]))
            case InSegment(segment):
                raise CxlError(f'segment "{segment}" is not inlined', where=node.at)
            case _:
                return super().predicate(node)

    def value(self, node: Value) -> Cell:
        """A value."""
        match node:
            case Score(name):
                return Raw(self.dialect, self._plan.register("score", name), self._plan.date)
            case Consent(name):
                return Raw(self.dialect, self._plan.register("consent", name), self._plan.date)
            case Path():
                return Raw(self.dialect, self._attribute(node), self._plan.date)
            case Now():
                return Present(self._plan.asked.now)
            case Aggregate():
                return self._aggregate(node)
            case Trait(name):
                raise CxlError(f"trait `{name}` is not inlined", where=node.at)
            case _:
                return super().value(node)

    def _attribute(self, path: Path) -> Tree:
        whole = self._plan.register("identify", path.names[0])
        return self.dialect.member(whole, path.names[1:]) if path.names[1:] else whole

    def _count(self, events: Events) -> Tree:
        chosen = self._plan.selection(events.type, events.where, events.window)
        counted = only_where(exp.Count(this=exp.Star()), chosen)
        return coalesce(self._plan.aggregate(f"count {events_text(events)}", counted), number(0))

    def _aggregate(self, node: Aggregate) -> Cell:
        numbers, path = self.dialect.numbers, node.path
        if path is None:
            return Counted(numbers.count(self._count(node.events)))
        chosen = self._plan.selection(node.events.type, node.events.where, node.events.window)
        raw = self._plan.path(path)
        present = all_of([chosen, negated(self.dialect.is_null(raw))])
        key = f"{node.name} {path_text(path)} of {events_text(node.events)}"
        if node.name in ("first", "last"):
            keys: list[Tree] = [column("ts"), self.dialect.ordered_texts(column("id")), column("seq"), column("idx")]
            picked = self.dialect.pick("first" if node.name == "first" else "last", raw, keys, present)
            return Raw(self.dialect, self._plan.aggregate(key, picked), self._plan.date)
        if node.name == "distinct":
            different = self.dialect.count_different(case((present, self.dialect.key(raw))))
            return Counted(numbers.count(coalesce(self._plan.aggregate(key, different), number(0))))
        # Not by FILTER: what an event is not asked for must not be able to stop the query.
        addend = case((chosen, numbers.addend(raw)))
        kind = {"min": exp.Min, "max": exp.Max}.get(node.name, exp.Sum)
        total = self._plan.aggregate(f"{kind.__name__} {key}", kind(this=addend))
        found = numbers.of_addend(total)
        if node.name == "sum":
            return Counted(numbers.or_zero(found))
        if node.name != "avg":
            return Counted(found)
        count = self._plan.aggregate(f"numbers {key}", exp.Count(this=case((chosen, numbers.addend(raw)))))
        return Counted(numbers.average(found, count))
