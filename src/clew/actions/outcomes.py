"""What became of messages, as events: the loop closes in data, through the log like everything else."""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

from msgspec.structs import replace

from clew.actions.model import OutboxRow
from clew.actions.requests import PROOFED, REQUESTED
from clew.actions.rows import resolved
from clew.events import Event, Identity
from clew.kernel.instants import Instant

SOURCE = "messages"
"""The source that outcomes are appended under."""

PROFILE_NAMESPACE = "profile"
"""Outcomes name the profile itself: the person's addresses may have moved on since."""

Happening: TypeAlias = Literal[
    "sent",
    "suppressed",
    "failed",
    "held",
    "unknown",
    "dismissed",
    "retried",
    "delivered",
    "delayed",
    "bounced",
    "complained",
    "opened",
    "clicked",
    "unsubscribed",
]
"""What may become of a message; the event's type is `message_` and this. A person decides `dismissed` and `retried`."""

HAPPENINGS: tuple[str, ...] = get_args(Happening)

_PREFIX = "message_"

OUTCOME_TYPES: frozenset[str] = frozenset(f"{_PREFIX}{each}" for each in HAPPENINGS)
"""Types of events that tell what became of a message."""

PROPOSED = "offer_proposed"
"""The type of the event that an offer was in a message that was sent."""

_THEIRS = ("opened", "clicked", "complained", "unsubscribed")

DONE_TO = (*(f"{_PREFIX}{each}" for each in HAPPENINGS if each not in _THEIRS), PROPOSED, REQUESTED, PROOFED)
"""Types of events that are nothing that the person did, but that was done to them."""


class Outcome(NamedTuple):
    """One thing that became of one message.

    Attributes:
        key: The action's.
        happening: What.
        at: When, by our clock or the provider's.
        details: Further properties: `reason`, `reference`, `link`, `bot`; never an address.
        place: Tells apart what may happen several times, such as the number of a link; empty for what happens once.
    """

    key: str
    happening: Happening
    at: Instant
    details: dict[str, Any]
    place: str = ""


def outcome_event(outcome: Outcome, row: OutboxRow) -> Event:
    """An outcome as an event of the person; what becomes of a proof or a copy is nothing that the person did.

    Its id is `key/happening` (and the place), so that however often it is told, it happened once.
    """
    letter = row.letter
    action = letter.action
    known: dict[str, Any] = {
        "message": outcome.key,
        "channel": action.channel,
        "template": f"{action.template}@{action.version}" if action.template else "",
        "purpose": action.purpose,
        "topic": action.topic,
        "journey": action.journey,
        "journey_version": action.journey_version or None,
        "participant": action.participant,
        "node": action.node,
        "offers": [offer["id"] for offer in letter.offers],
    }
    properties = {name: value for name, value in known.items() if value not in ("", None, [])} | outcome.details
    suffix = f"/{outcome.place}" if outcome.place else ""
    return Event(
        id=f"{outcome.key}/{outcome.happening}{suffix}",
        kind="business" if action.to else "track",
        type=_PREFIX + outcome.happening,
        identities=() if action.to else (Identity(PROFILE_NAMESPACE, row.profile),),
        ts=outcome.at,
        properties=properties,
    )


def proposals(outcome: Outcome, row: OutboxRow) -> Iterator[Event]:
    """The offers of a message that was sent, each as an event of the person; of a proof or a copy there are none."""
    letter = row.letter
    if outcome.happening != "sent" or letter.action.to or letter.action.sandbox:
        return
    said = outcome_event(outcome, row)
    for offer in letter.offers:
        placed: dict[str, dict[str, Any]] = letter.values["offers"].get("placed", {})
        places = sorted(place for place, each in placed.items() if each["id"] == offer["id"])
        more = {"offer": offer["id"], "offer_version": offer["version"]} | ({"placements": places} if places else {})
        properties = {name: value for name, value in said.properties.items() if name != "offers"} | more
        yield replace(said, id=f"{outcome.key}/offer/{offer['id']}", type=PROPOSED, properties=properties)


def verdict_outcome(row: OutboxRow, verdict: str, at: Instant) -> Outcome | None:
    """What a person's decision on a row is told as: `send` or `dismiss`; None where there is nothing to decide.

    Told again before anything else became of the row, it is the same.
    """
    if resolved(row, verdict, at) is None:
        return None
    return Outcome(row.key, "dismissed" if verdict == "dismiss" else "retried", at, {}, f"{row.status}-{row.fence}")


def read_outcome(event: Event) -> tuple[str, str] | None:
    """`(key, happening)` of an outcome's event; None for what is none."""
    happening = event.type.removeprefix(_PREFIX)
    key = event.properties.get("message")
    if event.type == happening or happening not in HAPPENINGS or not isinstance(key, str):
        return None
    return key, happening


def status_outcome(row: OutboxRow, at: Instant) -> Iterator[Outcome]:
    """What a row's status says happened, if it says anything: nothing while the machinery still works on it."""
    if row.status in ("sent", "suppressed", "failed", "held", "unknown", "dismissed"):
        details = {"reason": row.reason} if row.reason else {}
        # A message that was held, mended and held again is held twice; one is sent once.
        place = str(row.fence) if row.status in ("held", "unknown", "failed") and row.fence > 1 else ""
        yield Outcome(row.key, row.status, at, details, place)
