"""What an import needs: rows to read, a mapping to push them through, a ledger to come back to."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

from clew.events.imports.model import ImportProgress
from clew.events.model import Event
from clew.events.ports import Reject


class Row(NamedTuple):
    """One row of a file.

    Attributes:
        number: Counts from 1, headers not counted.
        values: Column to value; absent where the file has nothing. None only where `fault` says why.
        fault: Why the row can't be read; empty if it can.
        raw: The row as it stands in the file, where `fault` is set.
    """

    number: int
    values: dict[str, Any]
    fault: str = ""
    raw: bytes = b""


class RowChunk(NamedTuple):
    """Some rows, and how much of the file has been read for them (0 to 1)."""

    rows: list[Row]
    share: float


class RowSource(Protocol):
    """A file, as rows."""

    @property
    def fingerprint(self) -> str:
        """A digest of the content and of how it is read: the same file gives the same rows."""
        ...

    def chunks(self, *, size: int = 10_000) -> Iterator[RowChunk]:
        """All rows in order, in chunks of about `size`."""
        ...


class RowMapper(Protocol):
    """A compiled mapping over a stream of rows; it may hold rows back to join neighbours into one event.

    Law: the same rows come to the same, wherever they are cut.
    """

    @property
    def name(self) -> str:
        """`id@version` of the mapping document."""
        ...

    def feed(self, rows: Sequence[Row]) -> list[Event | Reject]:
        """What these rows settle, in order; never raises on data."""
        ...

    def finish(self) -> list[Event | Reject]:
        """What the last rows come to, now that there are no more."""
        ...

    def refused(self, place: int, verdict: Reject) -> Reject:
        """What quarantine keeps of an event that a later check refused: the verdict, with the rows behind it.

        Args:
            place: Index of the event in what `feed` or `finish` gave out last.
            verdict: Why it was refused; its pointer is relative to the event.
        """
        ...


class ImportLedger(Protocol):
    """Remembers how far each import came; what `write` returned from is durable."""

    def hold(self, key: str) -> AbstractContextManager[None]:
        """Keep others, in any process, from the same import while the context lasts.

        Raises:
            AlreadyRunning: if another holds it.
        """
        ...

    def read(self, key: str) -> ImportProgress | None:
        """The progress of an import; None if it never began."""
        ...

    def write(self, key: str, progress: ImportProgress) -> None:
        """Replace the progress of an import."""
        ...
