"""What is remembered of one person in all journeys: participants, the ledger of entries, arms, messages.

Plain values that pack; an engine keeps the packed bytes beside the person's state (nothing at all for people whom no
journey knows) and changes the unpacked value in place through `step`.
"""

from typing import Any, Literal, NamedTuple, TypeAlias

import msgspec

from clew.actions import Slot
from clew.kernel.instants import Instant
from clew.kernel.packing import pack, unpacker

STATE_FORMAT = 1

Order: TypeAlias = tuple[Instant, str]
"""`(ts, id)` of an event: what later events are later than (J5)."""

Status: TypeAlias = Literal["active", "held_out", "followed"]


class Participant(msgspec.Struct, array_like=True):
    """One person's way through one version of a journey.

    Attributes:
        id: Derived from the journey and the record that began it, never from chance.
        journey: Id of the journey.
        version: The version it stays on (J11).
        key: What tells it apart from others of the person in this journey; mostly empty.
        leaf: The profile that came in, before any merge: with whom it goes when they are parted again.
        entered: Instant of the entry.
        order: The entry event's; `(entered, "")` for an entry without one.
        node: Where it is.
        seq: How many nodes it has reached; with id and node the key of an effect.
        since: When it reached the node.
        status: `active`; `held_out`: nothing is done, goals are noted; `followed`: ended, goals are still noted.
        wake: When time alone moves it on; None if only an event (or a resumption) does.
        expires: When it ends in any case.
        held: Why it waits before an action: `quiet`, `cap` or `paused`; empty otherwise.
        event: Type of the entry event; empty for an entry without one.
        properties: The entry event's.
        context: What was learned on the way, by node.
        visits: How often each `repeat` has gone back.
        goals: Names of the goals that were reached.
        speed: In a test how many times faster it waits; 0 for what is meant.
    """

    id: str
    journey: str
    version: int
    key: str
    leaf: str
    entered: Instant
    order: Order
    node: str
    seq: int = 0
    since: Instant = 0
    status: Status = "active"
    wake: Instant | None = None
    expires: Instant | None = None
    held: str = ""
    event: str = ""
    properties: dict[str, Any] = {}
    context: dict[str, Any] = {}
    visits: dict[str, int] = {}
    goals: list[str] = []
    speed: int = 0

    def until(self, at: Instant) -> Instant:
        """When a wait until an instant ends: then, or in a test that much sooner."""
        return self.since + (at - self.since) // self.speed if self.speed and at > self.since else at

    @property
    def due(self) -> Instant | None:
        """When time alone concerns it next."""
        if self.wake is None or self.expires is None:
            return self.expires if self.wake is None else self.wake
        return min(self.wake, self.expires)


class LedgerRow(NamedTuple):
    """Entries of one key into one journey, whichever version.

    Attributes:
        key: The entry key.
        leaf: The profile that entered.
        at: The newest entry.
        entries: How many in all.
    """

    key: str
    leaf: str
    at: Instant
    entries: int


class JourneyState(msgspec.Struct, array_like=True):
    """One person in all journeys.

    Attributes:
        participants: Whoever is under way.
        ledger: Journey to the entries so far (J6).
        arms: Split (`journey/node`, or `experiment:id`) to when and which arm was drawn.
        recent: Criterion to the newest event that met it, by the values that must be alike; kept as long as an entry
            event may still come that is older (J5, J17).
        sends: Messages that count against caps, by logical time, oldest first.
        format: Layout of this state.
        begun: What the workspace began (`journey/origin`), until when it could begin it once more.
    """

    participants: list[Participant] = []
    ledger: dict[str, list[LedgerRow]] = {}
    arms: dict[str, tuple[Instant, str]] = {}
    recent: dict[str, dict[str, Order]] = {}
    sends: list[Slot] = []
    format: int = STATE_FORMAT
    begun: dict[str, Instant] = {}

    @property
    def due(self) -> Instant | None:
        """When time alone changes something next; None if never."""
        if len(self.participants) == 1:
            return self.participants[0].due
        return min((due for each in self.participants if (due := each.due) is not None), default=None)

    @property
    def blank(self) -> bool:
        """Whether nothing is remembered, so that nothing need be stored."""
        return not (self.participants or self.ledger or self.arms or self.recent or self.sends or self.begun)


def split(state: JourneyState, leaves: frozenset[str]) -> JourneyState:
    """Take out what began with profiles other than these: they are parted from the person again (R18).

    Arms, messages and what the workspace began stay with both: neither is drawn or sent anew because of it.

    Args:
        state: Keeps what began with `leaves`; changed in place.
        leaves: The profiles that stay.

    Returns:
        What goes with the others.
    """
    leaving = JourneyState(arms=dict(state.arms), sends=list(state.sends), begun=dict(state.begun))
    leaving.participants = [each for each in state.participants if each.leaf not in leaves]
    state.participants = [each for each in state.participants if each.leaf in leaves]
    for journey, rows in list(state.ledger.items()):
        gone = [row for row in rows if row.leaf not in leaves]
        stay = [row for row in rows if row.leaf in leaves]
        if gone:
            leaving.ledger[journey] = gone
        if stay:
            state.ledger[journey] = stay
        else:
            del state.ledger[journey]
    return leaving


_unpacker = unpacker(JourneyState)


def pack_journeys(state: JourneyState) -> bytes:
    """The state as stored; nothing for a blank one."""
    return b"" if state.blank else pack(state)


def unpack_journeys(data: bytes) -> JourneyState:
    """The state as stored by `pack_journeys`."""
    return _unpacker.decode(data) if data else JourneyState()
