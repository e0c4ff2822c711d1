"""Dashboards: questions side by side, asked of one period and of the same people."""

from typing import Annotated, Literal, NamedTuple

import msgspec
from msgspec import Meta, field

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
from clew.insight.model import Cxl, Name, Period
from clew.insight.reports import JourneyAnswer, MessagesAnswer
from clew.insight.standing import LifecycleAnswer, RfmAnswer
from clew.insight.told import FrictionAnswer, FunnelAnswer, MetricAnswer, PathsAnswer, RetentionAnswer, TrendAnswer

SORTS = (
    "metric", "funnel", "trend", "retention", "paths", "lifecycle", "friction", "rfm", "journey", "messages", "text",
)  # fmt: skip
COMPARED = ("trend", "journey", "messages")
"""Questions that can be asked of the period before, too."""


class Tile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """A part of a dashboard: exactly one of its questions, or a text. The dashboard's period holds for all.

    Attributes:
        title: Above it; for a metric its name if left out.
        width: Of twelve columns.
        metric: Id of a metric.
        funnel: A funnel.
        trend: A trend.
        retention: A question of retention.
        paths: A question of paths.
        lifecycle: A question of the lifecycle.
        friction: A question of friction.
        rfm: A question of recency, frequency and money.
        journey: A question of what a journey came to.
        messages: A question of what became of messages.
        text: Words.
    """

    title: Annotated[str, Meta(max_length=200)] = ""
    width: Literal[3, 4, 6, 8, 12] = 6
    metric: Annotated[str, Meta(max_length=64)] = ""
    funnel: Funnel | None = None
    trend: Trend | None = None
    retention: Retention | None = None
    paths: Paths | None = None
    lifecycle: Lifecycle | None = None
    friction: Friction | None = None
    rfm: Rfm | None = None
    journey: JourneyFigures | None = None
    messages: MessageFigures | None = None
    text: Annotated[str, Meta(max_length=10_000)] = ""

    @property
    def sorts(self) -> list[str]:
        """What it holds; one, if it is as it should be."""
        return [sort for sort in SORTS if getattr(self, sort)]


class Dashboard(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The body of a dashboard.

    Attributes:
        tiles: From left to right, from top to bottom.
        period: Of when.
        compare: `previous`: metrics, trends, journeys and messages beside the period before.
        among: Only people that a condition holds of, in CXL.
    """

    tiles: Annotated[list[Tile], Meta(max_length=40)] = field(default_factory=list[Tile])
    period: Period = Period(last="30d")
    compare: Literal["", "previous"] = "previous"
    among: Cxl = ""


class NamedMetric(NamedTuple):
    """A metric, and what people call it."""

    name: str
    body: Metric


class TileAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a tile shows: its answer, or why there is none.

    Attributes:
        tile: Its place, from 0.
        sort: What it is.
        title: Above it.
        unit: Of a metric, in what it is measured.
        better: Of a metric, which way is better.
        target: Of a metric, what is aimed at.
        measure: Of a metric, what it is.
        metric: The answer of a metric; the others likewise, each under its sort.
        funnel: Of a funnel.
        trend: Of a trend.
        retention: Of retention.
        paths: Of paths.
        lifecycle: Of a lifecycle.
        friction: Of friction.
        rfm: Of recency, frequency and money.
        journey: Of a journey.
        messages: Of messages.
        fault: What is wrong with the question.
    """

    tile: int
    sort: Name
    title: str
    unit: str = ""
    better: str = ""
    target: float | None = None
    measure: str = ""
    metric: MetricAnswer | None = None
    funnel: FunnelAnswer | None = None
    trend: TrendAnswer | None = None
    retention: RetentionAnswer | None = None
    paths: PathsAnswer | None = None
    lifecycle: LifecycleAnswer | None = None
    friction: FrictionAnswer | None = None
    rfm: RfmAnswer | None = None
    journey: JourneyAnswer | None = None
    messages: MessagesAnswer | None = None
    fault: str = ""


class DashboardAnswer(msgspec.Struct, frozen=True):
    """A dashboard's answers.

    Attributes:
        since: When the period begins.
        until: When it ends.
        tiles: All tiles, in order.
    """

    since: str
    until: str
    tiles: list[TileAnswer]


def both(one: str, other: str) -> str:
    """The condition that both hold."""
    stated = [text for text in (one, other) if text.strip()]
    return f"({stated[0]}) and ({stated[1]})" if len(stated) == 2 else "".join(stated)


def metric_question(board: Dashboard) -> MetricQuestion:
    """Of when and of whom the dashboard asks its metrics."""
    return MetricQuestion(period=board.period, among=board.among, compare=board.compare)
