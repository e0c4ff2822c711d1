"""Metrics: figures that have one definition, in a document; each with its interval where it is a sample.

What each measure is, over the events of a period:

- `count`, `people`, `sum`: how many events, of how many people, the total of a property.
- `average`, `median`: of a property, event by event. `per_person`: its total, person by person, on average.
- `value`: the same over a person's whole history up to the end of the period.
- `conversion`: of the people who did `event` in the period, who did `then` strictly later within `window`.
- `repeat`: of the people who did it, who did it at least twice.
- `retention`: of the people who did it in the period before, who did it in this one; `churn`: who did not.
- `nps`: promoters (9, 10) less detractors (0 to 6), of all answers, times 100; `csat`: answers of at least `least`;
  `ces`: the average answer.
- `duration`: from `event` to the first `then` of the same `key`, of one instant or later: the median, in seconds.
"""

from math import sqrt

from sqlglot import exp

from clew.expressions.sql import Dialect, Source, Tree, column
from clew.expressions.sql import trees as t
from clew.insight.asked import Metric, MetricQuestion, metric_faults
from clew.insight.asking import Between, Setting, before, duration
from clew.insight.errors import InvalidQuestion
from clew.insight.intervals import Interval, Z, between_ranks, normal, wilson
from clew.insight.ports import GATHERED, Inquiry, Row
from clew.insight.rows import PROFILE, TS, Base
from clew.insight.told import MetricAnswer
from clew.kernel.instants import SECOND

_SHARES = {"conversion", "repeat", "retention", "churn"}
_ANSWERS = {"average", "median", "nps", "csat", "ces"}


