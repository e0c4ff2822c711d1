"""Answers questions: turns each into statements, has them run over history, and reads what they find."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from clew.insight import funnels, journeying, messaging, paths, retention
from clew.insight.asked import (
    Friction,
    Funnel,
    JourneyFigures,
    Lifecycle,
    MessageFigures,
    Metric,
    MetricQuestion,
    Paths,
    Retention,
    Rfm,
    Trend,
)
from clew.insight.asking import Between, Setting, before
from clew.insight.dashboards import (
    COMPARED,
    Dashboard,
    DashboardAnswer,
    NamedMetric,
    Tile,
    TileAnswer,
    both,
    metric_question,
)
from clew.insight.errors import InvalidQuestion
from clew.insight.friction import Sore
from clew.insight.journeying import Arms, Counts, JourneyPlan
from clew.insight.messaging import MessagesPlan
from clew.insight.metrics import Figure
from clew.insight.model import Period
from clew.insight.people import LifecyclePlan, RfmPlan
from clew.insight.ports import Lake, Row
from clew.insight.reports import JourneyAnswer, MessagesAnswer
from clew.insight.standing import LifecycleAnswer, RfmAnswer
from clew.insight.told import (
    FrictionAnswer,
    FunnelAnswer,
    MetricAnswer,
    PathsAnswer,
    RetentionAnswer,
    TrendAnswer,
    TrendSeries,
)
from clew.insight.trends import Lines, lines
from clew.journeys import Journey
from clew.kernel.errors import ClewError
from clew.kernel.instants import format_instant


class Insight:
    """Insight over one lake, as one workspace means it; it only reads."""

    def __init__(self, lake: Lake, setting: Setting, journeys: Mapping[str, Journey] | None = None) -> None:
        """Ask a lake.

        Args:
            lake: Where history is.
            setting: What the workspace means.
            journeys: The journeys that can be asked about, by id.
        """
        self._lake = lake
        self._setting = setting
        self._journeys = journeys or {}

    def funnel(self, asked: Funnel) -> FunnelAnswer:
        """How many took which steps. Raises `InvalidQuestion`, and as `Lake.gather`; so do all others."""
        return funnels.answer(asked, self._setting, self._lake.gather(funnels.inquiry(asked, self._setting)))

    def paths(self, asked: Paths) -> PathsAnswer:
        """What people did before or after something."""
        return paths.answer(self._lake.gather(paths.inquiry(asked, self._setting)))

    def retention(self, asked: Retention) -> RetentionAnswer:
        """Who came back."""
        return retention.answer(asked, self._setting, self._lake.gather(retention.inquiry(asked, self._setting)))

    def trend(self, asked: Trend) -> TrendAnswer:
        """How figures moved."""
        span = self._setting.span(asked.period)
        found: list[TrendSeries] = []
        for place in range(len(asked.series)):
            found += self._series(asked, place, span)
        units = Lines(asked, 0, self._setting, span).units
        return TrendAnswer(
            str(self._setting.zone),
            format_instant(span.since),
            [format_instant(start) for start in units.starts[:-1]],
            format_instant(units.starts[-1]),
            units.starts[-1] > self._setting.now,
            found,
        )

    def _series(self, asked: Trend, place: int, span: Between) -> list[TrendSeries]:
        mine = Lines(asked, place, self._setting, span)
        made = self._lines(mine, None)
        shown = [str(row[0]) for row in self._lake.gather(mine.sizes())[0]] if asked.by is not None else None
        if shown is not None:
            made += self._lines(mine, shown)
        if asked.compare != "previous":
            return made
        past = Lines(asked, place, self._setting, self._before(asked.period, span))
        earlier = {
            line.group: line for line in [*self._lines(past, None), *(self._lines(past, shown) if shown else [])]
        }
        return [_beside(line, earlier.get(line.group)) for line in made]

    def _lines(self, mine: Lines, shown: Sequence[str] | None) -> list[TrendSeries]:
        groups = None if shown is None else list(shown)
        return lines(mine.series, mine.read(self._lake.gather(mine.inquiry(groups))), grouped=groups is not None)

    def friction(self, asked: Friction) -> FrictionAnswer:
        """Where it hurts."""
        sore = Sore(asked, self._setting)
        after = self._lake.gather(sore.asked_after()) if asked.tickets else []
        return sore.answer(self._lake.gather(sore.ends()), after)

    def rfm(self, asked: Rfm) -> RfmAnswer:
        """Who buys how lately, how often, for how much."""
        plan = RfmPlan(asked, self._setting)
        return plan.answer(self._lake.gather(plan.inquiry()))

    def lifecycle(self, asked: Lifecycle) -> LifecycleAnswer:
        """Who is new, comes back, or stays away."""
        plan = LifecyclePlan(asked, self._setting)
        return plan.answer(self._lake.gather(plan.inquiry()))

    def journey(self, asked: JourneyFigures) -> JourneyAnswer:
        """What a journey came to."""
        journey = self._journeys.get(asked.journey)
        if journey is None:
            raise InvalidQuestion("there is no such journey", where="/journey", hint="name one by its id")
        span = self._setting.span(asked.period)
        past = self._before(asked.period, span) if asked.compare == "previous" else None
        return journeying.answer(journey, self._counts(asked, span), past and self._counts(asked, past))

    def arms(self, asked: JourneyFigures) -> Arms:
        """Who was drawn where in a journey, and who of them reached which goal."""
        return self._counts(asked, self._setting.span(asked.period)).arms

    def _counts(self, asked: JourneyFigures, span: Between) -> Counts:
        return Counts(self._lake.gather(JourneyPlan(asked, self._setting, span).inquiry())[0])

    def messages(self, asked: MessageFigures) -> MessagesAnswer:
        """What became of messages."""
        span = self._setting.span(asked.period)
        past = self._before(asked.period, span) if asked.compare == "previous" else None
        plan = MessagesPlan(asked, self._setting, span)
        before = past and MessagesPlan(msgspec.structs.replace(asked, unit=""), self._setting, past)
        return messaging.answer(plan, self._told(plan), before and self._told(before))

    def _told(self, plan: MessagesPlan) -> list[Row]:
        return self._lake.gather(plan.inquiry())[0]

    def _before(self, period: Period, span: Between) -> Between:
        return before(period, span, self._setting.zone)

    def metric(self, metric: Metric, asked: MetricQuestion) -> MetricAnswer:
        """A metric's figure, in a period and, if that is asked, in the one before."""
        span = self._setting.span(asked.period)
        found = self._figure(Figure(metric, self._setting, asked, span))
        if asked.compare != "previous":
            return found
        earlier = self._figure(Figure(metric, self._setting, asked, self._before(asked.period, span)))
        return msgspec.structs.replace(found, previous=earlier.value, previous_sample=earlier.sample)

    def _figure(self, figure: Figure) -> MetricAnswer:
        return figure.answer(self._lake.gather(figure.inquiry()))

    def dashboard(
        self, board: Dashboard, metrics: Mapping[str, NamedMetric], places: Collection[int] | None = None
    ) -> DashboardAnswer:
        """What its tiles show; a question that can't be answered says why, and the others are.

        Args:
            board: The dashboard.
            metrics: The metrics that there are, by id.
            places: Of which tiles; None: of all.
        """
        span = self._setting.span(board.period)
        tiles = [
            self._tile(place, tile, board, metrics)
            for place, tile in enumerate(board.tiles)
            if places is None or place in places
        ]
        return DashboardAnswer(format_instant(span.since), format_instant(span.until), tiles)

    def _tile(self, place: int, tile: Tile, board: Dashboard, metrics: Mapping[str, NamedMetric]) -> TileAnswer:
        sort = tile.sorts[0] if tile.sorts else "text"
        shown = TileAnswer(tile=place, sort=sort, title=tile.title)
        named = metrics.get(tile.metric)
        if named is not None:
            body = named.body
            facts = {"unit": body.unit, "better": body.better, "target": body.target, "measure": body.measure}
            shown = msgspec.structs.replace(shown, title=tile.title or named.name, **facts)
        try:
            return msgspec.structs.replace(shown, **self._shown(sort, tile, board, named))
        except ClewError as error:
            return msgspec.structs.replace(shown, fault=str(error))

    def _shown(self, sort: str, tile: Tile, board: Dashboard, named: NamedMetric | None) -> dict[str, Any]:
        if sort == "text":
            return {}
        if sort == "metric":
            if named is None:
                raise InvalidQuestion("there is no such metric, or it is not published", where="/metric")
            return {"metric": self.metric(named.body, metric_question(board))}
        question = getattr(tile, sort)
        common = {"period": board.period, "among": both(board.among, question.among)}
        if sort in COMPARED:
            common["compare"] = board.compare
        return {sort: getattr(self, sort)(msgspec.structs.replace(question, **common))}


def _beside(line: TrendSeries, earlier: TrendSeries | None) -> TrendSeries:
    if earlier is None:
        return line
    return msgspec.structs.replace(line, previous=earlier.values, previous_total=earlier.total)
