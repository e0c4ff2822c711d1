"""Insight: what people did, over time and in order: funnels, paths, retention, trends, friction; read only.

Law of the folder: an answer equals the naive computation over the effective events of each person, however the events
are stored, sealed, corrected or merged. Every query is a syntax tree (docs/adr/0013) that an adapter runs in slices of
people, so that memory is bounded by the answer and not by the history. `service.Insight` answers; what it loads is
loaded only there, so that questions can be read and written without a compiler.
"""

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
    Series,
    Trend,
)
from clew.insight.asking import Setting
from clew.insight.dashboards import Dashboard, DashboardAnswer, NamedMetric, Tile, TileAnswer
from clew.insight.errors import InvalidQuestion
from clew.insight.intervals import Interval
from clew.insight.kinds import read_dashboard, read_metric, register_insight
from clew.insight.model import By, Condition, Exclusion, Group, Period
from clew.insight.reports import (
    KEPT,
    ArmFigures,
    GoalFigures,
    JourneyAnswer,
    Measured,
    MessageGroup,
    MessagesAnswer,
    MessageUnit,
    Rate,
)
from clew.insight.standing import LifecycleAnswer, LifecycleUnit, RfmAnswer, RfmCell, RfmStanding
from clew.insight.told import (
    AskedAfter,
    Cohort,
    DropOff,
    Errors,
    FrictionAnswer,
    FunnelAnswer,
    FunnelGroup,
    FunnelStep,
    Kept,
    Loop,
    MetricAnswer,
    PathLink,
    PathNode,
    PathsAnswer,
    RetentionAnswer,
    TrendAnswer,
    TrendSeries,
)

__all__ = [
    "KEPT",
    "ArmFigures",
    "AskedAfter",
    "By",
    "Cohort",
    "Condition",
    "Dashboard",
    "DashboardAnswer",
    "DropOff",
    "Errors",
    "Exclusion",
    "Friction",
    "FrictionAnswer",
    "Funnel",
    "FunnelAnswer",
    "FunnelGroup",
    "FunnelStep",
    "GoalFigures",
    "Group",
    "Interval",
    "InvalidQuestion",
    "JourneyAnswer",
    "JourneyFigures",
    "Kept",
    "Lifecycle",
    "LifecycleAnswer",
    "LifecycleUnit",
    "Loop",
    "Measured",
    "MessageFigures",
    "MessageGroup",
    "MessageUnit",
    "MessagesAnswer",
    "Metric",
    "MetricAnswer",
    "MetricQuestion",
    "NamedMetric",
    "PathLink",
    "PathNode",
    "Paths",
    "PathsAnswer",
    "Period",
    "Rate",
    "Retention",
    "RetentionAnswer",
    "Rfm",
    "RfmAnswer",
    "RfmCell",
    "RfmStanding",
    "Series",
    "Setting",
    "Tile",
    "TileAnswer",
    "Trend",
    "TrendAnswer",
    "TrendSeries",
    "read_dashboard",
    "read_metric",
    "register_insight",
]
