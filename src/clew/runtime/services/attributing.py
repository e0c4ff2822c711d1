"""Attribution over a workspace's own events: few at once, each stopped when nobody waits."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from clew.api.attribution.ports import AttributionPeriod, SavedAttribution
from clew.expressions import Did, Events, Predicate, check, parse
from clew.journeys import Criterion, goal_name
from clew.kernel.errors import ClewError
from clew.kernel.instants import DAY
from clew.kernel.packing import from_json
from clew.learning.attribution import (
    AttributionQuestion,
    Note,
    Reach,
    Unattributable,
    length_of,
    meant,
    otherwise,
    question_of,
)
from clew.runtime.services.documents import Documents
from clew.runtime.services.expressions import Expressions
from clew.runtime.services.gate import Gate
from clew.runtime.services.insight import RunningAnswer
from clew.runtime.services.journeys_graph import journey_in
from clew.runtime.services.preview import Misstated

if TYPE_CHECKING:
    from clew.adapters.duckdb import Cancellation
    from clew.learning.attribution import AttributionReport
    from clew.learning.attribution.sharing import Asking, HoldOut
    from clew.runtime.services.journeys import Journeys
    from clew.runtime.workspace import Workspace

MOST_AT_ONCE = 2
"""Each may hold millions of touches."""


class Busy(ClewError):
    """As many attributions run as may."""

    code = "attribution.busy"
    retryable = True


class NoAttribution(ClewError):
    """There is no such document."""

    code = "attribution.unknown"


class Attributions:
    """Begins attributions and computes them; threads may share it."""

    def __init__(self, workspace: "Workspace", documents: Documents, journeys: "Journeys | None" = None) -> None:
        """Over the events of a workspace.

        Args:
            workspace: Whose.
            documents: Its documents.
            journeys: Where hold-outs of journeys are read; without, none are.
        """
        self._workspace = workspace
        self._documents = documents
        self._journeys = journeys
        self._expressions = Expressions(documents)
        self._gate = Gate(MOST_AT_ONCE, Busy, "as many attributions run as may")

    def begin(self, question: AttributionQuestion) -> "RunningAnswer[AttributionReport]":
        """An attribution that is computed when its result is asked for.

        Raises:
            Busy: if as many run as may.
            ClewError: if the question makes no sense.
        """
        from clew.adapters.duckdb import Cancellation  # noqa: PLC0415  (the engine is loaded only where it is used)

        self._reach(question)
        cancellation = Cancellation()
        self._gate.enter()
        return RunningAnswer(lambda: self.compute(question, None, cancellation), cancellation, self._gate.leave)

    def of_document(self, document_id: str, period: AttributionPeriod) -> "RunningAnswer[AttributionReport] | None":
        """What a live document of task `attribution` asks, of a period; None where there is none of this id."""
        try:
            asked = self.question(document_id)
        except NoAttribution:
            return None
        changed = {name: value for name, value in msgspec.to_builtins(period).items() if value}
        return self.begin(otherwise(asked, changed))

    def saved(self) -> list[SavedAttribution]:
        """The live documents of task `attribution`, in order of id."""
        from clew.runtime.services.models import body_of  # noqa: PLC0415  (loads what few requests need)

        found: list[SavedAttribution] = []
        for name, row in sorted(self._documents.live("model").items()):
            body = body_of(row)
            if body.task == "attribution":
                said = from_json(row.document)
                words = (str(said.get("name", name)), str(said.get("description", "")))
                found.append(SavedAttribution(name, *words, question_of(body)))
        return found

    def question(self, document_id: str) -> AttributionQuestion:
        """What a live document asks.

        Raises:
            NoAttribution: if there is none of this id and task.
        """
        from clew.runtime.services.models import body_of  # noqa: PLC0415  (loads what few requests need)

        row = self._documents.live("model").get(document_id)
        body = body_of(row) if row is not None else None
        if body is None or body.task != "attribution":
            raise NoAttribution(
                "no attribution of this id is live", where=document_id, hint="publish a model with `task: attribution`"
            )
        return question_of(body)

    def compute(
        self,
        question: AttributionQuestion,
        asking: "Asking | None" = None,
        cancellation: "Cancellation | None" = None,
    ) -> "AttributionReport":
        """The report of a question; what the models are asked may be said apart.

        Raises:
            ClewError: if the question makes no sense, nothing can be shared out, or it takes too long.
        """
        from clew.adapters.duckdb.touches import DuckTouches  # noqa: PLC0415  (the engine is loaded where it is used)
        from clew.learning.attribution.sharing import asking_of, attribute, ways_of  # noqa: PLC0415  (loads NumPy)

        reach = self._reach(question)
        reader = DuckTouches(self._workspace.queries, self._documents.program().zone, cancellation)
        paths = ways_of(reader.read(reach), reach.look_back, since=reach.since, until=reach.until)
        if not len(paths.steps):
            raise Unattributable(
                "empty",
                "nothing touched anybody in this period"
                if question.touchpoints
                else "no message was sent, and no visit names a campaign, in this period",
                hint="say what touches people: `touchpoints` of a model with `task: attribution`",
            )
        asked = asking or asking_of(question)
        days = (reach.until - reach.since) / DAY
        standing = {name: cost * days for name, cost in question.daily_costs.items() if name in paths.channels}
        asked = replace(asked, costs={**standing, **asked.costs})
        notes = [_idle(name) for name in question.daily_costs if name not in paths.channels]
        if question.by == "campaign":
            found, other = self._hold_outs(paths.channels, reach.conversion)
            notes += [_other_goal(name) for name in other if name not in asked.hold_outs]
            asked = replace(asked, hold_outs={**found, **asked.hold_outs})
        report = attribute(paths, asked)
        return msgspec.structs.replace(report, notes=(*report.notes, *notes))

    def _reach(self, question: AttributionQuestion) -> Reach:
        reach = meant(question, self._workspace.clock.now())
        length_of(question.half_life, "half_life")
        if reach.among is None:
            return reach
        problems = [each for each in check(reach.among, self._expressions.vocabulary()) if each.severity == "error"]
        if problems:
            raise Misstated(problems)
        among = self._documents.inlined(reach.among)
        assert isinstance(among, Predicate)  # noqa: S101 - a condition stays one
        return replace(reach, among=among)

    def _hold_outs(self, campaigns: tuple[str, ...], conversion: Events) -> "tuple[dict[str, HoldOut], list[str]]":
        """Of campaigns that are journeys with a hold-out: what it says of this conversion; and whose says nothing."""
        from clew.decisions import Proportion  # noqa: PLC0415  (as above)
        from clew.learning.attribution.sharing import HoldOut  # noqa: PLC0415  (as above)

        found: dict[str, HoldOut] = {}
        other: list[str] = []
        for campaign in campaigns:
            row = self._journeys.current(campaign) if self._journeys is not None else None
            if self._journeys is None or row is None:
                continue
            goals = goals_for(journey_in(row).body.goals, conversion)
            measures = [each for each in self._journeys.lift(campaign) if not each.node]
            own = next((each for each in measures if each.goal in goals), None)
            if own is None:
                other += [campaign] if measures else []
            elif any(arm.people for arm in own.arms):
                control = next(arm for arm in own.arms if arm.name == own.control)
                others = [arm for arm in own.arms if arm.name != own.control]
                treated = Proportion(sum(arm.people for arm in others), sum(arm.converted for arm in others))
                found[campaign] = HoldOut(Proportion(control.people, control.converted), treated)
        return found, other


def goals_for(goals: Sequence[Criterion], conversion: Events) -> list[str]:
    """Names of the goals that look for these events, no more and no fewer; a name of several goals is none's."""
    names = Counter(goal_name(goal) for goal in goals)
    return [goal_name(goal) for goal in goals if names[goal_name(goal)] == 1 and _looks_for(goal) == conversion]


def _looks_for(goal: Criterion) -> Events | None:
    if goal.event is None or goal.same:
        return None
    if not goal.where:
        return Events(goal.event, None, None)
    said = parse(f"did event where ({goal.where})")
    return Events(goal.event, said.events.where, None) if isinstance(said, Did) else None


def _idle(name: str) -> Note:
    return Note("idle_cost", f"{name} costs something every day and touched nobody in this period: no figure holds it")


def _other_goal(campaign: str) -> Note:
    message = f"the hold-out of `{campaign}` measures other goals than this conversion: it was not used"
    return Note("other_goal", message)
