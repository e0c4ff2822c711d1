"""What the workspace brings people: whom a document's change or an address to an audience concerns, each by a call."""

from bisect import bisect_left
from collections.abc import Sequence

from clew.engine.ports import CallRow, ParticipantRow, StateStore
from clew.engine.publish import Publisher
from clew.engine.step import Group
from clew.engine.travel import Call, pack_call, unpack_call
from clew.events import Record
from clew.journeys import JourneyProgram

_PAGE = 10_000


def resumptions(record: Record, store: StateStore) -> list[CallRow]:
    """Calls to everybody whom a paused journey held, where the record resumes it."""
    said = record.event.properties
    if said.get("action") != "resume":
        return []
    journey = str(said["id"])
    held = {row.profile for row in _under_way(journey, store) if row.held == "paused"}
    call = pack_call(Call(resumed=(journey,)))
    return [CallRow(record.at, profile, f"resume:{journey}:{record.seq}", call) for profile in sorted(held)]


def endings(record: Record, store: StateStore) -> list[CallRow]:
    """Calls to everybody under way in a journey, where the record archives it."""
    said = record.event.properties["document"]
    if said.get("kind") != "journey" or said.get("status") != "archived":
        return []
    journey = str(said["id"])
    call = pack_call(Call(archived=(journey,)))
    there = {row.profile for row in _under_way(journey, store)}
    return [CallRow(record.at, profile, f"end:{journey}:{record.seq}", call) for profile in sorted(there)]


def arrivals(
    records: Sequence[Record], before: JourneyProgram, publisher: Publisher, store: StateStore
) -> list[CallRow]:
    """Calls to the members of the segment by which people come into a journey that begins, if it takes these too.

    Only where the entry names a segment: of who fulfils an expression nobody keeps a list.
    """
    calls: list[CallRow] = []
    for journey in sorted(publisher.journeys.newest.keys() - before.newest.keys()):
        record = records[-1]
        entry = publisher.journeys.newest[journey].journey.body.entry
        if not entry.existing or entry.on != "enter":
            continue
        call = pack_call(Call(newly=(journey,)))
        for row in publisher.rows("segment"):
            if (row.id, row.status) == (entry.segment, "live"):
                found = _members(f"{row.id}@{row.version}", store)
                calls += (CallRow(record.at, profile, f"new:{journey}:{record.seq}", call) for profile in found)
    return calls


def _members(segment: str, store: StateStore) -> list[str]:
    found: list[str] = []
    after = ""
    while page := store.segment_members(segment, after=after, limit=_PAGE):
        after = page[-1][0]
        found += (profile for profile, _ in page)
    return found


def _under_way(journey: str, store: StateStore) -> list[ParticipantRow]:
    found: list[ParticipantRow] = []
    after = ""
    while page := store.participants(journey, after=after, limit=_PAGE):
        found += page
        after = page[-1].id
    return found


def put_call(groups: list[Group], row: CallRow) -> None:
    """Put what the workspace brings where its instant is among a profile's groups."""
    index = bisect_left(groups, row.at, key=lambda group: group.at)
    if index == len(groups) or groups[index].at != row.at:
        groups.insert(index, Group(row.at))
    group = groups[index]
    group.call = unpack_call(row.call) if group.call is None else group.call.beside(unpack_call(row.call))
