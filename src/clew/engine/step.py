"""The pure step over one profile: records and the clock in, state and facts out.

Reads no clock, no store, no randomness, and never raises on data. Order is logical time per profile: its alarms
before `t` run before its records of `t`; all records and alarms of one instant are one transition (R22).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from clew.engine.effective import effective_records
from clew.engine.travel import JOURNEYS, NO_JOURNEYS, Call, Happening, Parting, Traveller, Travels
from clew.events import Fact, Record
from clew.expressions import Reading
from clew.journeys import JourneyProgram
from clew.kernel.instants import Instant
from clew.profiles import CHANGING, ProfileState, Program, Segment, merge_registers, write_record, zone_of


@dataclass(slots=True)
class Absorb:
    """Another profile that merges into this one, after what it still has to go through before.

    Attributes:
        profile: Its root id until now.
        groups: What it goes through before the merge.
        state: Its state, which the loop fills in; None when the profile began in this very instant.
    """

    profile: str
    groups: list["Group"]
    state: ProfileState | None = None


class Group(msgspec.Struct):
    """Everything that one instant brings to one profile.

    Attributes:
        at: The instant.
        records: In log order.
        absorbs: Profiles that merge into this one at this instant.
        refold: Bounded state does not suffice (a deletion, a correction, an unmerge): the state is to be folded anew
            from the profile's whole history.
        leaves: Where `refold` is set or profiles merge, those that this one answers for when the instant is over.
        history: Their history where it is needed, the records of this group included; the loop reads it.
        erase: The profile ends here (R19).
        partings: Profiles that an unmerge takes out of this one.
        joins: Where an unmerge brings this one back: what it is given.
        call: What the workspace brings.
    """

    at: Instant
    records: list[Record] = []
    absorbs: Sequence[Absorb] = ()
    refold: bool = False
    leaves: Sequence[str] = ()
    history: Sequence[Record] | None = None
    erase: bool = False
    partings: Sequence[Parting] = ()
    joins: Parting | None = None
    call: Call | None = None


_JOURNEYS_ALONE = [JOURNEYS]

Move = tuple[str, str, Instant | None]
"""`(segment key, profile, since)`: a membership that began (0: before the segment went live) or ended (None)."""


Cause = tuple[int, str]
"""Of a fact: the log row that it is due to, and what that was; see `events.Fact`."""

_CLOCK: Cause = (0, "clock")
_NEVER: Instant = 1 << 62


class Stepper:
    """Steps profiles under one program; reuses one reading, so an instance belongs to one thread.

    Attributes:
        facts: What became true since the last `take`, in order per profile.
        moves: Memberships that began or ended since, those of building segments included.
        travels: The journeys, with what they bring about.
    """

    def __init__(
        self, program: Program, journeys: JourneyProgram = NO_JOURNEYS, historical: Collection[str] = ()
    ) -> None:
        self.program = program
        self.travels = Travels(journeys, historical)
        self.facts: list[Fact] = []
        self.moves: list[Move] = []
        self._entered: list[str] = []
        self._left: list[str] = []
        self._reading = Reading()
        self._armed = _NEVER  # the least due instant that was decided lately
        self._spares: dict[str, list[Any]] = {}

    def step(self, state: ProfileState, groups: list[Group], until: Instant) -> None:
        """Bring a profile through its groups and then through its alarms up to and including `until`.

        Args:
            state: Changed in place.
            groups: In order of `at`.
            until: How far logical time has come.
        """
        dues = state.dues
        soonest = min(dues.values()) if dues else _NEVER
        for group in groups:
            alarmed = soonest <= group.at
            if alarmed:
                self._run_alarms(state, group.at - 1)
                soonest = min(dues.values()) if dues else _NEVER
            self._armed = _NEVER
            self._apply(state, group, alarmed=alarmed)
            # At or before the least of them: what was taken away need not be looked for.
            soonest = min(soonest, self._armed, dues.get(JOURNEYS, _NEVER))
        if soonest <= until:
            self._run_alarms(state, until)

    def seed(
        self, state: ProfileState, history: list[Record], segments: list[Segment], keys: set[str], at: Instant
    ) -> None:
        """Fold new clauses over a profile's history and decide new segments at `at`, silently.

        What nothing in force or on its way asks any more goes: superseded versions would be carried along for ever.
        """
        self._let_go(state)
        for key in keys:
            state.clauses.pop(key, None)
        for record in effective_records(history):
            folds = self.program.folds.get(record.event.type)
            for where, takes in folds.of(record.event) if folds is not None else ():
                if where is None or where(record.event):
                    for key, take, start, *_ in takes:
                        if key in keys:
                            take(state.clauses.setdefault(key, start()), record, at)
        self._decide(state, set(segments), at, _CLOCK)
        self._forget_flips()

    def _let_go(self, state: ProfileState) -> None:
        program = self.program
        for key in [key for key in state.segments if key not in program.segments]:
            del state.segments[key]
            self.moves.append((key, state.profile, None))
        for kept, known in (
            (state.clauses, program.clauses),
            (state.conditions, program.segments),
            (state.dues, program.alarms.keys() | {JOURNEYS}),
        ):
            for key in [key for key in kept if key not in known]:
                del kept[key]

    def _apply(self, state: ProfileState, group: Group, *, alarmed: bool) -> None:
        at = group.at
        if group.erase:
            self._erase(state, group)
            return
        if group.joins is not None:
            self.travels.join(state, group.joins)
        dirty: set[Segment] = set()
        if not state.records and (group.records or group.absorbs or group.refold):
            # It begins now, even if there was one of this name that an unmerge has left without records.
            state.created_at = at
            dirty.update(self.program.born)
        self._take(state, group, dirty)
        if alarmed:
            alarms = self.program.alarms
            dirty.update(alarms[key] for key, due in state.dues.items() if due <= at and key in alarms)
        if group.call is not None:
            self._begin_anew(state, group.call, dirty)
        if not state.records:
            self._leave_all(state, group)
        elif dirty:
            self._decide(state, dirty, at, _cause_of(group))
        for absorb in group.absorbs:
            self._close_absorbed(state, absorb, at)
        for parting in group.partings:
            self.travels.part(state, parting)
        self._travel(state, group)

    def _take(self, state: ProfileState, group: Group, dirty: set[Segment]) -> None:
        """Take in what the instant brings: other profiles, and records or the whole history."""
        at = group.at
        for absorb in group.absorbs:
            self._absorb(state, absorb, at, dirty)
        if group.refold:
            self._refold(state, group.history or (), at)
            dirty.update(self.program.segments.values())
            return
        state.records += len(group.records)
        state.last_at = max(state.last_at, at)
        for record in group.records:
            self._fold(state, record, at, dirty)

    def _travel(self, state: ProfileState, group: Group) -> None:
        """Bring the journeys through the instant, when traits and segments are what they are after it."""
        happening = Happening(
            at=group.at,
            records=group.records,
            entered=self._entered,
            left=self._left,
            history=group.history,
            absorbed=[(a.profile, a.state.journeys) for a in group.absorbs if a.state is not None and a.state.journeys],
            erased=group.erase,
            call=group.call,
        )
        found = self.travels.moment(state, happening)
        if found is not None:
            self.travels.bring(state, *found, Traveller(state, self.program, self._read(state, group.at)))
        self._forget_flips()

    def _forget_flips(self) -> None:
        if self._entered or self._left:
            self._entered, self._left = [], []

    def _fold(self, state: ProfileState, record: Record, at: Instant, dirty: set[Segment]) -> None:
        event = record.event
        kind = event.kind
        if kind in ("identify", "consent", "score"):
            self._note_writes(write_record(state, record), dirty)
        folds = self.program.folds.get(event.type)
        if folds is not None:
            folds.fold(state.clauses, record, at, self._spares, dirty)

    def _note_writes(self, written: list[str], dirty: set[Segment]) -> None:
        for key in written:
            dirty.update(self.program.readers.get(key, ()))
            if key in ("a:timeZone", "a:timezone"):
                dirty.update(self.program.zoned)

    def _refold(self, state: ProfileState, history: Sequence[Record], at: Instant) -> None:
        """Forget everything folded and fold the effective history anew; memberships stay, to be compared."""
        for values in (state.attributes, state.consents, state.scores, state.stamps, state.clauses):
            values.clear()
        # An unmerge gives records back, all of them perhaps: what is counted over them begins anew as well.
        state.records = len(history)
        if history:
            state.created_at, state.last_at = min(r.at for r in history), max(r.at for r in history)
        ignored: set[Segment] = set()
        for record in effective_records(history):
            self._fold(state, record, at, ignored)

    def _absorb(self, state: ProfileState, absorb: Absorb, at: Instant, dirty: set[Segment]) -> None:
        """Merge another profile's state into this one: the union of two disjoint histories (R18)."""
        other = absorb.state
        if other is None:
            return
        armed = self._armed
        self.step(other, absorb.groups, at - 1)
        self._armed = armed
        program = self.program
        self._note_writes(merge_registers(state, other), dirty)
        for key, theirs in other.clauses.items():
            clause = program.clauses.get(key)
            if clause is not None:
                ours = state.clauses.get(key)
                state.clauses[key] = theirs if ours is None else clause.merge(ours, theirs)
                dirty.update(program.clause_readers.get(key, ()))
        dirty.update(program.segments[key] for key in (*other.segments, *other.conditions) if key in program.segments)
        state.records += other.records
        state.created_at = min(state.created_at, other.created_at)
        state.last_at = max(state.last_at, other.last_at)

    def _close_absorbed(self, state: ProfileState, absorb: Absorb, at: Instant) -> None:
        """The absorbed id answers for the survivor from now on (R17): it leaves what the union is not in."""
        other = absorb.state
        if other is None or other.records == 0:
            return
        for key in sorted(other.segments):
            self.moves.append((key, other.profile, None))
            segment = self.program.segments.get(key)
            if segment is not None and segment.live and key not in state.segments:
                self.facts.append(Fact(other.profile, at, "segment_exited", segment.id))
        self.facts.append(Fact(other.profile, at, "profile_merged", state.profile))

    def _erase(self, state: ProfileState, group: Group) -> None:
        """The profile ends (R19), and with it all its journeys."""
        self._travel(state, group)
        self._leave_all(state, group)
        seq = group.records[-1].seq if group.records else 0
        self.facts.append(Fact(state.profile, group.at, "profile_deleted", "", seq))

    def _leave_all(self, state: ProfileState, group: Group) -> None:
        """A profile without records is in no segment, not even in a negative one (R10)."""
        seq = group.records[-1].seq if group.records else 0
        for key in sorted(state.segments):
            self.moves.append((key, state.profile, None))
            segment = self.program.segments.get(key)
            if segment is not None and segment.live:
                self.facts.append(Fact(state.profile, group.at, "segment_exited", segment.id, seq))
        self._left += state.conditions
        state.segments.clear()
        state.conditions.clear()
        state.dues.clear()

    def _run_alarms(self, state: ProfileState, until: Instant) -> None:
        alarms = self.program.alarms
        dues = state.dues
        while dues:
            at = min(dues.values())
            if at > until:
                return
            due = [key for key, when in dues.items() if when == at]
            for key in due:
                del dues[key]
            if due == _JOURNEYS_ALONE:
                self.travels.wake(state, at, Traveller(state, self.program, self._read(state, at)))
                continue
            self._decide(state, {alarms[key] for key in due if key in alarms}, at, _CLOCK)
            if JOURNEYS in due or self._entered or self._left:
                self._travel(state, Group(at))

    def _begin_anew(self, state: ProfileState, call: Call, dirty: set[Segment]) -> None:
        """Have what means something else from now on decided anew (R21)."""
        segments = self.program.segments
        dirty.update(segments[key] for key in call.anew if key in segments)
        for key in call.anew:
            if state.segments.pop(CHANGING + key, None) is not None:
                self.moves.append((CHANGING + key, state.profile, None))

    def _decide(self, state: ProfileState, dirty: set[Segment], at: Instant, cause: Cause) -> None:
        """Ask the touched segments at `at`, note who entered or left, and when time alone may change them next."""
        reading = self._read(state, at)
        members, dues, armed = state.segments, state.dues, self._armed
        changed: list[tuple[str, bool]] = []
        for segment in dirty:
            key = segment.key
            inside, due = segment.verdict(reading)
            if segment.hidden:
                self._watch(state, key, at, inside=inside)
            elif inside is not (key in members):
                since = at if segment.live else 0
                if inside:
                    members[key] = since
                else:
                    del members[key]
                self.moves.append((key, state.profile, since if inside else None))
                if segment.live:
                    changed.append((segment.id, inside))
            if due is not None:
                dues[key] = due
                armed = min(armed, due)
            else:
                dues.pop(key, None)
        self._armed = armed
        if changed:
            self._tell(state, changed, at, cause)

    def _read(self, state: ProfileState, at: Instant) -> Reading:
        """The reading of this profile at an instant."""
        reading, program = self._reading, self.program
        reading.attributes, reading.consents, reading.scores = state.attributes, state.consents, state.scores
        reading.clauses, reading.now = state.clauses, at
        reading.zone = zone_of(state.attributes, program.zone) if program.local else program.zone
        return reading

    def _watch(self, state: ProfileState, key: str, at: Instant, *, inside: bool) -> None:
        if inside is not (key in state.conditions):
            if inside:
                state.conditions[key] = at
                self._entered.append(key)
            else:
                del state.conditions[key]
                self._left.append(key)

    def _tell(self, state: ProfileState, changed: list[tuple[str, bool]], at: Instant, cause: Cause) -> None:
        for name, inside in sorted(changed):
            kind = "segment_entered" if inside else "segment_exited"
            self.facts.append(Fact(state.profile, at, kind, name, *cause))


def _cause_of(group: Group) -> Cause:
    if group.records:
        return group.records[-1].seq, "record"
    return (group.call.seq, "backfill") if group.call is not None and group.call.anew else _CLOCK
