"""Tokens in links: sealed, so that nobody can read, change or make one, and a function of what they say alone.

AES-SIV (RFC 5297): authenticated, and deterministic by design, so it needs no chance. The same link is the same text
each time a message is made.
"""

import base64
import binascii
from hashlib import blake2b

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV


class TokenBox:
    """Seals and opens tokens with a workspace's secret; older secrets still open what they sealed."""

    def __init__(self, secret: bytes, *older: bytes) -> None:
        self._boxes = [AESSIV(_key(one)) for one in (secret, *older)]

    def seal(self, use: str, payload: bytes) -> str:
        """A token for a use (`click`, `unsubscribe`, ...): letters, digits, `-` and `_` only."""
        return _text(self._boxes[0].encrypt(payload, [use.encode()]))

    def unseal(self, use: str, token: str) -> bytes | None:
        """What a token says; None if it was not sealed here for this use."""
        try:
            sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        if _text(sealed) != token:
            return None  # one token has one spelling, so that it can be recognised
        for box in self._boxes:
            try:
                return box.decrypt(sealed, [use.encode()])
            except (InvalidTag, ValueError):
                continue
        return None


def _text(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


def _key(secret: bytes) -> bytes:
    return blake2b(secret, digest_size=64, person=b"clew.tokens").digest()
