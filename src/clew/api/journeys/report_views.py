"""What a journey has come to, as the API shows it."""

from datetime import date
from typing import Literal

from clew.api.journeys.views import GraphView
from clew.api.views import View


class JourneyDayView(View):
    """A day of a journey, in UTC.

    Attributes:
        day: The date.
        entered: How often somebody came in.
        ended: How many ways ended.
        goals: How many goals were reached.
        suppressed: How many messages were stopped by a journey's own guards.
    """

    day: date
    entered: int
    ended: int
    goals: int
    suppressed: int


class ReportView(View):
    """What a journey has come to: counted as it happens, so that asking costs nothing.

    Attributes:
        version: Which version; null for all together.
        under_way: How many are under way now.
        held_out: How many are held out now.
        entered: How often somebody came in.
        blocked: Entries that came to nothing, by reason.
        ended: Ends, by reason.
        goals: Goals reached, by name.
        drawn: Arms drawn, by `node: arm`; of the journey's own hold-out by `: arm`.
        held: Messages that waited, by reason.
        suppressed: Messages that its guards stopped, by `reason:template`.
        days: Day by day, from the first on which anything happened; days without anything are left out.
        graph: The version that takes entries, or the one that was asked for, with its figures.
    """

    version: int | None
    under_way: int
    held_out: int
    entered: int
    blocked: dict[str, int]
    ended: dict[str, int]
    goals: dict[str, int]
    drawn: dict[str, int]
    held: dict[str, int]
    suppressed: dict[str, int]
    days: tuple[JourneyDayView, ...]
    graph: GraphView


class OutcomeView(View):
    """What became of the messages of one template.

    Attributes:
        template: Of which template; empty for what has none.
        outcomes: How many messages, by what became of them: `sent`, `opened`, `suppressed`, ...; what stayed in the
            local outbox is `kept`, and not `sent`.
        reasons: Of those that were stopped or failed, by reason in words.
    """

    template: str
    outcomes: dict[str, int]
    reasons: dict[str, int]


class LiftIntervalView(View):
    """A figure with its interval.

    Attributes:
        value: The estimate.
        low: Lower end.
        high: Upper end.
    """

    value: float
    low: float
    high: float


class LiftView(View):
    """What one arm adds to a control, for one goal.

    Attributes:
        treatment: The arm.
        control_rate: Share of the control that reached the goal.
        treatment_rate: Share of the arm that did.
        absolute: The difference.
        relative: The difference as a share of the control; null where that can't be said.
        extra: How many reached the goal because of the journey.
        p: Chance of so much evidence if there were no difference, however often one looks.
        conclusive: Whether the evidence suffices.
        unanswered: Why there is no answer yet; then the figures are null.
    """

    treatment: str
    control_rate: float | None = None
    treatment_rate: float | None = None
    absolute: LiftIntervalView | None = None
    relative: LiftIntervalView | None = None
    extra: LiftIntervalView | None = None
    p: float | None = None
    conclusive: bool = False
    unanswered: str = ""


class ArmView(View):
    """An arm of a measured split.

    Attributes:
        name: Its name; `held_out` is the one for whom nothing is done.
        people: How many were drawn into it.
        converted: How many of them reached the goal.
    """

    name: str
    people: int
    converted: int


class MeasureView(View):
    """A split measured by a goal.

    Attributes:
        node: The node; empty for the journey's own hold-out.
        name: Id of the experiment, or `hold-out`.
        goal: The goal.
        control: The arm that others are compared with.
        arms: People and conversions.
        lifts: Each other arm against the control.
        verdict: What to do.
        why: The same in a sentence.
        balance: Whether people came into the arms as they were to: `fine`, `doubtful`, `mismatch`; empty if unsaid.
    """

    node: str
    name: str
    goal: str
    control: str
    arms: tuple[ArmView, ...]
    lifts: tuple[LiftView, ...]
    verdict: Literal["broken", "harmful", "better", "worse", "open", "unanswered"]
    why: str
    balance: str
