"""What the API shows: frozen values that readers build and OpenAPI describes; one definition for both."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from clew.kernel.instants import Instant, format_instant

Moment: TypeAlias = Annotated[
    Instant,
    PlainSerializer(format_instant, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
    Field(examples=["2026-01-31T12:00:00Z"]),
]
"""An `Instant` in Python, ISO 8601 on the wire."""

Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=200)]


class View(BaseModel):
    """A value as the API shows it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class IdentityView(View):
    """A name that a person is known by.

    Attributes:
        namespace: Such as `email`.
        value: As normalised for its namespace.
        since: When it was linked.
        profile: The profile (before merges) that it leads to.
    """

    namespace: str
    value: str
    since: Moment
    profile: str


class DependentView(View):
    """A document that mentions another.

    Attributes:
        kind: Of the document.
        id: Its id.
        name: What people call it.
    """

    kind: str
    id: str
    name: str


class MembershipView(View):
    """A segment that a profile is in.

    Attributes:
        id: Of the segment.
        name: What people call it.
        since: The exact instant of entry; null for who was in it before it was published, where only the history tells.
            `listSegmentsOfProfile` reads that, and knows.
    """

    id: str
    name: str
    since: Moment | None


class ProfileView(View):
    """Everything known of a person, as of now.

    Attributes:
        id: Of the profile that answers; asking by the id of a merged one gives the survivor's.
        created_at: Receive time of its first record.
        last_at: Receive time of its newest record.
        records: How many records it has.
        identities: Its names.
        attributes: Declared facts, by name; a number that no float can hold exactly comes as text.
        consents: `in` or `out`, by channel or purpose.
        scores: Predictions, by model.
        traits: Computed attributes, by id.
        segments: What it is in, longest first.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "p_8k3v9d2m7qxw4t6n",
                    "created_at": "2026-01-03T09:12:44Z",
                    "last_at": "2026-01-31T12:00:00Z",
                    "records": 12,
                    "identities": [
                        {
                            "namespace": "email",
                            "value": "ada@example.com",
                            "since": "2026-01-03T09:12:44Z",
                            "profile": "p_8k3v9d2m7qxw4t6n",
                        }
                    ],
                    "attributes": {"first_name": "Ada", "country": "United Kingdom"},
                    "consents": {"email": "in"},
                    "scores": {},
                    "traits": {"orders_90d": 4},
                    "segments": [
                        {"id": "loyal", "name": "Loyal shoppers", "since": "2026-01-20T16:40:02Z"},
                    ],
                }
            ]
        }
    )

    id: str
    created_at: Moment
    last_at: Moment
    records: int
    identities: tuple[IdentityView, ...] = ()
    attributes: dict[str, Any] = {}
    consents: dict[str, str] = {}
    scores: dict[str, float] = {}
    traits: dict[str, Any] = {}
    segments: tuple[MembershipView, ...] = ()


class TimelineEvent(View):
    """Something that happened, in a profile's timeline.

    Attributes:
        item: Always `event`.
        id: Event id, unique within its source.
        ts: When it happened.
        at: When it was received.
        kind: track, page, identify, ...
        type: The name that definitions mention.
        source: Who sent it.
        name: What people call the template of a message, or the offer that was made; empty for what is neither.
        properties: What was said.
        context: Where and how it was sent.
    """

    item: Literal["event"] = "event"
    id: str
    ts: Moment
    at: Moment
    kind: str
    type: str
    source: str
    name: str = ""
    properties: dict[str, Any] = {}
    context: dict[str, Any] = {}


class TimelineFact(View):
    """Something that became true, in a profile's timeline.

    Attributes:
        item: Always `fact`.
        ts: The exact instant at which it became true.
        kind: segment_entered, segment_exited, profile_merged, ...
        subject: Id of what it is about.
        name: What people call that.
        cause: record, clock or backfill.
    """

    item: Literal["fact"] = "fact"
    ts: Moment
    kind: str
    subject: str
    name: str = ""
    cause: str = "record"


Sort: TypeAlias = Literal["events", "messages", "segments", "journeys", "surveys", "consent", "merges"]
"""What a timeline can be narrowed to."""

TimelineItem: TypeAlias = Annotated[TimelineEvent | TimelineFact, Field(discriminator="item")]


class AliasView(View):
    """A profile that was merged into this one, or this one itself.

    Attributes:
        profile: Its id; still good for asking.
        created_at: Receive time of its first record.
    """

    profile: str
    created_at: Moment


class NameView(IdentityView):
    """A name in an identity graph, with what says that it is this person's.

    Attributes:
        namespace: Such as `email`.
        value: As normalised for its namespace.
        since: When it was linked.
        profile: The profile (before merges) that it leads to.
        type: What it names: `person`, `email`, `phone`, or a `device` or `cookie`, which joins nobody.
        source: Source of the record that linked it; empty where that isn't kept any more.
        records: How many records came with it.
        last_at: Event time of the newest of them; null if there is none any more.
    """

    type: Literal["person", "email", "phone", "device", "cookie"]
    source: str
    records: int
    last_at: Moment | None


class MergeView(View):
    """Why two profiles are one, or were.

    Attributes:
        a: One profile.
        b: The other.
        at: When.
        source: Source of the record that caused it.
        seq: Log row of that record.
        cause: identified, linked, alias, merge (by hand) or unmerge (by hand; they are kept apart).
        active: False once it was undone.
        event: Type of that record; empty where it isn't kept any more.
    """

    a: str
    b: str
    at: Moment
    source: str
    seq: int
    cause: str
    active: bool
    event: str


class LinkView(View):
    """What happened to an identity.

    Attributes:
        namespace: Of the identity.
        value: Of the identity.
        profile: The profile (before merges) concerned.
        kind: created, linked, claimed, moved, evicted, restored, refused or detached.
        at: When.
        source: Source of the record that caused it.
        seq: Log row of that record.
        index: Its place in the row.
    """

    namespace: str
    value: str
    profile: str
    kind: str
    at: Moment
    source: str
    seq: int
    index: int


class IdentityGraphView(View):
    """How a person's names hang together, with the provenance of every link.

    Attributes:
        profile: The profile that answers.
        profiles: All profiles that it consists of, itself first.
        identities: All names.
        merges: Why they are one, and who of them was parted from whom.
        links: History of the names, oldest first.
    """

    profile: str
    profiles: tuple[AliasView, ...]
    identities: tuple[NameView, ...]
    merges: tuple[MergeView, ...]
    links: tuple[LinkView, ...]


class MemberView(View):
    """A member of a segment.

    Attributes:
        profile: Profile id.
        since: The exact instant of entry.
    """

    profile: str
    since: Moment


class LiveEvent(View):
    """Something that just happened.

    Attributes:
        item: Always `event`.
        cursor: Where the feed goes on after this; the id of the server-sent event, not a part of its data.
        id: Event id.
        at: When it was received.
        ts: When it happened.
        kind: track, page, identify, ...
        type: The name that definitions mention.
        source: Who sent it.
        profile: Whom it belongs to.
        name: What people call the template of a message, or the offer that was made; empty for what is neither.
        properties: What was said.
    """

    item: Literal["event"] = "event"
    cursor: Annotated[str, Field(exclude=True)]
    id: str
    at: Moment
    ts: Moment
    kind: str
    type: str
    source: str
    profile: str
    name: str = ""
    properties: dict[str, Any] = {}


class LiveChange(View):
    """A segment that somebody just entered or left.

    Attributes:
        item: Always `change`.
        cursor: Where the feed goes on after this.
        at: The exact instant.
        change: entered or exited.
        segment: Id of the segment.
        name: What people call it.
        profile: Who.
        cause: record, clock or backfill.
    """

    item: Literal["change"] = "change"
    cursor: Annotated[str, Field(exclude=True)]
    at: Moment
    change: Literal["entered", "exited"]
    segment: str
    name: str
    profile: str
    cause: str


LiveItem: TypeAlias = Annotated[LiveEvent | LiveChange, Field(discriminator="item")]


class RejectView(View):
    """Something received that could not become an event.

    Attributes:
        id: Increasing number.
        at: When it was received.
        source: Who sent it.
        state: held, replayed or discarded.
        reason: Stable code.
        message: What is wrong and what to do.
        pointer: JSON Pointer of the fault in `content`.
        mapping: `id@version` of the mapping that failed, if one did.
        content: What was received, as text.
    """

    id: int
    at: Moment
    source: str
    state: Literal["held", "replayed", "discarded"]
    reason: str
    message: str
    pointer: str
    mapping: str
    content: str


class RejectCountView(View):
    """How much is held for one reason.

    Attributes:
        source: Who sent it.
        reason: Stable code.
        count: How many.
    """

    source: str
    reason: str
    count: int


class CheckView(View):
    """One part that must work.

    Attributes:
        name: Such as `log` or `engine`.
        ok: Whether it does.
        detail: What is wrong, or how it stands.
    """

    name: str
    ok: bool
    detail: str = ""
