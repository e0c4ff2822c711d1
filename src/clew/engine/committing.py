"""What a stepped batch leaves to commit: rows made from states, records, journeys and effects. Pure."""

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence

from msgspec.structs import replace

from clew.actions import Action, Policy, sketched
from clew.engine.release import Plan
from clew.engine.rows import HistoryRow, ParticipantRow, StateRow
from clew.events import Record
from clew.kernel.hashing import bucket_of
from clew.kernel.instants import Instant
from clew.kernel.packing import pack
from clew.profiles import ProfileState, pack_state

RECORDS = "records"
"""The channel of actions that become records of the person: attributes, lists, and what has no channel of its own."""


def state_row(state: ProfileState, horizon: Instant) -> StateRow:
    """The state as stored, its alarm moved only if it must come earlier or has fired.

    A later due instant leaves the stored alarm where it is: it fires early, finds nothing, and is armed anew. That
    costs one wake-up a window and saves an index change for every record.
    """
    due = min(state.dues.values(), default=None)
    armed = state.armed
    if armed is None or armed <= horizon or (due is not None and due < armed):
        state.armed = due
    return StateRow(state.profile, bucket_of(state.profile), state.armed, pack_state(state))


def history_rows(records: Iterable[Record]) -> list[HistoryRow]:
    """Records as they go to the tail: one row for each leaf."""
    by_leaf: dict[str, list[Record]] = {}
    for record in records:
        by_leaf.setdefault(record.profile, []).append(record)
    return [HistoryRow(profile, records[-1].seq, len(records), pack(records)) for profile, records in by_leaf.items()]


def participant_rows(
    changed: Mapping[str, Collection[tuple[str, str]]],
    under_way: Mapping[str, Sequence[ParticipantRow]],
    staying: Container[str],
) -> tuple[list[ParticipantRow], list[tuple[str, str]]]:
    """Where the people are whose journeys changed, and the places of participants that are there no more.

    Args:
        changed: Root to the places of the participants that it had before.
        under_way: Root to where it is as the batch leaves it.
        staying: The roots that there are after the batch.
    """
    rows = [row for profile in changed if profile in staying for row in under_way.get(profile, ())]
    before = {place for places in changed.values() for place in places}
    before.difference_update([row[:2] for row in rows])
    return rows, sorted(before)


def plans_of(actions: Iterable[Action], policy: Policy, version_of: Callable[[str], int]) -> list[Plan]:
    """The outbox rows of what journeys bring about, each beside its letter.

    Args:
        actions: In order.
        policy: The rules for messages.
        version_of: The version of a template that is in force: it is pinned here.
    """
    pinned = (_addressed(action, version_of) for action in actions)
    return [Plan._make(sketched(action, transactional=policy.transactional(action.purpose))) for action in pinned]


def _addressed(action: Action, version_of: Callable[[str], int]) -> Action:
    """The action with its template's version, or, where it has no channel, on that of records."""
    if action.template:
        return action if action.version else replace(action, version=version_of(action.template))
    return action if action.channel else replace(action, channel=RECORDS)
