"""Retention: of those who began in a unit, how many came back one, two, three units later.

A return is strictly later than the beginning. By the calendar, the unit is how many local days, weeks or months after
the one of the beginning the return lies; rolling, how many times the length of a unit (a month is 30 days) has gone by.
"""

from sqlglot import exp

from clew.expressions.sql import Dialect, Source, Tree, column
from clew.expressions.sql import trees as t
from clew.insight.asked import Retention
from clew.insight.asking import Setting
from clew.insight.intervals import wilson
from clew.insight.ports import GATHERED, Inquiry, Row
from clew.insight.rows import PROFILE, TS, Base
from clew.insight.told import Cohort, Kept, RetentionAnswer
from clew.insight.units import LENGTHS, Units, units
from clew.kernel.instants import format_instant


class _Plan:
    def __init__(self, asked: Retention, setting: Setting) -> None:
        self.asked, self.setting = asked, setting
        self.span = setting.span(asked.period)
        self.start = setting.events(asked.start, "/start")
        self.again = setting.events(asked.again or asked.start, "/again")
        self.among = setting.people(asked.among, "/among")
        zone = setting.zone
        self.cohorts: Units = units(asked.unit, self.span.since, self.span.until, zone)
        self.all: Units = units(asked.unit, self.span.since, self.span.until, zone, after=asked.units)

    def each(self, dialect: Dialect, source: Source) -> exp.Select:
        """Rows of `cohort`, `later` and `people`; of those who did not come back, `later` is 0."""
        first = self.asked.cohort == "first"
        base = Base(dialect, source, self.setting, self.setting.now, None if first else self.span.since)
        base.only(self.among)
        start, again = base.happenings.meant(self.start), base.happenings.meant(self.again)
        begun = base.add("begun", self._begun(base, start))
        came = t.where(t.select([column(PROFILE), t.named(column(TS), "back")], base.events), again)
        returned = base.add("returned", came)
        later = self._later()
        near = t.all_of(
            [
                t.compared("=", column(PROFILE, returned), column(PROFILE, begun)),
                t.compared(">", column("back", returned), column("begin", begun)),
            ]
        )
        query = t.joined(
            t.select([column(PROFILE, begun), column("cohort"), t.named(later, "later")], begun), returned, near
        )
        unit = base.add("met", query)
        one = t.case(
            (t.compared(">", column("later"), t.number(self.asked.units)), t.number(self._beyond())),
            default=t.coalesce(column("later"), t.number(0)),
        )
        if self.asked.counting == "on":
            per_person = t.select([column(PROFILE), column("cohort"), t.named(one, "later")], unit, distinct=True)
        else:
            latest = t.named(exp.Max(this=one), "later")
            per_person = t.grouped(
                t.select([column(PROFILE), column("cohort"), latest], unit), column(PROFILE), column("cohort")
            )
        counted = base.add("counted", per_person)
        by_unit = t.select([column("cohort"), column("later"), t.named(exp.Count(this=exp.Star()), "people")], counted)
        sizes = t.select(
            [column("cohort"), t.named(t.number(-1), "later"), t.named(exp.Count(this=exp.Star()), "people")], begun
        )
        both = exp.union(
            t.grouped(by_unit, column("cohort"), column("later")), t.grouped(sizes, column("cohort")), distinct=False
        )
        return base.query(t.select([exp.Star()], both.subquery("parts")))

    def _beyond(self) -> int:
        """Where returns count that are later than what is asked: in every unit before, or nowhere."""
        return self.asked.units if self.asked.counting == "on_or_after" else 0

    def _begun(self, base: Base, start: Tree) -> exp.Select:
        """Who began when: `profile`, `cohort`, `begin`."""
        ts = column(TS)
        inside = t.all_of(
            [t.compared(">=", ts, t.number(self.span.since)), t.compared("<", ts, t.number(self.span.until))]
        )
        if self.asked.cohort == "each":
            cohort = t.named(self.cohorts.place(ts), "cohort")
            query = t.select([column(PROFILE), cohort, t.named(exp.Min(this=ts.copy()), "begin")], base.events)
            return t.grouped(t.where(query, t.all_of([start, inside])), column(PROFILE), column("cohort"))
        first = t.select([column(PROFILE), t.named(exp.Min(this=ts), TS)], base.events)
        t.grouped(t.where(first, start), column(PROFILE))
        cohort = t.named(self.cohorts.place(column(TS)), "cohort")
        return t.where(
            t.select([column(PROFILE), cohort, t.named(column(TS), "begin")], first.subquery("first")), inside
        )

    def _later(self) -> Tree:
        """How many units after the beginning the return is."""
        if self.asked.clock == "calendar":
            # Beyond the last unit there is none: later than all that is asked.
            place = t.coalesce(self.all.place(column("back")), t.number(len(self.all) + self.asked.units))
            return t.case((t.is_not_null(column("back")), t.computed("-", place, column("cohort"))))
        gone = t.computed("-", column("back"), column("begin"))
        return t.computed("//", gone, t.number(LENGTHS[self.asked.unit]))


def inquiry(asked: Retention, setting: Setting) -> Inquiry:
    """The statements that answer it.

    Raises:
        InvalidQuestion: if it makes no sense.
    """
    total = exp.Sum(this=column("people"))
    summed = t.select([column("cohort"), column("later"), total], GATHERED)

    def final(_: Dialect) -> exp.Select:
        return t.grouped(summed, column("cohort"), column("later"))

    return Inquiry(_Plan(asked, setting).each, [final])


def answer(asked: Retention, setting: Setting, rows: list[list[Row]]) -> RetentionAnswer:
    """The answer that the rows are."""
    plan = _Plan(asked, setting)
    counts = {(int(cohort), int(later)): int(people) for cohort, later, people in rows[0]}
    cohorts: list[Cohort] = []
    for place in range(len(plan.cohorts)):
        returned = [counts.get((place, later), 0) for later in range(1, asked.units + 1)]
        if asked.counting == "on_or_after":
            returned = [sum(returned[later:]) for later in range(asked.units)]
        people = counts.get((place, -1), 0)
        cohorts.append(Cohort(format_instant(plan.cohorts.starts[place]), people, returned, _complete(plan, place)))
    return RetentionAnswer(
        asked.unit, str(setting.zone), cohorts, [_kept(cohorts, later) for later in range(asked.units)]
    )


def _complete(plan: _Plan, cohort: int) -> int:
    """For how many units later everybody's time is over; for ever after, it never is, but everybody's has come."""
    over, starts = 0, plan.all.starts
    for later in range(1, plan.asked.units + 1):
        if plan.asked.clock == "calendar":
            end = starts[cohort + later + 1] if cohort + later + 1 < len(starts) else starts[-1] + 1
        else:
            end = plan.cohorts.starts[cohort + 1] + (later + 1) * LENGTHS[plan.asked.unit]
        over += end <= plan.setting.now
    return over


def _kept(cohorts: list[Cohort], later: int) -> Kept:
    known = [cohort for cohort in cohorts if cohort.complete > later]
    people, returned = sum(c.people for c in known), sum(c.returned[later] for c in known)
    return Kept(people, returned, returned / people if people else None, wilson(returned, people))
