"""Guardrails: what a treatment must not make worse, and how sure that is."""

from math import inf
from typing import Literal

from msgspec import Struct

from clew.decisions.errors import ExperimentInvalid
from clew.decisions.model import Lift, Unanswered


class Guardrail(Struct, frozen=True):
    """Whether a guardrail holds.

    Attributes:
        state: `safe`: the worst that the interval allows is within the margin; `harmed`: even the best that it allows
            is a worsening, and the worst is beyond the margin; `unclear`: neither is certain yet.
        margin: The worsening, as a share of the control, that would be borne.
        worst: The worst change that the interval allows, as a share of the control, below zero if it is a worsening;
            None where that can't be said.
    """

    state: Literal["safe", "harmed", "unclear"]
    margin: float
    worst: float | None


def check_guardrail(lift: Lift | Unanswered, margin: float, *, lower: bool = False) -> Guardrail:
    """Judge a guardrail by the interval of a lift; with an anytime lift, at every look.

    Args:
        lift: Of the guarded metric.
        margin: The worsening that would be borne, as a share of the control: 0.02 is two per cent.
        lower: Whether less is better.

    Raises:
        ExperimentInvalid: A margin that isn't above zero.
    """
    if not 0 < margin < inf:
        raise ExperimentInvalid(f"a margin of {margin} can't be kept", hint="say 0.02 for two per cent")
    if isinstance(lift, Unanswered) or isinstance(lift.relative, Unanswered):
        return Guardrail("unclear", margin, None)
    # A negative control turns a share round; what got worse is told by the difference itself.
    turned = lower != (lift.control < 0)
    ends = (-lift.relative.high, -lift.relative.low) if turned else (lift.relative.low, lift.relative.high)
    worst, best = ends
    state = "safe" if worst > -margin else "harmed" if best < 0 else "unclear"
    return Guardrail(state, margin, worst)
