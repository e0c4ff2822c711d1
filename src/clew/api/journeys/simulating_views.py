"""Simulations of journeys over the past as the API shows them, and the question."""

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from clew.api.journeys.views import GraphView, StepView
from clew.api.views import Moment, View
from clew.catalog import Document
from clew.kernel.instants import Instant

Status: TypeAlias = Literal["running", "done", "failed", "stopped"]


@dataclass(frozen=True, slots=True)
class SimulationQuestion:
    """What is asked of the past.

    Attributes:
        documents: One version of a journey, or two to compare.
        start: When it would have been published.
        until: Up to and including which instant people are played.
        received: Take records by when they were received, not by when they happened.
        most_people: How many people at most; they are drawn evenly, by their ids.
        most_records: How many records may be read.
    """

    documents: tuple[Document, ...]
    start: Instant
    until: Instant
    received: bool = False
    most_people: int | None = None
    most_records: int | None = None


class TotalsView(View):
    """What one version came to.

    Attributes:
        entered: How often somebody came in.
        unique: How many people came in.
        active: How many were under way at the end.
        held_out: How many were held out then, to be compared with: nothing was done for them.
        blocked: Entries that came to nothing, by reason.
        ended: Ends, by reason.
        goals: Goals reached, by name.
        drawn: Arms drawn, by `node: arm`.
        messages: Messages that would have been decided, by template.
        actions: Other actions, by kind.
        held: Messages that waited, by reason.
        suppressed: Messages that never went, by `reason:template`.
        graph: The version with its figures.
    """

    entered: int
    unique: int
    active: int
    held_out: int
    blocked: dict[str, int]
    ended: dict[str, int]
    goals: dict[str, int]
    drawn: dict[str, int]
    messages: dict[str, int]
    actions: dict[str, int]
    held: dict[str, int]
    suppressed: dict[str, int]
    graph: GraphView


class PartingPointView(View):
    """One person for whom two versions differ.

    Attributes:
        profile: Who.
        at: When they part first.
        before: What the one does then; empty for nothing.
        after: What the other does.
    """

    profile: str
    at: Moment
    before: str
    after: str


class ResultView(View):
    """What a simulation came to.

    Attributes:
        people: How many people were played.
        of: How many there are; more than were played where it was limited.
        records: How many records were read.
        versions: What each version came to.
        differ: For how many people two versions differ.
        differences: Some of them, in order of profile id.
    """

    people: int
    of: int
    records: int
    versions: tuple[TotalsView, ...]
    differ: int = 0
    differences: tuple[PartingPointView, ...] = ()


class SimulationView(View):
    """A simulation, as far as it has come.

    Attributes:
        id: Its id; it is forgotten after some time, and when the server restarts.
        status: Whether it runs.
        start: When the journey would have been published.
        until: Up to when people are played.
        done: How many people were played so far.
        of: How many will be.
        problem: What went wrong, and what to do; empty if nothing did.
        result: What it came to; null until it is done.
    """

    id: str
    status: Status
    start: Moment
    until: Moment
    done: int
    of: int
    problem: str = ""
    result: ResultView | None = None


class MoveView(View):
    """People who went the same way in one frame.

    Attributes:
        source: The node; empty for outside.
        target: The node, or `end`.
        people: How many times.
    """

    source: str
    target: str
    people: int


class FrameView(View):
    """What happened from one instant to the next.

    Attributes:
        at: Where it begins.
        nodes: How many are at each node when it ends.
        moves: Who went where.
        entered: How many came in.
        ended: How many ways ended.
        sent: How many messages were decided.
        suppressed: How many messages were stopped.
        goals: How many goals were reached.
    """

    at: Moment
    nodes: dict[str, int]
    moves: tuple[MoveView, ...]
    entered: int
    ended: int
    sent: int
    suppressed: int
    goals: int


class FilmView(View):
    """A simulation as a film, for a clock that is scrubbed.

    Attributes:
        seconds: How long each frame is.
        frames: All of them, one after the other.
    """

    seconds: float
    frames: tuple[FrameView, ...]


class PlayedView(View):
    """One person in a simulation.

    Attributes:
        profile: Who.
        entered: How often they came in.
        messages: How many messages they would have got.
        suppressed: How many were stopped.
        ended: How their last way ended; empty while it is under way.
    """

    profile: str
    entered: int
    messages: int
    suppressed: int
    ended: str


class MessageView(View):
    """A message that somebody would have got.

    Attributes:
        key: Its own; the same whenever it is simulated.
        at: When.
        node: From which node.
        kind: `send`, or what else is done.
        template: Of which template.
        channel: By which channel.
    """

    key: str
    at: Moment
    node: str
    kind: str
    template: str
    channel: str


class StoryView(View):
    """What would have become of one person.

    Attributes:
        profile: Who.
        steps: Everything in order.
        messages: What would have been sent and done, in order.
    """

    profile: str
    steps: tuple[StepView, ...]
    messages: tuple[MessageView, ...]


class RenderedView(View):
    """A message as it would have looked then.

    Attributes:
        template: `id@version` it was made from.
        language: The language that it is in.
        parts: Part name to text, or to a tree.
        problem: Why it could not be made: it would have been held; empty if it could.
    """

    template: str
    language: str = ""
    parts: dict[str, Any] = {}  # noqa: RUF012  (pydantic copies it)
    problem: str = ""
