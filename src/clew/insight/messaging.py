"""What became of messages, counted from their outcomes: events of our own that dispatch appends to the log.

A message counts once for each thing that became of it, and over time once in each unit in which that came about. Of
those that were sent in the period it is said what share was delivered, opened or clicked, then or later. What becomes
of proofs, copies and tests of a journey is not counted.
"""

from sqlglot import exp

from clew.actions import HAPPENINGS, LOCAL, SOURCE
from clew.expressions.sql import Dialect, Source, Tree, column
from clew.expressions.sql import trees as t
from clew.insight.asked import MessageFigures
from clew.insight.asking import Between, Setting
from clew.insight.intervals import Votes, of_share
from clew.insight.ports import GATHERED, Inquiry, Row
from clew.insight.reports import KEPT, MessageGroup, MessagesAnswer, MessageUnit, Rate
from clew.insight.rows import GROUP, PROFILE, TS, Base
from clew.insight.units import Units, units
from clew.journeys import TEST
from clew.kernel.instants import format_instant

PREFIX = "message_"
SENT = "sent"
FOLLOWING = ("delivered", "opened", "clicked", "bounced", "complained", "unsubscribed")
"""What may come of a message that was sent."""

_STOPPED = ("suppressed", "failed", "held", "unknown")
_READ = ("message", "template", "channel", "journey", "reason", "reference", "participant")
_COLUMNS = ("what", GROUP, "happening", "reason", "people", "n", "total", "squares", "mixed", "sizes")
_OUTCOME, _RATE, _WHOLE, _WHEN = "outcome", "rate", "whole", "when"


class MessagesPlan:
    """The statements, and what their rows say."""

    def __init__(self, asked: MessageFigures, setting: Setting, span: Between) -> None:
        """Read what is asked.

        Raises:
            InvalidQuestion: if it makes no sense.
        """
        self.asked, self.setting, self.span = asked, setting, span
        self.among = setting.people(asked.among, "/among")
        self.units: Units | None = units(asked.unit, span.since, span.until, setting.zone) if asked.unit else None

    def inquiry(self) -> Inquiry:
        """The statements."""
        return Inquiry(self._each, [_added])

    def _each(self, dialect: Dialect, source: Source) -> exp.Select:
        # What was sent in the period may be opened after it.
        base = Base(dialect, source, self.setting, max(self.span.until - 1, self.setting.now), None)
        base.add("raw", self._raw(dialect, source))
        base.add("told", self._told(base), kept=True)
        base.add("sent", self._sent())
        parts = [self._outcomes(), *(_rates(what, sort) for what in FOLLOWING for sort in (_RATE, _WHOLE))]
        if self.units is not None:
            parts.append(self._over_time(self.units))
        whole: exp.Query = parts[0]
        for part in parts[1:]:
            whole = exp.union(whole, part, distinct=False)
        return base.query(t.select(map(column, _COLUMNS), whole.subquery("parts")))

    def _raw(self, dialect: Dialect, source: Source) -> exp.Select:
        """Outcomes with what stands in them, as texts."""
        columns = [column(PROFILE), column(TS), column("type"), source.document(dialect, "properties")]
        documents = t.select(columns, "effective")
        types = [t.text(f"{PREFIX}{each}") for each in HAPPENINGS]
        t.where(
            documents, t.all_of([t.compared("=", column("source"), t.text(SOURCE)), t.one_of(column("type"), types)])
        )
        found = [t.named(dialect.found(column("properties"), (name,)), name) for name in _READ]
        read = t.select([column(PROFILE), column(TS), column("type"), *found], documents.subquery("documents"))
        plain = [t.named(dialect.plain(column(name)), name) for name in _READ]
        taken = t.select([column(PROFILE), column(TS), column("type"), *plain], read.subquery("read"))
        texts = [t.named(t.coalesce(dialect.text(column(name)), t.text("")), name) for name in _READ]
        return t.select([column(PROFILE), column(TS), column("type"), *texts], taken.subquery("taken"))

    def _told(self, base: Base) -> exp.Select:
        """Those that are asked for, each with its group."""
        template = t.call("split_part", column("template"), t.text("@"), t.number(1))
        group = template if self.asked.by == "template" else column(self.asked.by)
        happening = t.call("substr", column("type"), t.number(len(PREFIX) + 1))
        sent = t.compared("=", column("type"), t.text(PREFIX + SENT))
        local = t.compared("=", column("channel"), t.text(LOCAL))
        own = t.any_of([local, base.dialect.starts_with(column("reference"), t.text(f"{LOCAL}:"))])
        reason = t.case((t.all_of([sent, own]), t.text(KEPT)), default=column("reason"))
        named = [t.named(group, GROUP), t.named(happening, "happening"), t.named(reason, "reason")]
        query = t.select([column(PROFILE), column(TS), column("message"), *named], "raw")
        tests = [t.negated(base.dialect.starts_with(column("participant"), t.text(TEST)))]
        for name, wanted in (("journey", column("journey")), ("template", template), ("channel", column("channel"))):
            said = getattr(self.asked, name)
            if said:
                tests.append(t.compared("=", wanted, t.text(said)))
        if self.among is not None:
            tests.append(base.inside(self.among, column(PROFILE), at=self.span.until - 1))
        return t.where(query, t.all_of(tests))

    def _inside(self) -> Tree:
        since = t.compared(">=", column(TS), t.number(self.span.since))
        return t.all_of([since, t.compared("<", column(TS), t.number(self.span.until))])

    def _outcomes(self) -> exp.Select:
        keys = [column(name) for name in (GROUP, "happening", "reason")]
        query = t.select([t.named(t.text(_OUTCOME), "what"), *keys, *_counted()], "told")
        return t.grouped(t.where(query, self._inside()), *keys)

    def _over_time(self, found: Units) -> exp.Select:
        """Of all together, by the place of the unit."""
        place = t.cast(found.place(column(TS)), "VARCHAR")
        placed = t.select([t.named(place, GROUP), column("happening"), column("message")], "told")
        keys = [column(GROUP), column("happening")]
        head = [t.named(t.text(_WHEN), "what"), *keys, t.named(t.text(""), "reason")]
        rows = t.where(placed, self._inside()).subquery("placed")
        return t.grouped(t.select([*head, *_counted()], rows), *keys)

    def _sent(self) -> exp.Select:
        """Messages that were sent in the period, each with its person and group."""
        keys = [column(name) for name in (PROFILE, GROUP, "message")]
        query = t.select(keys, "told", distinct=True)
        return t.where(query, t.all_of([self._inside(), t.compared("=", column("happening"), t.text(SENT))]))


