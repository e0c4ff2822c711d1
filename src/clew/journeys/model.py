"""A journey as it is authored: entry, exits, goals and rules around its nodes. Frozen values; the YAML says the same.

Conditions are CXL: `if` asks the person; `where` asks an event by bare names, and on a node the entry event, with the
journey's context as `context.<node>.<field>`. A `segment` is the id of one, or CXL in its place.
"""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from clew.actions import CapBody, QuietBody
from clew.journeys.nodes import Criterion, Node, Percent, Whole


class Broadcast(Struct, frozen=True, forbid_unknown_fields=True):
    """An audience is addressed as it is at an instant.

    Attributes:
        segment: Who.
        at: When, or when first: an instant, or a local date and time of the workspace.
        every: How often again.
        pace: Over how long the members are spread, by a hash of each.
    """

    segment: str
    at: str
    every: Literal["day", "week", "month", "year"] | None = None
    pace: str | None = None


class Business(Struct, frozen=True, forbid_unknown_fields=True):
    """An event of the workspace (a price drop, a delay) that addresses an audience.

    Attributes:
        event: Its type.
        segment: Who is addressed, as of the instant of the event.
        where: Condition on the event.
        pace: Over how long the members are spread.
    """

    event: str
    segment: str
    where: str | None = None
    pace: str | None = None


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """How a person comes in; exactly one of event, segment, broadcast, business.

    Attributes:
        event: By an event of this type.
        where: Condition on the event.
        key: Property of the event that tells participants apart: one per order, say.
        max_lag: How old the event may be when it is received (J17).
        segment: By coming into this segment, or out of it.
        on: Which of the two.
        existing: Whether those in the segment when the journey is published come in then.
        broadcast: By being in an audience at an instant.
        business: By being in an audience when something happens.
    """

    event: str | None = None
    where: str | None = None
    key: str | None = None
    max_lag: str = "1h"
    segment: str | None = None
    on: Literal["enter", "leave"] = "enter"
    existing: bool = False
    broadcast: Broadcast | None = None
    business: Business | None = None


class Reentry(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether somebody may come again (J6).

    Attributes:
        mode: `after_exit`, or `never`.
        gap: Least time from one entry to the next.
        most: At most so many entries in all.
    """

    mode: Literal["after_exit", "never"] = "after_exit"
    gap: str = "0s"
    most: Whole | None = None


class Period(Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from", "end": "to"}):
    """When entries are taken: from <= t < to, instants in ISO 8601."""

    start: str | None = None
    end: str | None = None


class JourneyBody(Struct, frozen=True, forbid_unknown_fields=True):
    """The body of a journey document; its nodes are read one by one, see `read`.

    Attributes:
        entry: How people come in.
        nodes: By name.
        start: The first node; the one written first if not said.
        exit: What ends it at once, whatever somebody waits for (J3).
        goals: What it is meant to reach; noted, and no reason to end.
        reentry: Whether somebody may come again.
        priority: Of several journeys, the higher goes first; and what a message of it says to the outbox.
        concurrency: Nobody comes in who is in so many journeys already.
        quiet: Hours in which its messages are held, beside those of the workspace.
        caps: Limits on its messages, beside those of the workspace.
        period: When entries are taken.
        expiry: How long after the entry it ends in any case.
        holdout: Percent of those who would enter for whom nothing is done, to measure what it brings.
    """

    entry: Entry
    nodes: dict[str, dict[str, Any]]
    start: str | None = None
    exit: tuple[Criterion, ...] = ()
    goals: tuple[Criterion, ...] = ()
    reentry: Reentry = Reentry()
    priority: Annotated[int, Meta(ge=0, le=100)] = 0
    concurrency: Whole | None = None
    quiet: QuietBody | None = None
    caps: tuple[CapBody, ...] = ()
    period: Period | None = None
    expiry: str | None = None
    holdout: Percent = 0


class Journey(Struct, frozen=True):
    """One version of a journey, read: the body with its nodes as values.

    Attributes:
        id: Unique among journeys.
        version: Counts from 1.
        body: All but the nodes.
        nodes: By name.
        start: The first node.
    """

    id: str
    version: int
    body: JourneyBody
    nodes: dict[str, Node]
    start: str

    @property
    def key(self) -> str:
        """`id@version`."""
        return f"{self.id}@{self.version}"
