"""Frequency caps: how many messages a person gets in how long (J9)."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from clew.actions.model import Slot
from clew.actions.policy import Cap
from clew.kernel.instants import Instant


class Room(NamedTuple):
    """Whether there is room for one more.

    Attributes:
        at: When there is: now, or later; None where the message is to be skipped.
        cap: Name of the cap that is full; empty where there is room now.
    """

    at: Instant | None
    cap: str = ""


def room(caps: Sequence[Cap], slots: Iterable[Slot], channel: str, purpose: str, key: str, now: Instant) -> Room:
    """Whether a message may go now, later, or not at all.

    Args:
        caps: The rules; one that skips goes before all that defer.
        slots: Messages released before; one of the same key is this very message, and takes no second slot.
        channel: Of the message.
        purpose: Of the message.
        key: Of the message.
        now: The actual instant.

    Law: a slot counts while `slot.at <= t < slot.at + per`; messages released at what this returns never exceed a cap.
    """
    taken = [slot for slot in slots if slot.key != key]
    until, full = now, ""
    for cap in caps:
        if cap.channel not in (None, channel) or cap.purpose not in (None, purpose):
            continue
        counted = sorted(
            slot.at
            for slot in taken
            if slot.at + cap.per > now and cap.channel in (None, slot.channel) and cap.purpose in (None, slot.purpose)
        )
        if len(counted) < cap.max:
            continue
        if not cap.defer:
            return Room(None, cap.name)
        free = counted[-cap.max] + cap.per
        if free > until:
            until, full = free, cap.name
    return Room(until, full)
