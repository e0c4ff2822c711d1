"""Answers, as they are sent in JSON."""

import msgspec
from msgspec import field

from clew.insight.asked import Measure
from clew.insight.intervals import Interval
from clew.insight.model import Group, Unit


class FunnelStep(msgspec.Struct, frozen=True):
    """A step of an answer.

    Attributes:
        name: What it is called.
        people: How many reached it.
        share: Of those who took the first one.
        interval: Of the share, at 95 %, as of a sample of all people to come (Wilson).
        of_previous: Of those who took the step before.
        lost: How many took the step before and not this one.
        median_seconds: From the first step to this one; None for the first, and where nobody reached it.
        p90_seconds: Nine of ten took no longer.
        mean_seconds: On average.
    """

    name: str
    people: int
    share: float
    interval: Interval | None
    of_previous: float
    lost: int
    median_seconds: float | None = None
    p90_seconds: float | None = None
    mean_seconds: float | None = None


class FunnelGroup(msgspec.Struct, frozen=True):
    """A group of people in a funnel.

    Attributes:
        group: What they have in common.
        steps: The steps that they took.
    """

    group: Group
    steps: list[FunnelStep]


class FunnelAnswer(msgspec.Struct, frozen=True):
    """What became of people.

    Attributes:
        since: Where the period began.
        until: Where it ended.
        steps: Of everybody.
        open: How many have not taken all steps, but still have time to.
        groups: Group by group, the largest first; empty without a breakdown.
    """

    since: str
    until: str
    steps: list[FunnelStep]
    open: int
    groups: list[FunnelGroup]


class PathNode(msgspec.Struct, frozen=True):
    """What was done at a step.

    Attributes:
        step: 0 for the anchor, then on from it (or back).
        name: What; None for all that is not shown by itself.
        paths: How many.
        ended: How many end here (or begin, when asked back).
    """

    step: int
    name: str | None
    paths: int
    ended: int


class PathLink(msgspec.Struct, frozen=True):
    """From what was done at a step to what was done at the next.

    Attributes:
        step: From which step, from 0.
        source: What was done there; None for everything else together.
        target: What was done next; None likewise.
        paths: How many went so.
    """

    step: int
    source: str | None
    target: str | None
    paths: int


class Loop(msgspec.Struct, frozen=True):
    """There and back: something, something else, and the first again.

    Attributes:
        name: The first.
        over: What stood between.
        times: How often.
    """

    name: str
    over: str
    times: int


class PathsAnswer(msgspec.Struct, frozen=True):
    """Paths, step by step, the largest first.

    Attributes:
        paths: How many there are.
        nodes: What was done at each step, and by how many.
        links: How many went from one to the next.
        loops: The commonest ways back.
    """

    paths: int
    nodes: list[PathNode]
    links: list[PathLink]
    loops: list[Loop]


class Cohort(msgspec.Struct, frozen=True):
    """Who began in one unit.

    Attributes:
        start: When the unit begins.
        people: How many.
        returned: How many came back, one unit later, two units later, ...
        complete: How many of these figures are final; the others may still grow.
    """

    start: str
    people: int
    returned: list[int]
    complete: int


class Kept(msgspec.Struct, frozen=True):
    """How many came back so many units later, of all cohorts for which that is known.

    Attributes:
        people: Of how many.
        returned: How many of them.
        share: That, of all of them; None where nothing is known yet.
        interval: Where the share may truly lie (Wilson).
    """

    people: int
    returned: int
    share: float | None
    interval: Interval | None


class RetentionAnswer(msgspec.Struct, frozen=True):
    """Retention, by a zone's calendar.

    Attributes:
        unit: How long each unit is.
        zone: By whose calendar.
        cohorts: Cohort by cohort, the oldest first.
        overall: All together, unit by unit.
    """

    unit: Unit
    zone: str
    cohorts: list[Cohort]
    overall: list[Kept]


class TrendSeries(msgspec.Struct, frozen=True):
    """One line.

    Attributes:
        name: What it is called.
        measure: What was measured.
        group: Whose it is; None for everybody.
        values: Unit by unit; None where there is nothing to measure.
        total: Of the whole period: people count once.
        previous: The same of the period before; empty if that was not asked for.
        previous_total: Its total.
        intervals: Where the value of each unit may truly lie, if it is of a sample: means and percentiles; else empty.
        interval: The same of the whole period.
    """

    name: str
    measure: Measure
    group: Group | None
    values: list[float | None]
    total: float | None
    previous: list[float | None] = field(default_factory=list[float | None])
    previous_total: float | None = None
    intervals: list[Interval | None] = field(default_factory=list[Interval | None])
    interval: Interval | None = None


class TrendAnswer(msgspec.Struct, frozen=True):
    """A trend's answer.

    Attributes:
        zone: By whose calendar.
        since: When the period begins: the first unit may begin before it, and holds then what lies in the period.
        starts: When each unit begins.
        until: When the last one ends.
        open: Whether the last unit is not over yet.
        series: The lines; of everybody first.
    """

    zone: str
    since: str
    starts: list[str]
    until: str
    open: bool
    series: list[TrendSeries]


class DropOff(msgspec.Struct, frozen=True):
    """Where sessions end that did not reach the goal.

    Attributes:
        event: The last that happened.
        lost: In how many sessions without the goal.
        sessions: In how many it happened at all.
        share: Lost of those.
        interval: Where the share may truly lie.
    """

    event: str
    lost: int
    sessions: int
    share: float
    interval: Interval | None


class Errors(msgspec.Struct, frozen=True):
    """An error, and what it costs.

    Attributes:
        name: What it is called.
        times: How often it happened.
        sessions: In how many sessions.
        repeated: In how many of those more than once.
        reached: How many of those sessions reached the goal.
        share: Those that reached it, of the sessions with the error.
        otherwise: Those that reached it, of the sessions without it.
        interval: Of the share.
    """

    name: str
    times: int
    sessions: int
    repeated: int
    reached: int
    share: float | None
    otherwise: float | None
    interval: Interval | None


class AskedAfter(msgspec.Struct, frozen=True):
    """A step after which people asked for help.

    Attributes:
        event: The step.
        people: Who took it.
        asked: Who of them asked within the time.
        share: That, of them.
        interval: Of the share.
    """

    event: str
    people: int
    asked: int
    share: float
    interval: Interval | None


class FrictionAnswer(msgspec.Struct, frozen=True):
    """Where it hurts.

    Attributes:
        sessions: How many there were.
        reached: How many of them reached the goal.
        drop_offs: Where the others ended, the most first.
        errors: What went wrong, and what it costs.
        asked_after: After which steps people asked for help.
    """

    sessions: int
    reached: int
    drop_offs: list[DropOff]
    errors: list[Errors]
    asked_after: list[AskedAfter]


class MetricAnswer(msgspec.Struct, frozen=True):
    """A metric's figure.

    Attributes:
        value: The figure; a share is between 0 and 1, a duration in seconds; None where there is nothing to measure.
        sample: Of how many people, answers or cases.
        interval: Where it may truly lie, if it is a sample.
        open: Of durations: how many have not ended yet.
        previous: The same of the period before, if that was asked.
        previous_sample: Of how many that.
    """

    value: float | None
    sample: int
    interval: Interval | None = None
    open: int = 0
    previous: float | None = None
    previous_sample: int | None = None
