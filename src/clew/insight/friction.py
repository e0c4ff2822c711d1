"""Friction: where sessions end without their goal, which errors come again and again, after which steps people ask.

Rankings, largest loss first; each share with its interval, since a rare event proves little.
"""

from sqlglot import exp

from clew.expressions.sql import Dialect, Source, Tree, column
from clew.expressions.sql import trees as t
from clew.insight.asked import Friction
from clew.insight.asking import Setting, duration
from clew.insight.intervals import wilson
from clew.insight.ports import GATHERED, Finish, Inquiry, Row
from clew.insight.rows import ORDER, PROFILE, TS, Base
from clew.insight.sessions import NAME, PLACE, SESSION, in_sessions, whole, within_session
from clew.insight.told import AskedAfter, DropOff, Errors, FrictionAnswer


class Sore:
    """The statements of one question of friction, and what their rows say."""

    def __init__(self, asked: Friction, setting: Setting) -> None:
        """Read what is asked.

        Raises:
            InvalidQuestion: if it makes no sense.
        """
        self.asked, self.setting = asked, setting
        self.span = setting.span(asked.period)
        self.goal = setting.events(asked.goal, "/goal")
        self.errors = [setting.events(each, f"/errors/{place}") for place, each in enumerate(asked.errors)]
        self.tickets = [setting.events(each, f"/tickets/{place}") for place, each in enumerate(asked.tickets)]
        self.among = setting.people(asked.among, "/among")
        self.gap, self.within = duration(asked.gap), duration(asked.within)

    def ends(self) -> Inquiry:
        """Sessions by event: with it, ended by it without the goal; and by error, with the goal."""
        return Inquiry(self._sessions, [_sum_by(("what", NAME), ("sessions", "lost", "times", "repeated", "reached"))])

    def asked_after(self) -> Inquiry:
        """People by event, and how many of them asked."""
        return Inquiry(self._tickets, [_sum_by((NAME,), ("people", "asked"))])

    def _base(self, dialect: Dialect, source: Source, until: int) -> Base:
        base = Base(dialect, source, self.setting, until, self.span.since)
        base.only(self.among)
        base.did()
        return base

    def _sessions(self, dialect: Dialect, source: Source) -> exp.Select:
        base = self._base(dialect, source, self.span.until - 1)
        goal = base.happenings.meant(self.goal)
        errors = [base.happenings.meant(each) for each in self.errors]
        flags = [f"error{place}" for place in range(len(errors))]
        columns = [*map(column, (PROFILE, *ORDER)), t.named(column("type"), NAME), t.named(goal, "goal")]
        columns += [t.named(tree, flag) for tree, flag in zip(errors, flags, strict=True)]
        events = base.add("named", t.select(columns, base.events))
        sessions = in_sessions(base, events, self.gap, ["goal", *flags])
        reached = within_session(exp.Anonymous(this="bool_or", expressions=[column("goal")]), (PLACE,), whole())
        following = within_session(exp.Anonymous(this="lead", expressions=[column(NAME)]), (PLACE,))
        kept = [column(name) for name in (PROFILE, SESSION, NAME, *flags)]
        rows = base.add("told", t.select([*kept, t.named(reached, "reached"), t.named(following, "next")], sessions))
        parts = [self._by_event(rows), self._whole(rows), *(self._by_error(rows, flag) for flag in flags)]
        both: exp.Query = parts[0]
        for part in parts[1:]:
            both = exp.union(both, part, distinct=False)
        return base.query(t.select([exp.Star()], both.subquery("parts")))

    def _by_event(self, rows: str) -> exp.Select:
        last = t.all_of([t.is_null(column("next")), t.negated(column("reached"))])
        per = self._per_session(rows, [column(NAME)], lost=last)
        return _counted(per, "event", column(NAME))

    def _whole(self, rows: str) -> exp.Select:
        return _counted(self._per_session(rows, [], lost=t.no()), "all", t.text(""))

    def _by_error(self, rows: str, flag: str) -> exp.Select:
        per = self._per_session(rows, [], lost=t.no(), only=column(flag))
        return _counted(per, "error", t.text(flag.removeprefix("error")))

    def _per_session(self, rows: str, keys: list[Tree], *, lost: Tree, only: Tree | None = None) -> exp.Select:
        figures = [
            t.named(t.call("bool_or", lost), "lost"),
            t.named(t.call("bool_or", column("reached")), "reached"),
            t.named(exp.Count(this=exp.Star()), "times"),
        ]
        where = [column(PROFILE), column(SESSION), *keys]
        query = t.select([*where, *figures], rows)
        return t.grouped(query if only is None else t.where(query, only), *where)

    def _tickets(self, dialect: Dialect, source: Source) -> exp.Select:
        base = self._base(dialect, source, min(self.setting.now, self.span.until - 1 + self.within))
        ticket = t.any_of([base.happenings.meant(each) for each in self.tickets])
        following = base.dialect.window(exp.Min(this=t.case((ticket, column(TS)))), "after")
        columns = [column(PROFILE), column(TS), t.named(column("type"), NAME), t.named(ticket, "ticket")]
        rows = base.add("told", t.select([*columns, t.named(following, "then")], base.events))
        soon = t.compared("<", column("then"), t.computed("+", column(TS), t.number(self.within)))
        asked = t.named(t.call("bool_or", t.surely(soon)), "asked")
        steps = t.all_of([t.compared("<", column(TS), t.number(self.span.until)), t.negated(column("ticket"))])
        per = t.grouped(
            t.where(t.select([column(PROFILE), column(NAME), asked], rows), steps), column(PROFILE), column(NAME)
        )
        everybody = exp.Count(this=exp.Star())
        counts = [t.named(everybody, "people"), t.named(t.only_where(everybody.copy(), column("asked")), "asked")]
        return base.query(t.grouped(t.select([column(NAME), *counts], base.add("per", per)), column(NAME)))

    def answer(self, ends: list[list[Row]], asked: list[list[Row]]) -> FrictionAnswer:
        """The answer that the rows are."""
        numbers = {(row[0], row[1]): [int(each) for each in row[2:]] for row in ends[0]}
        sessions, _, _, _, reached = numbers.pop(("all", ""), [0, 0, 0, 0, 0])
        drop_offs = [
            DropOff(name, lost, held, lost / held, wilson(lost, held))
            for (what, name), (held, lost, *_) in numbers.items()
            if what == "event" and lost
        ]
        errors = [
            _error(each.label, numbers.get(("error", str(place)), [0] * 5), sessions, reached)
            for place, each in enumerate(self.asked.errors)
        ]
        after = [
            AskedAfter(name, int(people), int(some), int(some) / int(people), wilson(int(some), int(people)))
            for name, people, some in (asked[0] if asked else [])
            if some
        ]
        return FrictionAnswer(
            sessions,
            reached,
            sorted(drop_offs, key=lambda each: (-each.lost, each.event))[: self.asked.top],
            sorted(errors, key=lambda each: (-each.times, each.name))[: self.asked.top],
            sorted(after, key=lambda each: (-each.asked, -each.share, each.event))[: self.asked.top],
        )


