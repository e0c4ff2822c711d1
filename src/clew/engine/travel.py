"""The journeys of one profile within its step: what an instant brings them, and what they bring about.

Journeys are a state of their own beside traits and segments: packed in the profile's row, unpacked only for an instant
that may concern them. Somebody whom no journey knows costs one look-up by event type.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import tzinfo
from typing import Any, NamedTuple

import msgspec

from clew.actions import Action
from clew.engine.effective import effective_records
from clew.engine.rows import ParticipantRow
from clew.events import Fact, Record
from clew.expressions import Reading
from clew.journeys import JourneyProgram, JourneyState, concerns, pack_journeys, split, step, unpack_journeys
from clew.journeys.ports import Absorbed, Moment, Move, Start
from clew.kernel.instants import Instant
from clew.kernel.packing import pack, unpacker
from clew.profiles import ProfileState, Program, zone_of

JOURNEYS = "journeys"
"""Under which `ProfileState.dues` holds the instant at which time alone moves somebody on."""


NO_JOURNEYS = JourneyProgram()
"""No journey is in force."""


class Call(msgspec.Struct, array_like=True, frozen=True):
    """What the workspace brings one profile at an instant.

    Attributes:
        starts: Journeys that begin.
        newly: Journeys published for who is in the segment already.
        resumed: Journeys that go on.
        archived: Journeys that ended.
        moves: Migrations.
        anew: Keys of segments and conditions that mean something else from now on.
        seq: Log row of the record that says so.
    """

    starts: tuple[Start, ...] = ()
    newly: tuple[str, ...] = ()
    resumed: tuple[str, ...] = ()
    archived: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()
    anew: tuple[str, ...] = ()
    seq: int = 0

    def beside(self, other: "Call") -> "Call":
        """Both at once."""
        return Call(
            self.starts + other.starts,
            self.newly + other.newly,
            self.resumed + other.resumed,
            self.archived + other.archived,
            self.moves + other.moves,
            self.anew + other.anew,
            max(self.seq, other.seq),
        )


def pack_call(call: Call) -> bytes:
    """As stored."""
    return pack(call)


def unpack_call(data: bytes) -> Call:
    """As stored by `pack_call`."""
    return _calls.decode(data)


_calls = unpacker(Call)


class Parting:
    """Two profiles that an unmerge parts: what the one hands to the other.

    Attributes:
        leaves: The profiles that go.
        journeys: What goes with it, packed; set when the kept one has been stepped through the instant.
    """

    __slots__ = ("journeys", "leaves")

    def __init__(self, leaves: Iterable[str]) -> None:
        self.leaves = frozenset(leaves)
        self.journeys = b""


class Happening(NamedTuple):
    """What an instant brings to a profile's journeys; the fields of `journeys.Moment` that the engine knows of.

    Attributes:
        at: The instant.
        records: In log order.
        entered: Watched conditions that became true.
        left: Watched conditions that became false.
        history: All records where they are needed, else None.
        absorbed: Profiles that merge into this one: root id and packed journeys.
        erased: The person is erased.
        call: What the workspace brings.
    """

    at: Instant
    records: Sequence[Record] = ()
    entered: Sequence[str] = ()
    left: Sequence[str] = ()
    history: Sequence[Record] | None = None
    absorbed: Sequence[tuple[str, bytes]] = ()
    erased: bool = False
    call: Call | None = None


class Traveller:
    """A profile as its journeys see it; a `journeys.ports.Person` over the state and reading of the stepper."""

    __slots__ = ("_program", "_reading", "_state")

    def __init__(self, state: ProfileState, program: Program, reading: Reading) -> None:
        self._state, self._program, self._reading = state, program, reading

    @property
    def profile(self) -> str:
        """Root profile id."""
        return self._state.profile

    @property
    def zone(self) -> tzinfo:
        """Their zone, or the workspace's (R6)."""
        return zone_of(self._state.attributes, self._program.zone)

    @property
    def attributes(self) -> Mapping[str, Any]:
        """Name to value."""
        return self._state.attributes

    @property
    def consents(self) -> Mapping[str, Any]:
        """Channel or purpose to `in` or `out`."""
        return self._state.consents

    def holds(self, condition: str) -> bool:
        """Whether a condition holds at the instant of the step; none does for a profile without records (R10)."""
        lowered = self._program.conditions.get(condition)
        return lowered is not None and self._state.records > 0 and bool(lowered.test(self._reading))


