"""Learning: who will do what, who is worth what, and what it rests on.

The law of this folder: a model is judged only by rows that it has not seen, knows of each row only what was known at
its instant, and comes with its report or not at all. Nothing here reads a clock; every draw comes from a seed.
"""

from clew.learning.errors import BadTable, Degenerate, JobRuns, NoModel, NotPublishable, Unlearnable
from clew.learning.model import Fairness, Inputs, ModelBody, duration, register_models

__all__ = [
    "BadTable",
    "Degenerate",
    "Fairness",
    "Inputs",
    "JobRuns",
    "ModelBody",
    "NoModel",
    "NotPublishable",
    "Unlearnable",
    "duration",
    "register_models",
]
