"""Signatures of webhooks as Standard Webhooks defines them: `v1` (HMAC-SHA256) and `v1a` (Ed25519)."""

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from clew.kernel.errors import ClewError
from clew.kernel.instants import MINUTE, SECOND, Duration, Instant

TOLERANCE: Duration = 5 * MINUTE
"""How far from the present a signature's time may be."""

Signer: TypeAlias = "bytes | Ed25519PrivateKey"

_SECRET, _PRIVATE, _PUBLIC = "whsec_", "whsk_", "whpk_"


class SecretInvalid(ClewError):
    """A signing secret that is none."""

    code = "webhook.secret_invalid"


def read_secret(text: str) -> Signer:
    """A secret as it is shown to people: `whsec_...` for HMAC, `whsk_...` for Ed25519.

    Raises:
        SecretInvalid: if it is neither.
    """
    try:
        if text.startswith(_SECRET) and (secret := _decode(text.removeprefix(_SECRET))):
            return secret
        if text.startswith(_PRIVATE):
            # The seed, perhaps followed by the public half.
            return Ed25519PrivateKey.from_private_bytes(_decode(text.removeprefix(_PRIVATE))[:32])
    except ValueError:
        pass
    raise SecretInvalid("not a signing secret", hint="whsec_ or whsk_ and base64")


def signed_headers(message: str, at: Instant, body: bytes, signers: Sequence[Signer]) -> dict[str, str]:
    """The headers that prove a body, one signature for each secret: while one is rotated, both count.

    Args:
        message: Its id, the same for every attempt.
        at: The instant of this attempt.
        body: As sent, to the byte.
        signers: Secrets, as `read_secret` gives them.
    """
    second = str(at // SECOND)
    content = _content(message, second, body)
    signatures = [_sign(content, signer) for signer in signers]
    headers = {"webhook-id": message, "webhook-timestamp": second}
    return headers | ({"webhook-signature": " ".join(signatures)} if signatures else {})


def verified(headers: Mapping[str, str], body: bytes, keys: Sequence[bytes | Ed25519PublicKey], now: Instant) -> bool:
    """Whether a body was signed with one of the keys, not too long ago.

    Args:
        headers: By lower-case name.
        body: As received, to the byte.
        keys: Shared secrets, public keys.
        now: The present.
    """
    message, second = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (message and second.isdecimal() and len(second) < 12 and abs(int(second) * SECOND - now) <= TOLERANCE):
        return False
    content = _content(message, second, body)
    signatures = headers.get("webhook-signature", "").split(" ")
    return any(_fits(content, signature, key) for signature in signatures for key in keys)


def public_key(text: str) -> Ed25519PublicKey:
    """A public key as it is shown to people: `whpk_...`."""
    return Ed25519PublicKey.from_public_bytes(_decode(text.removeprefix(_PUBLIC)))


def _content(message: str, second: str, body: bytes) -> bytes:
    return f"{message}.{second}.".encode() + body


def _sign(content: bytes, signer: Signer) -> str:
    if isinstance(signer, bytes):
        return "v1," + base64.b64encode(hmac.digest(signer, content, sha256)).decode()
    return "v1a," + base64.b64encode(signer.sign(content)).decode()


def _fits(content: bytes, signature: str, key: bytes | Ed25519PublicKey) -> bool:
    version, _, text = signature.partition(",")
    try:
        found = _decode(text)
        if isinstance(key, bytes):
            return version == "v1" and hmac.compare_digest(found, hmac.digest(key, content, sha256))
        if version == "v1a":
            key.verify(found, content)
            return True
    except (InvalidSignature, ValueError):
        pass
    return False


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
