"""Trends: how often things happen, to how many people, and how large they are, unit by unit.

A person counts once in a unit, and once in the whole. Sums are exact before they are shown; percentiles are the nearest
rank: a value that occurred. A mean has the interval of the delta method, a percentile lies between the values at the
bounds of its rank, as wide as if all values of a person were one (see `intervals`); counts and totals are no samples.
"""

from typing import NamedTuple

from sqlglot import exp

from clew.expressions.sql import Dialect, Source, Tree, column
from clew.expressions.sql import trees as t
from clew.insight.asked import Series, Trend
from clew.insight.asking import Between, Setting
from clew.insight.errors import InvalidQuestion
from clew.insight.intervals import Interval, Votes, Z, between_ranks, of_mean
from clew.insight.ports import GATHERED, Finish, Inquiry, Row
from clew.insight.rows import GROUP, PROFILE, TS, Base, Breakdown, group_of, relabelled
from clew.insight.spread import WHO, who
from clew.insight.told import TrendSeries
from clew.insight.units import Units, units

_QUANTILES = {"median": "0.5", "p90": "0.9", "p95": "0.95", "p99": "0.99"}
_WHOLE = -1
_VOTES = ("people", "n", "total", "squares", "mixed", "sizes")


class Point(NamedTuple):
    """A figure, and where it may truly lie."""

    value: float | None
    interval: Interval | None = None


class Line(NamedTuple):
    """The figure of the whole period, and those of its units."""

    whole: Point
    units: list[Point]