class Figure:
    """A metric in one period: the statements, and what their rows say."""

    def __init__(self, metric: Metric, setting: Setting, asked: MetricQuestion, span: Between) -> None:
        """Read what is asked.

        Raises:
            InvalidQuestion: if it makes no sense.
        """
        for field, message in metric_faults(metric):
            raise InvalidQuestion(message, where=f"/{field}")
        self.metric, self.setting, self.span = metric, setting, span
        self.before = before(asked.period, span, setting.zone)
        self.event = setting.events(metric.event, "/event")
        self.then = setting.events(metric.then, "/then") if metric.then is not None else None
        self.path = setting.path(metric.property, "/property") if metric.property.strip() else None
        self.key = setting.path(metric.key, "/key") if metric.key.strip() else None
        self.window = duration(metric.window)
        mine, theirs = setting.people(metric.among, "/among"), setting.people(asked.among, "/among")
        self.among = [each for each in (mine, theirs) if each is not None]

    def inquiry(self) -> Inquiry:
        """The statements."""
        measure = self.metric.measure
        if measure == "duration":
            return Inquiry(self._durations, [_spread])
        if measure in _ANSWERS:
            return Inquiry(self._values, [self._answers])
        if measure in ("per_person", "value"):
            return Inquiry(self._totals, [_spread])
        if measure in _SHARES:
            return Inquiry(self._flags, [_shares])
        return Inquiry(self._sums, [self._total])

    def _base(self, dialect: Dialect, source: Source, since: int | None, until: int) -> Base:
        base = Base(dialect, source, self.setting, until, since)
        for number, among in enumerate(self.among):
            base.only(among, str(number))
        return base

    def _meant(self, base: Base, *, since: int | None = None) -> Tree:
        ts = column(TS)
        tests = [base.happenings.meant(self.event), t.compared("<", ts, t.number(self.span.until))]
        tests.append(t.compared(">=", ts, t.number(self.span.since if since is None else since)))
        return t.all_of(tests)

    def _number(self, base: Base) -> Tree:
        assert self.path is not None  # noqa: S101  (a metric without one was refused)
        numbers = base.dialect.numbers
        return numbers.to_float(numbers.read(base.happenings.read(self.path)))

    def _sums(self, dialect: Dialect, source: Source) -> exp.Select:
        base = self._base(dialect, source, self.span.since, self.span.until - 1)
        meant = self._meant(base)
        addend = t.null() if self.path is None else dialect.numbers.addend(base.happenings.read(self.path))
        said = t.where(t.select([column(PROFILE), t.named(addend, "addend")], base.events), meant)
        people = exp.Count(this=exp.Distinct(expressions=[column(PROFILE)]))
        figures = [(exp.Count(this=exp.Star()), "n"), (people, "people"), (exp.Sum(this=column("addend")), "total")]
        return base.query(t.select([t.named(tree, name) for tree, name in figures], base.add("said", said)))

    def _total(self, dialect: Dialect) -> exp.Select:
        total = dialect.numbers.to_float(dialect.numbers.of_addend(exp.Sum(this=column("total"))))
        n, people = (exp.Sum(this=column(name)) for name in ("n", "people"))
        return t.select([{"count": n.copy(), "people": people, "sum": total}[self.metric.measure], n], GATHERED)

    def _values(self, dialect: Dialect, source: Source) -> exp.Select:
        base = self._base(dialect, source, self.span.since, self.span.until - 1)
        meant = self._meant(base)
        said = base.add("said", t.where(t.select([t.named(self._number(base), "v")], base.events), meant))
        return base.query(t.where(t.select([column("v")], said), t.is_not_null(column("v"))))

    def _answers(self, dialect: Dialect) -> exp.Select:
        """Count, mean, deviation, median and its bounds; and how many answered high, and low."""
        query = _spread(dialect)
        high = t.number("9") if self.metric.measure == "nps" else t.number(repr(self.metric.least))
        for sign, bound in ((">=", high), ("<=", t.number(6))):
            query.append("expressions", t.only_where(exp.Count(this=exp.Star()), t.compared(sign, column("v"), bound)))
        return query

    def _totals(self, dialect: Dialect, source: Source) -> exp.Select:
        ever = self.metric.measure == "value"
        base = self._base(dialect, source, None if ever else self.span.since, self.span.until - 1)
        meant = base.happenings.meant(self.event) if ever else self._meant(base)
        said = t.where(t.select([column(PROFILE), t.named(self._number(base), "n")], base.events), meant)
        total = t.named(t.coalesce(exp.Sum(this=column("n")), t.number(0)), "v")
        return base.query(t.grouped(t.select([total], base.add("said", said)), column(PROFILE)))

    def _flags(self, dialect: Dialect, source: Source) -> exp.Select:
        """A row for each person who counts: whether they did what is asked."""
        measure = self.metric.measure
        if measure == "conversion":
            return self._converted(dialect, source)
        over_time = measure in ("retention", "churn")
        since = self.before.since if over_time else self.span.since
        base = self._base(dialect, source, since, self.span.until - 1)
        meant = self._meant(base, since=since)
        said = base.add("said", t.where(t.select([column(PROFILE), column(TS)], base.events), meant))
        if over_time:
            early = t.compared("<", column(TS), t.number(self.span.since))
            again = t.call("bool_or", t.negated(early))
            query = t.grouped(t.select([t.named(again, "did")], said), column(PROFILE))
            query.set("having", exp.Having(this=t.call("bool_or", early.copy())))
            return base.query(query)
        twice = t.compared(">=", exp.Count(this=exp.Star()), t.number(2))
        return base.query(t.grouped(t.select([t.named(twice, "did")], said), column(PROFILE)))

    def _converted(self, dialect: Dialect, source: Source) -> exp.Select:
        assert self.then is not None  # noqa: S101  (a metric without one was refused)
        until = min(self.setting.now, self.span.until - 1 + self.window)
        base = self._base(dialect, source, self.span.since, until)
        meant, then = self._meant(base), base.happenings.meant(self.then)
        following = base.dialect.window(exp.Min(this=t.case((then, column(TS)))), "after")
        columns = [column(PROFILE), column(TS), t.named(meant, "meant"), t.named(following, "then")]
        rows = base.add("rows", t.select(columns, base.events))
        soon = t.surely(t.compared("<", column("then"), t.computed("+", column(TS), t.number(self.window))))
        did = t.named(t.call("bool_or", soon), "did")
        return base.query(t.grouped(t.where(t.select([did], rows), column("meant")), column(PROFILE)))

    def _durations(self, dialect: Dialect, source: Source) -> exp.Select:
        """A row for each event in the period: how many seconds until it was over; null if it is not."""
        assert self.then is not None  # noqa: S101  (a metric without one was refused)
        until = min(self.setting.now, self.span.until - 1 + self.window)
        base = self._base(dialect, source, self.span.since, until)
        meant, then = self._meant(base), base.happenings.meant(self.then)
        key = dialect.key(base.happenings.read(self.key)) if self.key is not None else t.text("")
        keys = [column(PROFILE), t.named(key, "key"), column(TS)]
        starts = base.add("starts", t.where(t.select(keys, base.events), meant))
        ends = base.add("ends", t.where(t.select(keys, base.events), then))
        pairs = [t.compared("=", column(name, ends), column(name, starts)) for name in (PROFILE, "key")]
        ts, end = column(TS, starts), column(TS, ends)
        pairs += [t.compared(">=", end, ts), t.compared("<", end, t.computed("+", ts, t.number(self.window)))]
        took = t.computed("/", dialect.double(t.computed("-", exp.Min(this=end.copy()), ts)), t.number(SECOND))
        query = t.joined(t.select([t.named(took, "v")], starts), ends, t.all_of(pairs))
        return base.query(t.grouped(query, column(PROFILE, starts), column("key", starts), ts.copy()))

    def answer(self, rows: list[list[Row]]) -> MetricAnswer:
        """The figure that the rows are."""
        row = rows[0][0]
        measure = self.metric.measure
        if measure in _SHARES:
            return _share(int(row[0]), int(row[1] or 0), turned=measure == "churn")
        if measure in ("count", "people", "sum"):
            return MetricAnswer(float(row[0] or 0), int(row[1] or 0))
        count, mean, deviation, median, low, high, missing = row[:7]
        if measure in ("median", "duration"):
            return MetricAnswer(median, int(count), between_ranks(low, high, int(count)), int(missing))
        if measure == "csat":
            return _share(int(count), int(row[7]))
        if measure == "nps":
            return _promoters(int(count), int(row[7]), int(row[8]))
        return MetricAnswer(mean, int(count), normal(mean, deviation, int(count)))


