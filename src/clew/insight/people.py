"""People by how they buy and how they come: RFM and the lifecycle.

RFM scores are ranks in fifths: 5 for the fifth that bought last, most often, for the most money. Equals score alike:
a score counts how many are strictly below. The lifecycle counts, unit by unit, who was active: for the first time ever
(`new`), again after the unit before (`returning`), again after a pause (`resurrected`), and who was active in the unit
before and no more (`dormant`).
"""

from decimal import Decimal
from typing import get_args

from sqlglot import exp

from clew.expressions.sql import Dialect, Source, Tree, column
from clew.expressions.sql import trees as t
from clew.insight.asked import Lifecycle, Rfm
from clew.insight.asking import Setting
from clew.insight.errors import InvalidQuestion
from clew.insight.ports import GATHERED, Inquiry, Row
from clew.insight.rows import PROFILE, TS, Base, over
from clew.insight.standing import LifecycleAnswer, LifecycleUnit, RfmAnswer, RfmCell, RfmStanding, Standing
from clew.insight.units import Units, units
from clew.kernel.instants import format_instant

_STANDINGS: tuple[Standing, ...] = get_args(Standing)


def standing(recency: int, frequency: int, money: int) -> Standing:
    """What scores amount to: how lately they came against how much they are worth (the mean of the other two)."""
    worth = (frequency + money) / 2
    if recency >= 4:
        return "champions" if worth >= 4 else "loyal" if worth >= 3 else "promising" if frequency >= 2 else "new"
    if recency == 3:
        return "loyal" if worth >= 4 else "needs attention"
    return "at risk" if worth >= 4 else "about to leave" if worth >= 2.5 or recency == 2 else "lost"


class RfmPlan:
    """The statements of RFM."""

    def __init__(self, asked: Rfm, setting: Setting) -> None:
        """Read what is asked.

        Raises:
            InvalidQuestion: if it makes no sense.
        """
        self.setting = setting
        self.span = setting.span(asked.period)
        self.order = setting.events(asked.order, "/order")
        self.value = setting.path(asked.value, "/value")
        self.among = setting.people(asked.among, "/among")

    def inquiry(self) -> Inquiry:
        """The statements."""
        return Inquiry(self._each, [self._scored])

    def _each(self, dialect: Dialect, source: Source) -> exp.Select:
        base = Base(dialect, source, self.setting, self.span.until - 1, self.span.since)
        base.only(self.among)
        order = base.happenings.meant(self.order)
        addend = dialect.numbers.addend(base.happenings.read(self.value))
        query = t.where(t.select([column(PROFILE), column(TS), t.named(addend, "addend")], base.events), order)
        figures = [
            t.named(exp.Max(this=column(TS)), "last"),
            t.named(exp.Count(this=exp.Star()), "orders"),
            t.named(exp.Sum(this=column("addend")), "total"),
        ]
        return base.query(t.grouped(t.select(figures, base.add("said", query)), column(PROFILE)))

    def _scored(self, dialect: Dialect) -> exp.Select:
        numbers = dialect.numbers
        total = t.named(t.coalesce(numbers.to_float(numbers.of_addend(column("total"))), t.number(0)), "money")
        people = t.select([column("last"), column("orders"), column("total"), total], GATHERED)
        scores = [
            t.named(_fifth(column(name)), score)
            for name, score in (("last", "recency"), ("orders", "frequency"), ("money", "worth"))
        ]
        scored = t.select([column("orders"), column("total"), column("money"), *scores], people.subquery("people"))
        keys = [column(score) for score in ("recency", "frequency", "worth")]
        # The exact amounts are added, so that no noise of floats is shown.
        money = t.coalesce(numbers.to_float(numbers.of_addend(exp.Sum(this=column("total")))), t.number(0))
        sums = [exp.Sum(this=column("orders")), money]
        figures = [exp.Count(this=exp.Star()), *sums, exp.Count(this=column("total"))]
        return t.grouped(t.select([*keys, *figures], scored.subquery("scored")), *keys)

    def answer(self, rows: list[list[Row]]) -> RfmAnswer:
        """The answer that the rows are.

        Raises:
            InvalidQuestion: if no purchase says what it was worth.
        """
        if rows[0] and not any(worth for *_, worth in rows[0]):
            raise InvalidQuestion(
                "no purchase has a number there", where="/value", hint="name the property of the amount"
            )
        cells = [RfmCell(int(r), int(f), int(m), int(n), int(o), _amount(v)) for r, f, m, n, o, v, _ in rows[0]]
        cells.sort(key=lambda each: (-each.recency, -each.frequency, -each.money))
        standings: list[RfmStanding] = []
        for name in _STANDINGS:
            mine = [cell for cell in cells if standing(cell.recency, cell.frequency, cell.money) == name]
            people, orders = sum(cell.people for cell in mine), sum(cell.orders for cell in mine)
            worth = sum((Decimal(repr(cell.value)) for cell in mine), Decimal(0))
            standings.append(RfmStanding(name, people, orders, float(worth)))
        return RfmAnswer(sum(cell.people for cell in cells), standings, cells)


