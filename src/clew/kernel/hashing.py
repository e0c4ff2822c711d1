"""Our own stable hashes: equal on every engine, platform and version, unlike any `hash()`."""

from hashlib import blake2b

BUCKETS = 64
"""Into how many buckets profiles fall, for the lake and for partitions."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def hash64(text: str) -> int:
    """A stable signed 64-bit hash of a text (signed, so that every SQL engine can hold it)."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def bucket_of(profile_id: str) -> int:
    """The bucket in [0, 64) that a profile belongs to for ever."""
    return blake2b(profile_id.encode(), digest_size=1).digest()[0] % BUCKETS


def derive_id(prefix: str, *parts: str) -> str:
    """An id of 16 characters after the prefix, a function of the parts alone (law 1: never from chance)."""
    digest = blake2b("\x1f".join(parts).encode(), digest_size=10).digest()
    number = int.from_bytes(digest, "big")
    return prefix + "".join(_ALPHABET[number >> shift & 31] for shift in range(75, -1, -5))
