"""Making and checking the text of a credential: `cw_<id>_<secret>`, of which only a keyed hash of the secret is kept.

The secrets are 160 random bits, so a fast keyed hash is as good as a slow one; people's passwords would need argon2.
"""

import base64
import re
from collections.abc import Callable, Mapping
from hashlib import blake2b
from hmac import compare_digest
from typing import NamedTuple, TypeAlias

from clew.access.model import CredentialKind, KeyRow

TokenFactory: TypeAlias = Callable[[int], bytes]
"""So many unpredictable bytes; `secrets.token_bytes` in production."""

PREFIXES: Mapping[CredentialKind, str] = {"write": "cw", "api": "ca", "link": "cl", "session": "cs"}
"""How each kind begins, so that a leaked one is recognised by a secret scanner and by its owner."""

_ID_BYTES, _SECRET_BYTES = 8, 20
_TEXT = re.compile(r"(?P<prefix>cw|ca|cl|cs)_(?P<id>[a-z2-7]{13})_(?P<secret>[a-z2-7]{32})")
_KINDS: Mapping[str, CredentialKind] = {prefix: kind for kind, prefix in PREFIXES.items()}


class Issued(NamedTuple):
    """A new credential: its row, and its text, which is shown now and never again."""

    row: KeyRow
    text: str


class Shown(NamedTuple):
    """The parts of a credential that somebody shows."""

    kind: CredentialKind
    id: str
    secret: str


class Drawn(NamedTuple):
    """A fresh id and secret."""

    id: str
    secret: str

    def text(self, kind: CredentialKind) -> str:
        """The credential as its owner gets it."""
        return f"{PREFIXES[kind]}_{self.id}_{self.secret}"


def draw(tokens: TokenFactory) -> Drawn:
    """Draw an id (64 bits) and a secret (160 bits)."""
    return Drawn(_letters(tokens(_ID_BYTES)), _letters(tokens(_SECRET_BYTES)))


def repeating(once: str, pepper: bytes) -> TokenFactory:
    """Bytes that are the same for the same text, and as good as random for whoever lacks the pepper.

    So a request that is made again gets the same secret, though the secret is kept nowhere.
    """
    return lambda length: blake2b(once.encode(), key=pepper, digest_size=length, person=b"clew.once").digest()


def read_text(text: str) -> Shown | None:
    """The parts of a credential's text; None when it cannot be one."""
    found = _TEXT.fullmatch(text)
    return Shown(_KINDS[found["prefix"]], found["id"], found["secret"]) if found else None


def digest_of(secret: str, pepper: bytes) -> bytes:
    """The keyed hash that is stored in place of a secret."""
    return blake2b(secret.encode(), key=pepper, digest_size=32, person=b"clew.credential").digest()


def matches(row: KeyRow, shown: Shown, pepper: bytes) -> bool:
    """Whether the shown credential is the one of this row, in constant time."""
    return compare_digest(row.digest, digest_of(shown.secret, pepper)) and row.kind == shown.kind


def _letters(data: bytes) -> str:
    return base64.b32encode(data).decode().rstrip("=").lower()
