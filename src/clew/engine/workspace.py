"""What the workspace brings people: whom a document's change or an address to an audience concerns, each by a call."""

from bisect import bisect_left

from clew.engine.ports import CallRow, ParticipantRow, StateStore
from clew.engine.step import Group
from clew.engine.travel import Call, pack_call, unpack_call
from clew.events import Record

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
