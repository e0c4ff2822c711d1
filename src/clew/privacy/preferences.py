"""What a choice among several things means as a consent record; pure.

An `out` wins wherever it stands, so who comes back takes the broader ones back as well; what those stopped beside the
chosen stays stopped, each by an `out` of its own.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from clew.privacy.consent import EVERYTHING, Contact, Purpose, decide, keys


def contacts_of(purposes: Mapping[str, Purpose], channel: str) -> Iterator[tuple[Contact, str]]:
    """What a person may choose among on a channel, with how people read it: topics, or a purpose that has none.

    Purposes that need no consent are no choice.
    """
    for name, purpose in sorted(purposes.items()):
        if purpose.transactional:
            continue
        for topic, called in purpose.topics.items():
            yield Contact(name, channel, topic), called
        if not purpose.topics:
            yield Contact(name, channel), purpose.name or name


def key_of(contact: Contact) -> str:
    """The narrowest key that a consent to this contact stands under."""
    return next(keys(contact))


def chosen(
    wanted: Collection[str],
    consents: Mapping[str, Any],
    purposes: Mapping[str, Purpose],
    channel: str,
    channels: Collection[str],
) -> dict[str, str | None]:
    """What a consent record says after somebody chose; empty where nothing changes, null where a key is taken back.

    Args:
        wanted: Keys (`key_of`) of what they want, of all that `contacts_of` offers.
        consents: Key to state, as the profile has them.
        purposes: The workspace's purposes.
        channel: Of the choice.
        channels: All channels that there are.

    Law: afterwards `decide` allows what was wanted and nothing else of what was offered; what was forbidden on other
    channels stays forbidden; where no topic of a purpose is wanted, the purpose itself is forbidden on this channel.
    """
    offered = [contact for contact, _ in contacts_of(purposes, channel)]
    said: dict[str, str | None] = {}
    for contact in offered:
        key = key_of(contact)
        if (key in wanted) == decide(contact, consents, purposes).allowed:
            continue
        said[key] = "in" if key in wanted else "out"
        if key in wanted:
            for broader in list(keys(contact))[1:]:
                if consents.get(broader) not in (None, "in", "pending"):
                    said[broader] = None
                    said |= _kept_out(broader, contact, [name for name in channels if name != channel], consents)
    after = {**consents, **said}
    for contact in offered:
        if key_of(contact) not in wanted and decide(contact, after, purposes).allowed:
            said[key_of(contact)] = "out"
    for purpose in {contact.purpose for contact in offered if contact.topic}:
        topics = [contact for contact in offered if contact.purpose == purpose]
        unwanted = all(key_of(contact) not in wanted for contact in topics)
        if unwanted and decide(Contact(purpose, channel), {**consents, **said}, purposes).allowed:
            said[f"{purpose}/{channel}"] = "out"
    return said


def _kept_out(lifted: str, contact: Contact, others: Collection[str], consents: Mapping[str, Any]) -> dict[str, str]:
    """What a key that is taken back stopped on other channels."""
    if lifted == EVERYTHING:
        kept = others
    elif lifted == contact.purpose:
        kept = [f"{contact.purpose}/{name}" for name in others]
    elif lifted == f"{contact.purpose}/{EVERYTHING}/{contact.topic}":
        kept = [f"{contact.purpose}/{name}/{contact.topic}" for name in others]
    else:
        kept = ()
    return {key: "out" for key in kept if consents.get(key) != "out"}
