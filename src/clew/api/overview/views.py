"""The overview, findings and the palette as the API shows them."""

from typing import Literal

from clew.api.views import CheckView, Moment, ProfileView, RejectCountView, View


class FlowView(View):
    """How much happened in a day, and in the day before.

    Attributes:
        now: In the last 24 hours.
        before: In the 24 hours before those.
    """

    now: int
    before: int


class SegmentMoveView(View):
    """How a segment moved in the last 24 hours.

    Attributes:
        id: Of the segment.
        name: What people call it.
        size: How many are in it now.
        entered: How many entered, each time counted.
        left: How many left, each time counted.
    """

    id: str
    name: str
    size: int
    entered: int
    left: int


class JourneyMoveView(View):
    """What a journey came to in the last 24 hours.

    Attributes:
        id: Of the journey.
        name: What people call it.
        state: live or paused.
        under_way: How many are in it now.
        entered: How many ways began.
        ended: How many ways ended.
        goals: How many goals were reached.
    """

    id: str
    name: str
    state: str
    under_way: int
    entered: int
    ended: int
    goals: int


class DriftedView(View):
    """A model that no longer sees what it was trained on; it scores all the same.

    Attributes:
        id: Its id.
        name: What people call it.
        alarms: What has moved further than its document allows, in words.
    """

    id: str
    name: str
    alarms: tuple[str, ...]


class RefusedView(View):
    """A version that is meant to be live and does not compile; an earlier one stays live, if there was one.

    Attributes:
        kind: Of the document.
        id: Of the document.
        name: What people call it.
        version: Which.
    """

    kind: str
    id: str
    name: str
    version: int


class DroppedView(View):
    """Records that were accepted and not kept, for one reason.

    Attributes:
        reason: Such as `duplicate` or `old_revision`.
        records: How many, ever.
        last_at: When the last one came.
    """

    reason: str
    records: int
    last_at: Moment


class OverviewView(View):
    """What changed since yesterday.

    Attributes:
        at: The present.
        people: How many profiles there are.
        events: How many events happened.
        hours: The same, hour by hour over 48 hours, the oldest first.
        active: How many people did something.
        arrived: How many people did something for the first time.
        messages: How many messages were sent.
        kept: How many stayed in a workspace's own outbox: nobody was written to.
        suppressed: How many messages were held back for good.
        segments: Those that are live, the liveliest first.
        journeys: Those that are live or paused, the liveliest first.
        rejects: What is held in quarantine, by source and reason.
        refused: Documents that are meant to be live and do not compile.
        checks: The parts that must work.
        drifted: Models whose world has moved since their training.
        dropped: What was accepted and not kept, the commonest reason first.
    """

    at: Moment
    people: int
    events: FlowView
    hours: tuple[int, ...]
    active: FlowView
    arrived: FlowView
    messages: FlowView
    kept: FlowView
    suppressed: FlowView
    segments: tuple[SegmentMoveView, ...]
    journeys: tuple[JourneyMoveView, ...]
    rejects: tuple[RejectCountView, ...]
    refused: tuple[RefusedView, ...]
    checks: tuple[CheckView, ...]
    drifted: tuple[DriftedView, ...]
    dropped: tuple[DroppedView, ...]


class OfferFiguresView(View):
    """How often an offer was proposed.

    Attributes:
        offer: Its id.
        days: Proposals of each of the last 30 times 24 hours, the oldest first.
        proposed: How often in all: messages that were sent with it.
        people: To how many.
        clicked: How many of these messages were clicked by people, wherever.
        last_at: When it was proposed last.
    """

    offer: str
    days: tuple[int, ...]
    proposed: int
    people: int
    clicked: int
    last_at: Moment


class SourceFiguresView(View):
    """What a source has sent.

    Attributes:
        source: Its id; also of a source that no document describes any more.
        days: How many of its events happened, day by day over fourteen times 24 hours, the oldest first.
        events: How many there are of it in all.
        last_at: When the newest was received.
        held: How many of its events wait in quarantine.
    """

    source: str
    days: tuple[int, ...]
    events: int
    last_at: Moment | None
    held: int


class ConsentCountView(View):
    """What people said to one key of consent, as it stands now.

    Attributes:
        key: A purpose, a channel, both with a slash between, a topic behind them, or `*` for everything.
        given: How many people said yes.
        withdrawn: How many said no.
        pending: How many have yet to confirm.
    """

    key: str
    given: int
    withdrawn: int
    pending: int


class FoundView(View):
    """Somebody who was looked for.

    Attributes:
        profile: Who.
        by: What fits: an `identity`, an `attribute`, the `id`, or nothing in particular: who was `active` lately.
        name: Of the namespace or attribute.
        value: What fits.
    """

    profile: ProfileView
    by: Literal["identity", "attribute", "id", "active"]
    name: str = ""
    value: str = ""


class OriginView(View):
    """Where a declared fact comes from.

    Attributes:
        name: Of the attribute, as declared.
        at: When it was said.
        source: Who said it.
        event: Id of the event that said it, within its source.
    """

    name: str
    at: Moment
    source: str
    event: str


class FieldWordView(View):
    """An attribute or a property that conditions may mention.

    Attributes:
        name: Dotted where it is nested; what stands below a list is of its elements.
        title: What people call the last part of its name; empty where nobody says it.
        type: number, text, flag, date, list, object or any.
        note: What it means.
        coverage: The part of the people (or of the events) looked at that have it; null where none could be looked at.
        values: What it often is, as text, the commonest first; empty where hardly two are alike.
    """

    name: str
    title: str
    type: str
    note: str
    coverage: float | None
    values: tuple[str, ...]


class EventWordView(View):
    """An event that conditions may mention.

    Attributes:
        type: Its name.
        note: What it means.
        count: How many there were in the last 30 days.
        properties: What it says.
    """

    type: str
    note: str
    count: int
    properties: tuple[FieldWordView, ...]


class DocumentWordView(View):
    """A segment or a trait that conditions may mention.

    Attributes:
        id: Its id.
        name: What people call it.
        type: Of a trait's value; `flag` for a segment.
        unit: In what it is measured.
    """

    id: str
    name: str
    type: str
    unit: str = ""


class PaletteView(View):
    """Everything that a condition may mention.

    Attributes:
        attributes: Of people: what somebody has first.
        events: What happens first.
        traits: In order of name.
        segments: In order of name.
        consents: Channels and purposes.
        scores: Models that predict, in order of id.
    """

    attributes: tuple[FieldWordView, ...]
    events: tuple[EventWordView, ...]
    traits: tuple[DocumentWordView, ...]
    segments: tuple[DocumentWordView, ...]
    consents: tuple[str, ...]
    scores: tuple[DocumentWordView, ...]
