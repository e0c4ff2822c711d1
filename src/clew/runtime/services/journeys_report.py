"""What a journey has come to: figures from the counts, outcomes and lift from what is known of messages and facts."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from clew.actions import reason_words
from clew.api.journeys.report_views import (
    ArmView,
    JourneyDayView,
    LiftIntervalView,
    LiftView,
    MeasureView,
    OutcomeView,
    ReportView,
)
from clew.decisions import Estimate, Lift, Reading, Unanswered
from clew.engine.ports import DocumentRow, JourneyCount
from clew.insight import KEPT, JourneyFigures, Measured, MessageFigures, MessageGroup, Period, Setting
from clew.journeys import (
    BLOCKED,
    DREW,
    ENDED,
    ENTERED,
    GOAL,
    HELD,
    SUPPRESSED,
    Journey,
    measured_goals,
    splits_of,
)
from clew.runtime.services.documents import Documents
from clew.runtime.services.journeys_graph import graph_of, journey_in, tallies_of
from clew.runtime.workspace import Workspace

if TYPE_CHECKING:
    from clew.insight.ports import Inquiry, Row
    from clew.insight.service import Insight

_EPOCH = date(1970, 1, 1)
_SECONDS = 30.0

ALWAYS = Period(since="1970-01-01T00:00:00Z")
"""All time up to now."""


class Reports:
    """Answers what journeys came to; nothing is kept for it."""

    def __init__(self, workspace: Workspace, documents: Documents) -> None:
        self._workspace = workspace
        self._documents = documents

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
            graph=graph_of(
                journey_in(shown),
                self._documents.mentioned(),
                tallies_of(counted.get(shown.version, ())),
                waiting,
            ),
        )

    def outcomes(self, journey_id: str) -> list[OutcomeView]:
        """What became of its messages, by template: as a dashboard would say it, of all time.

        Raises:
            ClewError: if it would take too long.
        """
        insight = insight_over(self._workspace)
        groups = insight.messages(MessageFigures(journey=journey_id, period=ALWAYS)).groups
        return [_outcome(group) for group in groups]

    def lift(self, journey: Journey) -> list[MeasureView]:
        """What it brings, against those for whom nothing was done: each split by each goal with `within`.

        As a dashboard would say it, of all time (see `insight.journeying`).

        Raises:
            ClewError: if it would take too long.
        """
        if not splits_of(journey) or not measured_goals(journey):
            return []
        asked = JourneyFigures(journey=journey.id, period=ALWAYS)
        return [_measure(each) for each in insight_over(self._workspace, journey).journey(asked).measures]


def insight_over(workspace: Workspace, *journeys: Journey) -> "Insight":
    """What answers questions about journeys; of all people, so that nothing need be known of expressions."""
    from clew.insight.service import Insight  # noqa: PLC0415  (loads the compiler, which few requests need)

    setting = Setting(workspace.clock.now())
    return Insight(_Hurried(workspace), setting, {journey.id: journey for journey in journeys})


class _Hurried:
    """The lake, with a limit for each question."""

    def __init__(self, workspace: Workspace) -> None:
        self._queries = workspace.queries

    def gather(self, inquiry: "Inquiry") -> "list[list[Row]]":
        """The rows of each final statement."""
        return self._queries.gather(inquiry, seconds=_SECONDS)


def _outcome(group: MessageGroup) -> OutcomeView:
    reasons: Counter[str] = Counter()
    for reason, messages in group.reasons.items():
        if reason != KEPT:
            reasons[reason_words(reason)] += messages
    outcomes, kept = dict(group.outcomes), group.reasons.get(KEPT, 0)
    if kept:
        outcomes = {"kept": kept, **outcomes, "sent": outcomes.get("sent", 0) - kept}
    told = {what: messages for what, messages in outcomes.items() if messages}
    return OutcomeView(template=group.name, outcomes=told, reasons=dict(sorted(reasons.items())))


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


def _measure(found: Measured) -> MeasureView:
    reading = found.reading
    return MeasureView(
        node=found.node,
        name=found.name,
        goal=found.goal,
        control=found.control,
        arms=tuple(ArmView(name=arm.name, people=arm.people, converted=arm.converted) for arm in found.arms),
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
