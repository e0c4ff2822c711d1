"""Paths: what people did before or after something, step by step, as a Sankey diagram shows it.

A path is what one person did in one session, from the first event that is asked for on (or back from the last). Events
are in order of their time; of one instant, in order of their ids, which says nothing but is always the same.
"""

from sqlglot import exp

from clew.expressions.sql import Dialect, Source, Tree, column, with_tables
from clew.expressions.sql import trees as t
from clew.insight.asked import Paths
from clew.insight.asking import Setting, duration
from clew.insight.errors import InvalidQuestion
from clew.insight.ports import GATHERED, Inquiry, Row
from clew.insight.rows import ORDER, PROFILE, Base, over
from clew.insight.sessions import FRESH, NAME, OPENS, PLACE, marked, so_many
from clew.insight.told import Loop, PathLink, PathNode, PathsAnswer


class _Plan:
    def __init__(self, asked: Paths, setting: Setting) -> None:
        self.asked, self.setting = asked, setting
        self.span = setting.span(asked.period)
        self.anchor = setting.events(asked.anchor, "/anchor") if asked.anchor is not None else None
        self.among = setting.people(asked.among, "/among")
        self.detail = setting.path(asked.detail, "/detail") if asked.detail.strip() else None
        self.gap = duration(asked.gap)
        named = asked.anchor.event if asked.anchor is not None else None
        if named in asked.without or (asked.only and named is not None and named not in asked.only):
            raise InvalidQuestion("leaves the anchor out", where="/without", hint="take its type in")

    def each(self, dialect: Dialect, source: Source) -> exp.Select:
        """Rows of `step`, `name`, `next` (null where the path ends), `paths` and `loops`."""
        base = Base(dialect, source, self.setting, self.span.until - 1, self.span.since)
        base.only(self.among)
        base.did(self.asked.only)
        named = base.add("named", self._named(base))
        same = t.no() if self.asked.repeats else t.surely(t.compared("=", column(NAME), column("before")))
        runs = base.add("runs", self._runs(base, marked(base, named, self.gap, ["anchor"], same)))
        base.add("walks", self._walks(runs))
        base.add("ways", self._ways())
        base.add("paths", self._paths(), kept=True)
        parts = [self._step(place) for place in range(self.asked.steps)]
        whole: exp.Query = parts[0]
        for part in parts[1:]:
            whole = exp.union(whole, part, distinct=False)
        keys = [column(name) for name in ("step", NAME, "next")]
        sums = [t.named(exp.Sum(this=column(name)), name) for name in ("paths", "loops")]
        return base.query(t.grouped(t.select([*keys, *sums], whole.subquery("parts")), *keys))

    def _walks(self, runs: str) -> exp.Select:
        """Runs, each with those that come next (or came before), and whether a session ends between them.

        Everything is read off one order: where the session began (or the next one begins) and whether an anchor lies
        between tell which run a path begins with, so that no session needs a number and only those are followed.
        """
        back = self.asked.direction == "to"
        which = "lead" if back else "lag"
        fresh, other = t.case((column(FRESH), column(PLACE))), t.case((column("anchor"), column(PLACE)))
        begun = _nearest(which, fresh) if back else t.coalesce(fresh, _nearest(which, fresh))
        other = _nearest(which, other)
        inside = t.compared("<", column("other"), t.coalesce(column("begun"), t.number(_FAR)))
        if not back:
            inside = t.compared(">=", column("other"), column("begun"))
        columns = [t.named(column(NAME), "n0"), column("anchor"), t.named(begun, "begun"), t.named(other, "other")]
        for step in range(1, self.asked.steps):
            columns.append(t.named(_neighbour("lag" if back else "lead", NAME, step), f"n{step}"))
            # Going back, a session ends before the run that it begins with.
            crossed = _neighbour("lag", FRESH, step - 1) if back else _neighbour("lead", FRESH, step)
            columns.append(t.named(crossed, f"f{step}"))
        query = t.select([exp.Star()], t.select(columns, runs).subquery("walks"))
        return t.where(query, t.all_of([column("anchor"), t.negated(t.surely(inside))]))

    def _ways(self) -> exp.Select:
        """Paths, one a row: what is done at each step, null once the session is over."""
        columns = [column("n0")]
        for step in range(1, self.asked.steps):
            ended = t.any_of([t.surely(column(f"f{each}")) for each in range(1, step + 1)])
            columns.append(t.named(t.case((t.negated(ended), column(f"n{step}"))), f"n{step}"))
        return t.select(columns, "walks")

    def _paths(self) -> exp.Select:
        """Equal paths together."""
        names = [column(f"n{step}") for step in range(self.asked.steps)]
        return t.grouped(t.select([*names, t.named(exp.Count(this=exp.Star()), "paths")], "ways"), *names)

    def _step(self, place: int) -> exp.Select:
        """What is done at a step, what next, and how often that is a loop."""
        last = self.asked.steps - 1
        name = column(f"n{place}")
        following = column(f"n{place + 1}") if place < last else t.cast(t.null(), "VARCHAR")
        looped: Tree = t.no()
        if place + 2 <= last:
            other = t.negated(t.compared("=", column(f"n{place + 1}"), name))
            looped = t.surely(t.all_of([t.compared("=", column(f"n{place + 2}"), name), other]))
        paths = column("paths")
        loops = t.coalesce(t.only_where(exp.Sum(this=paths), looped), t.number(0))
        figures = [t.named(exp.Sum(this=paths), "paths"), t.named(loops, "loops")]
        columns = [t.named(t.number(place), "step"), t.named(name, NAME), t.named(following, "next"), *figures]
        query = t.where(t.select(columns, "paths"), t.is_not_null(name))
        return t.grouped(query, name, *([following] if place < last else []))

    def _named(self, base: Base) -> exp.Select:
        """The events that are looked at, by name, and whether each is what was asked for."""
        name: Tree = column("type")
        if self.detail is not None:
            said = base.dialect.text(base.happenings.read(self.detail))
            name = t.case((t.is_not_null(said), t.call("concat", column("type"), t.text(": "), said)), default=name)
        anchored = base.happenings.meant(self.anchor) if self.anchor is not None else t.yes()
        columns = [*map(column, (PROFILE, *ORDER)), t.named(name, NAME), t.named(anchored, "anchor")]
        query = t.select(columns, base.events)
        tests: list[Tree] = []
        if self.asked.only:
            tests.append(t.one_of(column("type"), [t.text(each) for each in self.asked.only]))
        if self.asked.without:
            tests.append(t.negated(t.one_of(column("type"), [t.text(each) for each in self.asked.without])))
        return t.where(query, t.all_of(tests)) if tests else query

    def _runs(self, base: Base, events: str) -> exp.Select:
        """Runs of equal events, each as one."""
        names = (PROFILE, PLACE, NAME, FRESH, "anchor")
        if self.asked.repeats or (self.detail is None and (self.anchor is None or self.anchor.where is None)):
            # Events of one name are all what was asked for, or none is: the first says it for its run.
            return t.where(t.select(map(column, names), events), column(OPENS))
        keys = [column(PROFILE), column("run")]
        numbered = base.add("numbered", t.select([*map(column, names), t.named(so_many(OPENS), "run")], events))
        figures = [
            t.named(exp.Min(this=column(PLACE)), PLACE),
            t.named(exp.Min(this=column(NAME)), NAME),
            *(t.named(t.call("bool_or", column(flag)), flag) for flag in (FRESH, "anchor")),
        ]
        return t.grouped(t.select([column(PROFILE), *figures], numbered), *keys)

    def tops(self, dialect: Dialect) -> exp.Select:
        """Nodes: `step`, `name` (null for the rest), `paths`, `ended`."""
        ended = t.only_where(exp.Sum(this=column("paths")), t.is_null(column("next")))
        keys = [column("step"), column("shown")]
        counts = [exp.Sum(this=column("paths")), t.coalesce(ended, t.number(0))]
        return self._shown(t.grouped(t.select([*keys, *counts], "seen"), *keys), dialect)

    def links(self, dialect: Dialect) -> exp.Select:
        """Links: `step`, `source`, `target` (null for the rest), `paths`."""
        keys = [column(name) for name in ("step", "shown", "target")]
        query = t.select([*keys, exp.Sum(this=column("paths"))], "seen")
        t.where(query, t.is_not_null(column("next")))
        return self._shown(t.grouped(query, *keys), dialect)

    def _shown(self, final: exp.Select, dialect: Dialect) -> exp.Select:
        """A final statement over gathered rows with the names that are shown at their steps."""
        size = exp.Sum(this=column("paths"))
        sizes = t.grouped(
            t.select([column("step"), column(NAME), t.named(size, "n")], GATHERED), column("step"), column(NAME)
        )
        most = exp.Ordered(this=column("n"), desc=True, nulls_first=False)
        order = exp.Order(expressions=[most, *t.ordered(column(NAME)).expressions])
        place = exp.Window(this=exp.RowNumber(), partition_by=[column("step")], order=order)
        ranked = t.select([column("step"), column(NAME), t.named(place, "place")], sizes.subquery("sizes"))
        top = t.where(
            t.select([column("step"), column(NAME)], ranked.subquery("ranked")),
            t.compared("<=", column("place"), t.number(self.asked.top)),
        )
        seen = t.select(
            [
                column("step", GATHERED),
                t.named(column(NAME, "a"), "shown"),
                column("next", GATHERED),
                t.named(column(NAME, "b"), "target"),
                column("paths", GATHERED),
            ],
            GATHERED,
        )
        following = t.computed("+", column("step", GATHERED), t.number(1))
        for alias, step, name in (("a", column("step", GATHERED), NAME), ("b", following, "next")):
            same = [
                t.compared("=", column("step", alias), step),
                t.compared("=", column(NAME, alias), column(name, GATHERED)),
            ]
            t.joined(seen, exp.to_table("top").as_(alias), t.all_of(same))  # pyright: ignore
        return with_tables(final, [("top", top), ("seen", seen)], dialect)

    def loops(self, _: Dialect) -> exp.Select:
        """The commonest loops: `name`, `over`, `times`."""
        times = exp.Sum(this=column("loops"))
        query = t.grouped(
            t.select([column(NAME), column("next"), t.named(times, "times")], GATHERED), column(NAME), column("next")
        )
        query.set("having", exp.Having(this=t.compared(">", times.copy(), t.number(0))))
        most = exp.Ordered(this=column("times"), desc=True, nulls_first=False)
        query.set("order", exp.Order(expressions=[most, *t.ordered(column(NAME), column("next")).expressions]))
        return query.limit(self.asked.top)


