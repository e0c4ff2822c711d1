"""What follows from an outcome: an address that is left alone, a consent that is withdrawn. Pure."""

from collections.abc import Mapping
from typing import Any

from clew.actions.model import Letter
from clew.actions.outcomes import Happening
from clew.kernel.instants import Instant
from clew.privacy import Contact, Suppression, address_hash, suppression, withdrawal

NAMESPACES: Mapping[str, str] = {"email": "email", "sms": "phone"}
"""Of which namespace the addresses of a channel are; a channel that is not here has none to suppress."""


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
    """What a consent record is to say after an outcome: who complains, or leaves, wants no more of it."""
    if happening not in ("complained", "unsubscribed"):
        return {}
    action = letter.action
    return withdrawal(Contact(action.purpose, action.channel, action.topic))
