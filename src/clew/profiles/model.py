"""A profile's state: one packed row, named fields, versioned, readable and erasable."""

from typing import Any

import msgspec

from clew.kernel.errors import ClewError
from clew.kernel.instants import Instant
from clew.kernel.packing import pack, unpacker

STATE_VERSION = 2


class OldState(ClewError):
    """A state was stored by a Clew that kept other things in it."""

    code = "profiles.old_state"


class ProfileState(msgspec.Struct, array_like=True):
    """Everything the engine remembers of a root profile; the engine changes it in place.

    Attributes:
        profile: Root profile id.
        created_at: Receive instant of the first record (of the whole alias set).
        last_at: Receive instant of the newest record.
        records: How many records it has.
        attributes: Name to value; an unset attribute is absent.
        consents: Channel or purpose to what was said: `in`, `out`, `pending`; a correction may have said anything.
        scores: Model name to number.
        stamps: `(event time, event id)` of the write that won, by `a:`, `c:` or `s:` and the name; kept for unset
            values too, so that an older write can't revive them (R20).
        clauses: Clause key to that clause's state (plain lists and numbers), see `expressions`.
        segments: `id@version` of each segment it is in, to the instant it entered.
        dues: `id@version` of a segment to the next instant at which time alone may change it.
        armed: The alarm as stored, at or before the least of `dues`; None when there is none.
        version: Schema version of this state.
        conditions: Watched conditions (`Definition.kind`) that hold, to the instant since when.
        journeys: Packed journeys, see `journeys`; empty for whom no journey knows.
    """

    profile: str
    created_at: Instant
    last_at: Instant
    records: int = 0
    attributes: dict[str, Any] = {}
    consents: dict[str, Any] = {}
    scores: dict[str, Any] = {}
    stamps: dict[str, tuple[Instant, str]] = {}
    clauses: dict[str, list[Any]] = {}
    segments: dict[str, Instant] = {}
    dues: dict[str, Instant] = {}
    armed: Instant | None = None
    version: int = STATE_VERSION
    conditions: dict[str, Instant] = {}
    journeys: bytes = b""


class ProfileHead(msgspec.Struct, array_like=True, gc=False):
    """The beginning of a packed state, up to the scores: what tables of all profiles show. The rest is skipped.

    Law: its fields are the first ones of `ProfileState`.
    """

    profile: str
    created_at: Instant
    last_at: Instant
    records: int = 0
    attributes: dict[str, Any] = {}
    consents: dict[str, Any] = {}
    scores: dict[str, Any] = {}


_REBUILD = "stop `clew serve` and run `clew rebuild`"
_unpacker = unpacker(ProfileState)
_head_unpacker = unpacker(ProfileHead)


def pack_state(state: ProfileState) -> bytes:
    """The state as stored."""
    return pack(state)


def unpack_state(data: bytes) -> ProfileState:
    """The state as stored by `pack_state`.

    Raises:
        OldState: if another version of Clew stored it.
    """
    state = _unpacker.decode(data)
    if state.version != STATE_VERSION:
        raise OldState(f"the state of version {state.version} is not of this Clew's {STATE_VERSION}", hint=_REBUILD)
    return state


def unpack_head(data: bytes) -> ProfileHead:
    """The beginning of a state as stored by `pack_state`, in a fraction of the time."""
    return _head_unpacker.decode(data)
