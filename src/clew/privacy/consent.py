"""Whether a person may be contacted: default deny, `out` wins, and every answer says why.

A consent stands under a key of what it is about: a channel (`email`), a purpose (`marketing`), both
(`marketing/email`), a topic of a purpose (`marketing/*/offers`, `marketing/email/offers`), or everything (`*`).
Consents are records in the log, so the history of a person's consents is the log itself: nothing is overwritten.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypeAlias

import msgspec

EVERYTHING = "*"
"""The key of a global `out`, and the place of a part that is not narrowed."""

State: TypeAlias = Literal["in", "out", "pending"]
"""What a person said: yes, no, or yes without having confirmed it yet (double opt-in)."""

Default: TypeAlias = Literal["opt_in", "opt_out"]
"""What silence means: `opt_in` no, `opt_out` yes."""


class Contact(NamedTuple):
    """What somebody wants to do.

    Attributes:
        purpose: What for, such as `marketing`.
        channel: How, such as `email`.
        topic: What about, within the purpose; empty for none in particular.
    """

    purpose: str
    channel: str
    topic: str = ""


class Purpose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What people may be contacted for, as a workspace decides it.

    Attributes:
        name: As people read it on their preference page.
        default: What silence means.
        double_opt_in: Whether a yes counts only when it was confirmed.
        transactional: Whether it needs no consent, because the person's own dealings bring it about (a receipt).
        topics: `{id: name}` of what people may choose among.
    """

    name: str = ""
    default: Default = "opt_in"
    double_opt_in: bool = False
    transactional: bool = False
    topics: dict[str, str] = {}


UNKNOWN_PURPOSE = Purpose()
"""A purpose that nobody described: it needs a yes."""


class Suppressed(NamedTuple):
    """Why an address is not written to, whoever it belongs to.

    Attributes:
        reason: `bounce`, `complaint`, `unsubscribed` or `manual`.
        scope: `all`, or `marketing`: everything but transactional messages.
    """

    reason: str
    scope: str = "all"


class Verdict(NamedTuple):
    """The answer, and why.

    Attributes:
        allowed: Whether they may be contacted.
        reason: `in`, `opt_out` (they did not object, and need not agree) or `transactional`; else `suppressed`, `out`,
            `pending`, `unclear` (something was recorded that is neither yes nor no) or `no_consent`.
        detail: The key that decided, or why the address is suppressed; empty where silence decided.
    """

    allowed: bool
    reason: str
    detail: str = ""


_TRANSACTIONAL = Verdict(allowed=True, reason="transactional")
_SILENT = {"opt_out": Verdict(allowed=True, reason="opt_out"), "opt_in": Verdict(allowed=False, reason="no_consent")}
"""What follows where somebody has said nothing, by what silence means."""


def keys(contact: Contact) -> Iterator[str]:
    """The keys under which a consent to this contact may stand, the most specific first."""
    purpose, channel, topic = contact
    if topic:
        yield f"{purpose}/{channel}/{topic}"
        yield f"{purpose}/{EVERYTHING}/{topic}"
    yield f"{purpose}/{channel}"
    yield purpose
    yield channel
    yield EVERYTHING


@lru_cache(maxsize=4_096)
def _keys(contact: Contact) -> tuple[str, ...]:
    return tuple(keys(contact))


def decide(
    contact: Contact,
    consents: Mapping[str, Any],
    purposes: Mapping[str, Purpose],
    suppressed: Collection[Suppressed] = (),
) -> Verdict:
    """Whether a person may be contacted.

    Args:
        contact: What for, how, what about.
        consents: Key to state, as the profile has them.
        purposes: The workspace's purposes; one that is not among them needs a yes.
        suppressed: What is known of the address.

    Law: an `out` under any key, added, never allows; an `in`, added, never forbids; without any record a purpose
    forbids unless it is transactional or chosen to be `opt_out`.
    """
    purpose = purposes.get(contact.purpose, UNKNOWN_PURPOSE)
    for entry in suppressed:
        if entry.scope == "all" or not purpose.transactional:
            return Verdict(allowed=False, reason="suppressed", detail=entry.reason)
    if purpose.transactional:
        return _TRANSACTIONAL
    if consents:
        said = [(key, state) for key in _keys(contact) if (state := consents.get(key)) is not None]
        if said:
            return _weigh(said)
    return _SILENT[purpose.default]


def _weigh(said: list[tuple[str, Any]]) -> Verdict:
    """Of what was said, the most specific first: any `out` wins, then what is neither, then the most specific."""
    for key, state in said:
        if state == "out":
            return Verdict(allowed=False, reason="out", detail=key)
    for key, state in said:
        if state not in ("in", "pending"):
            return Verdict(allowed=False, reason="unclear", detail=key)
    key, state = said[0]
    return Verdict(allowed=state == "in", reason=state, detail=key)


def withdrawal(contact: Contact) -> dict[str, str]:
    """What a consent record says when a person unsubscribes from what they got: the narrowest key that stops it."""
    return {next(keys(contact)): "out"}


def asking(contact: Contact, consents: Mapping[str, Any], purposes: Mapping[str, Purpose]) -> dict[str, str]:
    """What a consent record says when a person signs up: `in`, or `pending` where a confirmation must follow.

    Empty where it would say nothing new: who is in already is not asked to confirm again.
    """
    key = next(keys(contact))
    if consents.get(key) == "in":
        return {}
    purpose = purposes.get(contact.purpose, UNKNOWN_PURPOSE)
    return {key: "pending" if purpose.double_opt_in else "in"}


def confirmation(contact: Contact, consents: Mapping[str, Any]) -> dict[str, str]:
    """What a consent record says when a person confirms; empty where nothing waits for it any more.

    A link that is followed twice, or after they said no, changes nothing.
    """
    key = next(keys(contact))
    return {key: "in"} if consents.get(key) == "pending" else {}
