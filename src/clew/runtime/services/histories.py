"""Everybody's records, person by person, in bounded memory."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clew.engine.ports import StateStore
from clew.events import Record

if TYPE_CHECKING:
    from clew.adapters.lake import LakeHistory

_PEOPLE_A_READ = 500


def histories(store: StateStore, history: "LakeHistory") -> Iterator[tuple[str, list[Record]]]:
    """Root profile and records of everybody who is in the alias set now, in order of profile id."""
    after = ""
    while page := store.scan(after=after, limit=_PEOPLE_A_READ):
        after = page[-1].profile
        members = store.members([row.profile for row in page])
        root_of = {head.profile: root for root, heads in members.items() for head in heads}
        found: dict[str, list[Record]] = {row.profile: [] for row in page}
        for record in history.read(sorted(root_of)):
            found[root_of[record.profile]].append(record)
        yield from found.items()


def history_of(store: StateStore, history: "LakeHistory", profile: str) -> tuple[str, list[Record]] | None:
    """Root profile and records of who answers for a profile; None where there is no such profile."""
    head = store.heads([profile]).get(profile)
    if head is None:
        return None
    return head.root, history.read([member.profile for member in store.members([head.root]).get(head.root, [])])
