"""What is authored of an offer, and what it is when it is asked for; plain values."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, NamedTuple

import msgspec

from clew.catalog import Document
from clew.kernel.instants import Duration, Instant, parse_duration, parse_instant
from clew.profiles import condition_key

Values = dict[str, str | int | float]
"""What an offer says, by name."""


class OfferPeriod(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"start": "from", "end": "to"}):
    """When an offer is good: from <= t < to, instants in ISO 8601."""

    start: str | None = None
    end: str | None = None


class OfferCap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How often a person is proposed an offer at most.

    Attributes:
        max: How many messages.
        per: In how long: `30d`; rolling.
    """

    max: Annotated[int, msgspec.Meta(ge=1, le=1_000)]
    per: str


class OfferBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The body of an offer.

    Attributes:
        title: What people read of it in one line.
        content: What else it says, by name: `{text: ..., code: ...}`; in templates `offers.cart.code`.
        placements: Where it fits: in templates `offers.cart` is the best for `cart`.
        eligible: Whom it is for: a condition in CXL, or the id of a segment; everybody if left out.
        period: When it is good.
        priority: The higher goes first; of equal ones the name decides.
        cap: How often a person is proposed it.
        fallback: Whether it stands in where no other fits; then it is for everybody at any time.
        locales: Title and content in other languages: `{de: {title: ...}}`; what is left out is as above.
    """

    title: str
    content: Values = {}
    placements: tuple[str, ...] = ()
    eligible: str | None = None
    period: OfferPeriod = OfferPeriod()
    priority: Annotated[int, msgspec.Meta(ge=0, le=100)] = 50
    cap: OfferCap | None = None
    fallback: bool = False
    locales: dict[str, Values] = {}


class Offer(msgspec.Struct, frozen=True):
    """One version of an offer, read.

    Attributes:
        id: Unique among offers.
        version: Counts from 1.
        name: What people here call it.
        body: As authored.
        condition: Under which key its condition is kept; empty where it is for everybody.
        since: From when it is good; None for always.
        until: Until when, itself not in it; None for ever.
        per: For how long a proposal counts towards its cap; 0 where it has none.
    """

    id: str
    version: int
    name: str
    body: OfferBody
    condition: str = ""
    since: Instant | None = None
    until: Instant | None = None
    per: Duration = 0


class Proposal(NamedTuple):
    """An offer in a message that was released to a person.

    Attributes:
        at: When it was released.
        offer: Its id.
        key: The message's.
    """

    at: Instant
    offer: str
    key: str


def read_offer(document: Document) -> Offer:
    """An offer as authored, ready to be asked for.

    Raises:
        CxlError: if its condition does not parse.
        InvalidInstant: if a bound of its period is no instant.
    """
    body = msgspec.convert(document.body, OfferBody)
    period = body.period
    return Offer(
        id=document.id,
        version=document.version,
        name=document.name,
        body=body,
        condition=condition_key(body.eligible) if body.eligible is not None else "",
        since=parse_instant(period.start) if period.start is not None else None,
        until=parse_instant(period.end) if period.end is not None else None,
        per=(parse_duration(body.cap.per) or 0) if body.cap is not None else 0,
    )


def longest_cap(offers: Iterable[Offer]) -> Duration:
    """For how long a proposal counts at most."""
    return max((offer.per for offer in offers), default=0)


def offer_text(offer: Offer, language: str) -> Mapping[str, Any]:
    """What a template sees of an offer; in one of its languages (`OfferBody.locales`), or in its own."""
    said = {"title": offer.body.title, **offer.body.content, **offer.body.locales.get(language, {})}
    return {**said, "id": offer.id, "version": offer.version, "name": offer.name}
