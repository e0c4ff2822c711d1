"""Why somebody is or is not in a segment, as the API shows it."""

from typing import Any, Literal

from clew.api.views import Moment, View


class EvidenceView(View):
    """A record that an answer rests on, or one that comes close and does not count.

    Attributes:
        id: Of the event, within its source.
        source: Who sent it.
        kind: track, page, identify, ...
        type: Its type.
        ts: When it happened.
        properties: What was said.
        value: What was read from it, where a property was.
        counts: Whether it counts.
        reason: Why it does not: it lies outside the `window`, is not as the `condition` says, or is that `since` which
            is counted.
    """

    id: str
    source: str
    kind: str
    type: str
    ts: Moment
    properties: dict[str, Any]
    value: Any = None
    counts: bool = True
    reason: Literal["", "window", "condition", "since"] = ""


class ReasonView(View):
    """A part of a definition with its value.

    Attributes:
        text: The part in CXL.
        says: The part in plain English.
        value: True or false for a condition, else what was computed; null where there is nothing.
        since: Since when the condition has had this value; null for one that never changed, and for a value.
        until: When the condition changes next if nothing happens; null where time alone changes nothing.
        found: How many records count.
        evidence: The newest of them, oldest first; if there are none, those that come close.
        parts: What it is made of.
    """

    text: str
    says: str
    value: Any
    since: Moment | None = None
    until: Moment | None = None
    found: int = 0
    evidence: tuple[EvidenceView, ...] = ()
    parts: tuple["ReasonView", ...] = ()


class WhyView(View):
    """Why a person is or is not in a segment at an instant.

    Attributes:
        profile: The profile that answers.
        segment: Id of the segment.
        version: Which version was asked.
        at: The instant; only what was received by then is taken into account.
        member: Whether the person was in it.
        since: Since when that is so; null if it never changed.
        cause: What changed it: a `record`, or the `clock` alone.
        until: When it changes next if nothing happens; null where time alone changes nothing.
        reason: The definition, part by part.
    """

    profile: str
    segment: str
    version: int
    at: Moment
    member: bool
    since: Moment | None = None
    cause: Literal["", "record", "clock"] = ""
    until: Moment | None = None
    reason: ReasonView


class TraitWhyView(View):
    """Why a trait of a person has its value.

    Attributes:
        profile: The profile that answers.
        trait: Id of the trait.
        version: Which version was asked.
        at: The instant.
        value: What it is.
        reason: The definition, part by part.
    """

    profile: str
    trait: str
    version: int
    at: Moment
    value: Any
    reason: ReasonView
