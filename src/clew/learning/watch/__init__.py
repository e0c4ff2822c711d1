"""Watching a model that is in use: whether its inputs and scores drift, and whether it is fair."""

from clew.learning.watch.distance import SLIGHT, STRONG, jensen_shannon, stability_index
from clew.learning.watch.drift import SCORES, DriftReport, drift_report, shifts
from clew.learning.watch.fairness import FairnessReport, fairness

__all__ = [
    "SCORES",
    "SLIGHT",
    "STRONG",
    "DriftReport",
    "FairnessReport",
    "drift_report",
    "fairness",
    "jensen_shannon",
    "shifts",
    "stability_index",
]