_FAR = 1 << 62
"""Beyond every place."""


def _neighbour(which: str, name: str, distance: int) -> Tree:
    if not distance:
        return column(name)
    return over(exp.Anonymous(this=which, expressions=[column(name), t.number(distance)]), order=(PLACE,))


def _nearest(which: str, value: Tree) -> Tree:
    """The nearest of a person's values before or after that there is."""
    # A running extreme would say the same at three times the price.
    return over(exp.IgnoreNulls(this=(exp.Lead if which == "lead" else exp.Lag)(this=value)), order=(PLACE,))


def inquiry(asked: Paths, setting: Setting) -> Inquiry:
    """The statements that answer it.

    Raises:
        InvalidQuestion: if it makes no sense.
    """
    plan = _Plan(asked, setting)
    return Inquiry(plan.each, [plan.tops, plan.links, plan.loops])


def answer(rows: list[list[Row]]) -> PathsAnswer:
    """The answer that the rows are."""
    nodes = [PathNode(int(step), name, int(paths), int(ended)) for step, name, paths, ended in rows[0]]
    links = [PathLink(int(step), source, target, int(paths)) for step, source, target, paths in rows[1]]
    nodes.sort(key=lambda each: (each.step, each.name is None, -each.paths, each.name or ""))
    links.sort(key=lambda each: (each.step, -each.paths, each.source or "", each.target or ""))
    loops = [Loop(name, over, int(times)) for name, over, times in rows[2]]
    return PathsAnswer(sum(node.paths for node in nodes if node.step == 0), nodes, links, loops)


__all__ = ["Loop", "PathLink", "PathNode", "Paths", "PathsAnswer", "answer", "inquiry"]
