"""Credentials: what a client or a browser shows to say who it is."""

from typing import Literal, TypeAlias

import msgspec

from clew.kernel.instants import Instant

CredentialKind: TypeAlias = Literal["write", "api", "link", "session"]
"""What a credential is for.

write: a source's key; public (browsers carry it), may append events and nothing else. api: a secret key with scopes.
link: a one-time sign-in link. session: a signed-in browser.
"""


class KeyRow(msgspec.Struct, frozen=True):
    """A credential as stored: everything about it but the secret.

    Attributes:
        id: Public part, unique over all kinds.
        kind: What it is for.
        digest: Keyed hash of the secret; the secret itself is shown once and kept nowhere.
        name: What people call it.
        source: The source that a write key appends to; empty for other kinds.
        scopes: What it may do, sorted; see `SCOPES`.
        created_at: When it was made.
        expires_at: From this instant on it is dead; None when it does not expire.
        revoked_at: When a person revoked it, or when the one use of a link was spent; None while it stands.
    """

    id: str
    kind: CredentialKind
    digest: bytes
    name: str
    source: str
    scopes: tuple[str, ...]
    created_at: Instant
    expires_at: Instant | None = None
    revoked_at: Instant | None = None

    def alive(self, now: Instant) -> bool:
        """Whether it is neither revoked nor expired at `now`."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
