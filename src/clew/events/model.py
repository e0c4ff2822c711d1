"""Events, records and facts: the values that travel along the thread.

An `Event` is what a source said, mapped and validated. A `Record` is an event with its place in the log and the
profile it was resolved to. A `Fact` is what became true because of it.
"""

from typing import Any, Literal, NamedTuple, TypeAlias

import msgspec

from clew.kernel.instants import Instant

Kind: TypeAlias = Literal[
    "track",
    "page",
    "screen",
    "identify",
    "group",
    "alias",
    "consent",
    "score",
    "replace",
    "delete_event",
    "delete_profile",
    "merge",
    "unmerge",
    "publish",
    "live",
    "control",
    "business",
    "erased",
]
"""What an event does to a profile.

track, page, screen, group: something happened. identify: `properties` are profile attributes, written at event time
(null unsets). consent: `properties` are `{channel or purpose: "in" | "out"}`. score: `properties` are `{name: number}`.
alias: the first identity is the same person as the second. merge, unmerge: by hand, of the profiles of the first two
identities. replace: a higher `rev` of the event of this id and source. delete_event: `properties["id"]` is dead for
ever. delete_profile: erasure. publish, live: a document changed; no identities, the workspace's own thread. control:
a live document is paused or resumed, or whom it concerns is moved on; no identities either. business: something
happened to the workspace and to nobody in it, a price that drops, say: journeys may address an audience. erased: the
place of an event whose person was erased; it says nothing and does nothing.
"""

IDENTITYLESS: frozenset[Kind] = frozenset(
    {"replace", "delete_event", "publish", "live", "control", "business", "erased"}
)
"""Kinds that may come without an identity: they concern an event or the workspace."""


OWN_SOURCES = frozenset({"clew", "messages"})
"""Sources that only Clew itself speaks as: about its documents, and about what became of messages. What they say of a
person names the profile itself."""

API_SOURCE = "clew-api"
"""The source of what programs say over the API: of anybody, by any name; no write key speaks as it either."""

RESERVED_SOURCES = OWN_SOURCES | {API_SOURCE}


class Identity(NamedTuple):
    """A name that a person is known by: `Identity("email", "ada@example.com")`, normalised for its namespace."""

    namespace: str
    value: str


class Event(msgspec.Struct, frozen=True, array_like=True, gc=False, omit_defaults=True):
    """Something that happened, as its source said it; immutable.

    Attributes:
        id: Unique within its source, for ever; the first received wins (R14).
        kind: What it does, see `Kind`.
        type: The name that definitions mention: for a track event its name ("Order Completed"), else the kind.
        identities: Who, in the order given; already normalised by `identity.normalise`.
        ts: Event time as the source's clock said; None means the receive time.
        sent_at: The source's clock when it sent the event, for the correction of R15.
        properties: What else was said.
        context: Where and how it was sent (library, page, device, campaign).
        rev: Revision; 1 unless `kind` is "replace".
    """

    id: str
    kind: Kind
    type: str
    identities: tuple[Identity, ...] = ()
    ts: Instant | None = None
    sent_at: Instant | None = None
    properties: dict[str, Any] = {}
    context: dict[str, Any] = {}
    rev: int = 1


ERASED = Event(id="", kind="erased", type="erased")
"""What stands in a log body where an erased person's event stood, so that its neighbours keep their index."""


class Position(NamedTuple):
    """An event's place in the log: the row of its body, and its index in that body. Total order of knowledge."""

    seq: int
    index: int  # pyright: ignore[reportIncompatibleMethodOverride]  (a place, not a tuple's method)


class Record(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An event with its place in the log and whom it belongs to.

    Attributes:
        seq: Log row of the body it came in.
        index: Its index in that body.
        at: Receive instant; equal for all events of one body (R22).
        ts: Event time after clock correction and clamping: always `<= at` (R15).
        source: Id of the source that sent it.
        profile: The profile it was first resolved to, before aliases; never rewritten (merges add an alias).
        event: What was said.
    """

    seq: int
    index: int
    at: Instant
    ts: Instant
    source: str
    profile: str
    event: Event

    @property
    def position(self) -> Position:
        """Its place in the log."""
        return Position(self.seq, self.index)

    @property
    def order(self) -> tuple[Instant, str]:
        """What orders records in event time: `(ts, id)`, never arrival (SEMANTICS B, Ties)."""
        return (self.ts, self.event.id)


class Fact(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What became true of a profile at an instant.

    Its id is (profile, seq or alarm instant, kind, subject), so a rebuild replaces facts and never appends.

    Attributes:
        profile: Whose.
        at: The exact instant at which it became true.
        kind: `segment_entered`, `segment_exited`, `profile_merged`, `profile_unmerged`, `profile_deleted`, ...
        subject: What it is about, such as the segment's id.
        seq: Log row of the record that caused it; 0 when the clock did.
        cause: `record`, `clock` or `backfill`.
    """

    profile: str
    at: Instant
    kind: str
    subject: str
    seq: int = 0
    cause: str = "record"

    @property
    def id(self) -> str:
        """Stable over rebuilds."""
        return f"{self.profile}:{self.seq or self.at}:{self.kind}:{self.subject}"


def event_time(event: Event, at: Instant) -> Instant:
    """When the event happened by the server's clock (R15): skew corrected by `sent_at`, then never after `at`."""
    if event.ts is None:
        return at
    ts = event.ts if event.sent_at is None else at - (event.sent_at - event.ts)
    return min(ts, at)
