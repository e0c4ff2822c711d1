"""What a journey has come to: figures from the counts, outcomes and lift from what is known of messages and facts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from clew.actions import SOURCE, reason_words
from clew.api.journeys.report_views import (
    ArmView,
    JourneyDayView,
    LiftIntervalView,
    LiftView,
    MeasureView,
    OutcomeView,
    ReportView,
)
from clew.decisions import Estimate, Lift, Metric, Proportion, Reading, Trial, Unanswered, read_trial
from clew.engine.ports import DocumentRow, JourneyCount
from clew.journeys import (
    BLOCKED,
    DREW,
    ENDED,
    ENTERED,
    GOAL,
    HELD,
    HELD_OUT,
    SUPPRESSED,
    TREATED,
    Experiment,
    Journey,
    goal_name,
)
from clew.runtime.services.journeys_graph import graph_of, journey_in, tallies_of
from clew.runtime.workspace import Workspace

_EPOCH = date(1970, 1, 1)
_SECONDS = 30.0

MARKS = """WITH marks AS (
    SELECT profile_id, ts, kind, string_split(subject, '/') AS part FROM facts
    WHERE kind IN ('journey_drew', 'journey_goal') AND starts_with(subject, $journey || '@')
), draws AS (
    SELECT profile_id, part[4] AS node, min(ts) AS drawn,
        arg_min({'arm': part[5], 'way': part[2]}, row(ts, part[2])) AS first
    FROM marks WHERE kind = 'journey_drew' AND NOT starts_with(part[2], 't') GROUP BY ALL
), goals AS (
    SELECT part[2] AS way, part[5] AS goal, min(ts) AS reached FROM marks
    WHERE kind = 'journey_goal' AND NOT starts_with(part[2], 't') GROUP BY ALL
)"""
_DRAWN = f"{MARKS} SELECT node, first.arm, count(*) FROM draws GROUP BY ALL"  # noqa: S608  (our own words)
CONVERTED = f"""{MARKS} SELECT node, first.arm, goal, count(*) FROM draws JOIN goals ON way = first.way
    WHERE reached >= drawn GROUP BY ALL"""  # noqa: S608  (our own words)
_OUTCOMES = """SELECT split_part(coalesce(properties->>'template', ''), '@', 1) AS template,
    substr(type, 9) AS happening, coalesce(properties->>'reason', '') AS reason,
    count(DISTINCT properties->>'message') AS messages
    FROM events WHERE source = $source AND properties->>'journey' = $journey
    AND NOT starts_with(coalesce(properties->>'participant', ''), 't') GROUP BY ALL"""


class Split(NamedTuple):
    """A split that is measured: its node, what it is called, and the share of each arm."""

    node: str
    name: str
    shares: Mapping[str, float]

    @property
    def control(self) -> str:
        """The held out where there are any, else the first arm."""
        return HELD_OUT if HELD_OUT in self.shares else next(iter(self.shares))


class Reports:
    """Answers what journeys came to; nothing is kept for it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def report(
        self, rows: Sequence[DocumentRow], shown: DocumentRow, version: int | None, since: date | None
    ) -> ReportView:
        """Figures of one version, or of all.

        Args:
            rows: All versions.
            shown: The one whose graph is shown.
            version: Which one is counted; all if None.
            since: Count only from this day on.
        """
        store = self._workspace.store
        first = -(10**9) if since is None else (since - _EPOCH).days
        counted = {
            row.version: [each for each in store.journey_counts(f"{row.id}@{row.version}") if each.day >= first]
            for row in rows
            if version in (None, row.version)
        }
        people: Counter[tuple[int, str, str]] = Counter()
        for each in store.participant_counts(shown.id):
            people[each.version, each.status, each.node] += each.people
        found = [each for counts in counted.values() for each in counts]
        there: Counter[str] = Counter()
        for (number, status, _), count in people.items():
            if version in (None, number):
                there[status] += count
        waiting = Counter(
            {node: n for (v, status, node), n in people.items() if (v, status) == (shown.version, "active")}
        )
        return ReportView(
            version=version,
            under_way=there["active"],
            held_out=there["held_out"],
            entered=sum(each.times for each in found if each.kind == ENTERED),
            blocked=_by_detail(found, BLOCKED),
            ended=_by_detail(found, ENDED),
            goals=_by_detail(found, GOAL),
            drawn=_by_detail(found, DREW, placed=True),
            held=_by_detail(found, HELD),
            suppressed=_by_detail(found, SUPPRESSED),
            days=tuple(_days(found)),
            graph=graph_of(journey_in(shown), tallies_of(counted.get(shown.version, ())), waiting),
        )

    def outcomes(self, journey_id: str) -> list[OutcomeView]:
        """What became of its messages, by template.

        Raises:
            ClewError: if it would take too long.
        """
        parameters = {"source": SOURCE, "journey": journey_id}
        found = self._workspace.queries.run(_OUTCOMES, parameters, seconds=_SECONDS)
        outcomes: dict[str, Counter[str]] = {}
        reasons: dict[str, Counter[str]] = {}
        for template, happening, reason, messages in found.rows:
            outcomes.setdefault(template, Counter())[happening] += messages
            if reason and happening in ("suppressed", "failed", "held", "unknown"):
                reasons.setdefault(template, Counter())[reason_words(reason)] += messages
        return [
            OutcomeView(
                template=name,
                outcomes=dict(sorted(outcomes[name].items())),
                reasons=dict(sorted(reasons.get(name, Counter[str]()).items())),
            )
            for name in sorted(outcomes)
        ]

    def lift(self, journey: Journey) -> list[MeasureView]:
        """What it brings, against those for whom nothing was done: each split by each goal with `within`.

        People count by their first draw, and once: who reached the goal on the way on which they drew, then or later,
        has converted. What later ways bring is nobody's: who is treated may come again sooner than who is held out, and
        would be watched for longer. For the same reason a goal without `within` measures nothing.

        Raises:
            ClewError: if it would take too long.
        """
        splits = list(splits_of(journey))
        goals = [goal_name(goal) for goal in journey.body.goals if goal.within is not None]
        if not splits or not goals:
            return []
        queries, said = self._workspace.queries, {"journey": journey.id}
        drawn = {(node, arm): n for node, arm, n in queries.run(_DRAWN, said, seconds=_SECONDS).rows}
        converted = {tuple(key): n for *key, n in queries.run(CONVERTED, said, seconds=_SECONDS).rows}
        return [_measure(split, goal, drawn, converted) for split in splits for goal in goals]


