"""Funnels: how many people took a number of steps within a time, and where the others stopped.

The tie rule. A step of an ordered or strict funnel happens strictly later than the step before it: of two events of one
instant no order is known (as for `sequence`, R11). The whole lasts less than the window: the last step lies before
the first step plus the window (half open, R4). An event is one step at most. What a person reached is the best that
any choice of their events reached whose first step lies in the period; later steps may lie after it.
"""

from typing import Any

from sqlglot import exp

from clew.expressions import Events
from clew.expressions.sql import Dialect, Source, Tree, column
from clew.expressions.sql import trees as t
from clew.insight.asked import Funnel
from clew.insight.asking import Between, Setting, duration
from clew.insight.errors import InvalidQuestion
from clew.insight.intervals import wilson
from clew.insight.ports import Inquiry, Row
from clew.insight.rows import GROUP, ORDER, PROFILE, TS, Base, Breakdown, from_now_on, group_of, instant_before, over
from clew.insight.told import FunnelAnswer, FunnelGroup, FunnelStep
from clew.kernel.instants import SECOND, format_instant


def inquiry(funnel: Funnel, setting: Setting) -> Inquiry:
    """The statements that answer a funnel.

    Raises:
        InvalidQuestion: if it makes no sense.
    """
    plan = _Plan(funnel, setting)
    return Inquiry(plan.people, plan.breakdown.finish(plan.counts, exp.Count(this=exp.Star())))


def answer(funnel: Funnel, setting: Setting, rows: list[list[Row]]) -> FunnelAnswer:
    """The answer that the rows of the statements are."""
    span = setting.span(funnel.period)
    whole = rows[0][0]
    groups = [FunnelGroup(group_of(row[0]), _steps(funnel, row)) for row in (rows[1] if len(rows) > 1 else [])]
    groups.sort(key=lambda each: (each.group.rest, -each.steps[0].people, str(each.group.value)))
    return FunnelAnswer(
        format_instant(span.since), format_instant(span.until), _steps(funnel, whole), int(whole[1] or 0), groups
    )


def _steps(funnel: Funnel, row: Row) -> list[FunnelStep]:
    found: list[FunnelStep] = []
    size = len(funnel.steps)
    people = [int(number) for number in row[2 : 2 + size]]
    times = row[2 + size :]
    for place, step in enumerate(funnel.steps):
        before = people[place - 1] if place else people[0]
        took: tuple[Any, ...] = times[3 * (place - 1) : 3 * place] if place else ()
        name = step.label if funnel.order != "unordered" else f"any {place + 1}"
        found.append(
            FunnelStep(
                name,
                people[place],
                people[place] / people[0] if people[0] else 0.0,
                wilson(people[place], people[0]) if place else None,
                people[place] / before if before else 0.0,
                before - people[place],
                *(None if micros is None else float(micros) / SECOND for micros in took),
            )
        )
    return found


