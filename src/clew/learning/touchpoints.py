"""What touches people, as a document says it, and what its texts mean."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from clew.catalog import Fault
from clew.expressions import Aggregate, CxlError, Did, Events, Path, parse

Cxl: TypeAlias = Annotated[str, Meta(max_length=20_000)]

By: TypeAlias = Literal["channel", "campaign", "message"]
"""What is credited."""


class Touchpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Events that touch somebody, and what they are called.

    Attributes:
        events: Which, in CXL: `page where context.campaign.source is not null`.
        channel: The property that names the channel, such as `context.campaign.source`, or a name in single quotes.
        campaign: The same of the campaign; empty: that of the channel.
        message: The same of the message; empty: that of the campaign.
    """

    events: Cxl
    channel: Cxl
    campaign: Cxl = ""
    message: Cxl = ""


_CAMPAIGN = ("context.campaign.source", "context.campaign.name", "context.campaign.content")

MOST_COST = 1e15
"""More than anybody pays: what is not below it is a slip, or no number."""

STANDARD = (
    Touchpoint(events='"message_sent"', channel="channel", campaign="journey", message="template"),
    *(
        Touchpoint(
            events=f"{kind} where {_CAMPAIGN[0]} is not null",
            channel=_CAMPAIGN[0],
            campaign=_CAMPAIGN[1],
            message=_CAMPAIGN[2],
        )
        for kind in ("page", "screen")
    ),
)
"""Messages that were sent, and visits that a campaign's link brought."""


def events_of(text: str) -> Events:
    """The events that a text means.

    Raises:
        CxlError: It means none, or has a window.
    """
    found = parse(f"did {text}")
    if not isinstance(found, Did) or found != Did(found.events) or found.events.window is not None:
        raise CxlError("not the events of one type", hint='such as "Order Completed" where total > 50')
    return found.events


def name_of(text: str) -> Path | str:
    """The property that a text names, or what it says between single quotes.

    Raises:
        CxlError: It is neither.
    """
    said = text.strip()
    if len(said) > 2 and said[0] == said[-1] == "'":
        return said[1:-1]
    found = parse(f"first({said} of event)")
    if not isinstance(found, Aggregate) or found.path is None or found.events != Events("event"):
        raise CxlError("not a property", hint="such as channel, context.campaign.source or 'email'")
    return found.path


def touchpoint_faults(touchpoints: Sequence[Touchpoint]) -> Iterator[Fault]:
    """What is wrong with touchpoints."""
    for place, each in enumerate(touchpoints):
        for field in ("events", "channel", "campaign", "message"):
            text: str = getattr(each, field)
            if not text.strip() and field in ("campaign", "message"):
                continue
            try:
                _ = events_of(text) if field == "events" else name_of(text)
            except CxlError as error:
                yield Fault(f"/touchpoints/{place}/{field}", error.message, error.hint)
