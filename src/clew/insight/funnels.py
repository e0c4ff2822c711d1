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
from clew.insight import lists
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
        self._bits = (self.size - 1).bit_length()

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
            per_person = self._by_lists(base, steps)
        return base.query(self._row(base, per_person))

    def _by_lists(self, base: Base, steps: list[Tree]) -> exp.Select:
        """Of each person a list of steps that can be, and of each step a list of the chains that end with it."""
        base.add("people", self._people(base, steps))
        began = lists.those(column("did"), self._begins)
        table = base.add("began", t.select([exp.Star(), t.named(began, "began")], "people"))
        for place in range(1, self.size):
            ends = self._second() if place == 1 else lists.made(lists.with_last(column(f"m{place}")), self._follows)
            table = base.add(f"chains{place}", t.select([exp.Star(), t.named(ends, f"c{place}")], table))
            if place + 1 < self.size:
                merged = t.named(self._merged(place + 1), f"m{place + 1}")
                table = base.add(f"merged{place + 1}", t.select([exp.Star(), merged], table))
        return self._told(table)

    def _people(self, base: Base, steps: list[Tree]) -> exp.Select:
        """What each person `did`: whole numbers of when, and of which step, the later ones first.

        So whatever is right before a step is strictly earlier, if it is of the step before.
        """
        when = t.computed("-", column(TS), t.number(self.span.since))
        marks = [lists.joined(when, t.number(self._rank(place)), self._bits) for place in range(self.size)]
        if len({each.type for each in self.events}) == self.size:
            listed = t.call("list", t.case(*zip(steps, marks, strict=True)))
        else:
            several = [t.case((step, mark)) for step, mark in zip(steps, marks, strict=True)]
            several = lists.those(t.call("list_value", *several), t.is_not_null)
            listed = t.call("flatten", t.call("list", several))
        first = self._first_touch(base, t.all_of([steps[0], self._in_period()]))
        touch = [] if self.breakdown.path is None else [t.named(self.breakdown.of_event(base), "label")]
        shown = [*map(column, [PROFILE, TS, *(ORDER[1:] if touch else ())]), *touch]
        names = dict.fromkeys(str(step.name) for step in steps)
        chosen = t.select([*shown, *map(column, names)], base.events)
        if any(each.where is not None for each in self.events):
            t.where(chosen, t.any_of(steps))
        events = base.add("p0", chosen)
        did = t.named(t.call("list_sort", listed), "did")
        return t.grouped(t.select([column(PROFILE), did, *first], events), column(PROFILE))

    def _rank(self, place: int) -> int:
        return self.size - 1 - place

    def _is(self, mark: Tree, place: int) -> Tree:
        return t.compared("=", lists.low(mark, self._bits), t.number(self._rank(place)))

    def _begins(self, mark: Tree) -> Tree:
        """Whether a chain can begin: later ones only go on."""
        period = t.number(self.span.until - self.span.since)
        return t.all_of([self._is(mark, 0), t.compared("<", lists.high(mark, self._bits), period)])

    def _second(self) -> Tree:
        """Where a second step follows a first one: when, and when that was."""

        def follows(pair: Tree) -> Tree:
            now, last = lists.of_pair(pair, 1), lists.of_pair(pair, 2)
            when, start = lists.high(now, self._bits), lists.high(last, self._bits)
            soon = t.compared("<", t.computed("-", when, start), t.number(self.window))
            return t.case((t.all_of([self._is(now, 1), self._is(last, 0), soon]), _end(when, start)))

        both = lists.those(column("did"), lambda mark: t.any_of([self._begins(mark), self._is(mark, 1)]))
        return lists.made(lists.with_last(both), follows)

    def _merged(self, place: int) -> Tree:
        """What can be a step and ends of chains before it, in order; of one instant, the step is first."""
        mine = lists.those(column("did"), lambda mark: self._is(mark, place))
        mine = lists.each(mine, lambda mark: _candidate(lists.high(mark, self._bits)))
        before = column(f"c{place - 1}")
        # Most came no further, and their lists need not be looked at.
        some = t.is_not_null(lists.at(before, t.number(1)))
        return t.case((some, t.call("list_sort", t.call("list_concat", mine, before))))

    def _follows(self, pair: Tree) -> Tree:
        """The chain that ends with a step: it goes on with the end that is right before it.

        What comes between that end and a later step of this kind ends a chain that begins then, too, and sooner.
        """
        now, last = lists.of_pair(pair, 1), lists.of_pair(pair, 2)
        when, start = _when(now), lists.low(last, _START)
        soon = t.compared("<", t.computed("-", when, start), t.number(self.window))
        return t.case((t.all_of([t.negated(_is_end(now)), _is_end(last), soon]), _end(when, start)))

    def _told(self, chains: str) -> exp.Select:
        """Of each person how far they came, when last they began, and how long each step took."""
        began, first = column("began"), t.number(1)
        ends = [lists.at(column(f"c{place}"), first) for place in range(1, self.size)]
        reached = list(enumerate([lists.at(began, first), *ends], 1))
        level = [(t.is_not_null(each), t.number(place)) for place, each in reversed(reached)]
        columns = [column(PROFILE), t.named(t.case(*level, default=t.number(0)), "level")]
        latest = lists.high(lists.at(began, t.number(-1)), self._bits)
        columns.append(t.named(t.computed("+", latest, t.number(self.span.since)), "latest"))
        took = [t.computed("-", _when(end), lists.low(end, _START)) for end in ends]
        columns += [t.named(t.cast(each, "BIGINT"), f"d{place}") for place, each in enumerate(took, 1)]
        columns += [] if self.breakdown.path is None else [column("label")]
        return t.select(columns, chains)

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


_START = 62
"""Bits of when a chain began, in a number that sorts by when it ended."""


def _end(when: Tree, start: Tree) -> Tree:
    """The end of a chain: when, that it is one, and when it began."""
    return t.computed("+", _candidate(when), t.computed("+", t.cast(t.number(1 << _START), "HUGEINT"), start))


def _candidate(when: Tree) -> Tree:
    """What may go on with a chain that ended before."""
    return lists.joined(t.cast(when, "HUGEINT"), t.number(0), _START + 1)


def _when(number: Tree) -> Tree:
    return lists.high(number, _START + 1)


def _is_end(number: Tree) -> Tree:
    return t.compared("=", lists.low(lists.high(number, _START), 1), t.number(1))


def _took(start: str) -> Tree:
    """From the start to the first moment of a step; events of one instant have one start."""
    return t.call("arg_min", t.computed("-", column(TS), column(start)), column(TS))


def _newest(name: str) -> Tree:
    return exp.Max(this=column(name))
