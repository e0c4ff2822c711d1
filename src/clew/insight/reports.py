"""What journeys and messages came to, as it is sent in JSON."""

import msgspec
from msgspec import field

from clew.decisions import Reading
from clew.insight.intervals import Interval


class GoalFigures(msgspec.Struct, frozen=True):
    """A goal of a journey.

    Attributes:
        name: What it is called.
        times: How often it was reached in the period.
        people: Of those who came in during the period and were not held out, how many reached it on that way.
        share: That, of them; None of nobody.
        interval: Of the share, as of a sample of all people to come (Wilson).
        previous: How often it was reached in the period before, if that was asked.
    """

    name: str
    times: int
    people: int
    share: float | None
    interval: Interval | None
    previous: int | None = None


class ArmFigures(msgspec.Struct, frozen=True):
    """An arm of a measured split.

    Attributes:
        name: Its name; `held_out` is the one for whom nothing is done.
        people: How many were drawn into it for the first time in the period.
        converted: How many of them reached the goal on the way on which they were drawn, then or later.
    """

    name: str
    people: int
    converted: int


class Measured(msgspec.Struct, frozen=True):
    """A split measured by a goal.

    Attributes:
        node: The node; empty for the journey's own hold-out.
        name: Id of the experiment, or `hold-out`.
        goal: The goal.
        control: The arm that others are compared with.
        arms: People and conversions.
        reading: Each other arm against the control: lift with intervals, by every method; and the verdict.
    """

    node: str
    name: str
    goal: str
    control: str
    arms: list[ArmFigures]
    reading: Reading


class JourneyAnswer(msgspec.Struct, frozen=True):
    """What a journey came to in a period.

    Attributes:
        entered: How often somebody came in.
        people: How many people came in.
        active: How many were under way at the end of the period.
        held_out: How many were held out then.
        blocked: Entries that came to nothing, by reason.
        ended: Ends, by reason.
        goals: The goals.
        measures: Each measured split by each goal that measures: what the journey adds.
        previous_entered: How often somebody came in during the period before, if that was asked.
        previous_people: How many people that were.
        previous_active: How many were under way at its end.
    """

    entered: int
    people: int
    active: int
    held_out: int
    blocked: dict[str, int]
    ended: dict[str, int]
    goals: list[GoalFigures]
    measures: list[Measured]
    previous_entered: int | None = None
    previous_people: int | None = None
    previous_active: int | None = None


class Rate(msgspec.Struct, frozen=True):
    """How many of the messages that were sent came to something.

    Attributes:
        messages: How many.
        share: Of those that were sent.
        interval: Where the share may truly lie: people are drawn, not their messages (Wilson).
        previous: The share of the period before, if that was asked and anything was sent in it.
    """

    messages: int
    share: float
    interval: Interval | None
    previous: float | None = None


KEPT = "kept"
"""Why a message that was sent reached nobody: it stayed here, for its channel has no provider."""


class MessageGroup(msgspec.Struct, frozen=True):
    """Messages that have something in common.

    Attributes:
        name: Which template, journey or channel; empty for those that have none.
        outcomes: How many messages, by what became of them in the period: `sent`, `opened`, `suppressed`, ...
        reasons: Of those that were stopped or failed, by reason; `kept`: of those that were sent, how many stayed here,
            for their channel has no provider.
        rates: Of those that were sent in the period, what came of them by now: `delivered`, `opened`, `clicked`, ...
        previous: How many by outcome in the period before; empty if that was not asked.
    """

    name: str
    outcomes: dict[str, int]
    reasons: dict[str, int]
    rates: dict[str, Rate]
    previous: dict[str, int] = field(default_factory=dict[str, int])


class MessageUnit(msgspec.Struct, frozen=True):
    """What became of messages in a day, a week or a month.

    Attributes:
        start: When it begins.
        outcomes: How many messages, by what became of them then.
    """

    start: str
    outcomes: dict[str, int]


class MessagesAnswer(msgspec.Struct, frozen=True):
    """What became of messages in a period.

    Attributes:
        everything: Of all of them.
        groups: Group by group, by name.
        zone: Of the workspace, in which days are counted.
        units: Of all of them unit by unit, the first first; empty if no `unit` was asked.
    """

    everything: MessageGroup
    groups: list[MessageGroup]
    zone: str = "UTC"
    units: list[MessageUnit] = field(default_factory=list[MessageUnit])
