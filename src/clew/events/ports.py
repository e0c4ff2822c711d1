"""What the spine needs of an event log and of a profile's history; SQLite and PostgreSQL fulfil it (`adapters/`)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

import msgspec

from clew.events.model import Record
from clew.kernel.errors import ClewError
from clew.kernel.instants import Instant


class Reject(msgspec.Struct, frozen=True):
    """Something received that could not become an event, kept whole with its reason.

    Attributes:
        reason: Stable code, such as `schema.violation`; what quarantine is counted by.
        message: What is wrong, where, and what to do; no personal data.
        pointer: JSON Pointer (or `row/column`) of the fault inside the body.
        raw: The rejected item as received (JSON of one event, or the bytes of an unreadable body).
        mapping: `id@version` of the mapping that failed, if one did.
        key: The same for the same item sent again, by which it is kept once; empty where two of them may be two events.
    """

    reason: str
    message: str
    pointer: str
    raw: bytes
    mapping: str = ""
    key: bytes = b""

    @property
    def waits_for_a_mapping(self) -> bool:
        """Whether it is a body of rows of a source that named no mapping when it came."""
        return self.mapping.startswith("@")


class Arrival(NamedTuple):
    """One accepted body: what it holds and what of it must wait in quarantine; committed together.

    Attributes:
        source: Id of the source.
        body: `kernel.packing.pack(list[Event])`; None when nothing of the body became an event.
        rejects: Items kept in quarantine.
        received: When the rejects came, where they have waited before as a part of something; None for now.
    """

    source: str
    body: bytes | None
    rejects: tuple[Reject, ...] = ()
    received: Instant | None = None


class LogRow(NamedTuple):
    """One accepted body.

    Attributes:
        seq: Strictly increasing; assigned together with `at` under the append lock.
        at: Receive instant, strictly increasing from row to row even if the clock steps back.
        source: Id of the source.
        body: `kernel.packing.pack(list[Event])`.
    """

    seq: int
    at: Instant
    source: str
    body: bytes


class LogPage(NamedTuple):
    """Rows read, and the promise about what is missing.

    Attributes:
        rows: In order of seq.
        closed_at: No row with `at <= closed_at` can still appear that is not in this page or an earlier one. On a
            full page that is the `at` of its last row; when the page holds everything, the `at` of the newest row
            or the latest `advance`, whichever is later.
        complete: Whether the page holds everything committed so far.
    """

    rows: list[LogRow]
    closed_at: Instant
    complete: bool


BodyRewrite = Callable[[LogRow], bytes]
"""How erasure changes one body: the row in, the body that replaces it out."""


class EventLog(Protocol):
    """Append-only, ordered, durable. Acknowledged means committed.

    An adapter is built with a `Clock` and reads it under the append lock.
    Law (conformance suite): seq and at strictly increase in commit order; `read` never skips a row that becomes
    visible later; an appended row survives `kill -9`; nothing appears at or before a promised `closed_at`.
    """

    def append(self, arrivals: Sequence[Arrival]) -> list[LogRow | None]:
        """Commit bodies and their rejects in one transaction; a place for each body (None where there was none).

        Of the rejects of a source with one key the first is kept, whatever has become of it.
        """
        ...

    def read(self, after: int, limit: int) -> LogPage:
        """Rows with `seq > after`, at most `limit` of them, with the `closed_at` promise."""
        ...

    def advance(self) -> Instant:
        """Promise durably that no row at or before the clock's present can appear any more; returns that instant.

        Takes the append lock for a moment: called only when an alarm is due and no row is waiting.
        """
        ...

    def last(self) -> tuple[int, Instant]:
        """`(seq, at)` of the newest row ever, trimmed or not; `(0, 0)` when there was none."""
        ...

    def trim(self, through: int) -> None:
        """Forget rows with `seq <= through`: they are in the lake. seq and at go on increasing afterwards."""
        ...

    def erase(self, seqs: Sequence[int], rewrite: BodyRewrite) -> None:
        """Rewrite these rows so that no byte of the old bodies remains in any file (secure delete, WAL truncated)."""
        ...

    def close(self) -> None:
        """Release the connection."""
        ...


class QuarantineRow(msgspec.Struct, frozen=True):
    """A reject in its place.

    Attributes:
        id: Increasing number.
        at: When it was received.
        source: Who sent it.
        state: `held`, `replayed` (its event is in the log now) or `discarded` (by a person).
    """

    id: int
    at: Instant
    source: str
    reject: Reject
    state: str = "held"


class RejectTaken(ClewError):
    """A reject that was to be replayed is not held any more: someone else replayed, discarded or erased it."""

    code = "quarantine.taken"
    retryable = True


class QuarantineStore(Protocol):
    """The rejects of a workspace; they live beside the log, so that a body and its rejects commit together."""

    def rejects(
        self,
        *,
        after: int = 0,
        limit: int = 100,
        source: str | None = None,
        reason: str | None = None,
        state: str = "held",
        newest: bool = False,
    ) -> list[QuarantineRow]:
        """Rows with `id > after`, oldest first; or the newest of them, newest first."""
        ...

    def reject_counts(self, state: str = "held") -> Mapping[tuple[str, str], int]:
        """How many there are in this state, by (source, reason)."""
        ...

    def replay(self, arrivals: Sequence[Arrival], replayed: Sequence[int]) -> list[LogRow | None]:
        """Append what mended rejects became and mark them `replayed`, in one transaction: no loss, no doubles.

        Raises:
            RejectTaken: if one of them is not held any more; nothing is appended then.
        """
        ...

    def discard(self, ids: Sequence[int]) -> None:
        """Mark as `discarded`, by a person's decision; what is not held any more stays as it is."""
        ...

    def take_back(self, ids: Sequence[int]) -> None:
        """Hold again what was discarded; everything else stays as it is."""
        ...

    def erase_rejects(self, ids: Sequence[int]) -> None:
        """Remove these rows so that no byte remains in any file."""
        ...


class HistoryReader(Protocol):
    """One reader of a profile's records over the unsealed tail and the lake."""

    def read(
        self,
        profiles: Sequence[str],
        *,
        since: Instant | None = None,
        until: Instant | None = None,
        types: Collection[str] | None = None,
    ) -> list[Record]:
        """All records first resolved to these profiles (an alias set), with `since <= ts < until`, in log order.

        Where types are named: the events of these, and whatever corrects or deletes one.
        """
        ...
