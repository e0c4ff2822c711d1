"""What the routes of insight need of the rest."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias, TypeVar

import msgspec

from clew.insight import (
    Dashboard,
    Friction,
    Funnel,
    JourneyFigures,
    Lifecycle,
    MessageFigures,
    Metric,
    MetricQuestion,
    Paths,
    Period,
    Retention,
    Rfm,
    Trend,
)

Topic: TypeAlias = Literal[
    "funnel", "paths", "retention", "trend", "friction", "rfm", "lifecycle", "journey", "messages"
]

QUESTIONS: Mapping[Topic, type[msgspec.Struct]] = {
    "funnel": Funnel,
    "paths": Paths,
    "retention": Retention,
    "trend": Trend,
    "friction": Friction,
    "rfm": Rfm,
    "lifecycle": Lifecycle,
    "journey": JourneyFigures,
    "messages": MessageFigures,
}
"""How a question on each topic is asked."""

Said_co = TypeVar("Said_co", covariant=True)


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is asked of a dashboard otherwise than it says; what is left out stays.

    Attributes:
        period: Of when.
        compare: `previous`, or empty for no comparison.
        among: Also only people that a condition holds of, in CXL.
        tiles: Only these, by their places from 0.
    """

    period: Period | None = None
    compare: Literal["", "previous"] | None = None
    among: str = ""
    tiles: list[int] | None = None


class MetricTrial(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A metric that nobody has saved.

    Attributes:
        metric: What it is.
        asked: Of when, and of whom.
    """

    metric: Metric
    asked: MetricQuestion = MetricQuestion()


class QueryColumn(msgspec.Struct, frozen=True):
    """A column of an answer: its name, and its type in DuckDB's words."""

    name: str
    type: str


class QueryAnswer(msgspec.Struct, frozen=True):
    """The rows of a query.

    Attributes:
        columns: In order; names may repeat.
        rows: Values in order of the columns.
        truncated: Whether there are more rows than asked for.
    """

    columns: list[QueryColumn]
    rows: list[list[Any]]
    truncated: bool


class Queried(NamedTuple):
    """The rows of a query as bytes of their form, and whether there are more."""

    body: bytes
    truncated: bool


class Running(Protocol[Said_co]):
    """A question or query that was begun."""

    def result(self) -> Said_co:
        """Compute the answer; asked once, in whatever thread.

        Raises:
            ClewError: if the question makes no sense, costs too much, or was stopped.
        """
        ...

    def stop(self) -> None:
        """Stop it, from another thread; harmless once it has ended."""
        ...


class InsightDesk(Protocol):
    """Answers questions; few at once. To begin one raises a `ClewError` if too many run."""

    def ask(self, topic: Topic, question: msgspec.Struct, seconds: float) -> Running[msgspec.Struct]:
        """A question on a topic."""
        ...

    def metric(self, metric_id: str, asked: MetricQuestion, seconds: float) -> Running[msgspec.Struct]:
        """The figure of a live metric. Raises `NotFound` if there is none of this id."""
        ...

    def try_metric(self, metric: Metric, asked: MetricQuestion, seconds: float) -> Running[msgspec.Struct]:
        """The figure of a metric that nobody has saved."""
        ...

    def dashboard(self, dashboard_id: str, seconds: float, change: Change) -> Running[msgspec.Struct]:
        """What the tiles of a live dashboard show. Raises `NotFound` if there is none of this id."""
        ...

    def try_dashboard(self, board: Dashboard, seconds: float) -> Running[msgspec.Struct]:
        """What the tiles of a dashboard show that nobody has saved."""
        ...

    def query(self, sql: str, rows: int, seconds: float, form: Literal["arrow", "json"]) -> Running[Queried]:
        """SQL over what happened."""
        ...