class Lines:
    """One series in one period: the statements, and what their rows say."""

    def __init__(self, trend: Trend, place: int, setting: Setting, span: Between) -> None:
        """Read what is asked.

        Raises:
            InvalidQuestion: if it makes no sense.
        """
        self.series = trend.series[place]
        where = f"/series/{place}"
        self.setting, self.span = setting, span
        self.units: Units = units(trend.unit, span.since, span.until, setting.zone)
        self.events = setting.events(self.series, where)
        self.among = setting.people(trend.among, "/among")
        self.breakdown = Breakdown(trend.by, setting)
        self.needs_value = self.series.measure not in ("count", "people")
        if self.needs_value != bool(self.series.property.strip()):
            message = "needs a property" if self.needs_value else "needs no property"
            raise InvalidQuestion(f"{self.series.measure} {message}", where=f"{where}/property")
        self.path = setting.path(self.series.property, f"{where}/property") if self.needs_value else None

    def sizes(self) -> Inquiry:
        """How many events each group has, the largest first."""

        def each(dialect: Dialect, source: Source) -> exp.Select:
            base, query = self._events(dialect, source)
            counted = t.select([column(GROUP), t.named(exp.Count(this=exp.Star()), "n")], base.add("said", query))
            return base.query(t.grouped(counted, column(GROUP)))

        def final(_: Dialect) -> exp.Select:
            total = exp.Sum(this=column("n"))
            query = t.grouped(t.select([column(GROUP)], GATHERED), column(GROUP))
            most = exp.Ordered(this=total, desc=True, nulls_first=False)
            query.set("order", exp.Order(expressions=[most, *t.ordered(column(GROUP)).expressions]))
            return query.limit(self.breakdown.groups)

        return Inquiry(each, [final])

    def inquiry(self, shown: list[str] | None = None) -> Inquiry:
        """The statements; of each of these groups and the rest together, or of everybody."""

        def each(dialect: Dialect, source: Source) -> exp.Select:
            return self._each(dialect, source, shown)

        return Inquiry(each, [self._final(whole=True), self._final(whole=False)])

    def _events(self, dialect: Dialect, source: Source) -> tuple[Base, exp.Select]:
        """The events, each with its group, its unit and its value."""
        base = Base(dialect, source, self.setting, self.span.until - 1, self.span.since)
        base.only(self.among)
        meant = base.happenings.meant(self.events)
        query = t.where(exp.Select().from_(base.events), meant)
        label = (
            self.breakdown.of_event(base) if self.breakdown.path is not None else self.breakdown.of_people(base, query)
        )
        values: list[Tree] = [t.null(), t.null()]
        if self.path is not None:
            raw, numbers = base.happenings.read(self.path), dialect.numbers
            values = [numbers.addend(raw), numbers.to_float(numbers.read(raw.copy()))]
        profile = column(PROFILE, base.events)
        shown = [profile, t.named(self.breakdown.kept(label), GROUP), t.named(self.units.place(column(TS)), "unit")]
        query.set("expressions", [*shown, t.named(values[0], "addend"), t.named(values[1], "value")])
        return base, query

    def _each(self, dialect: Dialect, source: Source, shown: list[str] | None) -> exp.Select:
        base, query = self._events(dialect, source)
        said = base.add("said", query)
        if shown is not None:
            said = base.add("labelled", relabelled(said, shown))
        group = column(GROUP) if shown is not None else t.text("")
        if self.series.measure in _QUANTILES:
            values = t.select([t.named(group, GROUP), column("unit"), column("value"), who(column(PROFILE))], said)
            return base.query(t.where(values, t.is_not_null(column("value"))))
        if self.series.measure == "avg":
            return base.query(_voted(base, said, group))
        figures = [
            t.named(exp.Count(this=exp.Star()), "n"),
            t.named(exp.Count(this=exp.Distinct(expressions=[column(PROFILE)])), "people"),
            t.named(exp.Sum(this=column("addend")), "total"),
            t.named(exp.Count(this=column("addend")), "numbers"),
            t.named(exp.Min(this=column("value")), "low"),
            t.named(exp.Max(this=column("value")), "high"),
        ]
        parts = [
            t.grouped(t.select([t.named(group, "g"), t.named(unit, "u"), *figures], said), column("g"), column("u"))
            for unit in (column("unit"), t.number(_WHOLE))
        ]
        both = exp.union(parts[0], parts[1], distinct=False)
        columns = [t.named(column("g"), GROUP), t.named(column("u"), "unit")]
        rest = [column(name) for name in ("n", "people", "total", "numbers", "low", "high")]
        return base.query(t.select([*columns, *rest], both.subquery("parts")))

    def _final(self, *, whole: bool) -> Finish:
        """The figures of each group, of the whole period or unit by unit; then what their intervals need."""
        quantile = _QUANTILES.get(self.series.measure)

        def final(dialect: Dialect) -> exp.Select:
            unit = t.number(_WHOLE) if whole else column("unit")
            if quantile is not None:
                return _ranked(dialect, unit, quantile)
            votes = [exp.Sum(this=column(name)) for name in _VOTES] if self.series.measure == "avg" else []
            query = t.select([column(GROUP), t.named(unit, "u"), self._figure(dialect), *votes], GATHERED)
            is_whole = t.compared("=", column("unit"), t.number(_WHOLE))
            t.where(query, is_whole if whole else t.negated(is_whole))
            return t.grouped(query, column(GROUP), column("u"))

        return final

    def _figure(self, dialect: Dialect) -> Tree:
        measure, numbers = self.series.measure, dialect.numbers
        if measure in ("count", "people"):
            return exp.Sum(this=column("n" if measure == "count" else "people"))
        if measure in ("min", "max"):
            return exp.Min(this=column("low")) if measure == "min" else exp.Max(this=column("high"))
        total = numbers.to_float(numbers.of_addend(exp.Sum(this=column("exact" if measure == "avg" else "total"))))
        if measure == "sum":
            return total
        return t.computed("/", total, dialect.double(t.call("nullif", exp.Sum(this=column("n")), t.number(0))))

    def read(self, rows: list[list[Row]]) -> dict[str, Line]:
        """By group: the figure of the whole period, and those of the units; without groups there is always one."""
        empty = Point(0.0 if self.series.measure in ("count", "people", "sum") else None)
        found: dict[str, Line] = {}
        if not self.breakdown.groups:
            found[""] = Line(empty, [empty] * len(self.units))
        for group, _, value, *more in rows[0]:
            found[group] = Line(self._point(value, more, empty), [empty] * len(self.units))
        for group, unit, value, *more in rows[1]:
            found[group].units[unit] = self._point(value, more, empty)
        return found

    def _point(self, value: float | None, more: list[float], empty: Point) -> Point:
        if value is None:
            return empty
        if self.series.measure == "avg":
            people, n, total, squares, mixed, sizes = more
            return Point(float(value), of_mean(Votes(int(people), int(n), float(total), squares, mixed, sizes)))
        if not more:
            return Point(float(value))
        low, high, people = more
        return Point(float(value), between_ranks(low, high, int(people)))


