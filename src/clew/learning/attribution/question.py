"""What is asked of a workspace's own events: touchpoints, conversion and period, as texts and as what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta

from clew.expressions import CxlError, Events, Path, Predicate, parse
from clew.kernel.instants import DAY, Duration, Instant, InvalidInstant, parse_instant
from clew.learning.attribution.errors import Unattributable
from clew.learning.model import ModelBody, duration
from clew.learning.touchpoints import STANDARD, By, Cxl, Touchpoint, events_of, name_of


class AttributionQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is asked.

    Attributes:
        conversion: The events that count, in CXL: `"Order Completed" where total > 50`.
        value: The property that holds what a conversion is worth; empty: conversions are only counted.
        touchpoints: What touches people; empty: messages that were sent, and visits from campaigns.
        by: Whether channels, campaigns or messages are credited.
        look_back: How old a touch may be at the conversion: `30d`, `12w`.
        since: From when conversions count, in ISO 8601; 90 days before `until` if empty.
        until: Until when, not included; now if empty.
        among: Only people that a condition holds of at the end, in CXL.
        models: Names of models; empty for all.
        order: How many channels back the chain remembers.
        half_life: Of time decay: `7d`.
        custom: Weights of first, middle and last touch; none: no such model.
        baseline: Share of people that convert anyway; none: that of those whom nothing touched.
        costs: What channels cost in the period.
        daily_costs: What channels cost a day, for which `costs` say nothing; one that touched nobody is noted.
        replicates: Of the bootstrap.
        seed: Of the bootstrap.
    """

    conversion: Cxl
    value: Cxl = ""
    touchpoints: Annotated[tuple[Touchpoint, ...], Meta(max_length=20)] = ()
    by: By = "channel"
    look_back: str = "30d"
    since: str = ""
    until: str = ""
    among: Cxl = ""
    models: tuple[str, ...] = ()
    order: Annotated[int, Meta(ge=1, le=3)] = 1
    half_life: str = "7d"
    custom: tuple[float, float, float] | None = None
    baseline: Annotated[float, Meta(ge=0, lt=1)] | None = None
    costs: dict[str, float] = {}
    daily_costs: dict[str, float] = {}
    replicates: Annotated[int, Meta(ge=0, le=1_000)] = 200
    seed: Annotated[int, Meta(ge=0)] = 7


def question_of(body: ModelBody) -> AttributionQuestion:
    """What a document of task `attribution` asks."""
    return AttributionQuestion(
        conversion=body.goal,
        value=body.amount,
        touchpoints=body.touchpoints,
        by=body.by,
        look_back=body.look_back,
        among=body.eligible,
        daily_costs=body.daily_costs,
        seed=body.seed,
    )


def otherwise(question: AttributionQuestion, said: Mapping[str, str]) -> AttributionQuestion:
    """The question with what is said instead of a saved one's; what channels cost a day is not what campaigns cost."""
    changed = msgspec.structs.replace(question, **said)
    return changed if changed.by == question.by else msgspec.structs.replace(changed, daily_costs={})


@dataclass(frozen=True, slots=True)
class Named:
    """Events of a touchpoint and what names them.

    Attributes:
        events: Which.
        name: Where the name stands, or the name itself.
    """

    events: Events
    name: Path | str


@dataclass(frozen=True, slots=True)
class Reach:
    """A question as it is meant.

    Attributes:
        touchpoints: In order; an event that is several counts as the first.
        conversion: The events that count.
        value: Where their worth stands.
        look_back: How old a touch may be.
        since: From when conversions count.
        until: Until when, not included.
        among: The people it is about; None for all.
    """

    touchpoints: tuple[Named, ...]
    conversion: Events
    value: Path | None
    look_back: Duration
    since: Instant
    until: Instant
    among: Predicate | None


def meant(question: AttributionQuestion, now: Instant) -> Reach:
    """Read a question.

    Raises:
        Unattributable: A text that means nothing, with its place.
    """
    look_back = length_of(question.look_back, "look_back")
    until = _instant(question.until, "until") or now
    since = _instant(question.since, "since") or until - 90 * DAY
    if since >= until:
        raise Unattributable("bad_question", "the period ends before it begins", where="/since")
    return Reach(
        touchpoints=tuple(
            _touchpoint(each, question.by, f"/touchpoints/{place}")
            for place, each in enumerate(question.touchpoints or STANDARD)
        ),
        conversion=_events(question.conversion, "/conversion"),
        value=_path(question.value, "/value") if question.value.strip() else None,
        look_back=look_back,
        since=since,
        until=until,
        among=_people(question.among),
    )


def _events(text: str, where: str) -> Events:
    try:
        return events_of(text)
    except CxlError as error:
        raise Unattributable("bad_question", error.message, where=where, hint=error.hint) from None


def _touchpoint(touchpoint: Touchpoint, by: By, where: str) -> Named:
    return Named(_events(touchpoint.events, f"{where}/events"), _name(touchpoint, by, where))


def _name(touchpoint: Touchpoint, by: By, where: str) -> Path | str:
    coarser: dict[By, tuple[By, ...]] = {
        "channel": ("channel",),
        "campaign": ("campaign", "channel"),
        "message": ("message", "campaign", "channel"),
    }
    field = next((field for field in coarser[by] if getattr(touchpoint, field).strip()), "channel")
    return _named(getattr(touchpoint, field), f"{where}/{field}")


def _named(text: str, where: str) -> Path | str:
    try:
        return name_of(text)
    except CxlError as error:
        raise Unattributable("bad_question", error.message, where=where, hint=error.hint) from None


def _path(text: str, where: str) -> Path:
    found = _named(text, where)
    if isinstance(found, str):
        raise Unattributable("bad_question", "not a property", where=where, hint="such as total")
    return found


def _people(text: str) -> Predicate | None:
    if not text.strip():
        return None
    try:
        found = parse(text)
    except CxlError as error:
        raise Unattributable("bad_question", error.message, where="/among", hint=error.hint) from None
    if not isinstance(found, Predicate):
        raise Unattributable("bad_question", "a value, not a condition", where="/among", hint="compare it")
    return found


def length_of(text: str, field: str) -> Duration:
    """A length of time in a field of a question.

    Raises:
        Unattributable: It is none.
    """
    try:
        return duration(text)
    except ValueError:
        raise Unattributable(
            "bad_question", "not a length of time", where=f"/{field}", hint="such as 12h, 30d or 8w"
        ) from None


def _instant(text: str, field: str) -> Instant | None:
    try:
        return parse_instant(text) if text else None
    except InvalidInstant as error:
        raise Unattributable("bad_question", "not an instant", where=f"/{field}", hint=error.hint) from None
