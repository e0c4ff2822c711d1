"""What the loop reads from the store and writes into it: plain rows, and the commit of one micro-batch."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from clew.actions import OutboxRow
from clew.events import Fact
from clew.identity.ports import GraphChanges, NodeRow
from clew.kernel.instants import Instant
from clew.privacy import ErasureOrder, Suppression


class Offset(NamedTuple):
    """How far the engine has come.

    Attributes:
        seq: Last log row folded into the state.
        logical: Instant up to which alarms have fired.
    """

    seq: int
    logical: Instant


class StateRow(NamedTuple):
    """A root profile's state.

    Attributes:
        profile: Root profile id.
        bucket: `kernel.hashing.bucket_of(profile)`.
        due_at: Its one alarm; None when time alone changes nothing.
        state: Packed state.
    """

    profile: str
    bucket: int
    due_at: Instant | None
    state: bytes


class LakeFile(msgspec.Struct, frozen=True):
    """One immutable file of the lake, as the manifest knows it.

    Attributes:
        name: Path below the lake's folder; never used again.
        kind: What its rows are.
        tier: 0 as sealed, one more with each merge.
        rows: How many.
        size: Bytes.
        digest: Hash of the bytes.
        first_seq: Least log row of its run (a run is all files that one seal or merge wrote).
        last_seq: Greatest log row of its run.
        first_bucket: Least bucket among its rows.
        last_bucket: Greatest bucket among its rows.
        kinds: How many rows of each record or fact kind.
        long_numbers: Whether a record's properties or context may match `kernel.packing.LONG_NUMBERS`.
    """

    name: str
    kind: Literal["events", "facts"]
    tier: int
    rows: int
    size: int
    digest: str
    first_seq: int
    last_seq: int
    first_bucket: int
    last_bucket: int
    kinds: dict[str, int]
    long_numbers: bool = True


class Generation(NamedTuple):
    """The lake at a moment.

    Attributes:
        number: Counts the changes from 0, for ever (a rebuild goes on counting).
        sealed_through: Every log row up to this one is in the lake, and may be trimmed from the log.
        files: What the lake is made of.
    """

    number: int
    sealed_through: int
    files: list[LakeFile]


class LakeChange(msgspec.Struct, frozen=True):
    """A step from one generation to the next; the files are written and fsynced already.

    Attributes:
        base: Number of the generation that the change was computed from.
        added: New files.
        removed: Names of files that go; each must be in the present generation.
        tail_through: Tail rows with `id <=` this go: they are in the lake.
        facts_through: Facts with a row id `<=` this go.
        sealed_through: New value of `Generation.sealed_through`; 0 leaves it.
        erased: Leaf profiles whose tail rows and facts go without a trace.
    """

    base: int
    added: Sequence[LakeFile] = ()
    removed: Sequence[str] = ()
    tail_through: int = 0
    facts_through: int = 0
    sealed_through: int = 0
    erased: Sequence[str] = ()


SealedIds = Iterator[tuple[Instant, list[tuple[str, str, int]]]]
"""Chunks of `(source, id, revision)`, each with the newest instant at which one of them was received."""


class KnownProfile(NamedTuple):
    """Who answers for a name.

    Attributes:
        profile: Root profile id.
        state: Packed state.
        names: All identities of all its leaves.
    """

    profile: str
    state: bytes
    names: Sequence[NodeRow]


class HistoryRow(NamedTuple):
    """The records of one leaf profile in one micro-batch, as they go to the tail.

    Attributes:
        profile: Leaf profile (`Record.profile`).
        last_seq: Highest log row among them.
        count: How many.
        records: `kernel.packing.pack(list[Record])`.
    """

    profile: str
    last_seq: int
    count: int  # pyright: ignore[reportIncompatibleMethodOverride]  (a row's count, not a tuple's)
    records: bytes


class DocumentRow(NamedTuple):
    """One version of an authored document as the engine knows it.

    Attributes:
        kind: `segment`, `trait`, `schema`, `source`, ...
        id: Unique within its kind.
        version: Counts from 1.
        status: `draft`, `building`, `live`, `paused`, `archived`, `past` (archived, and nobody is on it any more) or
            `refused` (it does not compile).
        seq: Log row of the record that last changed the status.
        at: When.
        document: JSON of the whole document.
    """

    kind: str
    id: str
    version: int
    status: str
    seq: int
    at: Instant
    document: bytes


class ParticipantRow(NamedTuple):
    """Where somebody is in a journey, for those who ask by journey; the truth is in the profile's state.

    Attributes:
        profile: Root profile id.
        id: Of the participant.
        journey: Id of the journey.
        version: Which version.
        node: Where.
        status: `active` or `held_out`.
        held: Why it waits before an action; empty otherwise.
        since: When it reached the node.
    """

    profile: str
    id: str
    journey: str
    version: int
    node: str
    status: str
    held: str
    since: Instant

    @property
    def place(self) -> tuple[str, str]:
        """What they are in order of: rows of one person stand together, where the person's state does."""
        return self.profile, self.id


