"""Models of a workspace: trained on what was known at earlier instants, kept with their report, used to score.

The law of this folder: a feature of an instant is the same whether or not the log went on after it.
"""

from clew.learning.models.moments import moments
from clew.learning.models.promote import why_wait
from clew.learning.models.score import Batch, Scored, score_everybody
from clew.learning.models.stored import booster_of, stored_propensity
from clew.learning.models.train import Order, Tell, train_version
from clew.learning.models.version import Lineage, ModelVersion, ScoringRun, Standing

__all__ = [
    "Batch",
    "Lineage",
    "ModelVersion",
    "Order",
    "Scored",
    "ScoringRun",
    "Standing",
    "Tell",
    "booster_of",
    "moments",
    "score_everybody",
    "stored_propensity",
    "train_version",
    "why_wait",
]
