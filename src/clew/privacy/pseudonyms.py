"""The keyed hash that stays when a person is erased, so that an import can't bring them back."""

from hashlib import blake2b

KEY_BYTES = 32
"""Length of a workspace's erasure key; it is made at random when the workspace is created and never leaves it."""

HASH_BYTES = 16


def keyed_hash(key: bytes, namespace: str, value: str) -> bytes:
    """The pseudonym of a normalised identity: without the key it can't be computed, not even by trying all values."""
    return blake2b(f"{namespace}\x1f{value}".encode(), digest_size=HASH_BYTES, key=key, person=b"clew.erased").digest()
