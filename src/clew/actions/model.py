"""Actions, what is kept of them until they are done, and what became of them; plain values."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeAlias

import msgspec

from clew.kernel.instants import Instant
from clew.kernel.packing import pack, unpacker

Status: TypeAlias = Literal[
    "planned", "released", "sending", "retry", "sent", "suppressed", "failed", "held", "unknown", "dismissed"
]
"""Where an action is.

planned: waits for its release. released: a sender may take it. sending: one has. retry: it failed, and waits for
another release, at which every guard is asked again. sent: the provider took it. suppressed: it was not to be done.
failed: it can't be done. held: it could not be made into a message; a person mends it. unknown: nobody knows whether
the provider took it; a person decides. dismissed: a person decided that it won't be done.
"""

CLAIMABLE: Status = "released"
"""What a sender may take."""

PLANNED: tuple[Status, ...] = ("planned", "retry")
"""What waits for a release."""

OPEN: frozenset[Status] = frozenset({"planned", "released", "sending", "retry"})
"""What the machinery still works on by itself."""

FINAL: frozenset[Status] = frozenset({"sent", "suppressed", "failed", "dismissed"})

LOCAL = "local"
"""The channel that keeps messages where they are: the default, and where a sandbox's go."""

TRANSACTIONAL_PRIORITY = 0
MARKETING_PRIORITY = 100
"""Lower goes first: a receipt never waits behind a campaign."""


