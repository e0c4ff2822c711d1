"""Propensity: the probability that somebody will, or won't, do something within a window."""

from clew.learning.propensity.asked import Choice, task_of
from clew.learning.propensity.boost import Booster, Tell
from clew.learning.propensity.evaluate import Fitted, Task, fit
from clew.learning.propensity.findings import By, Finding
from clew.learning.propensity.logistic import Platt
from clew.learning.propensity.measure import auc
from clew.learning.propensity.reasons import Influence, Reason, Strongest, strongest
from clew.learning.propensity.report import Figures, PropensityReport

__all__ = [
    "Booster",
    "By",
    "Choice",
    "Figures",
    "Finding",
    "Fitted",
    "Influence",
    "Platt",
    "PropensityReport",
    "Reason",
    "Strongest",
    "Task",
    "Tell",
    "auc",
    "fit",
    "strongest",
    "task_of",
]
