"""What is asked of the past and what it answers: values that the API and the services share."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from clew.api.views import Moment, View
from clew.kernel.instants import Instant


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the past.

    Attributes:
        expression: Who is in it, in CXL.
        start: Where the period begins.
        end: Where it ends.
        other: Id of a live segment to compare with.
        received: Take records by when they were received, not by when they happened: imported history then counts
            from its import on.
        most_records: How many records may be read.
    """

    expression: str
    start: Instant
    end: Instant
    other: str | None = None
    received: bool = False
    most_records: int | None = None


class DayView(View):
    """A local day of the workspace.

    Attributes:
        day: The date.
        entered: How many entered, each time counted.
        left: How many left, each time counted.
        published: By how many it grew or shrank when its rule was published.
        size: How many were in it when the day ended.
    """

    day: date
    entered: int
    left: int
    size: int
    published: int = 0


class OverlapView(View):
    """Two segments when the period ended.

    Attributes:
        both: How many were in both.
        only: How many were in this one alone.
        other: How many were in the other one alone.
    """

    both: int
    only: int
    other: int


class BackTestView(View):
    """What a segment would have done in a period.

    Attributes:
        people: How many people were asked.
        start_size: How many were in it when the period began.
        size: How many were in it when the period ended.
        ever: How many were in it at some instant of the period.
        entered: How often somebody entered.
        left: How often somebody left.
        returned: How many entered again after they had left.
        by_clock: How many of those changes time alone made.
        median_stay: How many seconds half of the stays that ended in the period had lasted at most; null if none ended.
        days: Day by day, the first and the last perhaps in part.
        overlap: With the other segment, where one was named.
    """

    people: int
    start_size: int
    size: int
    ever: int
    entered: int
    left: int
    returned: int
    by_clock: int
    median_stay: float | None
    days: tuple[DayView, ...]
    overlap: OverlapView | None


class FlipView(View):
    """A person who entered or left a segment in a period of the past.

    Attributes:
        profile: Profile id.
        at: The exact instant.
        change: What happened.
        cause: Whether a record or time alone did it.
    """

    profile: str
    at: Moment
    change: Literal["entered", "left"]
    cause: Literal["record", "clock"]
