"""Decisions: what is offered to whom, and what it brought, against those who were held out.

Laws of the folder: statistics are pure functions of sufficient statistics; a question that the numbers can't answer
is answered by a reason, never by a NaN or an infinity; an interval that may be looked at daily says so, and holds.
"""

from clew.decisions.anytime import anytime_lift
from clew.decisions.errors import ExperimentInvalid
from clew.decisions.model import Arm, Estimate, Lift, Moments, PairMoments, Proportion, Reason, Unanswered

__all__ = [
    "Arm",
    "Estimate",
    "ExperimentInvalid",
    "Lift",
    "Moments",
    "PairMoments",
    "Proportion",
    "Reason",
    "Unanswered",
    "anytime_lift",
]
