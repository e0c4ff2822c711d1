"""What access needs of a store: small tables of credentials and accounts, and the trail of what was done."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from clew.access.model import Account, CredentialKind, Deed, Entry, KeyRow
from clew.access.roles import Role
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

    def revoke_of(self, account: str, at: Instant, *, kind: CredentialKind | None = None, but: str = "") -> int:
        """Revoke what stands of an account, of this kind where given, except the row with the id `but`; how many."""
        ...

    def purge(self, before: Instant) -> int:
        """Delete links and sessions that expired or were revoked before this instant; how many. Keys stay."""
        ...

    def close(self) -> None:
        """Release every connection."""
        ...


class AccountStore(Protocol):
    """The accounts of a workspace. Safe to use from several threads and processes at once.

    Law (conformance suite): of any number of concurrent calls that would leave no enabled admin, so many return False
    that one enabled admin remains; whatever returned is durable.
    """

    def put(self, account: Account) -> bool:
        """Insert an account; False, and nothing changed, when its id or its folded name exists already."""
        ...

    def get(self, account_id: str) -> Account | None:
        """The account of this id."""
        ...

    def named(self, folded: str) -> Account | None:
        """The account of this folded name."""
        ...

    def list(self, *, after: str = "", limit: int = 100) -> "list[Account]":
        """Accounts in order of their folded names, `folded > after`."""
        ...

    def set_password(self, account_id: str, password: str, at: Instant, *, was: str | None = None) -> bool:
        """Keep an encoded password; False if there is no such account, or its present one is not `was`."""
        ...

    def set_role(self, account_id: str, role: Role) -> bool:
        """Change a role; False, and nothing changed, if no enabled admin would be left."""
        ...

    def set_disabled(self, account_id: str, at: Instant | None) -> bool:
        """Keep an account out, or let it in again; False, and nothing changed, if no enabled admin would be left."""
        ...

    def close(self) -> None:
        """Release every connection."""
        ...


class Asked(NamedTuple):
    """Which entries of the trail; an empty text asks for nothing.

    Attributes:
        actor: Whose.
        action: What was done.
        kind: To what kind of object.
        object: To which one.
        outcome: How it ended.
        since: From this instant on.
        until: Before this one.
    """

    actor: str = ""
    action: str = ""
    kind: str = ""
    object: str = ""
    outcome: str = ""
    since: Instant | None = None
    until: Instant | None = None


class AuditStore(Protocol):
    """The trail of what was done. Safe to use from several threads and processes at once.

    Law (conformance suite): entries are numbered 1, 2, 3 in the order of their commits; nothing can be changed or
    taken out, not even by a statement that tries; what `append` returned is durable.
    """

    def append(self, deeds: Sequence[Deed], seal: Callable[[bytes, Deed], bytes]) -> "list[Entry]":
        """Add deeds, each sealed over the one before (`b""` at the beginning)."""
        ...

    def entries(self, asked: Asked, *, before: int | None = None, limit: int = 100) -> "list[Entry]":
        """Entries, newest first, `seq < before` where given."""
        ...

    def chain(self, *, after: int = 0, limit: int = 1000) -> "list[Entry]":
        """Entries, oldest first, `seq > after`."""
        ...

    def close(self) -> None:
        """Release every connection."""
        ...