class Action(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """Something to do in the world, as decided at logical time.

    Attributes:
        key: `participant/step/node`, or what else names it for ever: no attempt, no time, no chance in it (J14).
        kind: `send` contacts the person and asks every guard; other kinds (`webhook`, ...) ask only whether the person
            is still there and still wants it.
        profile: Whom it concerns: the root at the instant.
        at: Logical instant.
        channel: By which channel: `local`, `email`, `webhook`, ...
        template: Id of the template.
        version: The template's version, pinned.
        purpose: What consent is asked for.
        topic: Within the purpose.
        journey: Id of the journey; empty for a message that a program asked for.
        journey_version: Its version.
        participant: Whose way through it.
        node: Where on it.
        priority: Among messages of one kind; the lower first.
        expires: After this instant it is not done any more; None for never.
        values: What the template sees beside the person: `event`, `journey`.
        data: What the channel needs beside the template: a webhook's address, say.
        sandbox: Whether it goes to the local outbox whatever the channel says (test mode).
        to: A tester's address of a proof, or a seed's of a copy: it goes there, and nothing of it is tracked; empty for
            the person's own.
    """

    key: str
    kind: str
    profile: str
    at: Instant
    channel: str
    template: str = ""
    version: int = 0
    purpose: str = "marketing"
    topic: str = ""
    journey: str = ""
    journey_version: int = 0
    participant: str = ""
    node: str = ""
    priority: int = 50
    expires: Instant | None = None
    values: dict[str, Any] = {}
    data: dict[str, Any] = {}
    sandbox: bool = False
    to: str = ""


class Letter(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """What a row holds until it is done: the action, and the person as of its release.

    Attributes:
        action: What.
        address: Where to; empty until release, and for channels without addresses.
        values: Root name to values, no more than the template asks for.
        locale: The person's language.
        zone: The person's zone.
        transactional: Whether the purpose needs no consent.
        content: The parts of the message as made, once it was made; the same for every attempt.
        language: The language that it was made in.
    """

    action: Action
    address: str = ""
    values: dict[str, Any] = {}
    locale: str = ""
    zone: str = "UTC"
    transactional: bool = False
    content: dict[str, Any] = {}
    language: str = ""

    @property
    def offers(self) -> list[dict[str, Any]]:
        """What it says of each offer that it took along at its release, each offer once, in order of their ids."""
        kept: dict[str, Any] | None = self.values.get("offers")
        if not kept:
            return []
        found = [*kept.get("listed", ()), *kept.get("placed", {}).values()]
        return sorted({each["id"]: each for each in found}.values(), key=lambda each: each["id"])


Place: TypeAlias = tuple[Instant, str, str]
"""`(at, profile, key)`: what rows are listed by. Of one instant they stand as the people do, whom a batch goes through
in order: by key alone each batch would write most pages of the list."""


class OutboxRow(msgspec.Struct, frozen=True):
    """An action in the outbox.

    Attributes:
        key: The action's.
        profile: The action's.
        channel: Who is to send it: the action's channel, or `local`.
        status: Where it is.
        priority: The lower first.
        due_at: When it is asked for release, may be sent, or its lease ends; None when nothing is to happen.
        at: The action's logical instant.
        released_at: When it was released; its cap slot counts from then.
        counted: Whether it takes a cap slot.
        again: Whether it may be sent again when nobody knows what became of it: its provider honours keys, or it is
            transactional.
        fence: Counts the claims; who holds an older one must not write.
        attempts: How often a sender has called the provider, or may have.
        reason: Why it is suppressed, failed, held, unknown or tried again; never a person's data.
        journey: The action's, for reports.
        template: The action's, for reports.
        purpose: The action's, for caps.
        body: `pack_letter(letter)`.
        offers: Ids of the offers that it took along, between spaces, for their caps.
    """

    key: str
    profile: str
    channel: str
    status: Status
    priority: int
    due_at: Instant | None
    at: Instant
    released_at: Instant | None = None
    counted: bool = False
    again: bool = False
    fence: int = 0
    attempts: int = 0
    reason: str = ""
    journey: str = ""
    template: str = ""
    purpose: str = ""
    body: bytes = b""
    offers: str = ""

    @property
    def place(self) -> "Place":
        """Where it is listed."""
        return self.at, self.profile, self.key

    @property
    def kept(self) -> bool:
        """Whether it came to its end and nobody was written to."""
        return self.status == "sent" and (self.reason == "kept" or self.channel == LOCAL)

    @property
    def letter(self) -> Letter:
        """What it holds."""
        return unpack_letter(self.body)


class Slot(NamedTuple):
    """A message that was released and counts towards caps.

    Attributes:
        at: When it was released.
        channel: By which channel.
        purpose: What for.
        key: The action's: a retry of it takes no second slot.
    """

    at: Instant
    channel: str
    purpose: str
    key: str


class Outgoing(msgspec.Struct, frozen=True):
    """A message made ready for a channel.

    Attributes:
        key: Idempotency key for the provider.
        address: Where to.
        parts: Part name to text, or to a tree.
        links: `unsubscribe`, `preferences`; empty where the workspace serves none.
        attempt: Which one this is, from 1.
        data: The action's.
        language: The language that it is in.
        bulk: Whether it needs a way to unsubscribe: everything but transactional messages.
    """

    key: str
    address: str
    parts: dict[str, Any]
    links: dict[str, str] = {}
    attempt: int = 1
    data: dict[str, Any] = {}
    language: str = ""
    bulk: bool = True


class Accepted(NamedTuple):
    """The provider took it.

    Attributes:
        reference: What the provider calls it.
        reply: What it answered, for the journey's context; bounded by the channel.
        kept: Nobody was written to: the channel has no provider, and keeps its messages here.
    """

    reference: str = ""
    reply: Mapping[str, Any] = MappingProxyType({})
    kept: bool = False


class Refused(NamedTuple):
    """The provider will never take it.

    Attributes:
        reason: A stable word, such as `address` or `policy`.
        suppress: Why the address is not to be written to any more, if so: `bounce`.
    """

    reason: str
    suppress: str = ""


class Failed(NamedTuple):
    """It was certainly not taken, and may be another time.

    Attributes:
        reason: A stable word, such as `busy` or `connect`.
        after: When the provider asked to be tried again; None if it did not say.
        ours: Whether the fault lies with this message's destination alone (a full mailbox), not with the provider.
    """

    reason: str
    after: Instant | None = None
    ours: bool = False


class Unknown(NamedTuple):
    """The connection broke after the message had been handed over: it may have been taken.

    Attributes:
        reason: A stable word, such as `timeout`.
    """

    reason: str


Attempt: TypeAlias = Accepted | Refused | Failed | Unknown
"""What came of one call of a provider."""

pack_letter = pack
_letters = unpacker(Letter)


def unpack_letter(body: bytes) -> Letter:
    """What a row holds, as packed by `pack_letter`."""
    return _letters.decode(body)
