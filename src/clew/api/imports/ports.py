"""What importing over HTTP needs: a place for files, and somebody who brings them in."""

from collections.abc import Sequence
from typing import Any, Protocol

from clew.api.imports.views import DryRunView, ImportView, LookView, SampleView
from clew.catalog import Document


class Receiving(Protocol):
    """A file that is being sent."""

    def write(self, part: bytes) -> None:
        """Keep a part.

        Raises:
            ClewError: if the file grows too large.
        """
        ...

    def keep(self) -> LookView:
        """It is complete: look at its beginning.

        Raises:
            ClewError: if it can't be read; it is dropped then.
        """
        ...

    def drop(self) -> None:
        """It won't be complete; harmless after `keep`."""
        ...


class ImportDesk(Protocol):
    """Files on their way into the log; safe to use from several threads."""

    def receive(self, name: str) -> Receiving:
        """Begin to receive a file of this name, whose ending says what it is.

        Raises:
            ClewError: if it doesn't.
        """
        ...

    def files(self) -> Sequence[ImportView]:
        """Every file that there is or was, newest first."""
        ...

    def get(self, import_id: str) -> ImportView | None:
        """How one stands."""
        ...

    def look(self, import_id: str) -> LookView | None:
        """The beginning of one that is still here."""
        ...

    def try_out(self, import_id: str, mapping: dict[str, Any], rows: int) -> DryRunView | None:
        """The first rows by this mapping; changes nothing.

        Raises:
            ClewError: if the mapping can't work.
        """
        ...

    def start(self, import_id: str, mapping: Document, source: str) -> ImportView | None:
        """Bring it into the log, or go on where it stopped; returns at once.

        Raises:
            ClewError: if the mapping can't work, or another import runs.
        """
        ...

    def stop(self, import_id: str) -> ImportView | None:
        """Let one go no further than the rows that it is at; what is in the log stays. Harmless once it has ended."""
        ...

    def remove(self, import_id: str) -> bool:
        """Delete a file that does not run, and forget it; whether there was one."""
        ...


class MappingDesk(Protocol):
    """Mappings tried out on rows that a source sends; changes nothing."""

    def look(self, name: str, rows: Sequence[dict[str, Any]]) -> SampleView:
        """What rows hold, and a first mapping for a source of this name."""
        ...

    def try_out(self, mapping: dict[str, Any], rows: Sequence[dict[str, Any]], source: str) -> DryRunView:
        """What rows come to by this mapping.

        Raises:
            ClewError: if the mapping can't work.
        """
        ...

    def waiting(self, source: str, limit: int) -> Sequence[dict[str, Any]]:
        """Rows of a source that wait for a mapping that can read them, the newest first."""
        ...
