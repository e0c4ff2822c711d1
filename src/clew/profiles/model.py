"""A profile's state: one packed row, named fields, versioned, readable and erasable."""

from typing import Any, NamedTuple

import msgspec

from clew.kernel.instants import Instant
from clew.kernel.packing import pack, unpacker

STATE_VERSION = 1


class Register(NamedTuple):
    """A value that the write with the greatest event time wins (R20).

    Attributes:
        value: None when unset; kept as a tombstone so that an older write can't revive it.
        ts: Event time of the write.
        tie: Event id of the write: the greater wins at equal times.
    """

    value: Any
    ts: Instant
    tie: str


class ProfileState(msgspec.Struct, array_like=True):
    """Everything the engine remembers of a root profile.

    Attributes:
        profile: Root profile id.
        created_at: Receive instant of the first record (of the whole alias set).
        last_at: Receive instant of the newest record.
        records: How many records it has.
        attributes: Name to register.
        consents: Channel or purpose to register of `in` or `out`.
        scores: Model name to register of a number.
        clauses: Clause key to that clause's state (plain lists and numbers), see `expressions`.
        segments: Id of each live segment it is in, to the instant it entered.
        dues: Segment id to the next instant at which time alone may change it.
        armed: The alarm as stored: at or before the least of `dues`; None when there is none.
        version: Schema version of this state.
    """

    profile: str
    created_at: Instant
    last_at: Instant
    records: int = 0
    attributes: dict[str, Register] = {}
    consents: dict[str, Register] = {}
    scores: dict[str, Register] = {}
    clauses: dict[str, Any] = {}
    segments: dict[str, Instant] = {}
    dues: dict[str, Instant] = {}
    armed: Instant | None = None
    version: int = STATE_VERSION


_unpacker = unpacker(ProfileState)


def pack_state(state: ProfileState) -> bytes:
    """The state as stored."""
    return pack(state)


def unpack_state(data: bytes) -> ProfileState:
    """The state as stored by `pack_state`."""
    return _unpacker.decode(data)
