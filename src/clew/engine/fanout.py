"""The workspace as an actor: audiences that are addressed at an instant, member by member.

A broadcast's schedule, a business event, and a journey that takes in who is there already each leave a call to the
workspace itself (a row of `call` without a profile). When everything up to its instant is done, time stands still
while a page of the audience after the other is called, each member for its own instant; the place in the audience is
kept with the calls, in the same transaction. So an audience is exactly who was in it at the instant, everybody is
called once, and a replay, which stops at the same instants, calls the same.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from clew.engine.ports import CallRow, StateStore
from clew.engine.publish import Publisher
from clew.engine.travel import Call, pack_call
from clew.events import Fact, Record
from clew.journeys import (
    BLOCKED,
    Compiled,
    JourneyProgram,
    Mark,
    audience_of,
    next_occurrence,
    pace_of,
    row_test,
    turn_of,
)
from clew.journeys.ports import Start
from clew.kernel.instants import Instant, format_instant
from clew.kernel.packing import pack, unpacker

Called = tuple[Instant, str, str]
"""`(at, profile, id)` of a call that was answered."""


class FanOut(msgspec.Struct, array_like=True, frozen=True):
    """An audience to be called.

    Attributes:
        journey: Into which journey.
        cause: `broadcast`, `business`, or `existing`: who is there when the journey begins.
        origin: What began it: the instant of a broadcast, source and id of an event.
        after: The last member that was called.
        properties: Of the business event.
    """

    journey: str
    cause: str
    origin: str
    after: str = ""
    properties: dict[str, Any] = {}


_fan_outs = unpacker(FanOut)


class FanOuts:
    """The audiences of a workspace that are to be called, the earliest first."""

    def __init__(self, store: StateStore, publisher: Publisher) -> None:
        """Over what is stored and the documents in force."""
        self._store, self._publisher = store, publisher
        self._rows: list[CallRow] = []
        self.reload()

    def reload(self) -> None:
        """Go by what is stored: at first, and when a commit failed."""
        self._rows = self._store.calls_to_workspace()

    def note(self, calls: Sequence[CallRow], called: Sequence[Called]) -> None:
        """Take over what was committed, without asking a store that may hold a million calls to others."""
        gone = {each for each in called if not each[1]}
        put = {_place(row): row for row in calls if not row.profile}
        if gone or put:
            kept = {place: row for row in self._rows if (place := _place(row)) not in gone}
            self._rows = sorted((kept | put).values())

    @property
    def next(self) -> Instant | None:
        """The earliest instant of all."""
        return self._rows[0].at if self._rows else None

    def page(self, limit: int) -> tuple[list[CallRow], list[Called]]:
        """Call the next members of the earliest audience: calls to put, and those that are answered."""
        row = self._rows[0]
        fan = _fan_outs.decode(row.call)
        done = [_place(row)]
        compiled = self._publisher.journeys.newest.get(fan.journey)
        entry = compiled.journey.body.entry if compiled is not None else None
        if compiled is None or entry is None or not _addresses(fan, compiled):
            return [], done
        audience = self._publisher.audience(audience_of(entry) or "")
        members = self._store.segment_members(audience, after=fan.after, limit=limit) if audience else []
        addressed = entry.broadcast or entry.business
        pace = addressed.pace if addressed is not None else None
        call = pack_call(_call(fan, row.at + pace_of(pace)))
        name = f"{fan.cause}:{fan.journey}:{fan.origin}"
        calls = [CallRow(row.at + turn_of(who, fan.journey, pace), who, name, call) for who, _ in members]
        if len(members) == limit:
            return [*calls, row._replace(call=pack(msgspec.structs.replace(fan, after=members[-1][0])))], []
        following = self._broadcast(compiled, row.at + 1)
        return [*calls, *([following] if following is not None and fan.cause == "broadcast" else [])], done

    def scheduled(self, records: Sequence[Record], before: JourneyProgram) -> tuple[list[CallRow], list[Called]]:
        """What a change of the documents changes: broadcasts by the schedules now in force, and journeys that begin.

        Args:
            records: Of the body that changes them; none where all of it was told before.
            before: The journeys until now.
        """
        if not records:
            return [], []
        at, newest = records[-1].at, self._publisher.journeys.newest
        wanted = [row for _, compiled in sorted(newest.items()) if (row := self._broadcast(compiled, at)) is not None]
        standing = [row for row in self._rows if row.id.startswith("broadcast:")]
        put = [row for row in wanted if row not in standing]
        for journey in sorted(newest.keys() - before.newest.keys()):
            entry = newest[journey].journey.body.entry
            if entry.existing and entry.on == "enter":
                put.append(_row(at, FanOut(journey, "existing", str(records[-1].seq))))
        return put, [_place(row) for row in standing if row not in wanted]

    def announced(self, records: Sequence[Record]) -> list[CallRow]:
        """The audiences that these records concern."""
        return [
            _row(record.at, FanOut(name, "business", f"{record.source}/{record.event.id}", "", record.event.properties))
            for record, name, compiled in self._concerned(records)
            if record.at - record.ts <= compiled.lag
        ]

    def late(self, records: Sequence[Record]) -> list[Fact]:
        """Told of no person: events of the workspace that came too late to begin a journey (J17)."""
        return [
            Fact("", record.at, BLOCKED, Mark(name, compiled.journey.version, "", 0, "", "late").subject, record.seq)
            for record, name, compiled in self._concerned(records)
            if record.at - record.ts > compiled.lag
        ]

    def _concerned(self, records: Sequence[Record]) -> list[tuple[Record, str, Compiled]]:
        said = [record for record in records if record.event.kind == "business"]
        return [
            (record, name, compiled)
            for record in said
            if record.source not in self._publisher.historical
            for name, compiled in sorted(self._publisher.journeys.newest.items())
            if (business := compiled.journey.body.entry.business) is not None
            and business.event == record.event.type
            and (business.where is None or row_test(business.where)(record.event))
        ]

    def _broadcast(self, compiled: Compiled, since: Instant) -> CallRow | None:
        """The next time that a journey addresses its audience by schedule."""
        broadcast = compiled.journey.body.entry.broadcast
        at = next_occurrence(broadcast, self._publisher.program.zone, since) if broadcast is not None else None
        return None if at is None else _row(at, FanOut(compiled.journey.id, "broadcast", format_instant(at)))


def _place(row: CallRow) -> Called:
    return row.at, row.profile, row.id


def _row(at: Instant, fan: FanOut) -> CallRow:
    # Of a broadcast one occurrence stands at a time; events are told apart.
    name = f"{fan.cause}:{fan.journey}" + (f":{fan.origin}" if fan.cause == "business" else "")
    return CallRow(at, "", name, pack(fan))


def _addresses(fan: FanOut, compiled: Compiled) -> bool:
    """Whether the journey as it is now still addresses anybody in this way."""
    entry = compiled.journey.body.entry
    if fan.cause == "existing":
        return entry.existing
    return (entry.broadcast if fan.cause == "broadcast" else entry.business) is not None


def _call(fan: FanOut, until: Instant) -> Call:
    """What every member is brought, the same for all."""
    if fan.cause == "existing":
        return Call(newly=(fan.journey,))
    return Call(starts=(Start(fan.journey, fan.origin, fan.cause, fan.properties, until=until),))
