"""Experiments of journeys, as the API shows them: who was drawn into what, and what the numbers say."""

from msgspec import Struct

from clew.decisions import Comparison, Reading, Unanswered


class Drawn(Struct, frozen=True):
    """An arm, and who came into it.

    Attributes:
        name: Its name; `held_out` is the one for whom nothing is done.
        share: Which share it was to get, of 1.
        people: How many were drawn into it.
    """

    name: str
    share: float
    people: int


class AdjustedReading(Struct, frozen=True):
    """A metric without what was known of people beforehand (CUPED): the same lift, told more sharply.

    Attributes:
        metric: Which.
        covariate: What was known, in words.
        removed: Share of the variance that is gone, 0 to 1.
        comparisons: Each treatment against the control.
    """

    metric: str
    covariate: str
    removed: float
    comparisons: tuple[Comparison, ...]


class Unadjusted(Struct, frozen=True):
    """A metric that could not be adjusted.

    Attributes:
        metric: Which.
        why: What is missing.
    """

    metric: str
    why: Unanswered


class JourneyExperiment(Struct, frozen=True):
    """A split of a journey that is measured, read.

    Attributes:
        journey: Id of the journey.
        journey_name: What people call it.
        state: How it stands: `live`, `paused`, ...
        node: The node; empty for the journey's own hold-out.
        name: Id of the experiment, or `hold-out`.
        control: The arm that others are compared with.
        arms: Who was drawn.
        began: When the first was, in ISO 8601; null while nobody has been.
        per_day: How many a day, so far; null before the first day is over.
        units: Of metrics that are no shares: in what they are measured, by name.
        reading: What the numbers say; null where no goal says `within`, which then nothing can be measured by.
        adjusted: Metrics without what was known beforehand; empty in lists.
        unadjusted: Those where that can't be done.
    """

    journey: str
    journey_name: str
    state: str
    node: str
    name: str
    control: str
    arms: tuple[Drawn, ...]
    began: str | None
    per_day: float | None
    units: dict[str, str]
    reading: Reading | None
    adjusted: tuple[AdjustedReading, ...] = ()
    unadjusted: tuple[Unadjusted, ...] = ()


class JourneyExperiments(Struct, frozen=True):
    """Experiments of journeys.

    Attributes:
        items: In order of journey, and of its way.
    """

    items: tuple[JourneyExperiment, ...]
