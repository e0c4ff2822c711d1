"""Insight: what people did, over time and in order: funnels, paths, retention, trends, friction; read only.

Law of the folder: an answer equals the naive computation over the effective events of each person, however the events
are stored, sealed, corrected or merged. Every query is a syntax tree (docs/adr/0013) that an adapter runs in slices of
people, so that memory is bounded by the answer and not by the history.
"""

from clew.insight.asking import Setting
from clew.insight.errors import InvalidQuestion
from clew.insight.funnels import Funnel, FunnelAnswer, FunnelGroup, FunnelStep
from clew.insight.model import By, Condition, Exclusion, Period

__all__ = [
    "By",
    "Condition",
    "Exclusion",
    "Funnel",
    "FunnelAnswer",
    "FunnelGroup",
    "FunnelStep",
    "InvalidQuestion",
    "Period",
    "Setting",
]
