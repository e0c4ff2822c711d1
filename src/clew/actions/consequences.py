"""What follows from an outcome or an order: an address that is left alone, a consent that is withdrawn. Pure."""

from collections.abc import Mapping
from typing import Any

from clew.actions.model import Letter
from clew.actions.outcomes import Happening
from clew.events import Event
from clew.kernel.hashing import derive_id
from clew.kernel.instants import Instant
from clew.privacy import Contact, Suppression, address_hash, suppression, withdrawal

NAMESPACES: Mapping[str, str] = {"email": "email", "sms": "phone"}
"""Of which namespace the addresses of a channel are; a channel that is not here has none to suppress."""

_SUPPRESS, _LIFT = "suppress", "lift"


def suppression_after(
    letter: Letter, happening: str, details: Mapping[str, Any], key: bytes, at: Instant
) -> Suppression | None:
    """The suppression that an outcome brings about: a bounce for good, a complaint, a refusal that says so.

    Args:
        letter: Of the message's row: it knows the address.
        happening: What became of the message.
        details: The outcome's properties: `suppress` where a provider said that the address is no more.
        key: The workspace's erasure key.
        at: When.
    """
    reason = "complaint" if happening == "complained" else str(details.get("suppress") or "")
    namespace = NAMESPACES.get(letter.action.channel)
    if not reason or not letter.address or namespace is None:
        return None
    return suppression(address_hash(key, namespace, letter.address), letter.action.channel, reason, at)


def consent_after(letter: Letter, happening: Happening) -> dict[str, str]:
    """What a consent record is to say after an outcome: who complains, or leaves, wants no more of it.

    Nothing after a proof: it was a tester who complained, not the person that it is about.
    """
    action = letter.action
    if action.to or happening not in ("complained", "unsubscribed"):
        return {}
    return withdrawal(Contact(action.purpose, action.channel, action.topic))


def suppress_event(entry: Suppression, *, by: str) -> Event:
    """A person's order to leave an address alone, as an event of the workspace."""
    said = {"action": _SUPPRESS, "hash": entry.hash, "channel": entry.channel, "reason": entry.reason}
    return _order(said, entry.at, by)


def lift_event(hashed: str, at: Instant, *, by: str) -> Event:
    """A person's order that an address may be written to again."""
    return _order({"action": _LIFT, "hash": hashed}, at, by)


def ordered(event: Event, at: Instant) -> Suppression | str | None:
    """What an order says: an address to leave alone, the hash of one to lift; None for an event that is no order."""
    said = event.properties
    hashed = str(said.get("hash", ""))
    if event.kind != "control" or not hashed:
        return None
    if said.get("action") == _SUPPRESS:
        return suppression(hashed, str(said["channel"]), str(said["reason"]), at)
    return hashed if said.get("action") == _LIFT else None


def _order(said: dict[str, Any], at: Instant, by: str) -> Event:
    name = derive_id("order-", str(at), *(str(value) for value in said.values()))
    return Event(name, "control", "control", ts=at, properties=said, context={"by": by})
