"""Sequences as SQL: a pass of windows per step, which finds the times at which a choice of events can end (R11-R13).

For a step the latest end of the step before it is the best: time limits and absences only count from there.
"""

from dataclasses import dataclass, field

from sqlglot import exp

from clew.expressions.model import Sequence, Step
from clew.expressions.sql.plan import CHOSEN, Plan
from clew.expressions.sql.trees import (
    Tree,
    all_of,
    any_of,
    case,
    column,
    compared,
    computed,
    grouped,
    is_not_null,
    is_null,
    named,
    number,
    select,
    surely,
    where,
)
from clew.expressions.sql.windows import bounds_of
from clew.expressions.write import to_text


@dataclass(slots=True)
class _Pass:
    """Columns of the next query in a chain."""

    columns: dict[str, Tree] = field(default_factory=dict[str, Tree])

    def put(self, name: str, tree: Tree) -> Tree:
        """A column, to be read by the query after."""
        self.columns[name] = tree
        return column(name)


@dataclass(frozen=True, slots=True)
class Stage:
    """A common table that answers one sequence: a row for each profile of which it holds."""

    name: str
    tables: tuple[tuple[str, exp.Select], ...]


class Sequences:
    """Compiles sequences; each becomes a stage of the query."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.stages: dict[str, Stage] = {}

    @property
    def names(self) -> set[str]:
        """The tables that answer them."""
        return {stage.name for stage in self.stages.values()}

    def holds(self, node: Sequence) -> Tree:
        """Whether the sequence holds, of a profile."""
        key = to_text(node)
        if key not in self.stages:
            self.stages[key] = _Chain(self._plan, node, f"q{len(self.stages)}").stage()
        return is_not_null(column("profile", self.stages[key].name))


@dataclass(frozen=True, slots=True)
class _Happening:
    step: Step
    absences: tuple[Step, ...]


class _Chain:
    def __init__(self, plan: Plan, node: Sequence, name: str) -> None:
        self._plan, self._node, self._name = plan, node, name
        self._now = plan.asked.now
        self._grace = node.grace.micros if node.grace else 0
        self._steps = _happenings(node)

    def stage(self) -> Stage:
        plan, steps = self._plan, self._steps
        bounds = None if self._node.window is None else bounds_of(self._node.window, self._now)
        # What happened before the window is no step, and between no two steps of it.
        since = None if bounds is None else bounds[0]
        sources = {
            each: plan.selection(each.type, each.where, None, since=since)
            for happening in steps
            for each in (happening.step, *happening.absences)
        }
        inside = None if self._node.window is None else plan.selection_of_window(self._node.window)
        carried = {tree.name: tree for tree in [*sources.values(), *([] if inside is None else [inside])]}
        tables: list[tuple[str, exp.Select]] = []
        source, before = CHOSEN, None
        for number_, happening in enumerate(steps):
            chain = _Pass()
            end = self._end(chain, number_, happening, before, sources, inside)
            asked = dict(carried)
            if tables:
                asked[f"e{number_ - 1}"] = column(f"e{number_ - 1}")
            around = f"{self._name}_{2 * number_}"
            columns = [column("profile"), column("ts"), *asked.values()]
            rows = select([*columns, *(named(tree, name) for name, tree in chain.columns.items())], source)
            if not tables:
                where(rows, any_of(sources.values()))
            tables.append((around, rows))
            source = f"{self._name}_{2 * number_ + 1}"
            tables.append(
                (
                    source,
                    select([column("profile"), column("ts"), *carried.values(), named(end, f"e{number_}")], around),
                )
            )
            before = happening
        tables.append((self._name, self._last(source, sources)))
        return Stage(self._name, tuple(tables))

    def _end(
        self,
        chain: _Pass,
        place: int,
        happening: _Happening,
        before: _Happening | None,
        sources: dict[Step, Tree],
        inside: Tree | None,
    ) -> Tree:
        """The time of an event that the steps so far can end with, else null."""
        ts = column("ts")
        tests = [sources[happening.step]] + ([] if inside is None else [inside])
        if before is not None:
            previous = chain.put("previous", self._extreme(exp.Max, column(f"e{place - 1}"), "before"))
            tests.append(is_not_null(previous))
            if happening.step.within is not None:
                tests.append(compared("<", ts, computed("+", previous, number(happening.step.within.micros))))
            for index, absence in enumerate(a for a in before.absences if a.within is None):
                last = chain.put(f"before{index}", self._extreme(exp.Max, self._time(sources[absence]), "before"))
                tests.append(any_of([is_null(last), compared("<=", last, previous)]))
                tests.append(compared("<=", computed("+", ts, number(self._grace)), number(self._now)))
        for index, absence in enumerate(happening.absences):
            if absence.within is not None:
                span = absence.within.micros
                following = chain.put(f"after{index}", self._extreme(exp.Min, self._time(sources[absence]), "after"))
                over = computed("+", ts, number(span))
                tests.append(any_of([is_null(following), compared(">=", following, over)]))
                tests.append(compared("<=", computed("+", over, number(self._grace)), number(self._now)))
        return case((surely(all_of(tests)), ts))

    def _last(self, source: str, sources: dict[Step, Tree]) -> exp.Select:
        """Profiles that have an end of the last step, with nothing forbidden after the latest of them."""
        end = exp.Max(this=column(f"e{len(self._steps) - 1}"))
        tests = [is_not_null(end)]
        for absence in self._steps[-1].absences:
            if absence.within is None:
                newest = exp.Max(this=self._time(sources[absence]))
                tests.append(any_of([is_null(newest), compared("<=", newest, end)]))
        query = grouped(select([column("profile")], source), column("profile"))
        query.set("having", exp.Having(this=all_of(tests)))
        return query

    def _time(self, condition: Tree) -> Tree:
        return case((condition, column("ts")))

    def _extreme(self, kind: type[exp.AggFunc], tree: Tree, side: str) -> Tree:
        return self._plan.dialect.window(kind(this=tree.copy()), "before" if side == "before" else "after")


def _happenings(node: Sequence) -> list[_Happening]:
    found: list[_Happening] = []
    for step in node.steps:
        if step.absent:
            found[-1] = _Happening(found[-1].step, (*found[-1].absences, step))
        else:
            found.append(_Happening(step, ()))
    return found