def _counted() -> list[Tree]:
    """How many messages, in the columns of all parts."""
    nothing = [t.named(t.cast(t.number(0), "BIGINT"), name) for name in _COLUMNS[6:]]
    messages = exp.Count(this=exp.Distinct(expressions=[column("message")]))
    return [t.named(t.cast(t.number(0), "BIGINT"), "people"), t.named(messages, "n"), *nothing]


def _rates(what: str, sort: str) -> exp.Select:
    """Sums over people of how many they were sent, and of how many of these something came; by group, or of all."""
    group = column(GROUP) if sort == _RATE else t.text("")
    came = t.select([column("message")], "told", distinct=True)
    came = t.where(came, t.compared("=", column("happening"), t.text(what))).subquery()
    hit = t.case((exp.In(this=column("message"), query=came), t.number(1)), default=t.number(0))
    rows = t.select([column(PROFILE), t.named(group, GROUP), t.named(hit, "hit")], "sent").subquery("rows")
    keys = [column(PROFILE), column(GROUP)]
    own = [t.named(exp.Sum(this=column("hit")), "s"), t.named(exp.Count(this=exp.Star()), "own")]
    per = t.grouped(t.select([*keys, *own], rows), *keys).subquery("per")
    s, n = column("s"), column("own")
    sums = [(exp.Count(this=exp.Star()), "people"), (exp.Sum(this=n.copy()), "n"), (exp.Sum(this=s.copy()), "total")]
    products = [(s, s, "squares"), (s, n, "mixed"), (n, n, "sizes")]
    figures = [
        *(t.named(tree, name) for tree, name in sums),
        *(t.named(exp.Sum(this=t.computed("*", a, b)), name) for a, b, name in products),
    ]
    head = [t.named(t.text(sort), "what"), column(GROUP), t.named(t.text(what), "happening")]
    return t.grouped(t.select([*head, t.named(t.text(""), "reason"), *figures], per), column(GROUP))


def _added(_: Dialect) -> exp.Select:
    """The rows of all slices together: people are in one slice, and so are their messages."""
    keys = [column(name) for name in _COLUMNS[:4]]
    figures = [exp.Sum(this=column(name)) for name in _COLUMNS[4:]]
    return t.grouped(t.select([*keys, *figures], GATHERED), *keys)


class _Group:
    def __init__(self) -> None:
        self.outcomes: dict[str, int] = {}
        self.reasons: dict[str, int] = {}
        self.votes: dict[str, Votes] = {}

    def add(self, row: Row) -> None:
        what, _, happening, reason, *figures = row
        people, n, total, squares, mixed, sizes = (int(each) for each in figures)
        if what != _OUTCOME:
            self.votes[happening] = Votes(people, n, total, squares, mixed, sizes)
            return
        self.outcomes[happening] = self.outcomes.get(happening, 0) + n
        if reason and (happening in _STOPPED or reason == KEPT):
            self.reasons[reason] = self.reasons.get(reason, 0) + n

    def told(self, name: str, past: "_Group | None") -> MessageGroup:
        rates = {
            what: Rate(int(votes.total), votes.mean, of_share(votes), _share(past, what))
            for what, votes in self.votes.items()
            if votes.total
        }
        before = {} if past is None else dict(sorted(past.outcomes.items()))
        return MessageGroup(name, _sorted(self.outcomes), _sorted(self.reasons), rates, before)


def _share(past: _Group | None, what: str) -> float | None:
    votes = None if past is None else past.votes.get(what)
    return None if votes is None or not votes.n else votes.mean


def _sorted(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def answer(plan: MessagesPlan, now: list[Row], past: list[Row] | None) -> MessagesAnswer:
    """The answer that the rows of the period, and of the one before, are."""
    here, whole = _groups(now)
    earlier, before = _groups(past or [])
    none = _Group() if past is not None else None
    groups = [here[name].told(name, earlier.get(name, none)) for name in sorted(here)]
    everything = whole.told("", before if past is not None else None)
    return MessagesAnswer(everything, groups, str(plan.setting.zone), _units(plan.units, now))


def _units(found: Units | None, rows: list[Row]) -> list[MessageUnit]:
    if found is None:
        return []
    outcomes: list[dict[str, int]] = [{} for _ in range(len(found))]
    for what, place, happening, _, _, n, *_ in rows:
        if what == _WHEN:
            outcomes[int(place)][happening] = int(n)
    return [
        MessageUnit(format_instant(start), _sorted(each)) for start, each in zip(found.starts, outcomes, strict=False)
    ]


def _groups(rows: list[Row]) -> tuple[dict[str, _Group], _Group]:
    found: dict[str, _Group] = {}
    whole = _Group()
    for row in rows:
        if row[0] == _WHEN:
            continue
        if row[0] != _WHOLE:
            found.setdefault(row[1], _Group()).add(row)
        if row[0] != _RATE:
            whole.add(row)
    return found, whole
