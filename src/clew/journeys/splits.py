"""Where a journey lets chance decide: its own hold-out, and its experiments; what is measured is measured there."""

from collections.abc import Mapping
from typing import NamedTuple

from clew.journeys.model import Journey
from clew.journeys.nodes import Experiment
from clew.journeys.run import goal_name
from clew.journeys.walk import HELD_OUT, TREATED


class Split(NamedTuple):
    """A split that is measured.

    Attributes:
        node: Its node; empty for the journey's own hold-out.
        name: What it is called.
        shares: What part each arm gets.
    """

    node: str
    name: str
    shares: Mapping[str, float]

    @property
    def control(self) -> str:
        """The held out where there are any, else the first arm."""
        return HELD_OUT if HELD_OUT in self.shares else next(iter(self.shares))


def splits_of(journey: Journey) -> list[Split]:
    """The splits of a journey that are measured: its own hold-out first, then its experiments."""
    found: list[Split] = []
    holdout = journey.body.holdout
    if holdout:
        found.append(Split("", "hold-out", {HELD_OUT: holdout, TREATED: 100 - holdout}))
    for name, node in journey.nodes.items():
        if isinstance(node, Experiment):
            held = {HELD_OUT: node.holdout} if node.holdout else {}
            arms = {arm.name: arm.percent * (100 - node.holdout) / 100 for arm in node.arms}
            found.append(Split(name, node.experiment, {**held, **arms}))
    return found


def measured_goals(journey: Journey) -> list[str]:
    """Goals that measure something: those with `within`, so that the held out are watched for as long as others."""
    return [goal_name(goal) for goal in journey.body.goals if goal.within is not None]
