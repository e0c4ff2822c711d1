"""What resolving a record gives, and the identity graph of a profile as values."""

from typing import NamedTuple

import msgspec

from clew.kernel.instants import Instant


class Merged(NamedTuple):
    """Two profiles that a record made one; the roots before it."""

    survivor: str
    absorbed: str


class Split(NamedTuple):
    """One profile that a record made two; the roots after it."""

    kept: str
    restored: str


class Resolution(msgspec.Struct, frozen=True, gc=False):
    """Whom a record is about.

    Attributes:
        leaf: The profile that the record belongs to for ever; empty when dropped.
        root: The profile that answers for it now.
        created: Whether the leaf began with this record.
        merged: Profiles that became one, in order. A leaf that begins and merges at once is none of them: nobody
            ever saw it alone.
        split: Profiles that were parted.
        dropped: Why the record must not be kept: `no_identity`, `unknown_identity` (unmerge of what isn't known),
            `erased`; None when it is kept.
    """

    leaf: str
    root: str
    created: bool
    merged: tuple[Merged, ...]
    split: tuple[Split, ...]
    dropped: str | None


class IdentityNode(msgspec.Struct, frozen=True):
    """An identity in the graph of a profile.

    Attributes:
        namespace: Its kind.
        value: As normalised.
        profile: The leaf profile that its records resolve to.
        since: Instant of that link.
        seq: Log row of the record that made it.
        source: Source of that record; empty where its provenance isn't kept any more.
    """

    namespace: str
    value: str
    profile: str
    since: Instant
    seq: int
    source: str


class ProfileNode(msgspec.Struct, frozen=True):
    """A leaf profile in the graph, with its first record."""

    profile: str
    created_at: Instant
    created_seq: int
    created_index: int


class MergeEdge(msgspec.Struct, frozen=True):
    """A merge of two leaf profiles, or one that was undone, or the act of undoing (`unmerge`)."""

    a: str
    b: str
    cause: str
    active: bool
    at: Instant
    seq: int
    source: str


class LinkEvent(msgspec.Struct, frozen=True):
    """Something that happened to an identity, with the record that made it happen."""

    namespace: str
    value: str
    profile: str
    kind: str
    at: Instant
    seq: int
    index: int
    source: str


class IdentityGraph(msgspec.Struct, frozen=True):
    """Everything that is known about why a profile is who it is.

    Attributes:
        root: The profile that answers.
        profiles: Its leaves, the root first, then as they began.
        identities: The names that lead to them, oldest link first.
        merges: What joined them, and what was parted, in log order.
        history: What happened to each identity, in log order.
    """

    root: str
    profiles: tuple[ProfileNode, ...]
    identities: tuple[IdentityNode, ...]
    merges: tuple[MergeEdge, ...]
    history: tuple[LinkEvent, ...]