def _by_detail(counts: Sequence[JourneyCount], kind: str, *, placed: bool = False) -> dict[str, int]:
    found: Counter[str] = Counter()
    for each in counts:
        if each.kind == kind:
            found[f"{each.node}: {each.detail}" if placed else each.detail] += each.times
    return dict(sorted(found.items()))


def _days(counts: Sequence[JourneyCount]) -> list[JourneyDayView]:
    found: dict[int, Counter[str]] = {}
    for each in counts:
        found.setdefault(each.day, Counter())[each.kind] += each.times
    return [
        JourneyDayView(
            day=_EPOCH + timedelta(days=day),
            entered=kinds[ENTERED],
            ended=kinds[ENDED],
            goals=kinds[GOAL],
            suppressed=kinds[SUPPRESSED],
        )
        for day, kinds in sorted(found.items())
    ]


def splits_of(journey: Journey) -> list[Split]:
    """The splits of a journey that are measured: its own hold-out first, then its experiments."""
    found: list[Split] = []
    holdout = journey.body.holdout
    if holdout:
        found.append(Split("", "hold-out", {HELD_OUT: holdout, TREATED: 100 - holdout}))
    for name, node in journey.nodes.items():
        if isinstance(node, Experiment):
            held = {HELD_OUT: node.holdout} if node.holdout else {}
            arms = {arm.name: arm.percent * (100 - node.holdout) / 100 for arm in node.arms}
            found.append(Split(name, node.experiment, {**held, **arms}))
    return found


def _measure(
    split: Split, goal: str, drawn: Mapping[tuple[Any, ...], int], converted: Mapping[tuple[Any, ...], int]
) -> MeasureView:
    arms = {
        name: Proportion(drawn.get((split.node, name), 0), converted.get((split.node, name, goal), 0))
        for name in split.shares
    }
    reading = read_trial(Trial(split.control, (Metric(goal, arms),), shares=split.shares))
    return MeasureView(
        node=split.node,
        name=split.name,
        goal=goal,
        control=split.control,
        arms=tuple(ArmView(name=name, people=arm.n, converted=arm.successes) for name, arm in arms.items()),
        lifts=tuple(_lifts(reading)),
        verdict=reading.verdict,
        why=reading.why,
        balance="" if isinstance(reading.balance, Unanswered) else reading.balance.state,
    )


def _lifts(reading: Reading) -> list[LiftView]:
    return [_lift(comparison.treatment, comparison.anytime) for comparison in reading.metrics[0].comparisons]


def _lift(treatment: str, lift: Lift | Unanswered) -> LiftView:
    if isinstance(lift, Unanswered):
        return LiftView(treatment=treatment, unanswered=lift.message)
    return LiftView(
        treatment=treatment,
        control_rate=lift.control,
        treatment_rate=lift.treatment,
        absolute=_interval(lift.absolute),
        relative=None if isinstance(lift.relative, Unanswered) else _interval(lift.relative),
        extra=_interval(lift.extra),
        p=lift.p,
        conclusive=lift.conclusive,
    )


def _interval(estimate: Estimate) -> LiftIntervalView:
    return LiftIntervalView(value=estimate.value, low=estimate.low, high=estimate.high)