class Travels:
    """Steps the journeys of profiles under one program.

    Attributes:
        program: The journeys in force.
        facts: What became true since the last take.
        effects: What to do since.
        changed: Roots whose journeys changed since, each with the places (`(root, id)`) of its participants before.
        under_way: Where these roots are since the last change.
    """

    def __init__(self, program: JourneyProgram, historical: Collection[str] = ()) -> None:
        self.program = program
        self._historical = frozenset(historical)
        self.facts: list[Fact] = []
        self.effects: list[Action] = []
        self.changed: dict[str, set[tuple[str, str]]] = {}
        self.under_way: dict[str, list[ParticipantRow]] = {}

    def moment(self, state: ProfileState, happening: Happening) -> tuple[JourneyState, Moment] | None:
        """What journeys must be stepped through, with their state; None where the instant does not concern them."""
        if not state.journeys and not self._may_begin(happening):
            return None
        journeys, moment = unpack_journeys(state.journeys), _moment(happening, self._historical)
        return (journeys, moment) if concerns(self.program, journeys, moment) else None

    def wake(self, state: ProfileState, at: Instant, person: Traveller) -> None:
        """Step a profile's journeys when their alarm has come, and nothing else."""
        self.bring(state, unpack_journeys(state.journeys), Moment(at), person)

    def bring(self, state: ProfileState, journeys: JourneyState, moment: Moment, person: Traveller) -> None:
        """Step a profile's journeys through an instant, and arm its alarm for them."""
        self._touch(state, journeys, moment.absorbed)
        outcome = step(journeys, moment, person, self.program)
        self.facts += outcome.facts
        self.effects += outcome.effects
        self._keep(state, journeys, outcome.due)

    def _may_begin(self, happening: Happening) -> bool:
        """Whether somebody whom no journey knows may be concerned."""
        if happening.absorbed:
            return True  # what is remembered of them outlives the journeys
        if not self.program.versions:
            return False
        if happening.call is not None:
            return True
        types, watched = self.program.types, self.program.by_watch
        return any(record.event.type in types for record in happening.records) or any(
            key in watched for key in (*happening.entered, *happening.left)
        )

    def part(self, state: ProfileState, parting: Parting) -> None:
        """Give up what began with the profiles that go."""
        if state.journeys:
            journeys = self._open(state)
            known = {p.leaf for p in journeys.participants}
            known |= {row.leaf for rows in journeys.ledger.values() for row in rows}
            parting.journeys = pack_journeys(split(journeys, frozenset(known - parting.leaves)))
            self._close(state, journeys)

    def join(self, state: ProfileState, parting: Parting) -> None:
        """Take over what the other gave up."""
        if parting.journeys:
            self._open(state)
            self._close(state, unpack_journeys(parting.journeys))

    def _open(self, state: ProfileState) -> JourneyState:
        journeys = unpack_journeys(state.journeys)
        self._touch(state, journeys)
        return journeys

    def take_changed(self) -> tuple[dict[str, set[tuple[str, str]]], dict[str, list[ParticipantRow]]]:
        """`changed` and `under_way`, which begin anew."""
        taken = self.changed, self.under_way
        self.changed, self.under_way = {}, {}
        return taken

    def _touch(self, state: ProfileState, journeys: JourneyState, absorbed: Sequence[Absorbed] = ()) -> None:
        """Note who was under way before the batch changed anything, those that come in a merge among them."""
        profile = state.profile
        noted = self.changed.get(profile)
        if noted is None:
            noted = self.changed[profile] = set()
        for p in journeys.participants:
            noted.add((profile, p.id))
        for each in absorbed:
            noted.update([(each.profile, p.id) for p in each.state.participants])

    def _close(self, state: ProfileState, journeys: JourneyState) -> None:
        self._keep(state, journeys, journeys.due)

    def _keep(self, state: ProfileState, journeys: JourneyState, due: Instant | None) -> None:
        state.journeys = pack_journeys(journeys)
        profile = state.profile
        # Rows at once: the journeys themselves can go again, a herd of them is more than any cache holds.
        self.under_way[profile] = [
            ParticipantRow(profile, p.id, p.journey, p.version, p.node, p.status, p.held, p.since)
            for p in journeys.participants
            if p.status != "followed"
        ]
        if due is None:
            state.dues.pop(JOURNEYS, None)
        else:
            state.dues[JOURNEYS] = due


def _moment(happening: Happening, historical: Collection[str]) -> Moment:
    call = happening.call or _NO_CALL
    return Moment(
        at=happening.at,
        records=happening.records,
        entered=happening.entered,
        left=happening.left,
        history=None if happening.history is None else list(effective_records(happening.history)),
        absorbed=[Absorbed(profile, unpack_journeys(packed)) for profile, packed in happening.absorbed],
        erased=happening.erased,
        starts=call.starts,
        newly=call.newly,
        resumed=call.resumed,
        archived=call.archived,
        moves=call.moves,
        entries=not historical or all(record.source not in historical for record in happening.records),
    )


_NO_CALL = Call()
