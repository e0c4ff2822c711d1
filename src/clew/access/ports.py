"""What access needs of a store: one table of credentials, few rows, read by id."""

from typing import Protocol

from clew.access.model import CredentialKind, KeyRow
from clew.kernel.instants import Instant


class KeyStore(Protocol):
    """The credentials of a workspace. Safe to use from several threads and processes at once.

    Law (conformance suite): what `put` returned from is durable; of any number of concurrent `revoke` calls for one
    id exactly one returns True; revoked and expired rows still appear in `get` and `list` until purged.
    """

    def put(self, row: KeyRow) -> bool:
        """Insert a row; False, and nothing changed, when the id exists already."""
        ...

    def get(self, key_id: str) -> KeyRow | None:
        """The row of this id, dead or alive; None when there is none."""
        ...

    def list(
        self, *, kind: CredentialKind | None = None, source: str | None = None, after: str = "", limit: int = 100
    ) -> "list[KeyRow]":
        """Rows in order of id, `id > after`, of this kind and source where given."""
        ...

    def revoke(self, key_id: str, at: Instant) -> bool:
        """Set `revoked_at` if it is unset; True when this very call set it (that is what makes a link single-use)."""
        ...

    def purge(self, before: Instant) -> int:
        """Delete links and sessions that expired or were revoked before this instant; how many. Keys stay."""
        ...

    def close(self) -> None:
        """Release every connection."""
        ...
