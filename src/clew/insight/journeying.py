"""What a journey came to, counted from its facts: who came in, who reached a goal, and what it adds for whom.

People count by their first draw, and once: who reached the goal on the way on which they drew, then or later, has
converted. What later ways bring is nobody's: who is treated may come again sooner than who is held out, and would be
watched for longer. For the same reason a goal without `within` measures nothing. Tests of a journey are left out.
"""

from typing import NamedTuple

from sqlglot import exp

from clew.decisions import Metric as Measure
from clew.decisions import Proportion, Trial, read_trial
from clew.expressions.sql import Dialect, Source, Tree, column
from clew.expressions.sql import trees as t
from clew.insight.asked import JourneyFigures
from clew.insight.asking import Between, Setting
from clew.insight.intervals import wilson
from clew.insight.ports import FACTS, GATHERED, Inquiry, Row
from clew.insight.reports import ArmFigures, GoalFigures, JourneyAnswer, Measured
from clew.insight.rows import PROFILE, TS, Base
from clew.journeys import BLOCKED, DREW, ENDED, ENTERED, GOAL, HELD_OUT, TEST, Journey, Split, measured_goals, splits_of

_KINDS = (ENTERED, BLOCKED, ENDED, GOAL, DREW)
_COLUMNS = ("what", "node", "name", "goal", "n", "first")
_PEOPLE, _ACTIVE, _HELD, _FOLLOWED, _REACHED, _DRAWN, _CONVERTED = (
    "people", "active", "held", "followed", "reached", "drawn", "converted",
)  # fmt: skip


class Arms(NamedTuple):
    """Who was drawn where.

    Attributes:
        drawn: By node and arm, how many people, and when the first of them.
        converted: By node, arm and goal, how many of them reached it.
    """

    drawn: dict[tuple[str, str], tuple[int, int]]
    converted: dict[tuple[str, str, str], int]


class Counts:
    """What the rows say of one period."""

    def __init__(self, rows: list[Row]) -> None:
        self.by_name: dict[str, dict[str, int]] = {}
        self.arms = Arms({}, {})
        for what, node, name, goal, n, first in rows:
            if what == _DRAWN:
                self.arms.drawn[node, name] = int(n), int(first)
            elif what == _CONVERTED:
                self.arms.converted[node, name, goal] = int(n)
            else:
                self.by_name.setdefault(what, {})[name] = int(n)

    def of(self, what: str) -> dict[str, int]:
        """How many, by name."""
        return dict(sorted(self.by_name.get(what, {}).items()))

    def total(self, what: str) -> int:
        """How many altogether."""
        return sum(self.by_name.get(what, {}).values())


