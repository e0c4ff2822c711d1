"""Credentials, which a client or a browser shows to say who it is; accounts, which people have; what was done."""

from typing import Literal, TypeAlias

import msgspec

from clew.access.roles import Role
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
        scopes: What an API key may do, sorted; see `SCOPES`. A session may do what the account's role may.
        created_at: When it was made.
        expires_at: From this instant on it is dead; None when it does not expire.
        revoked_at: When a person revoked it, or when the one use of a link was spent; None while it stands.
        account: The account that a link or a session is of; empty for keys.
        begun_by: How a session began; who came by a link may choose a password without knowing the present one.
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
    account: str = ""
    begun_by: Literal["", "link", "password"] = ""

    def alive(self, now: Instant) -> bool:
        """Whether it is neither revoked nor expired at `now`."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class Account(msgspec.Struct, frozen=True):
    """A person who may enter, as stored.

    Attributes:
        id: Never changes; what the audit trail names.
        name: Email address or name, as it was given.
        folded: The same without regard to case and spelling of letters; unique.
        role: What they may do.
        password: As argon2 encodes it; empty until they have chosen one.
        created_at: When they were invited.
        password_at: When they last chose a password; None before.
        disabled_at: From when on they are kept out; None while they may enter.
    """

    id: str
    name: str
    folded: str
    role: Role
    password: str
    created_at: Instant
    password_at: Instant | None = None
    disabled_at: Instant | None = None

    @property
    def enabled(self) -> bool:
        """Whether they may enter."""
        return self.disabled_at is None


Outcome: TypeAlias = Literal["done", "refused", "failed"]
"""How a deed ended: as asked; with a reason why not; by a fault of ours."""

Via: TypeAlias = Literal["console", "api", "cli"]
"""By which way somebody came."""


class Deed(msgspec.Struct, frozen=True):
    """What somebody did or tried, for the audit trail; without personal data of customers.

    Attributes:
        at: When.
        actor: Id of the account or key; `cli` for the command line, empty for somebody unknown.
        name: What they were called then.
        via: By which way.
        action: The operation, as in the OpenAPI document (`publishSegment`).
        kind: What the object is (`segment`, `key`, `profile`); empty when there is none.
        object: Its id.
        outcome: How it ended.
        detail: A version, a role, the code of an error.
    """

    at: Instant
    actor: str
    name: str
    via: Via
    action: str
    kind: str = ""
    object: str = ""
    outcome: Outcome = "done"
    detail: str = ""


class Entry(msgspec.Struct, frozen=True):
    """A deed as the trail keeps it.

    Attributes:
        seq: Its number, without gaps.
        deed: What was done.
        seal: Keyed hash over the seal before and this deed: a row that is changed or taken out breaks the chain.
    """

    seq: int
    deed: Deed
    seal: bytes
