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
from clew.insight.rows import ORDER, PROFILE, Base
from clew.insight.sessions import NAME, RUN, SESSION, in_sessions, whole, within_session
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
        base.happenings.everything()
        named = base.add("named", self._named(base))
        same = t.no() if self.asked.repeats else t.surely(t.compared("=", column(NAME), column("before")))
        runs = base.add("runs", self._runs(in_sessions(base, named, self.gap, ["anchor"], same)))
        back = self.asked.direction == "to"
        found = exp.Max(this=_where_anchored()) if back else exp.Min(this=_where_anchored())
        origin = within_session(found, (RUN,), whole())
        follow = "lag" if back else "lead"
        columns = [column(name) for name in (RUN, NAME)]
        columns += [t.named(origin, "origin"), t.named(_neighbour(follow, 1), "next")]
        steps = base.add("steps", t.select([*columns, t.named(_neighbour(follow, 2), "after")], runs))
        ahead = t.computed("-", *([column("origin"), column(RUN)] if back else [column(RUN), column("origin")]))
        far = t.case((t.compared("<", column("step"), t.number(self.asked.steps - 1)), column("next")))
        looped = t.all_of(
            [
                t.compared("=", column("after"), column(NAME)),
                t.compared("!=", column("next"), column(NAME)),
                t.compared("<", column("step"), t.number(self.asked.steps - 2)),
            ]
        )
        shown = t.select([*map(column, (NAME, "next", "after")), t.named(ahead, "step")], steps)
        near = base.add("near", shown)
        inside = [t.compared(sign, column("step"), t.number(n)) for sign, n in ((">=", 0), ("<", self.asked.steps))]
        rows = t.select([column("step"), column(NAME), t.named(far, "next"), t.named(t.surely(looped), "looped")], near)
        kept = base.add("kept", t.where(rows, t.all_of(inside)))
        everybody = exp.Count(this=exp.Star())
        counts = [t.named(everybody, "paths"), t.named(t.only_where(everybody.copy(), column("looped")), "loops")]
        keys = [column(name) for name in ("step", NAME, "next")]
        return base.query(t.grouped(t.select([*keys, *counts], kept), *keys))

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

    def _runs(self, sessions: str) -> exp.Select:
        """Runs of equal events, each as one."""
        keys = [column(name) for name in (PROFILE, SESSION, RUN)]
        if self.asked.repeats or (self.detail is None and (self.anchor is None or self.anchor.where is None)):
            # Events of one name are all what was asked for, or none is: the first says it for its run.
            return t.where(t.select([*keys, column(NAME), column("anchor")], sessions), column("opens"))
        name = t.named(exp.Min(this=column(NAME)), NAME)
        anchored = t.named(t.call("bool_or", column("anchor")), "anchor")
        return t.grouped(t.select([*keys, name, anchored], sessions), *keys)

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


def _where_anchored() -> Tree:
    return t.case((column("anchor"), column(RUN)))


def _neighbour(which: str, distance: int) -> Tree:
    return within_session(exp.Anonymous(this=which, expressions=[column(NAME), t.number(distance)]), (RUN,))


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
