"""What is asked of a segment that nobody has saved, and what it answers: values that the API and the services share."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from clew.api.views import Moment, View
from clew.kernel.instants import Instant

Share = Annotated[float, Field(ge=0, le=1)]


@dataclass(frozen=True, slots=True)
class PreviewQuestion:
    """What is asked.

    Attributes:
        expression: Who would be in it, in CXL.
        at: Of which instant; None: now.
        then: Whether only what was known then counts, not what is known now.
        sample: How many members to name.
        purpose: What members would be contacted for; None: who can be reached is not asked.
        days: Of how many days, today included, the size is told; 0: none.
        seconds: When to cut it off.
    """

    expression: str
    at: Instant | None = None
    then: bool = False
    sample: int = 10
    purpose: str | None = None
    days: int = 0
    seconds: float = 20.0


class IntervalView(View):
    """Between which numbers the true one lies, in 95 of 100 samples.

    Attributes:
        low: The least.
        high: The greatest.
    """

    low: int
    high: int


class ReachView(View):
    """Who of the members can be reached by a channel.

    Attributes:
        channel: Which.
        addressed: How many have an address there.
        reachable: How many of those may be contacted for the purpose: nobody may who has not agreed.
    """

    channel: str
    addressed: int
    reachable: int


class SizeView(View):
    """How large the segment would have been when a local day of the workspace ended.

    Attributes:
        day: The date; of today, until now.
        members: How many.
        interval: Where that is an estimate.
    """

    day: date
    members: int
    interval: IntervalView | None = None


class PreviewView(View):
    """What a segment would be.

    Attributes:
        at: Of which instant.
        members: How many would be in it.
        people: How many profiles there are then.
        share: Members of all profiles.
        sampled: The part of all profiles that was looked at; below 1 every number here is an estimate.
        interval: Of the members, where that is an estimate.
        sample: A few of the members.
        reach: Channel by channel; empty if that was not asked.
        days: Day by day, the oldest first; empty if that was not asked.
        seconds: What it took.
    """

    at: Moment
    members: int
    people: int
    share: Share
    sampled: Share
    interval: IntervalView | None
    sample: tuple[str, ...]
    reach: tuple[ReachView, ...]
    days: tuple[SizeView, ...]
    seconds: float
