"""How people stand: by how lately, how often and for how much they ordered, and over their time with us."""

from typing import Literal, TypeAlias

import msgspec

from clew.insight.model import Unit

Standing: TypeAlias = Literal[
    "champions", "loyal", "promising", "new", "needs attention", "at risk", "about to leave", "lost"
]


class RfmCell(msgspec.Struct, frozen=True):
    """People of equal scores.

    Attributes:
        recency: 1 to 5.
        frequency: 1 to 5.
        money: 1 to 5.
        people: How many.
        orders: How many orders they made.
        value: What those were worth.
    """

    recency: int
    frequency: int
    money: int
    people: int
    orders: int
    value: float


class RfmStanding(msgspec.Struct, frozen=True):
    """People who stand alike.

    Attributes:
        standing: What to call them.
        people: How many.
        orders: How often they ordered.
        value: What they are worth.
    """

    standing: Standing
    people: int
    orders: int
    value: float


class RfmAnswer(msgspec.Struct, frozen=True):
    """Everybody who ordered in the period.

    Attributes:
        people: How many.
        standings: By what their scores amount to.
        cells: By scores.
    """

    people: int
    standings: list[RfmStanding]
    cells: list[RfmCell]


class LifecycleUnit(msgspec.Struct, frozen=True):
    """One unit, and how many people were what in it.

    Attributes:
        start: When it begins.
        new: For the first time here.
        returning: Here in the unit before too.
        resurrected: Here again after a pause.
        dormant: Here in the unit before, and not in this one.
    """

    start: str
    new: int = 0
    returning: int = 0
    resurrected: int = 0
    dormant: int = 0


class LifecycleAnswer(msgspec.Struct, frozen=True):
    """The lifecycle, unit by unit.

    Attributes:
        unit: How long each unit is.
        zone: By whose calendar.
        units: The oldest first.
        open: Whether people may still become active in the last one.
    """

    unit: Unit
    zone: str
    units: list[LifecycleUnit]
    open: bool