def _voted(base: Base, said: str, group: Tree) -> exp.Select:
    """Sums over people of what they said on average, unit by unit and in the whole."""
    dialect, numbers = base.dialect, base.dialect.numbers
    exact, n = exp.Sum(this=column("addend")), exp.Count(this=column("addend"))
    keys = [column("g"), column("u"), column(PROFILE)]
    parts: list[exp.Select] = []
    for unit in (column("unit"), t.number(_WHOLE)):
        mine = [t.named(group, "g"), t.named(unit, "u"), column(PROFILE), t.named(exact, "exact"), t.named(n, "n")]
        parts.append(t.grouped(t.select(mine, said), *keys))
    base.add("each_person", t.select([exp.Star()], exp.union(*parts, distinct=False).subquery("parts")))
    s = t.coalesce(numbers.to_float(numbers.of_addend(column("exact"))), t.number(0))
    worth = [t.named(s, "s"), t.named(dialect.double(column("n")), "c")]
    named = [column("g"), column("u"), column("exact"), column("n"), *worth]
    base.add("voters", t.where(t.select(named, "each_person"), t.compared(">", column("n"), t.number(0))))
    figures = [
        (exp.Sum(this=column("exact")), "exact"),
        (exp.Count(this=exp.Star()), "people"),
        (exp.Sum(this=column("n")), "n"),
        (exp.Sum(this=column("s")), "total"),
        *(
            (exp.Sum(this=t.computed("*", column(a), column(b))), name)
            for a, b, name in (("s", "s", "squares"), ("s", "c", "mixed"), ("c", "c", "sizes"))
        ),
    ]
    shown = [
        t.named(column("g"), GROUP),
        t.named(column("u"), "unit"),
        *(t.named(tree, name) for tree, name in figures),
    ]
    return t.grouped(t.select(shown, "voters"), column("g"), column("u"))


def _ranked(dialect: Dialect, unit: Tree, quantile: str) -> exp.Select:
    """A percentile of gathered values, and the values at the bounds of its rank; null where there are none."""
    people = exp.Count(this=exp.Distinct(expressions=[column(WHO)]))
    figures = [
        t.named(t.call("quantile_disc", column("value"), t.number(quantile)), "figure"),
        t.named(t.call("list_sort", t.call("list", column("value"))), "listed"),
        t.named(exp.Count(this=exp.Star()), "n"),
        t.named(people, "people"),
    ]
    keys = [column(GROUP), column("u")]
    per = t.grouped(t.select([column(GROUP), t.named(unit, "u"), *figures], GATHERED), *keys).subquery("per")
    n, share = dialect.double(column("n")), float(quantile)
    spread = Z * (share * (1 - share)) ** 0.5
    wide = t.call("sqrt", t.computed("*", n, t.computed("/", n, dialect.double(column("people")))))
    half = t.computed("*", t.number(repr(spread)), wide)
    middle = t.computed("*", n, t.number(quantile))
    low = t.cast(t.call("floor", t.computed("-", middle, half)), "BIGINT")
    high = t.cast(t.call("ceil", t.computed("+", t.number(1), t.computed("+", middle, half))), "BIGINT")
    low = t.case((t.compared(">=", low, t.number(1)), low))
    bounds = [t.call("list_extract", column("listed"), rank) for rank in (low, high)]
    return t.select([*keys, column("figure"), *bounds, column("people")], per)


def lines(series: Series, found: dict[str, Line], *, grouped: bool) -> list[TrendSeries]:
    """The lines that the figures make, the largest group first."""
    sampled = series.measure == "avg" or series.measure in _QUANTILES
    made = [
        TrendSeries(
            series.label,
            series.measure,
            group_of(group) if grouped else None,
            [point.value for point in line.units],
            line.whole.value,
            intervals=[point.interval for point in line.units] if sampled else [],
            interval=line.whole.interval,
        )
        for group, line in found.items()
    ]
    return sorted(made, key=lambda line: (line.group is not None and line.group.rest, -(line.total or 0)))
