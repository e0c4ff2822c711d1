"""What an erasure is about and what is left of it: values without a domain's own types."""

from typing import Any, NamedTuple

import msgspec

from clew.kernel.hashing import derive_id
from clew.kernel.instants import Instant
from clew.privacy.pseudonyms import keyed_hash


class Subject(msgspec.Struct, frozen=True):
    """A person, as the places that hold personal data can find one.

    Attributes:
        profiles: Every leaf profile of the alias set.
        identities: `(namespace, value)` of every name they are known by, normalised.
    """

    profiles: tuple[str, ...]
    identities: tuple[tuple[str, str], ...] = ()


class ErasureOrder(msgspec.Struct, frozen=True):
    """An erasure that is hidden already and must still reach every place; kept until the pass that settles it.

    Attributes:
        id: `order_id(...)`: stable, so that the same batch committed twice leaves one order.
        at: Receive instant of the `delete_profile` record; what happened before it goes.
        subject: Whom.
        events: `(source, event id)` of records that went with the order and stand in no history any more.
        positions: `(seq, index)` of those records in the log.
    """

    id: str
    at: Instant
    subject: Subject
    events: tuple[tuple[str, str], ...] = ()
    positions: tuple[tuple[int, int], ...] = ()


class Receipt(msgspec.Struct, frozen=True):
    """What an erasure removed, without personal data.

    Attributes:
        order: Id of the order.
        asked_at: When the erasure took effect for every reader.
        done_at: When no place held a byte of it any more.
        removed: Place to the number of things removed or rewritten there by the passes that carried the order out; they
            count for all orders that they carried.
        orders: How many orders those were.
    """

    order: str
    asked_at: Instant
    done_at: Instant
    removed: dict[str, int]
    orders: int = 1


class Disclosure(NamedTuple):
    """One thing held about a person, for the right of access.

    Attributes:
        place: Where it is held.
        item: What it is, as plain data that JSON can hold.
    """

    place: str
    item: dict[str, Any]


def order_id(key: bytes, root: str, at: Instant) -> str:
    """The id of the erasure of a root profile at an instant; without the workspace's key nobody can try out whose."""
    return derive_id("x", keyed_hash(key, "erasure", f"{root}@{at}").hex())
