"""What the workspace brings people: whom a document's change or an address to an audience concerns, each by a call."""

from clew.engine.ports import CallRow, ParticipantRow, StateStore
from clew.engine.travel import Call, pack_call
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
