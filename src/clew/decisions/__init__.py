"""Decisions: what is offered to whom, and what it brought, against those who were held out.

Laws of the folder: statistics are pure functions of sufficient statistics; a question that the numbers can't answer
is answered by a reason, never by a NaN or an infinity; an interval that may be looked at daily says so, and holds.
"""

from clew.decisions.adjust import Adjusted, cuped, from_sums, ratio, with_zeros
from clew.decisions.anytime import PLANNED, anytime_lift
from clew.decisions.asked import ArmCounts, MetricCounts, PlanAnswer, PlanQuestion, TrialCounts, answer
from clew.decisions.balance import Balance, balance
from clew.decisions.bayes import Belief, beliefs
from clew.decisions.errors import ExperimentInvalid
from clew.decisions.fixed import fixed_lift
from clew.decisions.guardrail import Guardrail, check_guardrail
from clew.decisions.model import Arm, Estimate, Lift, Moments, PairMoments, Proportion, Reason, Unanswered
from clew.decisions.power import Design, Sizing, people_needed, smallest_effect
from clew.decisions.readout import Beliefs, Comparison, Metric, MetricReading, Reading, Trial, Verdict, read_trial

__all__ = [
    "PLANNED",
    "Adjusted",
    "Arm",
    "ArmCounts",
    "Balance",
    "Belief",
    "Beliefs",
    "Comparison",
    "Design",
    "Estimate",
    "ExperimentInvalid",
    "Guardrail",
    "Lift",
    "Metric",
    "MetricCounts",
    "MetricReading",
    "Moments",
    "PairMoments",
    "PlanAnswer",
    "PlanQuestion",
    "Proportion",
    "Reading",
    "Reason",
    "Sizing",
    "Trial",
    "TrialCounts",
    "Unanswered",
    "Verdict",
    "answer",
    "anytime_lift",
    "balance",
    "beliefs",
    "check_guardrail",
    "cuped",
    "fixed_lift",
    "from_sums",
    "people_needed",
    "ratio",
    "read_trial",
    "smallest_effect",
    "with_zeros",
]
