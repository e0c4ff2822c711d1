"""What the micro-batch loop needs of a store: read in batches, one transaction to commit."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from clew.actions.ports import Plans
from clew.engine.rows import (
    CallRow,
    Commit,
    DocumentRow,
    Generation,
    HistoryRow,
    JourneyCount,
    KnownProfile,
    LakeChange,
    LakeFile,
    Offset,
    ParticipantCount,
    ParticipantRow,
    SealedIds,
    StateRow,
    TailRow,
)
from clew.events import Fact, Identity, Record
from clew.identity.ports import GraphStore, NodeRow
from clew.kernel.errors import ClewError
from clew.kernel.instants import Instant
from clew.privacy.ports import ErasureBook, Suppressions

__all__ = [
    "Ageing",
    "CallRow",
    "Commit",
    "DocumentRow",
    "Fenced",
    "Generation",
    "HistoryRow",
    "JourneyCount",
    "KnownProfile",
    "Lake",
    "LakeChange",
    "LakeConflict",
    "LakeFile",
    "Offset",
    "ParticipantCount",
    "ParticipantRow",
    "Purge",
    "SealedIds",
    "StateRow",
    "StateStore",
    "TailRow",
]


class Fenced(ClewError):
    """Another engine took over this partition; this one must stop."""

    code = "engine.fenced"


class LakeConflict(ClewError):
    """The lake's manifest is not what a change assumed."""

    code = "engine.lake_conflict"
    retryable = True


class LakeAhead(ClewError):
    """The lake holds rows that the log has never had: log and state are not those that it was sealed from."""

    code = "engine.lake_ahead"


class Purge(NamedTuple):
    """What a rewrite of the lake without some people came to.

    Attributes:
        added: Files that take the place of the removed ones; written and fsynced.
        removed: Names of the files that held something of theirs.
        events: Records left out.
        facts: Facts left out.
    """

    added: list[LakeFile]
    removed: list[str]
    events: int
    facts: int


class Ageing(NamedTuple):
    """What is too old to be kept.

    Attributes:
        before: Of this instant or earlier.
        kinds: The kinds of records that leave.
        but_sources: Sources of which nothing leaves.
        but_types: Types that stay.
        staying: Events that stay all the same, by `(source, event id)`, with their corrections.
        marks: Of some leaf profiles on which records, by `(profile, log row)`, identities rest: who it was stays.
    """

    before: Instant
    kinds: Collection[str]
    but_sources: Collection[str]
    but_types: Collection[str]
    staying: Collection[tuple[str, str]]
    marks: Callable[[Collection[str]], Collection[tuple[str, int]]]


class Lake(Protocol):
    """Files of sealed history and facts. It knows nothing of the manifest: files come in and go out as values.

    Law (conformance suite): what is written is read back equal, whatever merges and purges lie between; what a call
    returns is durable; a file never changes.
    """

    def write(self, history: Sequence[HistoryRow], facts: Sequence[Fact], span: tuple[int, int]) -> list[LakeFile]:
        """Write one run of each, sorted by (bucket, profile, time); `span`: first and last log row it covers."""
        ...

    def merge(self, files: Sequence[LakeFile]) -> list[LakeFile]:
        """Write one run of the next tier out of whole runs of one kind."""
        ...

    def purge(
        self, files: Sequence[LakeFile], profiles: Collection[str], events: Collection[tuple[str, str]] = ()
    ) -> Purge:
        """Write anew, without these leaf profiles, the files that hold something of theirs.

        Corrections and deletions of their events go too, whatever profile they stand under; and those of `events`.
        """
        ...

    def retire(self, file: LakeFile, ageing: Ageing) -> Purge | None:
        """Write a file anew without what is too old in it; None if nothing is."""
        ...

    def corrections(self, files: Sequence[LakeFile]) -> Iterator[Record]:
        """Every record that corrects or deletes an event."""
        ...

    def records(
        self,
        files: Sequence[LakeFile],
        profiles: Collection[str],
        *,
        since: Instant | None = None,
        until: Instant | None = None,
        types: Collection[str] | None = None,
    ) -> list[Record]:
        """Records of these leaf profiles with `since <= ts < until` (`types`: those, and corrections), in log order."""
        ...

    def facts(self, files: Sequence[LakeFile], profiles: Collection[str]) -> list[Fact]:
        """Facts of these profiles, in order of (at, kind, subject)."""
        ...

    def locate(self, files: Sequence[LakeFile], targets: Collection[tuple[str, str]]) -> dict[tuple[str, str], Record]:
        """The first record of each of these events, by `(source, event id)`; corrections and deletions don't count."""
        ...

    def ids(self, files: Sequence[LakeFile], since: Instant, after: int = 0) -> SealedIds:
        """The `(source, id, rev)` of every record received since, and of every event that one declared dead.

        Of rows of the log after a position, if not 0; in chunks, each with the receive instant of its newest record.
        """
        ...

    def scan(self, files: Sequence[LakeFile], *, bucket: int | None = None) -> Iterator[list[Record]]:
        """All records in log order, in chunks and bounded memory; of one bucket instead grouped by profile."""
        ...

    def alone(self) -> AbstractContextManager[None]:
        """Wait until no other thread or process writes or sweeps this lake, and keep them waiting meanwhile.

        Held from before a write until the manifest names its files: a sweep takes away what is not named.
        """
        ...

    def pin(self, files: Sequence[LakeFile], until: Instant) -> AbstractContextManager[None]:
        """Keep these files on disk while the context lasts, but not after `until`."""
        ...

    def sweep(self, files: Sequence[LakeFile], now: Instant) -> Set[str]:
        """Delete every file that is neither among these nor pinned; the names of the pinned ones, which still wait.

        Raises:
            ClewError: if one of these is missing: what they were merged into may be there, and nothing is deleted.
        """
        ...

    def newest(self) -> int:
        """The greatest log row that any file is named for, whether it is part of the lake or not; 0 without any."""
        ...