class _Plan:
    def __init__(self, funnel: Funnel, setting: Setting) -> None:
        self.funnel, self.setting = funnel, setting
        self.size = len(funnel.steps)
        self.window = duration(funnel.window)
        self.span: Between = setting.span(funnel.period)
        self.events = [setting.events(step, f"/steps/{place}") for place, step in enumerate(funnel.steps)]
        self.among = setting.people(funnel.among, "/among")
        self.breakdown = Breakdown(funnel.by, setting)
        self.gaps = self._excluded()

    def _excluded(self) -> dict[int, list[Events]]:
        """What must not happen, by the place of the later step of a gap."""
        gaps: dict[int, list[Events]] = {}
        for place, exclusion in enumerate(self.funnel.exclude):
            last = exclusion.before or self.size
            if not exclusion.after < last <= self.size:
                raise InvalidQuestion("no such steps", where=f"/exclude/{place}", hint="`after` is less than `before`")
            if self.funnel.order == "unordered":
                raise InvalidQuestion("steps in any order exclude nothing", where=f"/exclude/{place}")
            for later in range(exclusion.after, last):
                gaps.setdefault(later, []).append(self.setting.events(exclusion, f"/exclude/{place}"))
        return gaps

    @property
    def until(self) -> int:
        """The last instant that is looked at."""
        return min(self.setting.now, self.span.until - 1 + self.window)

    def people(self, dialect: Dialect, source: Source) -> exp.Select:
        """A row for each person who took a first step: group, how far, whether there is time left, how long it took."""
        base = Base(dialect, source, self.setting, self.until, self.span.since)
        base.only(self.among)
        if self.funnel.order == "strict":
            base.did()
        steps = [base.happenings.meant(each) for each in self.events]
        if self.funnel.order == "unordered":
            per_person = self._unordered(base, steps)
        elif self.funnel.order == "strict" or self.gaps:
            per_person = self._by_passes(base, steps)
        else:
            per_person = self._by_steps(base, steps)
        return base.query(self._row(base, per_person))

    def _by_steps(self, base: Base, steps: list[Tree]) -> exp.Select:
        """Step by step: each event of a step with the last event before it that ends a chain of the earlier steps.

        The later of two events that end chains has the later start, or the same: so the last is the best.
        """
        names = [str(step.name) for step in steps]
        touch = [] if self.breakdown.path is None else [t.named(self.breakdown.of_event(base), "label")]
        own = [*map(column, [PROFILE, TS, *(ORDER[1:] if touch else ())]), *touch]
        source = base.add("p0", t.select([*own, *map(column, dict.fromkeys(names))], base.events), kept=True)
        shown = [column(name) for name in (PROFILE, *(ORDER if touch else (TS,)), *(["label"] if touch else []))]
        begun = t.where(t.select([*shown, t.named(column(TS), "e")], source), t.all_of([steps[0], self._in_period()]))
        chain = base.add("c0", begun, kept=True)
        latest = t.named(_newest(TS), "latest")
        first = t.select([column(PROFILE), latest, *self._first_touch(base, t.is_not_null(column(TS)))], chain)
        people = [base.add("g0", t.grouped(first, column(PROFILE)))]
        for place in range(1, self.size):
            chain = self._following(base, source, chain, place, steps[place])
            took = t.named(_took("e"), f"d{place}")
            people.append(base.add(f"g{place}", t.grouped(t.select([column(PROFILE), took], chain), column(PROFILE))))
        return self._together(people)

    def _following(self, base: Base, source: str, chain: str, place: int, step: Tree) -> str:
        """Events of a step that end a chain."""
        mine = t.where(t.select([column(PROFILE), column(TS)], source), step)
        later = base.add(f"s{place}s", mine)
        query = t.select([column(PROFILE, later), column(TS, later), column("e", chain)], later)
        same = t.compared("=", column(PROFILE, later), column(PROFILE, chain))
        before = t.compared(">", column(TS, later), column(TS, chain))
        query.append("joins", exp.Join(this=exp.to_table(chain), method="ASOF", on=t.all_of([same, before])))
        joined = base.add(f"j{place}", query)
        soon = t.compared("<", column(TS), t.computed("+", column("e"), t.number(self.window)))
        return base.add(f"c{place}", t.where(t.select([exp.Star()], joined), soon), kept=True)

    def _together(self, people: list[str]) -> exp.Select:
        """Of each person how far they came, and how long each step took."""
        began = people[0]
        reached = [t.is_not_null(column(PROFILE, table)) for table in people]
        level = [(test, t.number(place + 1)) for place, test in reversed(list(enumerate(reached)))]
        columns = [column(PROFILE, began), t.named(t.case(*level, default=t.number(0)), "level")]
        columns.append(column("latest", began))
        columns += [column(f"d{place}", table) for place, table in enumerate(people) if place]
        columns += [] if self.breakdown.path is None else [column("label", began)]
        query = t.select(columns, began)
        for table in people[1:]:
            t.joined(query, table, t.compared("=", column(PROFILE, table), column(PROFILE, began)))
        return query

    def _by_passes(self, base: Base, steps: list[Tree]) -> exp.Select:
        """Pass by pass: of each event that can be a step, the latest start of a chain of events that ends there."""
        gaps = {place: t.any_of(map(base.happenings.meant, each)) for place, each in self.gaps.items()}
        carried = [PROFILE, *ORDER, *(str(step.name) for step in steps)]
        begins = t.case((t.all_of([steps[0], self._in_period()]), column(TS)))
        extra = [t.named(begins, "e0")]
        extra += [t.named(tree, f"x{place}") for place, tree in gaps.items()]
        if self.breakdown.path is not None:
            extra.append(t.named(self.breakdown.of_event(base), "label"))
        kept = list(dict.fromkeys(carried))
        source = base.add("p0", t.select([*map(column, kept), *extra], base.events))
        kept += [str(each.alias) for each in extra]
        for place in range(1, self.size):
            source = self._pass(base, source, place, kept, steps[place])
            kept.append(f"e{place}")
        return self._reached(base, source)

    def _pass(self, base: Base, source: str, place: int, kept: list[str], step: Tree) -> str:
        previous, limit = column(f"e{place - 1}"), []
        best: Tree = exp.Max(this=previous)
        if place in self.gaps:
            # Chains that nothing excluded cuts: as many such events up to their end as before this event.
            one = t.case((column(f"x{place}"), t.number(1)), default=t.number(0))
            upto, before = over(exp.Sum(this=one)), base.dialect.window(exp.Sum(this=one.copy()), "before")
            counted = [t.named(upto, "upto"), t.named(t.coalesce(before, t.number(0)), "before")]
            source = base.add(f"c{place}", t.select([*map(column, kept), *counted], source))
            pair = t.case((t.is_not_null(previous), t.call("list_value", column("upto"), previous)))
            best = exp.Max(this=pair)
            limit = [column("before")]
        latest = over(best, instant_before()) if self.funnel.order == "strict" else base.dialect.window(best, "before")
        looked = base.add(f"w{place}", t.select([*map(column, kept), *limit, t.named(latest, "best")], source))
        start: Tree = column("best")
        tests = [column(str(step.name))]
        if limit:
            tests.append(t.compared("=", t.call("list_extract", column("best"), t.number(1)), column("before")))
            start = t.call("list_extract", column("best"), t.number(2))
        tests.append(t.compared("<", column(TS), t.computed("+", start, t.number(self.window))))
        ends = t.case((t.surely(t.all_of(tests)), start))
        return base.add(f"p{place}", t.select([*map(column, kept), t.named(ends, f"e{place}")], looked))

    def _reached(self, base: Base, source: str) -> exp.Select:
        """Of each person how far they came; and of each step when first, and how long after the start."""
        columns: list[Tree] = [column(PROFILE)]
        level = [(t.is_not_null(_newest(f"e{k}")), t.number(k + 1)) for k in reversed(range(self.size))]
        columns.append(t.named(t.case(*level, default=t.number(0)), "level"))
        columns.append(t.named(_newest("e0"), "latest"))
        for place in range(1, self.size):
            name = f"e{place}"
            columns.append(t.named(t.only_where(_took(name), t.is_not_null(column(name))), f"d{place}"))
        columns += self._first_touch(base, t.is_not_null(column("e0")))
        return t.grouped(t.select(columns, source), column(PROFILE))

    def _unordered(self, base: Base, steps: list[Tree]) -> exp.Select:
        """Of each event when from then on each step happens next; those within the window are taken."""
        names = [str(step.name) for step in steps]
        following = [
            t.named(over(exp.Min(this=t.case((step, column(TS)))), from_now_on()), f"n{place}")
            for place, step in enumerate(steps)
        ]
        label = [] if self.breakdown.path is None else [t.named(self.breakdown.of_event(base), "label")]
        columns = [*map(column, dict.fromkeys([PROFILE, *ORDER, *names])), *label, *following]
        begun = base.add("begun", t.select(columns, base.events))
        over_at = t.computed("+", column(TS), t.number(self.window))
        soon = [t.case((t.compared("<", column(f"n{k}"), over_at), column(f"n{k}"))) for k in range(self.size)]
        sorted_ = t.call("list_sort", t.call("list_value", *soon), t.text("ASC"), t.text("NULLS LAST"))
        kept = [column(PROFILE), *map(column, ORDER), *map(column, ["label"] if label else [])]
        counted = base.add("counted", t.where(t.select([*kept, t.named(sorted_, "times")], begun), self._in_period()))
        columns = [column(PROFILE)]
        places = [t.call("list_extract", column("times"), t.number(k + 1)) for k in range(self.size)]
        level = [(t.is_not_null(exp.Min(this=places[k])), t.number(k + 1)) for k in reversed(range(self.size))]
        columns.append(t.named(t.case(*level, default=t.number(0)), "level"))
        columns.append(t.named(exp.Max(this=t.case((t.is_not_null(places[0]), column(TS)))), "latest"))
        for k in range(1, self.size):
            took = t.computed("-", places[k], column(TS))
            pair = t.case((t.is_not_null(places[k]), t.call("list_value", places[k], took)))
            columns.append(t.named(t.call("list_extract", exp.Min(this=pair), t.number(2)), f"d{k}"))
        columns += self._first_touch(base, t.is_not_null(places[0]))
        return t.grouped(t.select(columns, counted), column(PROFILE))

    def _first_touch(self, base: Base, condition: Tree) -> list[Tree]:
        if self.breakdown.path is None:
            return []
        return [t.named(base.dialect.pick("first", column("label"), [*map(column, ORDER)], condition), "label")]

    def _row(self, base: Base, per_person: exp.Select) -> exp.Select:
        reached = base.add("reached", per_person)
        durations = [column(f"d{place}") for place in range(1, self.size)]
        query = t.where(exp.Select().from_(reached), t.compared(">", column("level"), t.number(0)))
        label = column("label") if self.breakdown.path is not None else self.breakdown.of_people(base, query)
        left = t.compared(">", t.computed("+", column("latest"), t.number(self.window)), t.number(self.setting.now))
        unfinished = t.all_of([t.compared("<", column("level"), t.number(self.size)), left])
        shown = [t.named(self.breakdown.kept(label), GROUP), column("level"), t.named(unfinished, "unfinished")]
        query.set("expressions", [*shown, *durations])
        return query

    def counts(self, group: Tree, source: str) -> exp.Select:
        """Of everybody, or of each group: who has time left, who reached each step, how long that took."""
        everybody = exp.Count(this=exp.Star())
        columns = [t.named(group, "label"), t.only_where(everybody, column("unfinished"))]
        for place in range(self.size):
            enough = t.compared(">=", column("level"), t.number(place + 1))
            columns.append(t.only_where(everybody.copy(), enough))
        for place in range(1, self.size):
            took = column(f"d{place}")
            columns += [t.call("quantile_disc", took, t.number(q)) for q in ("0.5", "0.9")]
            columns.append(exp.Avg(this=took.copy()))
        return t.select(columns, source)

    def _in_period(self) -> Tree:
        ts = column(TS)
        low, high = t.number(self.span.since), t.number(self.span.until)
        return t.all_of([t.compared(">=", ts, low), t.compared("<", ts, high)])


def _took(start: str) -> Tree:
    """From the start to the first moment of a step; events of one instant have one start."""
    return t.call("arg_min", t.computed("-", column(TS), column(start)), column(TS))


def _newest(name: str) -> Tree:
    return exp.Max(this=column(name))
