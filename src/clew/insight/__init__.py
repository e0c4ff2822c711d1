"""Insight: what people did, over time and in order: funnels, paths, retention, trends, friction; read only.

Law of the folder: an answer equals the naive computation over the effective events of each person, however the events
are stored, sealed, corrected or merged. Every query is a syntax tree (docs/adr/0013) that an adapter runs in slices of
people, so that memory is bounded by the answer and not by the history.
"""

from clew.insight.asking import Setting
from clew.insight.dashboards import Dashboard, DashboardAnswer, Tile, TileAnswer
from clew.insight.errors import InvalidQuestion
from clew.insight.friction import AskedAfter, DropOff, Errors, Friction, FrictionAnswer
from clew.insight.funnels import Funnel, FunnelAnswer, FunnelGroup, FunnelStep
from clew.insight.intervals import Interval
from clew.insight.kinds import read_dashboard, read_metric, register_insight
from clew.insight.metrics import Metric, MetricAnswer, MetricQuestion
from clew.insight.model import By, Condition, Exclusion, Group, Period
from clew.insight.paths import Loop, PathLink, PathNode, Paths, PathsAnswer
from clew.insight.people import Lifecycle, LifecycleAnswer, LifecycleUnit, Rfm, RfmAnswer, RfmCell, RfmStanding
from clew.insight.retention import Cohort, Kept, Retention, RetentionAnswer
from clew.insight.service import Insight, NamedMetric
from clew.insight.trends import Series, Trend, TrendAnswer, TrendSeries

__all__ = [
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
    "Group",
    "Insight",
    "Interval",
    "InvalidQuestion",
    "Kept",
    "Lifecycle",
    "LifecycleAnswer",
    "LifecycleUnit",
    "Loop",
    "Metric",
    "MetricAnswer",
    "MetricQuestion",
    "NamedMetric",
    "PathLink",
    "PathNode",
    "Paths",
    "PathsAnswer",
    "Period",
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