class StateStore(GraphStore, ErasureBook, Plans, Suppressions, Protocol):
    """State, history tail, facts, alarms, identity graph, documents, lake manifest and offset of a workspace.

    Law (conformance suite): a commit is atomic and durable; a commit of an older epoch raises `Fenced` and changes
    nothing; committing the same batch twice leaves the same rows. Row ids of tail rows and facts only grow and are
    never used again, not after a seal either; a fact that replaces another takes a new row id.
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

    def known(self, name: Identity | str) -> KnownProfile | None:
        """Who answers for an identity, or for a leaf profile; None when nobody does.

        Law: what `nodes`, `heads`, `load`, `members` and `nodes_of` say one after the other.
        """
        ...

    def dropped(self) -> Mapping[str, tuple[int, Instant]]:
        """Reasons for which records were not kept, each with how many there were and when the last one came."""
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

    def calls(self, until: Instant, limit: int) -> list[CallRow]:
        """What the workspace brings profiles at or before an instant: by instant, then profile."""
        ...

    def calls_to_workspace(self) -> list[CallRow]:
        """What the workspace has to do itself (calls without a profile), the earliest first."""
        ...

    def next_call(self) -> Instant | None:
        """The earliest instant of all calls to profiles."""
        ...

    def participants(
        self, journey: str = "", *, node: str = "", after: tuple[str, str] = ("", ""), limit: int = 1000
    ) -> list[ParticipantRow]:
        """Who is under way, in order of place, greater than `after`; in one journey, at one node, where named."""
        ...

    def participants_of(self, profiles: Collection[str]) -> list[ParticipantRow]:
        """Where these root profiles are under way, in order of place."""
        ...

    def participant_counts(self, journey: str = "") -> list[ParticipantCount]:
        """How many are under way, by version and node; in one journey where it is named.

        Law: as many as `participants` gives; kept as they change, so that asking costs nothing.
        """
        ...

    def journey_counts(self, journey: str) -> list[JourneyCount]:
        """What the facts of one version of a journey (by `id@version`) came to, day by day; tests are left out.

        Law: as many as a count over the facts gives; sealing changes nothing.
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

    def segment_members(self, segment: str, *, after: str = "", limit: int = 1000) -> list[tuple[str, Instant]]:
        """`(root profile, since)` of a segment's members (by segment key, `id@version`), `profile > after`."""
        ...

    def segment_counts(self) -> Mapping[str, int]:
        """How many members each segment key has."""
        ...

    def tail(self, profiles: Collection[str]) -> list[Record]:
        """The unsealed records of these leaf profiles, in log order."""
        ...

    def tail_rows(self, *, after: int = 0, limit: int = 1000) -> list[TailRow]:
        """The tail in order of its row ids: for sealing, rebuild and queries."""
        ...

    def facts(
        self, *, profiles: Collection[str] | None = None, after: int = 0, limit: int = 1000
    ) -> list[tuple[int, Fact]]:
        """Unsealed facts with their row ids, oldest first."""
        ...

    def newest_ids(self) -> tuple[int, int]:
        """The greatest row ids ever given to a tail row and to a fact; 0 where there was none."""
        ...

    def aliases(self) -> Mapping[str, str]:
        """Leaf profile to root, for all leaves that another profile answers for."""
        ...

    def scan_nodes(self, *, after: tuple[str, str] = ("", ""), limit: int = 1000) -> list[NodeRow]:
        """All identities in order of (namespace, value), greater than `after`."""
        ...

    def scan_erased(self, *, after: bytes = b"", limit: int = 1000) -> list[tuple[bytes, Instant]]:
        """The keyed hashes that erasures have left, with their instants, in order of the hash, greater than `after`."""
        ...

    def bury(self, erasures: Collection[tuple[bytes, Instant]]) -> None:
        """Keep such hashes that another copy of this workspace has; of two instants of one the later stays."""
        ...

    def generation(self) -> Generation:
        """The lake as it is now; `(0, 0, [])` at first."""
        ...

    def seal(self, change: LakeChange) -> Generation:
        """Step to the next generation in one transaction; the new one.

        Needs no epoch: a change that another one overtook is refused. Where `change.erased` is given, no byte of
        those rows remains in any file afterwards.

        Raises:
            LakeConflict: if `change.base` is not the present generation; nothing has changed.
        """
        ...

    def reset(self) -> None:
        """Empty everything that the log can give again: the start of a rebuild.

        What stays: the epoch; the erasure ledger, orders and receipts; of the lake the `events` files,
        `sealed_through` and the generation's number (its facts are emitted again). A rebuild steps the lake's
        records without appending them to the tail, then the log rows after `sealed_through`.
        """
        ...

    def close(self) -> None:
        """Release the connections."""
        ...