class JourneyPlan:
    """The statements, and what their rows say."""

    def __init__(self, asked: JourneyFigures, setting: Setting, span: Between) -> None:
        """Read what is asked.

        Raises:
            InvalidQuestion: if it makes no sense.
        """
        self.journey, self.setting, self.span = asked.journey, setting, span
        self.among = setting.people(asked.among, "/among")

    def inquiry(self) -> Inquiry:
        """The statements."""
        return Inquiry(self._each, [_added], facts=True)

    def _each(self, dialect: Dialect, source: Source) -> exp.Select:
        base = Base(dialect, source, self.setting, self.span.until - 1, None)
        base.add("marks", self._marks(base), kept=True)
        base.add("ways", _ways())
        base.add("firsts", _firsts())
        base.add("goals", _goals())
        parts = [
            self._happened(),
            _counted(_PEOPLE, "marks", column(PROFILE), [*self._inside(TS), _is(ENTERED)]),
            _counted(_ACTIVE, "ways", None, [*self._there(), _not_held()]),
            _counted(_HELD, "ways", None, [*self._there(), t.surely(column("held"))]),
            _counted(_FOLLOWED, "ways", column(PROFILE), [*self._inside("began"), _not_held()]),
            self._reached(),
            self._drawn(),
            self._converted(),
        ]
        whole: exp.Query = parts[0]
        for part in parts[1:]:
            whole = exp.union(whole, part, distinct=False)
        return base.query(t.select(map(column, _COLUMNS), whole.subquery("parts")))

    def _marks(self, base: Base) -> exp.Select:
        """The journey's facts up to the end of all time, as `journeys.marks` writes them."""
        subject = column("subject")

        def part(place: int) -> Tree:
            return t.call("split_part", subject, t.text("/"), t.number(place))

        said = t.select(
            [
                t.named(column("profile_id"), PROFILE),
                t.named(base.dialect.micros(column("ts")), TS),
                column("kind"),
                t.named(part(2), "way"),
                t.named(part(4), "node"),
                t.named(part(5), "detail"),
            ],
            FACTS,
        )
        tests = [
            t.one_of(column("kind"), [t.text(kind) for kind in _KINDS]),
            base.dialect.starts_with(subject, t.text(f"{self.journey}@")),
            t.negated(base.dialect.starts_with(part(2), t.text(TEST))),
        ]
        if self.among is not None:
            tests.append(base.inside(self.among, column("profile_id")))
        return t.where(said, t.all_of(tests))

    def _inside(self, name: str) -> list[Tree]:
        since = t.compared(">=", column(name), t.number(self.span.since))
        return [since, t.compared("<", column(name), t.number(self.span.until))]

    def _there(self) -> list[Tree]:
        """Ways that were under way at the end."""
        until = t.number(self.span.until)
        later = t.any_of([t.is_null(column("ended")), t.compared(">=", column("ended"), until)])
        return [t.compared("<", column("began"), until), later]

    def _happened(self) -> exp.Select:
        kinds = [t.text(kind) for kind in (ENTERED, BLOCKED, ENDED, GOAL)]
        query = _row(column("kind"), name=column("detail"), n=exp.Count(this=exp.Star()), table="marks")
        t.where(query, t.all_of([*self._inside(TS), t.one_of(column("kind"), kinds)]))
        return t.grouped(query, column("kind"), column("detail"))

    def _reached(self) -> exp.Select:
        """Of who came in and was not held out, who reached which goal on that way."""
        people = exp.Count(this=exp.Distinct(expressions=[column(PROFILE, "ways")]))
        query = _row(t.text(_REACHED), name=column("goal", "goals"), n=people, table="ways")
        t.joined(query, "goals", t.compared("=", column("way", "goals"), column("way", "ways")), side="")
        t.where(query, t.all_of([*self._inside("began"), _not_held()]))
        return t.grouped(query, column("goal", "goals"))

    def _drawn(self) -> exp.Select:
        query = _row(
            t.text(_DRAWN),
            node=column("node"),
            name=column("arm"),
            n=exp.Count(this=exp.Star()),
            first=exp.Min(this=column("drawn")),
            table="firsts",
        )
        return t.grouped(t.where(query, t.all_of(self._inside("drawn"))), column("node"), column("arm"))

    def _converted(self) -> exp.Select:
        keys = [column("node", "firsts"), column("arm", "firsts"), column("goal", "goals")]
        query = _row(
            t.text(_CONVERTED),
            node=keys[0],
            name=keys[1],
            goal=keys[2],
            n=exp.Count(this=exp.Star()),
            table="firsts",
        )
        t.joined(query, "goals", t.compared("=", column("way", "goals"), column("way", "firsts")), side="")
        late = t.compared(">=", column("reached", "goals"), column("drawn", "firsts"))
        return t.grouped(t.where(query, t.all_of([*self._inside("drawn"), late])), *keys)


def _is(kind: str) -> Tree:
    return t.compared("=", column("kind"), t.text(kind))


def _not_held() -> Tree:
    return t.negated(t.surely(column("held")))


def _row(
    what: Tree,
    *,
    n: Tree,
    table: str,
    node: Tree | None = None,
    name: Tree | None = None,
    goal: Tree | None = None,
    first: Tree | None = None,
) -> exp.Select:
    """A SELECT of the columns that all parts have."""
    empty = [t.text("") if tree is None else tree for tree in (node, name, goal)]
    # Cast, as a null by itself has no type.
    values = [what, *empty, n, t.cast(t.null() if first is None else first, "BIGINT")]
    return t.select([t.named(tree, called) for tree, called in zip(values, _COLUMNS, strict=True)], table)


