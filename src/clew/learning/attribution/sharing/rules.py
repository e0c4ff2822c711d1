"""Rules: opinions about how a conversion is shared among the touches before it. None of them looks at the data.

A rule gives every touch of a way a weight; those of one way sum to 1, but for `participation`, which gives each channel
of a way the whole, and `same_touch`, which gives nothing where no touch is the conversion itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from clew.kernel.instants import Duration
from clew.learning.attribution.errors import Unattributable
from clew.learning.attribution.sharing.model import Paths, Weights
from clew.learning.tables import Indexes, Numbers


@dataclass(frozen=True, slots=True)
class Positions:
    """Weights by position: of the first touch, of all between, of the last.

    Attributes:
        first: Weight of the first touch.
        middle: Weight of those between, shared evenly.
        last: Weight of the last touch.
        two: Weights where there are two touches; None: those of first and last, in their proportion.
    """

    first: float
    middle: float
    last: float
    two: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        weights = (self.first, self.middle, self.last, *(self.two or ()))
        pair = self.two or (self.first, self.last)
        if not all(0 <= weight < 1e9 for weight in weights) or not sum(pair) > 0:
            raise Unattributable(
                "bad_count", "the weights of positions can't be", hint="0 or more each, first or last above 0"
            )


@dataclass(frozen=True, slots=True)
class Decay:
    """Weights that halve backwards from the end.

    Attributes:
        half_life: In which time; None: from touch to touch.
    """

    half_life: Duration | None = None

    def __post_init__(self) -> None:
        if self.half_life is not None and self.half_life <= 0:
            raise Unattributable("bad_count", "the half-life must be above zero", hint="such as 7d")


@dataclass(frozen=True, slots=True)
class Each:
    """Every touch alike, or every channel the whole, or only the touch that is the conversion."""

    how: str


Rule: TypeAlias = Positions | Decay | Each

LINEAR, PARTICIPATION, SAME_TOUCH = Each("linear"), Each("participation"), Each("same_touch")

RULES: dict[str, Rule] = {
    "first": Positions(1, 0, 0, two=(1, 0)),
    "last": Positions(0, 0, 1, two=(0, 1)),
    "linear": LINEAR,
    "participation": PARTICIPATION,
    "same_touch": SAME_TOUCH,
    "u_shaped": Positions(0.4, 0.2, 0.4),
    "j_shaped": Positions(0.2, 0.2, 0.6, two=(1 / 3, 2 / 3)),
    "inverse_j": Positions(0.6, 0.2, 0.2, two=(2 / 3, 1 / 3)),
    "time_decay": Decay(),
}
"""The rules by name."""


def weights_by_rule(paths: Paths, rule: Rule) -> Weights:
    """Weights by a rule.

    Law: but for `participation` and `same_touch` credits sum to the conversions of the ways with touches.

    Raises:
        Unattributable: The rule needs times and there are none.
    """
    if rule == PARTICIPATION:
        rows, channels = paths.distinct
        return Weights(rows, channels, np.ones(len(rows)))
    parts = _parts(paths, rule)
    if rule != SAME_TOUCH:
        parts = parts / np.bincount(paths.rows, parts, len(paths))[paths.rows]
    return Weights(paths.rows, paths.steps, parts)


def _parts(paths: Paths, rule: Rule) -> Numbers:
    length, place = paths.lengths[paths.rows], paths.places
    if isinstance(rule, Positions):
        return _by_position(rule, length, place)
    if isinstance(rule, Decay):
        if rule.half_life is None:
            return np.exp2(-(length - 1 - place).astype(np.float64))
        ages = _ages(paths, "a half-life in time")
        # From the youngest touch of each way: the same proportions, and never all of them zero.
        youngest = np.full(len(paths), np.inf)
        np.minimum.at(youngest, paths.rows, ages)
        return np.exp2(-(ages - youngest[paths.rows]) / rule.half_life)
    if rule == SAME_TOUCH:
        ended = (_ages(paths, "same touch") == 0).astype(np.float64)
        among = np.bincount(paths.rows, ended, len(paths))
        return ended / np.maximum(1, among[paths.rows])
    return np.ones(len(paths.steps))


def _by_position(rule: Positions, length: Indexes, place: Indexes) -> Numbers:
    first, last = place == 0, place == length - 1
    between = np.where(length > 2, rule.middle / np.maximum(1, length - 2), 0.0)
    weights = np.where(first, rule.first, np.where(last, rule.last, between))
    two = rule.two or (rule.first, rule.last)
    weights = np.where(length == 2, np.where(first, two[0], two[1]), weights)
    return np.where(length == 1, 1.0, weights)


def _ages(paths: Paths, what: str) -> Numbers:
    if paths.ages is None:
        raise Unattributable(
            "no_times", f"{what} needs the times of touches, and these ways have none", hint="give times, or leave it"
        )
    return paths.ages
