"""Journeys as the API shows them."""

from typing import Any, Literal

from clew.api.views import Moment, View


class VersionView(View):
    """One version of a journey.

    Attributes:
        version: Counts from 1.
        state: How the engine stands to it.
        at: When that last changed.
        under_way: How many are under way in it.
    """

    version: int
    state: Literal["draft", "building", "live", "paused", "archived", "refused"]
    at: Moment
    under_way: int


class NodeView(View):
    """A node of a journey.

    Attributes:
        name: Its name.
        kind: The field that leads it where it is written: `send`, `wait`, `if`, ...
        says: What it does, in words.
        reached: How often it was reached.
        waiting: How many are there now.
        passed: How often somebody went on from it.
        ended: Ends there other than by coming to the end, by reason.
        held: Messages that waited there, by reason.
        suppressed: Messages that never went from there, by `reason:template`.
    """

    name: str
    kind: str
    says: str
    reached: int
    waiting: int
    passed: int
    ended: dict[str, int]
    held: dict[str, int]
    suppressed: dict[str, int]


class LineView(View):
    """A way from a node to the next.

    Attributes:
        source: The node.
        target: Where it leads; `end` is the end.
        way: What facts call it; empty for the only way on.
        label: The same for people.
        times: How often it was taken; null where facts don't tell two ways apart.
    """

    source: str
    target: str
    way: str
    label: str
    times: int | None = None


class ConditionView(View):
    """A condition that a journey asks.

    Attributes:
        text: As it is written; the id of a segment is one too.
        of: Whether it is asked of the person, or of an event.
        says: The same as a part of a sentence, by the names that people give.
    """

    text: str
    of: Literal["person", "event"]
    says: str


class GraphView(View):
    """A version of a journey as boxes and lines.

    Attributes:
        version: Which version; 0 for one that nobody has saved.
        start: The first node.
        entry: How people come in, in words.
        came_in: How many came to the first step that way.
        exits: What ends it at once, in words.
        goals: What it is meant to reach, in words.
        nodes: In the order in which they are written.
        lines: Ways, in the order of the nodes.
        conditions: What it asks of people and of events, in words; what can't be read is left out.
    """

    version: int
    start: str
    entry: str
    came_in: int
    exits: tuple[str, ...]
    goals: tuple[str, ...]
    nodes: tuple[NodeView, ...]
    lines: tuple[LineView, ...]
    conditions: tuple[ConditionView, ...] = ()


class FaultView(View):
    """Something wrong with a journey.

    Attributes:
        pointer: JSON Pointer of the place in the document; empty for the whole.
        node: The node that it is about; empty if it is about none.
        message: What is wrong.
        hint: What to do about it.
        offset: Characters into the text at `pointer`, where the fault is inside an expression.
    """

    pointer: str
    node: str
    message: str
    hint: str | None = None
    offset: int | None = None


class NeedView(View):
    """A document that a journey mentions.

    Attributes:
        kind: Of the document.
        id: Its id.
        there: Whether it is live.
    """

    kind: str
    id: str
    there: bool


class CheckedJourneyView(View):
    """What is wrong with a journey that nobody has saved.

    Attributes:
        faults: Everything; empty if it could be published.
        doubts: What may well be meant and may be a mistake, such as an event that nobody has sent and no schema names;
            none of it keeps the journey from being published.
        graph: How it would look; null where it is not of the right shape.
        needs: What it mentions.
    """

    faults: tuple[FaultView, ...]
    doubts: tuple[FaultView, ...]
    graph: GraphView | None
    needs: tuple[NeedView, ...]


class InsideView(View):
    """Somebody in a journey.

    Attributes:
        participant: Its id.
        profile: Whose way it is.
        version: Which version it is on.
        node: Where; empty for who is held out.
        status: `active` or `held_out`.
        held: Why it waits before a message; empty if it does not.
        since: When it reached the node.
    """

    participant: str
    profile: str
    version: int
    node: str
    status: str
    held: str
    since: Moment


class PassageView(View):
    """One person's way through one journey.

    Attributes:
        journey: Id of the journey.
        name: What people call it.
        participant: Id of the way.
        version: Which version it is on.
        status: Whether it is under way.
        entered: When it began.
        node: Where it is, or was at the end.
        next_at: When time alone moves it on; null if only something that happens does.
        held: Why it waits before a message; empty if it does not.
        ended: When it ended.
        reason: How it ended, in words.
        goals: The goals that it has reached.
    """

    journey: str
    name: str
    participant: str
    version: int
    status: Literal["active", "held_out", "ended"]
    entered: Moment
    node: str
    next_at: Moment | None = None
    held: str = ""
    ended: Moment | None = None
    reason: str = ""
    goals: tuple[str, ...] = ()


class StepView(View):
    """One thing that happened on a way.

    Attributes:
        at: When.
        node: Where; empty for the entry.
        text: What, in a sentence.
        cause: `record` or `clock`.
        seq: Log row of the record; 0 for the clock.
        version: In which version of the journey.
    """

    at: Moment
    node: str
    text: str
    cause: str
    seq: int
    version: int


class WayView(View):
    """One way through a journey, step by step.

    Attributes:
        participant: Its id.
        version: Which version it is on.
        entered: When it began.
        ended: When it ended; null while it is under way.
        reason: How it ended; empty while it is under way.
        steps: Everything in order.
    """

    participant: str
    version: int
    entered: Moment
    ended: Moment | None
    reason: str
    steps: tuple[StepView, ...]


class WhyJourneyView(View):
    """Why somebody is, was, or is not in a journey, and why they did or did not get a message.

    Attributes:
        profile: The profile that answers.
        journey: Id of the journey.
        ways: In the order in which they began.
        blocked: Entries that came to nothing.
        nothing: Why nothing happened, where nothing did.
    """

    profile: str
    journey: str
    ways: tuple[WayView, ...]
    blocked: tuple[StepView, ...]
    nothing: str


class BroughtView(View):
    """A document that a starter brings with it.

    Attributes:
        kind: Of the document.
        id: Its id.
        name: What people call it.
        there: Whether one of this id is live already; then that one stays.
        document: As it is applied.
    """

    kind: str
    id: str
    name: str
    there: bool
    document: dict[str, Any]


class StarterView(View):
    """A journey to start from.

    Attributes:
        id: Its id.
        name: What people call it.
        description: What it does, in plain words.
        brings: The templates and segments that come with it: apply those that are not there, then the journey.
        needs: What else must be there before it can be published.
        events: Events that it listens to, as the market's SDKs call them.
        text: The journey and what it brings, in YAML.
        body: The fields of its kind: entry, nodes and rules.
        graph: How it looks.
    """

    id: str
    name: str
    description: str
    brings: tuple[BroughtView, ...]
    needs: tuple[NeedView, ...]
    events: tuple[str, ...]
    text: str
    body: dict[str, Any]
    graph: GraphView


class MovedView(View):
    """What becomes of the people at one node of one version.

    Attributes:
        version: Which version they are on.
        node: Where they are.
        target: Where they go on; null if they stay on their version.
        people: How many.
        effect: What the move means for them, in words.
    """

    version: int
    node: str
    target: str | None
    people: int
    effect: str


class MigrationView(View):
    """What a move of people to another version does.

    Attributes:
        version: To which version.
        moved: How many go on in it.
        staying: How many stay on theirs.
        passages: By version and node, most people first.
        faults: What is wrong with the move; with any, nobody is moved.
        applied: Whether it was done and the engine has taken it over.
    """

    version: int
    moved: int
    staying: int
    passages: tuple[MovedView, ...]
    faults: tuple[FaultView, ...]
    applied: bool = False
