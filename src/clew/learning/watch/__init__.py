"""Watching a model that is in use: whether its inputs and scores drift, and whether it is fair."""

from clew.learning.watch.distance import SLIGHT, STRONG, stability_index
from clew.learning.watch.drift import SCORES, DriftReport, Spread, drift_report
from clew.learning.watch.fairness import FairnessReport, fairness

__all__ = [
    "SCORES",
    "SLIGHT",
    "STRONG",
    "DriftReport",
    "FairnessReport",
    "Spread",
    "drift_report",
    "fairness",
    "stability_index",
]