def _error(name: str, numbers: list[int], sessions: int, reached: int) -> Errors:
    held, _, times, repeated, arrived = numbers
    others = sessions - held
    share = arrived / held if held else None
    otherwise = (reached - arrived) / others if others else None
    return Errors(name, times, held, repeated, arrived, share, otherwise, wilson(arrived, held))


def _counted(per: exp.Select, what: str, name: Tree) -> exp.Select:
    """Of sessions: how many, how many lost, how often it happened, in how many repeatedly, how many reached."""
    everybody = exp.Count(this=exp.Star())
    keys = [t.named(t.text(what), "what"), t.named(name, NAME)]
    figures = [
        t.named(everybody, "sessions"),
        t.named(t.only_where(everybody.copy(), column("lost")), "lost"),
        t.named(t.coalesce(exp.Sum(this=column("times")), t.number(0)), "times"),
        t.named(t.only_where(everybody.copy(), t.compared(">", column("times"), t.number(1))), "repeated"),
        t.named(t.only_where(everybody.copy(), column("reached")), "reached"),
    ]
    query = t.select([*keys, *figures], per.subquery("per"))
    return t.grouped(query, column(NAME)) if what == "event" else query


def _sum_by(keys: tuple[str, ...], figures: tuple[str, ...]) -> Finish:
    def final(_: Dialect) -> exp.Select:
        totals = [exp.Sum(this=column(name)) for name in figures]
        return t.grouped(t.select([*map(column, keys), *totals], GATHERED), *map(column, keys))

    return final