def _spread(_: Dialect) -> exp.Select:
    """Of `v`: count, mean, deviation, median, the values at the bounds of the median's ranks, and how many are null."""
    n = exp.Count(this=column("v"))
    values = t.call("list_sort", t.only_where(t.call("list", column("v")), t.is_not_null(column("v"))))
    half = t.computed("*", t.number(repr(Z / 2)), t.call("sqrt", n))
    middle = t.computed("/", n, t.number(2))
    low = t.cast(t.call("floor", t.computed("-", middle, half)), "BIGINT")
    high = t.cast(t.call("ceil", t.computed("+", t.number(1), t.computed("+", middle, half))), "BIGINT")
    # Outside the list there is nothing: so few values bound no median.
    low = t.case((t.compared(">=", low, t.number(1)), low))
    figures = [
        n.copy(),
        exp.Avg(this=column("v")),
        t.call("stddev_samp", column("v")),
        t.call("quantile_disc", column("v"), t.number("0.5")),
        t.call("list_extract", values, low),
        t.call("list_extract", values, high),
        t.only_where(exp.Count(this=exp.Star()), t.is_null(column("v"))),
    ]
    return t.select(figures, GATHERED)


def _shares(_: Dialect) -> exp.Select:
    everybody = exp.Count(this=exp.Star())
    return t.select([everybody, t.only_where(everybody.copy(), column("did"))], GATHERED)


def _share(people: int, did: int, *, turned: bool = False) -> MetricAnswer:
    met = people - did if turned else did
    return MetricAnswer(met / people if people else None, people, wilson(met, people))


def _promoters(count: int, high: int, low: int) -> MetricAnswer:
    """NPS, its interval by the variance of answers that count +1, 0 and -1."""
    if not count:
        return MetricAnswer(None, 0)
    score = (high - low) / count
    spread = sqrt(max(0.0, (high + low) / count - score * score) * count / (count - 1)) if count > 1 else None
    found = normal(score, spread, count)
    scaled = Interval(max(-100.0, 100 * found.low), min(100.0, 100 * found.high), "normal") if found else None
    return MetricAnswer(100 * score, count, scaled)


__all__ = ["Figure"]