def _amount(value: float) -> float:
    """An exact amount as a float, but for what an engine's division made of the digits that no float holds."""
    return float(f"{float(value):.15g}")


def _fifth(figure: Tree) -> Tree:
    """1 to 5: how many fifths of all lie strictly below."""
    below = exp.Window(this=exp.Anonymous(this="rank"), order=t.ordered(figure))
    everybody = exp.Window(this=exp.Count(this=exp.Star()))
    fifths = t.computed("//", t.computed("*", t.number(5), t.computed("-", below, t.number(1))), everybody)
    return t.computed("+", t.number(1), fifths)


class LifecyclePlan:
    """The statements of the lifecycle."""

    def __init__(self, asked: Lifecycle, setting: Setting) -> None:
        """Read what is asked.

        Raises:
            InvalidQuestion: if it makes no sense.
        """
        self.asked, self.setting = asked, setting
        self.span = setting.span(asked.period)
        self.active = setting.events(asked.active, "/active") if asked.active is not None else None
        self.among = setting.people(asked.among, "/among")
        self.units: Units = units(asked.unit, self.span.since, self.span.until, setting.zone, before=1)

    def inquiry(self) -> Inquiry:
        """The statements."""

        def final(_: Dialect) -> exp.Select:
            keys = [column("unit"), column("what")]
            return t.grouped(t.select([*keys, exp.Sum(this=column("people"))], GATHERED), *keys)

        return Inquiry(self._each, [final])

    def _each(self, dialect: Dialect, source: Source) -> exp.Select:
        last = min(self.setting.now, self.units.starts[-1] - 1)
        base = Base(dialect, source, self.setting, last, None)  # who is new, all history says
        base.only(self.among)
        active = base.happenings.meant(self.active) if self.active is not None else t.yes()
        if self.active is None:
            base.did()
        early = t.compared("<", column(TS), t.number(self.units.starts[0]))
        unit = t.case((early, t.number(-1)), default=self.units.place(column(TS)))
        rows = t.where(t.select([column(PROFILE), t.named(unit, "unit")], base.events, distinct=True), active)
        before, after = (
            over(exp.Anonymous(this=which, expressions=[column("unit")]), order=("unit",)) for which in ("lag", "lead")
        )
        beside = base.add(
            "beside",
            t.select([column("unit"), t.named(before, "before"), t.named(after, "after")], base.add("rows", rows)),
        )
        gap = t.compared("<", column("before"), t.computed("-", column("unit"), t.number(1)))
        what = t.case(
            (t.is_null(column("before")), t.text("new")), (gap, t.text("resurrected")), default=t.text("returning")
        )
        came = t.select([column("unit"), t.named(what, "what")], beside)
        following = t.computed("+", column("unit"), t.number(1))
        gone = t.select([t.named(following, "unit"), t.named(t.text("dormant"), "what")], beside)
        t.where(gone, t.surely(t.any_of([t.is_null(column("after")), t.compared(">", column("after"), following)])))
        both = exp.union(came, gone, distinct=False).subquery("both")
        keys = [column("unit"), column("what")]
        return base.query(t.grouped(t.select([*keys, t.named(exp.Count(this=exp.Star()), "people")], both), *keys))

    def answer(self, rows: list[list[Row]]) -> LifecycleAnswer:
        """The answer that the rows are."""
        counts = {(int(unit), what): int(people) for unit, what, people in rows[0]}
        found = [
            LifecycleUnit(
                format_instant(self.units.starts[place]),
                *(counts.get((place, what), 0) for what in ("new", "returning", "resurrected", "dormant")),
            )
            for place in range(1, len(self.units))
        ]
        return LifecycleAnswer(self.asked.unit, str(self.setting.zone), found, self.units.starts[-1] > self.setting.now)