class ParticipantCount(NamedTuple):
    """How many are at a place of a journey.

    Attributes:
        journey: Id of the journey.
        version: Which version.
        node: Where; of the held out, empty.
        status: `active` or `held_out`.
        people: How many participants.
    """

    journey: str
    version: int
    node: str
    status: str
    people: int


class JourneyCount(NamedTuple):
    """How many facts of a kind one version of a journey has made at a place on a day; see `journeys.marks`.

    Attributes:
        kind: Of the facts.
        node: Where.
        detail: As the facts say; without the instant until which a message is held.
        day: In UTC, counted from 1970-01-01.
        times: How many facts; those of people who were erased since are among them until the next rebuild.
    """

    kind: str
    node: str
    detail: str
    day: int
    times: int


class CallRow(NamedTuple):
    """What the workspace brings one profile at an instant, or has to do itself.

    Attributes:
        at: When.
        profile: Root profile id as of when the call was made; empty for the workspace itself.
        id: What called; calls of one profile and instant differ in it.
        call: Packed.
    """

    at: Instant
    profile: str
    id: str
    call: bytes


class Commit(msgspec.Struct):
    """Everything that one micro-batch changed; all of it or nothing.

    Attributes:
        epoch: The committing engine's epoch; the store refuses an old one (`Fenced`).
        offset: How far the engine has come with this batch.
        states: Rows to put.
        gone: Root profiles whose state row goes (merged away or erased).
        history: Rows to append to the tail.
        facts: Facts to put (same id replaces).
        members: Memberships in order: `(segment key, root profile, since)`; `since` None ends one. Members of segments
            that are still building are kept too, with `since` 0.
        graph: Identity changes.
        documents: Document versions to put (same kind, id, version replaces); what was seeded before is forgotten.
        seeded: Buckets seeded for definitions that are building: `(kind, id, version, bucket)`.
        erased: Leaf profiles whose tail history and facts are removed without a trace.
        orders: Erasures that every other place must still follow (same id replaces); see `privacy`.
        participants: Rows to put, after those that go.
        ended: Participants whose row goes: `(profile, id)`.
        calls: Calls to put.
        called: Calls that were answered, and go: `(at, profile, id)`.
        plans: Rows of new actions (a key that is there keeps its row).
        decisions: Outbox rows as their release left them.
        outcomes: What the log says became of actions: `(key, happening)`.
        recalled: Leaf profiles whose released rows are to be asked again.
        withdrawn: Participants that left by an exit: what is not on its way yet is not done any more.
        suppressed: Addresses that are not written to any more.
        lifted: Hashes of addresses that may be written to again; they go before those that are suppressed.
        paused: Journeys whose pause begins: what was released of theirs, and is not on its way, is asked again.
        woken: Journeys whose pause is over: what it held of the outbox is asked again.
        dropped: How many of its records were not kept, by reason; counted if it goes beyond the stored offset.
    """

    epoch: int
    offset: Offset
    states: Sequence[StateRow] = ()
    gone: Sequence[str] = ()
    history: Sequence[HistoryRow] = ()
    facts: Sequence[Fact] = ()
    members: Sequence[tuple[str, str, Instant | None]] = ()
    graph: GraphChanges = msgspec.field(default_factory=GraphChanges)
    documents: Sequence[DocumentRow] = ()
    seeded: Sequence[tuple[str, str, int, int]] = ()
    erased: Sequence[str] = ()
    orders: Sequence[ErasureOrder] = ()
    participants: Sequence[ParticipantRow] = ()
    ended: Sequence[tuple[str, str]] = ()
    calls: Sequence[CallRow] = ()
    called: Sequence[tuple[Instant, str, str]] = ()
    plans: Sequence[OutboxRow] = ()
    decisions: Sequence[OutboxRow] = ()
    outcomes: Sequence[tuple[str, str]] = ()
    recalled: Sequence[str] = ()
    withdrawn: Sequence[str] = ()
    suppressed: Sequence[Suppression] = ()
    lifted: Sequence[str] = ()
    paused: Sequence[str] = ()
    woken: Sequence[str] = ()
    dropped: Mapping[str, int] = {}


class TailRow(NamedTuple):
    """A row of the unsealed tail, with its place."""

    id: int
    row: HistoryRow
