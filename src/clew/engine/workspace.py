"""What the workspace brings people: whom a change of a document concerns, each by a call, and where calls go."""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from clew.engine.assemble import Work
from clew.engine.ports import CallRow, ParticipantRow, StateStore
from clew.engine.step import Group
from clew.engine.travel import Call, Parting, pack_call, unpack_call
from clew.events import Record
from clew.kernel.instants import Instant

_PAGE = 10_000


def resumptions(record: Record, store: StateStore) -> list[CallRow]:
    """Calls to everybody whom a paused journey held, where the record resumes it."""
    said = record.event.properties
    journey = said.get("id")
    if said.get("action") != "resume" or not isinstance(journey, str):
        return []
    held = {row.profile for row in _under_way(journey, store) if row.held == "paused"}
    return _calls(record, f"resume:{journey}", held, Call(resumed=(journey,)))


def endings(record: Record, store: StateStore) -> list[CallRow]:
    """Calls to everybody under way in a journey, where the record archives it."""
    said = record.event.properties["document"]
    if said.get("kind") != "journey" or said.get("status") != "archived":
        return []
    journey = str(said["id"])
    there = {row.profile for row in _under_way(journey, store)}
    return _calls(record, f"end:{journey}", there, Call(archived=(journey,)))


def called_now(store: StateStore, horizon: Instant, limit: int) -> tuple[list[CallRow], Instant | None]:
    """Calls of a batch, and the instant beyond which it must not go: that of the first call that it leaves.

    What falls on the instant of that call itself comes before it; of one instant, calls come last.
    """
    found = store.calls(horizon, limit + 1)
    return found[:limit], found[limit].at if len(found) > limit else None


def put_calls(work: Work, roots: Mapping[str, str], known: Collection[str]) -> None:
    """Put every call of a batch where its instant is, with whoever answers for its profile then.

    Args:
        work: Changed in place.
        roots: Profile of a call to who answered for it before the batch.
        known: Profiles that have a state.
    """
    changes = sorted(_changes(work), key=lambda change: change.at) if work.calls else []
    for row in work.calls:
        root, groups = roots[row.profile], None
        for change in changes:
            if not change.concerns(root, row.profile):
                continue
            if change.at <= row.at:
                root = change.after
            elif change.groups is not None:
                groups = change.groups
                break
        if groups is None and (root in known or root in work.groups):
            groups = work.groups.setdefault(root, [])
        if groups is not None:
            _put(groups, row)


class _Change(NamedTuple):
    """Somebody answers for others from now on.

    Attributes:
        at: When.
        before: Who answered until then.
        after: Who does from then on.
        leaves: For whom; None for all, in a merge.
        groups: What the one who merges away goes through before.
    """

    at: Instant
    before: str
    after: str
    leaves: Collection[str] | None = None
    groups: list[Group] | None = None

    def concerns(self, root: str, profile: str) -> bool:
        """Whether it changes who answers for a profile."""
        return root == self.before and (self.leaves is None or profile in self.leaves)


def _changes(work: Work) -> Iterator[_Change]:
    """Every merge and parting of the batch."""
    waiting: list[tuple[str, Sequence[Group]]] = list(work.groups.items())
    parted: dict[int, str] = {}
    given: list[tuple[Instant, str, Parting]] = []
    while waiting:
        root, groups = waiting.pop()
        for group in groups:
            for absorb in group.absorbs:
                yield _Change(group.at, absorb.profile, root, None, absorb.groups)
                waiting.append((absorb.profile, absorb.groups))
            given += ((group.at, root, parting) for parting in group.partings)
            if group.joins is not None:
                parted[id(group.joins)] = root
    yield from (_Change(at, root, parted[id(each)], each.leaves) for at, root, each in given if id(each) in parted)


def _calls(record: Record, name: str, profiles: Collection[str], call: Call) -> list[CallRow]:
    packed = pack_call(call)
    return [CallRow(record.at, profile, f"{name}:{record.seq}", packed) for profile in sorted(profiles)]


def _under_way(journey: str, store: StateStore) -> list[ParticipantRow]:
    found: list[ParticipantRow] = []
    after = ("", "")
    while page := store.participants(journey, after=after, limit=_PAGE):
        found += page
        after = page[-1].place
    return found


def _put(groups: list[Group], row: CallRow) -> None:
    index = bisect_left(groups, row.at, key=lambda group: group.at)
    if index == len(groups) or groups[index].at != row.at:
        groups.insert(index, Group(row.at))
    group = groups[index]
    call = unpack_call(row.call)
    group.call = call if group.call is None else group.call.beside(call)
