"""Marks by which mail that comes back says which message it is about: in the return path (VERP) and the message id.

A local part has 64 characters, and servers change the case of its letters: so a mark holds the beginning of the
message's key and a signature over all of it, in base 32. Whoever reads it finds the few keys that begin so, and the
signature tells which; nobody else can make one, so a forged bounce suppresses nobody.
"""

import base64
import binascii
import hmac
import re
from hashlib import blake2b
from typing import NamedTuple

_SIGNATURE = 6
_BEGINNING = 29
_MARK = re.compile(r"(?:^|[<\s+.])b-([a-z2-7]{10,60})@", re.IGNORECASE)


class Mark(NamedTuple):
    """What a mark says.

    Attributes:
        beginning: Of the key; `Outbox.keys_from` gives those that begin so.
        signature: Over the whole key.
    """

    beginning: str
    signature: bytes

    def fits(self, key: str, secret: bytes) -> bool:
        """Whether this is the key."""
        return hmac.compare_digest(self.signature, _sign(key, secret))


def mark(key: str, secret: bytes) -> str:
    """The mark of a message: `b-` and at most 56 characters that survive any change of case."""
    packed = _sign(key, secret) + key.encode()[:_BEGINNING]
    return "b-" + base64.b32encode(packed).decode().rstrip("=").lower()


def read_mark(text: str) -> Mark | None:
    """The first mark in a text that holds addresses or message ids; None where there is none."""
    for found in _MARK.finditer(text):
        letters = found[1].upper()
        try:
            packed = base64.b32decode(letters + "=" * (-len(letters) % 8))
        except binascii.Error:
            continue
        # A key's beginning may end inside of a character.
        return Mark(packed[_SIGNATURE:].decode("utf-8", "ignore"), packed[:_SIGNATURE])
    return None


def _sign(key: str, secret: bytes) -> bytes:
    return blake2b(key.encode(), key=secret[:64], digest_size=_SIGNATURE, person=b"clew.verp").digest()
