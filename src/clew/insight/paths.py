"""Paths: what people did before or after something, step by step, as a Sankey diagram shows it.

A path is what one person did in one session, from the first event that is asked for on (or back from the last). Events
are in order of their time; of one instant, in order of their ids, which says nothing but is always the same.
"""

from sqlglot import exp

from clew.expressions.sql import Dialect, Source, Tree, column, with_tables
from clew.expressions.sql import trees as t
from clew.insight import lists
from clew.insight.asked import Paths
from clew.insight.asking import Setting, duration
from clew.insight.errors import InvalidQuestion
from clew.insight.ports import GATHERED, Inquiry, Row
from clew.insight.rows import ORDER, PROFILE, TS, Base
from clew.insight.sessions import NAME
from clew.insight.told import Loop, PathLink, PathNode, PathsAnswer


class _Plan:
    def __init__(self, asked: Paths, setting: Setting) -> None:
        self.asked, self.setting = asked, setting
        self.span = setting.span(asked.period)
        self.anchor = setting.events(asked.anchor, "/anchor") if asked.anchor is not None else None
        self.among = setting.people(asked.among, "/among")
        self.detail = setting.path(asked.detail, "/detail") if asked.detail.strip() else None
        self.gap = duration(asked.gap)
        # Events of one name are all what was asked for, or none is, unless more than their type says so.
        by_more = self.detail is not None or (self.anchor is not None and self.anchor.where is not None)
        self.mixed = by_more and not asked.repeats
        named = asked.anchor.event if asked.anchor is not None else None
        if named in asked.without or (asked.only and named is not None and named not in asked.only):
            raise InvalidQuestion("leaves the anchor out", where="/without", hint="take its type in")

    def each(self, dialect: Dialect, source: Source) -> exp.Select:
        """Rows of `step`, `name`, `next` (null where the path ends), `paths` and `loops`."""
        base = Base(dialect, source, self.setting, self.span.until - 1, self.span.since)
        base.only(self.among)
        base.did(self.asked.only)
        base.add("named", self._named(base), kept=True)
        base.add("names", self._names(), kept=True)
        base.add("people", self._people(dialect))
        runs = base.add("runs", self._runs(dialect))
        if self.mixed:
            runs = base.add("whole_runs", self._whole_runs())
        base.add("marks", self._marks(runs))
        base.add("starts", self._starts())
        base.add("walks", self._walks())
        base.add("ways", self._ways())
        base.add("paths", self._paths(), kept=True)
        parts = [self._step(place) for place in range(self.asked.steps)]
        whole: exp.Query = parts[0]
        for part in parts[1:]:
            whole = exp.union(whole, part, distinct=False)
        base.add("parts", t.select([exp.Star()], whole.subquery("each_step")))
        return base.query(self._told())

    def _names(self) -> exp.Select:
        """A number for each name: they are sorted and compared more quickly, and take less room."""
        number = exp.Window(this=exp.RowNumber(), order=t.ordered(column(NAME)))
        different = t.select([column(NAME)], "named", distinct=True).subquery("different")
        return t.select([column(NAME), t.named(number, "code")], different)

    def _people(self, dialect: Dialect) -> exp.Select:
        """Of each person what they `did`, in order, or backwards: whole numbers of when and what."""
        anchor = t.case((column("anchor"), t.number(1)), default=t.number(0))
        what = lists.joined(column("code"), anchor, _FLAG)
        order = t.text("ASC" if self.asked.direction == "from" else "DESC")
        if dialect.reads_ids:
            keys = t.call("list_sort", t.call("list", t.call("row", *map(column, ORDER), what)), order)
            did = lists.each(keys, lambda key: self._did(lists.of_pair(key, 1), lists.of_pair(key, len(ORDER) + 1)))
        else:
            did = t.call("list_sort", t.call("list", self._did(column(TS), what)), order)
        query = t.select([t.named(did, "did")], "named")
        t.joined(query, "names", t.compared("=", column(NAME, "names"), column(NAME, "named")), side="")
        return t.grouped(query, column(PROFILE))

    def _did(self, ts: Tree, what: Tree) -> Tree:
        when = t.computed("-", ts, t.number(self.span.since))
        return lists.joined(t.cast(when, "HUGEINT"), what, _WHAT)

    def _runs(self, dialect: Dialect) -> exp.Select:
        """Of each person the `runs` of equal events as one: their name, whether it is the anchor, whether it is fresh.

        Where an anchor may lie within a run, it stands behind it as `_WITHIN`.
        """

        def run(pair: Tree) -> Tree:
            now, last = lists.of_pair(pair, 1), lists.of_pair(pair, 2)
            what, before = (t.cast(lists.low(each, _WHAT), "BIGINT") for each in (now, last))
            times = [lists.high(each, _WHAT) for each in (now, last)]
            apart = t.computed("-", *(times if self.asked.direction == "from" else reversed(times)))
            late = t.any_of([t.is_null(last), t.compared(">=", apart, t.number(self.gap))])
            branches = [(late, lists.joined(what, t.number(1), _FLAG))]
            if not dialect.reads_ids:
                tied = t.all_of([t.compared("=", *times), t.compared("!=", what, before)])
                branches.append((tied, dialect.tie()))
            plain = lists.joined(what, t.number(0), _FLAG)
            if self.asked.repeats:
                return t.case(*branches, default=plain)
            branches.append((t.compared("!=", lists.high(what, _FLAG), lists.high(before, _FLAG)), plain))
            if self.mixed:
                branches.append((t.compared("=", lists.low(what, _FLAG), t.number(1)), t.number(_WITHIN)))
            return t.case(*branches)

        return t.select([t.named(lists.made(lists.with_last(column("did")), run), "runs")], "people")

    def _whole_runs(self) -> exp.Select:
        """Runs that know of the anchor within them."""

        def whole(pair: Tree) -> Tree:
            run, following = lists.of_pair(pair, 1), lists.of_pair(pair, 2)
            is_one = t.compared("!=", run, t.number(_WITHIN))
            anchored = t.compared("=", following, t.number(_WITHIN))
            return t.case((is_one, t.case((anchored, lists.either(run, _ANCHOR)), default=run)))

        return t.select([t.named(lists.made(lists.with_next(column("runs")), whole), "runs")], "runs")

    def _marks(self, runs: str) -> exp.Select:
        """With the runs of each person the places of those with which a session begins, or which are the anchor."""

        def marked(place: Tree) -> Tree:
            return t.compared(">", lists.low(lists.at(column("runs"), place), _MARKS), t.number(0))

        return t.select([column("runs"), t.named(lists.those(lists.places(column("runs")), marked), "marks")], runs)

    def _starts(self) -> exp.Select:
        """The runs of a person with each place where a path starts: the first anchor of a session."""

        def start(pair: Tree) -> Tree:
            place, last = lists.of_pair(pair, 1), lists.of_pair(pair, 2)
            mark, before = (lists.low(lists.at(column("runs"), each), _MARKS) for each in (place, last))
            follows = t.all_of([t.compared("=", mark, t.number(_ANCHOR)), t.compared("=", before, t.number(_FRESH))])
            return t.case((t.any_of([t.compared("=", mark, t.number(_ANCHOR | _FRESH)), follows]), place))

        starts = lists.made(lists.with_last(column("marks")), start)
        return t.select([column("runs"), t.named(t.call("unnest", starts), "start")], "marks")

    def _walks(self) -> exp.Select:
        """The runs from there on, whether they are of the same session or not."""
        following = [t.computed("+", column("start"), t.number(step)) for step in range(self.asked.steps)]
        walk = [t.named(lists.at(column("runs"), place), f"r{step}") for step, place in enumerate(following)]
        return t.select(walk, "starts")

    def _ways(self) -> exp.Select:
        """Paths, one a row: what is done at each step, null once the session is over."""
        columns = [t.named(lists.high(column("r0"), _MARKS), "n0")]
        for step in range(1, self.asked.steps):
            here = [t.compared("=", lists.low(column(f"r{each}"), _FLAG), t.number(0)) for each in range(1, step + 1)]
            columns.append(t.named(t.case((t.all_of(here), lists.high(column(f"r{step}"), _MARKS))), f"n{step}"))
        return t.select(columns, "walks")

    def _paths(self) -> exp.Select:
        """Equal paths together."""
        names = [column(f"n{step}") for step in range(self.asked.steps)]
        return t.grouped(t.select([*names, t.named(exp.Count(this=exp.Star()), "paths")], "ways"), *names)

    def _step(self, place: int) -> exp.Select:
        """What is done at a step, what next, and how often that is a loop."""
        last = self.asked.steps - 1
        name = column(f"n{place}")
        following = column(f"n{place + 1}") if place < last else t.cast(t.null(), "BIGINT")
        looped: Tree = t.no()
        if place + 2 <= last:
            other = t.negated(t.compared("=", column(f"n{place + 1}"), name))
            looped = t.surely(t.all_of([t.compared("=", column(f"n{place + 2}"), name), other]))
        paths = column("paths")
        loops = t.coalesce(t.only_where(exp.Sum(this=paths), looped), t.number(0))
        figures = [t.named(exp.Sum(this=paths), "paths"), t.named(loops, "loops")]
        columns = [t.named(t.number(place), "step"), t.named(name, "code"), t.named(following, "following"), *figures]
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

    def _told(self) -> exp.Select:
        """The steps with their names."""
        columns = [column("step"), t.named(column(NAME, "a"), NAME), t.named(column(NAME, "b"), "next")]
        query = t.select([*columns, column("paths"), column("loops")], "parts")
        for alias, code in (("a", "code"), ("b", "following")):
            same = t.compared("=", column("code", alias), column(code, "parts"))
            t.joined(query, exp.to_table("names").as_(alias), same)  # pyright: ignore
        return query

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


_WHAT = 32
"""Bits of what was done, beside when: the number of its name, and whether it is the anchor."""

_FLAG, _MARKS = 1, 2
"""Bits of whether a run is fresh, that is a session's first; and of that and whether it is the anchor."""

_FRESH, _ANCHOR = 1, 2
_WITHIN = -1


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
