"""Addresses that are not written to: a keyed hash of each, which survives the erasure of whoever it belonged to."""

from typing import Literal, NamedTuple

from clew.kernel.instants import Instant
from clew.privacy.pseudonyms import keyed_hash

Scope = Literal["all", "marketing"]

SCOPES: dict[str, Scope] = {"bounce": "all", "complaint": "marketing", "unsubscribed": "marketing", "manual": "all"}
"""How far a suppression reaches by its reason: who complained about offers still gets their receipt."""

EVERY_CHANNEL = "*"


class Suppression(NamedTuple):
    """A suppressed address.

    Attributes:
        hash: `address_hash(...)`, in hexadecimal.
        channel: For which channel; `*` for all.
        reason: `bounce`, `complaint`, `unsubscribed`, `manual`.
        scope: `all`, or `marketing`: everything but transactional messages.
        at: Since when.
    """

    hash: str
    channel: str
    reason: str
    scope: Scope
    at: Instant


def address_hash(key: bytes, namespace: str, address: str) -> str:
    """What stands for an address; without the workspace's key it can't be computed, nor tried out.

    Args:
        key: The workspace's erasure key.
        namespace: Of the address: `email`, `phone`, ...
        address: Normalised for its namespace.
    """
    return keyed_hash(key, f"address:{namespace}", address).hex()


def suppression(hashed: str, channel: str, reason: str, at: Instant) -> Suppression:
    """A suppression that reaches as far as its reason says."""
    return Suppression(hashed, channel, reason, SCOPES.get(reason, "all"), at)
