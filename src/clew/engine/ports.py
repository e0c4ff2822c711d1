"""What the micro-batch loop needs of a store: read in batches, one transaction to commit."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

import msgspec

from clew.events.model import Fact, Record
from clew.identity.ports import GraphChanges, GraphStore
from clew.kernel.errors import ClewError
from clew.kernel.instants import Instant


class Fenced(ClewError):
    """Another engine took over this partition; this one must stop."""

    code = "engine.fenced"


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
    count: int
    records: bytes


class DocumentRow(NamedTuple):
    """One version of an authored document as the engine knows it.

    Attributes:
        kind: `segment`, `trait`, `schema`, `source`, ...
        id: Unique within its kind.
        version: Counts from 1.
        status: `building`, `live`, `archived`.
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


class Commit(msgspec.Struct):
    """Everything that one micro-batch changed; all of it or nothing.

    Attributes:
        epoch: The committing engine's epoch; the store refuses an old one (`Fenced`).
        offset: How far the engine has come with this batch.
        states: Rows to put.
        gone: Root profiles whose state row goes (merged away or erased).
        history: Rows to append to the tail.
        facts: Facts to put (same id replaces).
        graph: Identity changes.
        documents: Document versions to put (same kind, id, version replaces).
        seeded: Buckets seeded for definitions that are building: `(kind, id, version, bucket)`.
        erased: Leaf profiles whose tail history and facts are removed without a trace.
    """

    epoch: int
    offset: Offset
    states: Sequence[StateRow] = ()
    gone: Sequence[str] = ()
    history: Sequence[HistoryRow] = ()
    facts: Sequence[Fact] = ()
    graph: GraphChanges = msgspec.field(default_factory=GraphChanges)
    documents: Sequence[DocumentRow] = ()
    seeded: Sequence[tuple[str, str, int, int]] = ()
    erased: Sequence[str] = ()


class TailRow(NamedTuple):
    """A row of the unsealed tail, with its place."""

    id: int
    row: HistoryRow


class StateStore(GraphStore, Protocol):
    """State, history tail, facts, alarms, identity graph, documents and offset of a workspace.

    Law (conformance suite): a commit is atomic and durable; a commit of an older epoch raises `Fenced` and changes
    nothing; committing the same batch twice leaves the same rows.
    """

    def claim(self) -> int:
        """Take over the partition: a new epoch above every earlier one."""
        ...

    def offset(self) -> Offset:
        """How far the last commit came; `(0, 0)` at first."""
        ...

    def load(self, profiles: Collection[str]) -> Mapping[str, bytes]:
        """Packed states of the root profiles among these that exist; one query."""
        ...

    def due(self, until: Instant, limit: int) -> list[tuple[Instant, str]]:
        """Alarms with `due_at <= until`, earliest first."""
        ...

    def next_due(self) -> Instant | None:
        """The earliest alarm of all."""
        ...

    def commit(self, commit: Commit) -> None:
        """Write everything in one transaction.

        Raises:
            Fenced: if the epoch is no longer the newest.
        """
        ...

    def documents(self) -> list[DocumentRow]:
        """All versions, in order of (kind, id, version)."""
        ...

    def seeded(self) -> set[tuple[str, str, int, int]]:
        """Buckets seeded so far for definitions still building."""
        ...

    def scan(self, *, bucket: int | None = None, after: str = "", limit: int = 1000) -> list[StateRow]:
        """State rows in order of profile id, `profile > after`."""
        ...

    def count(self) -> int:
        """How many root profiles there are."""
        ...

    def tail(self, profiles: Collection[str]) -> list[Record]:
        """The unsealed records of these leaf profiles, in log order."""
        ...

    def tail_rows(self, *, after: int = 0, limit: int = 1000) -> list[TailRow]:
        """The tail in order of its row ids: for sealing, rebuild and queries."""
        ...

    def facts(
        self, *, profiles: Collection[str] | None = None, subject: str | None = None, after: int = 0, limit: int = 1000
    ) -> list[tuple[int, Fact]]:
        """Unsealed facts with their row ids, oldest first."""
        ...

    def reset(self) -> None:
        """Empty everything but the epoch and the erasure ledger: the start of a rebuild."""
        ...

    def close(self) -> None:
        """Release the connections."""
        ...
