"""Redeliveries from before the window of `Seen`: told by id in the profile's own history.

Only a record whose event time is older than the window, of a profile that is older than it too, can be one that the
memory has forgotten; everybody else's records were all received within the window.
"""

from collections.abc import Callable, Mapping

from clew.engine.assemble import Work
from clew.events import Record
from clew.events.ports import HistoryReader
from clew.kernel.instants import Duration
from clew.profiles import ProfileState


def drop_old_duplicates(
    work: Work,
    states: Mapping[str, ProfileState],
    window: Duration,
    history: HistoryReader,
    members: Callable[[str], list[str]],
) -> None:
    """Take out of the work what the history of its profile holds already; one query for the batch."""
    suspects = [
        (root, record)
        for root, groups in work.groups.items()
        if (state := states.get(root)) is not None and groups and state.created_at < groups[-1].at - window
        for group in groups
        for record in group.records
        if record.ts < record.at - window
    ]
    if not suspects:
        return
    leaves = sorted({leaf for root in {root for root, _ in suspects} for leaf in members(root)})
    times = [record.ts for _, record in suspects]
    first: dict[tuple[str, str, int], Record] = {}
    for past in history.read(leaves, since=min(times), until=max(times) + 1):
        first.setdefault((past.source, past.event.id, past.event.rev), past)
    known: set[int] = set()
    for _, record in suspects:
        past = first.get((record.source, record.event.id, record.event.rev))
        if past is not None and past.position < record.position:
            known.add(id(record))
            work.drop("duplicate")
    if known:
        work.records = [r for r in work.records if id(r) not in known]
        for groups in work.groups.values():
            for group in groups:
                group.records = [r for r in group.records if id(r) not in known]
