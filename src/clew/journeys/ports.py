"""What journeys ask of those who run them, and what they hand over: data and two small protocols."""

from collections.abc import Collection, Mapping, Sequence
from datetime import tzinfo
from typing import Any, NamedTuple, Protocol

import msgspec

from clew.actions import Action
from clew.events import Fact, Record
from clew.journeys.state import JourneyState
from clew.kernel.instants import Instant


class Person(Protocol):
    """A person as known at the instant of the step, after all records of that instant have been folded.

    Attributes:
        profile: Root profile id.
        zone: Their zone if it is valid, else the workspace's (R6).
        attributes: Name to value.
        consents: Channel or purpose to `in` or `out`.
    """

    @property
    def profile(self) -> str: ...  # noqa: D102
    @property
    def zone(self) -> tzinfo: ...  # noqa: D102
    @property
    def attributes(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def consents(self) -> Mapping[str, Any]: ...  # noqa: D102

    def holds(self, condition: str) -> bool:
        """Whether a condition of `JourneyProgram.conditions`, given by its key, holds at the instant of the step."""
        ...


class Start(NamedTuple):
    """An entry that the workspace decided: a member of an audience whose turn has come, or a request.

    Attributes:
        journey: Id of the journey.
        origin: What began it (a broadcast and its instant, a business event): with the profile the participant's id.
        cause: `broadcast`, `business` or `request`.
        properties: Of the business event or the request; conditions and templates see them as the entry event's.
        speed: For a test: how many times faster its waits are. What it sends goes to the sandbox, quiet hours, caps
            and rules of re-entry don't count, and it leaves no trace in the ledger. 0 for what is meant.
        until: The last instant at which any member's turn may come. Two members who become one meanwhile have two
            turns; the second begins nothing.
    """

    journey: str
    origin: str
    cause: str = "broadcast"
    properties: Mapping[str, Any] = {}
    speed: int = 0
    until: Instant = 0


class Move(NamedTuple):
    """People in flight are moved to another version.

    Attributes:
        journey: Id of the journey.
        version: To which version.
        nodes: Node where somebody is to the node where they go on; those at a node that is not named stay.
        sources: From which versions; all others if none is named.
    """

    journey: str
    version: int
    nodes: Mapping[str, str]
    sources: frozenset[int] = frozenset()


class Absorbed(NamedTuple):
    """A profile that merges into this one at this instant.

    Attributes:
        profile: Its root id until now.
        state: Its journeys, brought up to just before this instant.
    """

    profile: str
    state: JourneyState


class Moment(msgspec.Struct):
    """Everything that one instant brings to one person's journeys.

    Attributes:
        at: The instant, later than that of the step before.
        records: What was received, in log order, without redeliveries; those of all profiles that are one from now on.
        entered: Watched conditions (`JourneyProgram.watched`) that became true in this instant (J10, R22).
        left: Watched conditions that became false.
        newly: Journeys that were published in this instant for people who are in the segment already.
        history: All records that count (effective ones) of the person, this instant's included; only after a deletion,
            a correction, an unmerge, or a merge that concerns participants (`needs_history`). None otherwise.
        absorbed: Profiles that merge into this one.
        erased: The person is erased (R19).
        starts: Entries that the workspace decided.
        resumed: Journeys that go on after a pause.
        archived: Journeys that ended for everybody.
        moves: Migrations.
        entries: Whether records may begin something; False for a source whose past is being imported.
    """

    at: Instant
    records: Sequence[Record] = ()
    entered: Collection[str] = ()
    left: Collection[str] = ()
    newly: Collection[str] = ()
    history: Sequence[Record] | None = None
    absorbed: Sequence[Absorbed] = ()
    erased: bool = False
    starts: Sequence[Start] = ()
    resumed: Collection[str] = ()
    archived: Collection[str] = ()
    moves: Sequence[Move] = ()
    entries: bool = True

    @property
    def silent(self) -> bool:
        """Whether nothing comes but the time itself."""
        said = self.records or self.entered or self.left or self.absorbed or self.erased or self.history is not None
        return not (said or self.starts or self.newly or self.resumed or self.archived or self.moves)


class Outcome(NamedTuple):
    """What a step came to; the state itself was changed in place.

    Attributes:
        facts: What became true, in order.
        effects: What to do, in order. `send` and `webhook` go to the outbox; `update` (attributes in `data`), `add_to`
            and `remove_from` (`list` in `data`) and what `do` nodes name are for the engine to see to.
        due: When time alone changes something next; None if never.
    """

    facts: list[Fact]
    effects: list[Action]
    due: Instant | None