def _counted(what: str, table: str, different: Tree | None, tests: list[Tree]) -> exp.Select:
    counted = exp.Star() if different is None else exp.Distinct(expressions=[different])
    return t.where(_row(t.text(what), n=exp.Count(this=counted), table=table), t.all_of(tests))


def _ways() -> exp.Select:
    """Ways: whose, from when until when, and whether they were held out of the whole."""
    held = t.all_of([_is(DREW), t.compared("=", column("node"), t.text("")), _is_held()])
    moment = exp.Min(this=column(TS))
    columns = [
        column("way"),
        t.named(exp.Min(this=column(PROFILE)), PROFILE),
        t.named(t.only_where(moment, _is(ENTERED)), "began"),
        t.named(t.only_where(moment, _is(ENDED)), "ended"),
        t.named(t.call("bool_or", held), "held"),
    ]
    return t.grouped(t.select(columns, "marks"), column("way"))


def _is_held() -> Tree:
    return t.compared("=", column("detail"), t.text(HELD_OUT))


def _firsts() -> exp.Select:
    """Each person's first draw at each node."""
    keys = [column(PROFILE), column("node")]
    place = exp.Window(this=exp.RowNumber(), partition_by=keys, order=t.ordered(column(TS), column("way")))
    columns = [*keys, t.named(column("detail"), "arm"), column("way"), t.named(column(TS), "drawn")]
    draws = t.where(t.select([*columns, t.named(place, "place")], "marks"), _is(DREW))
    names = (PROFILE, "node", "arm", "way", "drawn")
    first = t.compared("=", column("place"), t.number(1))
    return t.where(t.select(map(column, names), draws.subquery("draws")), first)


def _goals() -> exp.Select:
    """When each goal was first reached on each way."""
    columns = [column("way"), t.named(column("detail"), "goal"), t.named(exp.Min(this=column(TS)), "reached")]
    return t.grouped(t.where(t.select(columns, "marks"), _is(GOAL)), column("way"), column("detail"))


def _added(_: Dialect) -> exp.Select:
    """The rows of all slices together."""
    keys = [column(name) for name in ("what", "node", "name", "goal")]
    figures = [exp.Sum(this=column("n")), exp.Min(this=column("first"))]
    return t.grouped(t.select([*keys, *figures], GATHERED), *keys)


def answer(journey: Journey, now: Counts, past: Counts | None) -> JourneyAnswer:
    """The answer that counts are.

    Args:
        journey: Its splits are measured, and its goals are shown even where nobody reached them.
        now: The period.
        past: The one before.
    """
    splits, measuring = splits_of(journey), measured_goals(journey)
    return JourneyAnswer(
        now.total(ENTERED),
        now.total(_PEOPLE),
        now.total(_ACTIVE),
        now.total(_HELD),
        now.of(BLOCKED),
        now.of(ENDED),
        [_goal(name, now, past) for name in sorted({*now.of(GOAL), *now.of(_REACHED), *measuring})],
        [_measured(split, goal, now.arms) for split in splits for goal in measuring],
        None if past is None else past.total(ENTERED),
        None if past is None else past.total(_PEOPLE),
        None if past is None else past.total(_ACTIVE),
    )


def _goal(name: str, now: Counts, past: Counts | None) -> GoalFigures:
    people, of = now.of(_REACHED).get(name, 0), now.total(_FOLLOWED)
    return GoalFigures(
        name,
        now.of(GOAL).get(name, 0),
        people,
        people / of if of else None,
        wilson(people, of),
        None if past is None else past.of(GOAL).get(name, 0),
    )


def _measured(split: Split, goal: str, found: Arms) -> Measured:
    arms = {
        name: Proportion(
            found.drawn.get((split.node, name), (0, 0))[0], found.converted.get((split.node, name, goal), 0)
        )
        for name in split.shares
    }
    reading = read_trial(Trial(split.control, (Measure(goal, arms),), shares=split.shares))
    told = [ArmFigures(name, arm.n, arm.successes) for name, arm in arms.items()]
    return Measured(split.node, split.name, goal, split.control, told, reading)
