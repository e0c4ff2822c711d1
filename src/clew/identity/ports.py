"""What the identity graph needs of a store: rows read in batches, changes written in the engine's transaction."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple, Protocol

import msgspec

from clew.events import Identity
from clew.kernel.instants import Instant


class NodeRow(NamedTuple):
    """An identity and the profile (leaf, before aliases) that its records resolve to from now on.

    Attributes:
        identity: The name.
        profile: Leaf profile. For a device it changes when another person logs in; nothing moves back.
        since: Instant of the link.
        seq: Log row of the record that made the link.
        erased_before: Records with `ts` before this are dropped (the identity was erased then); 0 if never.
    """

    identity: Identity
    profile: str
    since: Instant
    seq: int
    erased_before: Instant = 0


class HeadRow(NamedTuple):
    """A leaf profile: when it began, and the profile that answers for it (itself unless merged).

    Attributes:
        profile: Its id, derived from its first record: its source, its id, and the identity that began it.
        root: The survivor of its merges (the one created first, R17); itself when alone.
        created_at: Receive instant of its first record.
        created_seq: Log row of its first record.
        created_index: Index in that body.
    """

    profile: str
    root: str
    created_at: Instant
    created_seq: int
    created_index: int


class EdgeRow(NamedTuple):
    """One merge, with its provenance; inactive once undone. Its key is (a, b, seq).

    Active edges are a forest: a merge of what is one already adds none, so one path leads from leaf to leaf. A pair
    whose edges are all inactive was parted by hand, and no automatic link joins it again.

    Attributes:
        a: The lesser leaf profile of the two.
        b: The greater one.
        at: When.
        seq: Log row of the record that caused it.
        source: Source of that record.
        cause: `identified` (a device's anonymous profile became a person's), `linked` (named by one record), `alias`,
            `merge` (by hand), or `unmerge` (by hand; never active).
        active: Whether it holds.
    """

    a: str
    b: str
    at: Instant
    seq: int
    source: str
    cause: str
    active: bool = True


class LinkRow(NamedTuple):
    """Provenance: what happened to an identity, append-only.

    Attributes:
        identity: The name.
        profile: Leaf profile concerned.
        kind: `created`, `linked`, `claimed` (anonymous profile became a person's), `moved` (device to the last
            authenticated person), `evicted` (limit), `restored` (to one of two who were parted by hand), `refused` (the
            link would have joined two people, or what was parted by hand; told once per identity and profile),
            `detached` (by hand, from a profile it shared).
        at: When.
        seq: Log row of the record.
        index: Index in its body.
        source: Source of the record.
    """

    identity: Identity
    profile: str
    kind: str
    at: Instant
    seq: int
    index: int  # pyright: ignore[reportIncompatibleMethodOverride] - nobody searches a link for a value
    source: str


class GraphChanges(msgspec.Struct):
    """What a batch changed in the graph; the engine commits it with the state.

    No row is in two of the lists, so the order in which they are written does not matter.
    """

    nodes: list[NodeRow] = []
    removed_nodes: list[Identity] = []
    heads: list[HeadRow] = []
    removed_heads: list[str] = []
    """Erased leaf profiles; their edges and links go with them (the engine names them in `Commit.erased`)."""
    edges: list[EdgeRow] = []
    links: list[LinkRow] = []
    erasures: list[tuple[bytes, Instant]] = []
    """`(keyed hash of an identity, erased before)`: what stays after an erasure."""


class GraphStore(Protocol):
    """The read side of the graph; every call is one query for the whole batch."""

    def nodes(self, identities: Collection[Identity]) -> Mapping[Identity, NodeRow]:
        """The known ones among these identities."""
        ...

    def leads(self, identities: Collection[Identity]) -> list[tuple[Identity, str, Instant]]:
        """Of the known ones among these identities what most records need: it, its `profile`, its `erased_before`."""
        ...

    def heads(self, profiles: Collection[str]) -> Mapping[str, HeadRow]:
        """The heads of these leaf profiles."""
        ...

    def answering(self, profiles: Collection[str]) -> Mapping[str, str]:
        """The roots of those of these leaf profiles for which another one answers."""
        ...

    def members(self, roots: Collection[str]) -> Mapping[str, list[HeadRow]]:
        """For each root, the heads of all leaves that it answers for (itself included)."""
        ...

    def nodes_of(self, profiles: Collection[str]) -> list[NodeRow]:
        """All identities of these leaf profiles."""
        ...

    def edges_of(self, profiles: Collection[str]) -> list[EdgeRow]:
        """All merges, undone ones too, that touch these leaf profiles."""
        ...

    def links_of(self, profiles: Collection[str]) -> list[LinkRow]:
        """The provenance of all links of these leaf profiles, in log order."""
        ...

    def erased(self, hashes: Collection[bytes]) -> Mapping[bytes, Instant]:
        """Of these keyed hashes, the erased ones with their instants."""
        ...

    def anything_erased(self) -> bool:
        """Whether there is any such hash."""
        ...


class Candidate(NamedTuple):
    """Two profiles that may be one person.

    Attributes:
        a: Leaf profile.
        b: Leaf profile.
        probability: How likely it is, in [0, 1].
        reasons: What speaks for it, by name of the compared field; no values.
    """

    a: str
    b: str
    probability: float
    reasons: tuple[str, ...]


class Matcher(Protocol):
    """Finds profiles that may be one person although no record names both.

    It only proposes: what a person or a policy accepts becomes a `merge` record of the log, and can be undone as such.
    """

    def candidates(self, profiles: Collection[str]) -> Iterable[Candidate]:
        """Pairs of which at least one is among these root profiles, likeliest first."""
        ...
