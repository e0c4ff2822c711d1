"""The last question before a message goes: at the actual time, with everything that is known by then.

Pure. Guard order is J13: erased or exited, consent (purpose and suppression belong to it), quiet hours, caps. What is
suppressed concerns this message only.
"""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any, NamedTuple

import msgspec

from clew.actions.caps import room
from clew.actions.model import Action, Slot
from clew.actions.policy import Policy
from clew.actions.quiet import quiet_until
from clew.kernel.instants import Instant
from clew.privacy import Contact, Suppressed, decide


class Standing(msgspec.Struct, frozen=True):
    """What is known, at the actual time, of whom an action concerns.

    Attributes:
        exists: Whether the person is there: neither erased nor gone.
        wanted: Whether the journey still wants it: the participant is active and no exit has come true.
        paused: Whether its journey is paused.
        address: Where the channel reaches them; empty where it can't.
        consents: Key to state.
        suppressed: What is known of the address.
        zone: Their zone, else the workspace's.
        slots: Messages released to them, at least over the longest cap.
    """

    exists: bool = True
    wanted: bool = True
    paused: bool = False
    address: str = ""
    consents: Mapping[str, Any] = {}
    suppressed: Sequence[Suppressed] = ()
    zone: tzinfo | None = None
    slots: Sequence[Slot] = ()


class Traits(NamedTuple):
    """What a channel is like.

    Attributes:
        addressed: Whether it needs an address of the person.
        takes_key: Whether its provider sends a message of one key once, however often it is called.
    """

    addressed: bool
    takes_key: bool


class Go(NamedTuple):
    """It goes now.

    Attributes:
        counted: Whether it takes a cap slot, reserved in this transaction.
        again: Whether it may be sent again when nobody knows what became of it.
        reason: Why it may: the verdict on consent, for the record.
    """

    counted: bool
    again: bool
    reason: str


class Later(NamedTuple):
    """Ask again at an instant; None: when what holds it changes (a paused journey)."""

    until: Instant | None
    reason: str


class Never(NamedTuple):
    """This message does not go."""

    reason: str


Decision = Go | Later | Never


def release(
    action: Action, standing: Standing, policy: Policy, channel: Traits, now: Instant, zone: tzinfo
) -> Decision:
    """Whether an action is done now, later or never.

    Args:
        action: What.
        standing: Whom it concerns, as known now.
        policy: The workspace's rules.
        channel: What the channel is like.
        now: The actual instant.
        zone: The workspace's zone, for who has none.

    Law: transactional messages pass quiet hours and caps and take no slot; nothing passes an erasure.
    """
    if not standing.exists:
        return Never("erased")
    if not standing.wanted:
        return Never("exited")
    if action.expires is not None and now > action.expires:
        return Never("expired")
    if standing.paused:
        return Later(None, "paused")
    if action.kind != "send":
        return Go(counted=False, again=channel.takes_key, reason="")
    return _contact(action, standing, policy, channel, (now, standing.zone or zone))


def _contact(
    action: Action, standing: Standing, policy: Policy, channel: Traits, moment: tuple[Instant, tzinfo]
) -> Decision:
    contact = Contact(action.purpose, action.channel, action.topic)
    verdict = decide(contact, standing.consents, policy.purposes, standing.suppressed)
    if not verdict.allowed:
        return Never(f"suppressed:{verdict.detail}" if verdict.reason == "suppressed" else f"consent:{verdict.reason}")
    if channel.addressed and not standing.address:
        return Never("no_address")
    if policy.transactional(action.purpose):
        return Go(False, True, verdict.reason)  # noqa: FBT003  (asked twice of every message)
    waits = _quiet(action, policy, *moment) or _full(action, standing, policy, moment[0])
    return waits or Go(True, channel.takes_key, verdict.reason)  # noqa: FBT003


def _quiet(action: Action, policy: Policy, now: Instant, zone: tzinfo) -> Later | Never | None:
    if not policy.quiet:
        return None
    dropping = [quiet for quiet in policy.quiet if quiet.drop]
    if quiet_until(dropping, action.channel, now, zone) > now:
        return Never("quiet")
    until = quiet_until(policy.quiet, action.channel, now, zone)
    return Later(until, "quiet") if until > now else None


def _full(action: Action, standing: Standing, policy: Policy, now: Instant) -> Later | Never | None:
    if not policy.caps:
        return None
    found = room(policy.caps, standing.slots, action.channel, action.purpose, action.key, now)
    if found.at is None:
        return Never(f"cap:{found.cap}")
    return Later(found.at, f"cap:{found.cap}") if found.at > now else None
