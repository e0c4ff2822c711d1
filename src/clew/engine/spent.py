"""Versions of journeys that nobody is on any more: found beside the engine, which lets go of them by a record.

That one is let go is a record of the log and nothing that follows from the state: whether a condition is folded
already decides whether what is published next has to be built first, and a rebuild, which may lack people who were
erased since, must decide it as the live run did.
"""

from collections.abc import Iterable, Mapping, Sequence

from clew.actions import OPEN
from clew.actions.ports import Outbox, Sought
from clew.engine.itineraries import IN_FORCE, journey_of
from clew.engine.ports import DocumentRow, StateStore
from clew.events import Event
from clew.journeys import followed_for
from clew.kernel.hashing import derive_id
from clew.kernel.instants import Instant

_WAITING = sorted(OPEN | {"held", "unknown"})
"""Messages that may still go: the exits of the version that asked for them are asked once more."""

_MOST_READ = 1_000


def spent(rows: Iterable[DocumentRow], store: StateStore, outbox: Outbox, now: Instant) -> Mapping[str, Sequence[int]]:
    """By journey its archived versions that nothing needs any more: no participant, no goal, no message that waits.

    Nobody comes to be on one again: entries and moves lead to the version in force.

    Args:
        rows: All documents.
        store: Where people are, as last committed.
        outbox: What is to be sent.
        now: The present.
    """
    rows = [row for row in rows if row.kind == "journey"]
    in_force = {row.id for row in rows if row.status in IN_FORCE}
    archived: dict[str, list[DocumentRow]] = {}
    for row in rows:
        if row.status == "archived" and row.id in in_force:
            archived.setdefault(row.id, []).append(row)
    found: dict[str, list[int]] = {}
    for journey, versions in archived.items():
        here = {each.version for each in store.participant_counts(journey)}
        # Who has left is under way nowhere, and followed for a while all the same.
        left = [r for r in versions if r.version not in here and r.at + followed_for(journey_of(r)) < now]
        if left and (waited_for := _waited_for(journey, outbox)) is not None:
            found[journey] = [row.version for row in left if row.version not in waited_for]
    return {journey: numbers for journey, numbers in found.items() if numbers}


def _waited_for(journey: str, outbox: Outbox) -> set[int] | None:
    """The versions of which messages wait; None while so many do that nobody counts them."""
    waiting = outbox.recent(Sought(status=_WAITING, journey=journey), limit=_MOST_READ)
    return {row.letter.action.journey_version for row in waiting} if len(waiting) < _MOST_READ else None


def letting_go(journey: str, versions: Sequence[int]) -> Event:
    """The record by which the engine lets go of versions of a journey; saying it twice is harmless."""
    said = {"action": "let_go", "kind": "journey", "id": journey, "versions": sorted(versions)}
    name = derive_id("let-go:", journey, *map(str, sorted(versions)))
    return Event(name, "control", "control", properties=said)
