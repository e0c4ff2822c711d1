"""Questions, as they are written in JSON, YAML and Python alike."""

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta, field

from clew.insight.model import By, Condition, Cxl, Exclusion, Name, Question, Span, Unit

Measure: TypeAlias = Literal["count", "people", "sum", "avg", "min", "max", "median", "p90", "p95", "p99"]

MetricMeasure: TypeAlias = Literal[
    "count", "people", "sum", "average", "median", "per_person", "value", "conversion", "repeat", "retention", "churn",
    "nps", "csat", "ces", "duration",
]  # fmt: skip


class Funnel(Question, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A funnel.

    Attributes:
        steps: Two to twenty, in order.
        order: `ordered`: one after another, whatever happens between. `strict`: with nothing else that the person did
            between. `unordered`: in any order, and one event may be several steps.
        window: Within how long all steps must happen.
        exclude: What must not happen between steps; not for unordered ones.
        by: What to break down by; a property is that of the first event that could be the first step.
    """

    steps: Annotated[list[Condition], Meta(min_length=2, max_length=20)]
    order: Literal["ordered", "strict", "unordered"] = "ordered"
    window: Span = "14d"
    exclude: Annotated[list[Exclusion], Meta(max_length=10)] = field(default_factory=list[Exclusion])
    by: By | None = None


class Paths(Question, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question of paths.

    Attributes:
        anchor: Where paths begin, or end; left out: where sessions do.
        direction: `from` the anchor on, or back from where they lead `to`.
        steps: How many steps, the anchor included.
        top: How many events to show at each step; the others are taken together.
        gap: After so long without an event a new session begins.
        repeats: Whether the same event several times in a row is several steps, not one.
        only: Only events of these types; all if empty.
        without: No events of these types.
        detail: A property in CXL that tells events of one type apart, such as `path` or `context.page.path`.
    """

    anchor: Condition | None = None
    direction: Literal["from", "to"] = "from"
    steps: Annotated[int, Meta(ge=2, le=12)] = 5
    top: Annotated[int, Meta(ge=1, le=25)] = 6
    gap: Span = "30m"
    repeats: bool = False
    only: Annotated[list[str], Meta(max_length=100)] = field(default_factory=list[str])
    without: Annotated[list[str], Meta(max_length=100)] = field(default_factory=list[str])
    detail: Cxl = ""


class Retention(Question, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question of retention.

    Attributes:
        start: What begins it; a cohort is who began in one unit of the period.
        again: What counts as coming back; the same if left out.
        unit: How long a unit is.
        units: How many units later to look at.
        clock: `calendar`: units of the workspace's calendar; `rolling`: of fixed length, from the beginning on.
        counting: `on`: came back in just that unit; `on_or_after`: in it or in any later one.
        cohort: `first`: who began for the first time ever; `each`: whoever began in a unit, again too.
    """

    start: Condition
    again: Condition | None = None
    unit: Unit = "week"
    units: Annotated[int, Meta(ge=1, le=60)] = 8
    clock: Literal["calendar", "rolling"] = "calendar"
    counting: Literal["on", "on_or_after"] = "on"
    cohort: Literal["first", "each"] = "first"


class Series(Condition, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to count, or to measure.

    Attributes:
        measure: What of the events: how many, of how many people, or something of a property.
        property: Which property, in CXL; only for those measures that need one.
    """

    measure: Measure = "count"
    property: Cxl = ""


class Trend(Question, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A trend.

    Attributes:
        series: One to ten.
        unit: How long each unit is, by the workspace's calendar.
        by: What to break down by.
        compare: `previous`: the period of the same length right before it, too.
    """

    series: Annotated[list[Series], Meta(min_length=1, max_length=10)]
    unit: Unit = "day"
    by: By | None = None
    compare: Literal["", "previous"] = ""


class Friction(Question, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question of friction.

    Attributes:
        goal: What sessions are for, such as an order.
        errors: Events that are errors.
        tickets: Events by which people ask for help.
        gap: After so long without an event a new session begins.
        within: Within how long after a step a ticket is taken to be about it.
        top: How many lines of each ranking.
    """

    goal: Condition
    errors: Annotated[list[Condition], Meta(max_length=20)] = field(default_factory=list[Condition])
    tickets: Annotated[list[Condition], Meta(max_length=20)] = field(default_factory=list[Condition])
    gap: Span = "30m"
    within: Span = "7d"
    top: Annotated[int, Meta(ge=1, le=100)] = 10


class Rfm(Question, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question of recency, frequency and money.

    Attributes:
        order: What a purchase is.
        value: Its property in CXL that says how much it was worth.
    """

    order: Condition
    value: Annotated[Cxl, Meta(min_length=1)]


class Lifecycle(Question, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question of the lifecycle.

    Attributes:
        active: What makes a person active; anything they do if left out.
        unit: How long a unit is.
    """

    active: Condition | None = None
    unit: Unit = "week"


class JourneyFigures(Question, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question of what a journey came to.

    Attributes:
        journey: Its id.
        compare: `previous`: the period of the same length right before it, too.
    """

    journey: Name
    compare: Literal["", "previous"] = ""


class MessageFigures(Question, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question of what became of messages.

    Attributes:
        journey: Only those of this journey; empty for all.
        template: Only those of this template.
        channel: Only those of this channel.
        by: What to take them together by.
        unit: How long a unit is, to be told of all of them over time too; empty if not.
        compare: `previous`: the period of the same length right before it, too.
    """

    journey: Annotated[str, Meta(max_length=200)] = ""
    template: Annotated[str, Meta(max_length=200)] = ""
    channel: Annotated[str, Meta(max_length=200)] = ""
    by: Literal["template", "journey", "channel"] = "template"
    unit: Literal["", "day", "week", "month"] = ""
    compare: Literal["", "previous"] = ""


class Metric(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The body of a metric.

    Attributes:
        measure: What it is, see above.
        event: The events that it is about.
        then: What follows them, for `conversion` and `duration`.
        property: The property that is measured.
        key: For `duration`: the property that both events share, such as `ticket_id`; empty to go by person.
        window: Within how long `then` follows.
        least: For `csat`: from which answer on somebody is satisfied.
        among: Only people that a condition holds of, in CXL.
        unit: In what it is measured, for people: `GBP`, `points`.
        better: Which way is better.
        target: What is aimed at.
    """

    measure: MetricMeasure
    event: Condition
    then: Condition | None = None
    property: Cxl = ""
    key: Cxl = ""
    window: Span = "30d"
    least: float = 4
    among: Cxl = ""
    unit: Annotated[str, Meta(max_length=40)] = ""
    better: Literal["higher", "lower"] = "higher"
    target: float | None = None


class MetricQuestion(Question, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of when, and of whom, a metric is asked.

    Attributes:
        compare: `previous`: the period of the same length right before it, too.
    """

    compare: Literal["", "previous"] = ""


_WITH_PROPERTY = {"average", "median", "nps", "csat", "ces", "sum", "per_person", "value"}
_WITH_THEN = {"conversion", "duration"}


def metric_faults(metric: Metric) -> list[tuple[str, str]]:
    """What does not go together, each as a field and a sentence."""
    found: list[tuple[str, str]] = []
    if (metric.measure in _WITH_PROPERTY) != bool(metric.property.strip()):
        needs = "needs a property" if metric.measure in _WITH_PROPERTY else "needs no property"
        found.append(("property", f"{metric.measure} {needs}"))
    if (metric.measure in _WITH_THEN) != (metric.then is not None):
        found.append(("then", f"{metric.measure} {'needs' if metric.measure in _WITH_THEN else 'needs no'} `then`"))
    if metric.key.strip() and metric.measure != "duration":
        found.append(("key", f"{metric.measure} needs no key"))
    return found
