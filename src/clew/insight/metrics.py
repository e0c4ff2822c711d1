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

from sqlglot import exp

from clew.expressions.sql import Dialect, Source, Tree, column
from clew.expressions.sql import trees as t
from clew.insight.asked import Metric, MetricQuestion, metric_faults
from clew.insight.asking import Between, Setting, before, duration
from clew.insight.errors import InvalidQuestion
from clew.insight.intervals import Interval, Votes, between_ranks, of_mean, of_share, of_total, wilson
from clew.insight.ports import GATHERED, Inquiry, Row
from clew.insight.rows import PROFILE, TS, Base
from clew.insight.spread import WHO, V, spread, who
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
            return Inquiry(self._durations, [spread(None)])
        if measure in _ANSWERS:
            return Inquiry(self._values, [spread(self._vote())])
        if measure in ("per_person", "value"):
            return Inquiry(self._totals, [spread(column(V))])
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
        said = base.add("said", t.where(t.select([column(PROFILE), t.named(addend, "addend")], base.events), meant))
        mine = [t.named(exp.Count(this=exp.Star()), "n"), t.named(exp.Sum(this=column("addend")), "total")]
        per = base.add("per", t.grouped(t.select(mine, said), column(PROFILE)))
        worth = t.coalesce(dialect.numbers.to_float(dialect.numbers.of_addend(column("total"))), t.number(0))
        part = {"count": dialect.double(column("n")), "people": t.number(1), "sum": worth}[self.metric.measure]
        parts = base.add("parts", t.select([column("n"), column("total"), t.named(part, "part")], per))
        figures = [
            (exp.Count(this=exp.Star()), "people"),
            (exp.Sum(this=column("n")), "n"),
            (exp.Sum(this=column("total")), "total"),
            (exp.Sum(this=t.computed("*", column("part"), column("part"))), "squares"),
            (exp.Min(this=column("part")), "least"),
        ]
        return base.query(t.select([t.named(tree, name) for tree, name in figures], parts))

    def _total(self, dialect: Dialect) -> exp.Select:
        """The figure, of how many events, of how many people, what its interval needs."""
        total = dialect.numbers.to_float(dialect.numbers.of_addend(exp.Sum(this=column("total"))))
        n, people, squares = (exp.Sum(this=column(name)) for name in ("n", "people", "squares"))
        figure = {"count": n, "people": people, "sum": total}[self.metric.measure]
        least = exp.Min(this=column("least"))
        return t.select([figure.copy(), n, people.copy(), squares, least], GATHERED)

    def _values(self, dialect: Dialect, source: Source) -> exp.Select:
        base = self._base(dialect, source, self.span.since, self.span.until - 1)
        meant = self._meant(base)
        values = t.select([who(column(PROFILE)), t.named(self._number(base), V)], base.events)
        said = base.add("said", t.where(values, meant))
        return base.query(t.where(t.select([column(WHO), column(V)], said), t.is_not_null(column(V))))

    def _vote(self) -> Tree | None:
        """What an answer counts for; None for a median."""
        if self.metric.measure == "median":
            return None
        if self.metric.measure == "csat":
            return t.case((self._at_least(repr(self.metric.least)), t.number(1)), default=t.number(0))
        if self.metric.measure == "nps":
            low = t.compared("<=", column(V), t.number(6))
            return t.case((self._at_least(9), t.number(1)), (low, t.number(-1)), default=t.number(0))
        return column(V)

    @staticmethod
    def _at_least(bound: int | str) -> Tree:
        return t.compared(">=", column(V), t.number(bound))

    def _totals(self, dialect: Dialect, source: Source) -> exp.Select:
        ever = self.metric.measure == "value"
        base = self._base(dialect, source, None if ever else self.span.since, self.span.until - 1)
        meant = base.happenings.meant(self.event) if ever else self._meant(base)
        said = t.where(t.select([column(PROFILE), t.named(self._number(base), "n")], base.events), meant)
        total = t.named(t.coalesce(exp.Sum(this=column("n")), t.number(0)), V)
        return base.query(t.grouped(t.select([who(column(PROFILE)), total], base.add("said", said)), column(PROFILE)))

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
        columns = [who(column(PROFILE, starts)), t.named(took, V)]
        query = t.joined(t.select(columns, starts), ends, t.all_of(pairs))
        return base.query(t.grouped(query, column(PROFILE, starts), column("key", starts), ts.copy()))

    def answer(self, rows: list[list[Row]]) -> MetricAnswer:
        """The figure that the rows are."""
        row = rows[0][0]
        measure = self.metric.measure
        if measure in _SHARES:
            return _share(int(row[0]), int(row[1] or 0), turned=measure == "churn")
        if measure in ("count", "people", "sum"):
            total, n, people, squares, least = row
            between = of_total(float(total or 0), float(squares or 0), int(people or 0), float(least or 0))
            return MetricAnswer(float(total or 0), int(n or 0), between)
        (n, median, low, high, missing), votes = row[:5], _votes(row[5:])
        if measure in ("median", "duration"):
            return MetricAnswer(median, int(n), between_ranks(low, high, int(n)), int(missing))
        if not n:
            return MetricAnswer(None, 0)
        if measure == "csat":
            return MetricAnswer(votes.mean, votes.n, of_share(votes))
        scale = 100.0 if measure == "nps" else 1.0
        found = of_mean(votes, scale)
        if found is not None and measure == "nps":
            found = Interval(max(-100.0, found.low), min(100.0, found.high), found.method)
        return MetricAnswer(scale * votes.mean, votes.n, found)


def _votes(row: Row) -> Votes:
    people, n, *sums = row
    return Votes(int(people), int(n or 0), *(float(each or 0) for each in sums))


def _shares(_: Dialect) -> exp.Select:
    everybody = exp.Count(this=exp.Star())
    return t.select([everybody, t.only_where(everybody.copy(), column("did"))], GATHERED)


def _share(people: int, did: int, *, turned: bool = False) -> MetricAnswer:
    met = people - did if turned else did
    return MetricAnswer(met / people if people else None, people, wilson(met, people))


__all__ = ["Figure"]
