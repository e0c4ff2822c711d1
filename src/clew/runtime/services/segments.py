"""Who is in which segment, of the live version of each."""

from collections.abc import Mapping
from itertools import groupby

from clew.api.ports import Slice
from clew.api.views import DependentView, MemberView
from clew.catalog import Key, head, standing
from clew.engine.ports import DocumentRow, StateStore
from clew.runtime.kinds import KINDS
from clew.runtime.services.documents import Documents
from clew.runtime.services.entries import Entries


class Segments:
    """Memberships as the engine keeps them."""

    def __init__(self, store: StateStore, documents: Documents, entries: Entries) -> None:
        self._store = store
        self._documents = documents
        self._entries = entries

    def counts(self) -> Mapping[str, int]:
        """How many members each live segment has, by segment id."""
        counted = self._store.segment_counts()
        return {name: counted.get(segment_key(row), 0) for name, row in self._documents.live("segment").items()}

    def dependents(self, segment_id: str) -> list[DependentView]:
        """The documents that mention the segment as they are today, in order of kind and id: what keeps it from ending.

        That is a live version, or the draft of what never was live; what was said before counts no more.
        """
        key = Key("segment", segment_id)
        found: list[DependentView] = []
        for _, versions in groupby(self._documents.documents(), lambda stored: stored.document.key):
            today = head([standing(stored.document, stored.state) for stored in versions])
            if today is not None and any(each.key == key for each in KINDS.mentions(today)):
                found.append(DependentView(kind=today.kind, id=today.id, name=today.name))
        return found

    def members(self, segment_id: str, *, after: str | None, limit: int) -> Slice[MemberView]:
        """Members in order of profile id; none if the segment is not live."""
        row = self._documents.live("segment").get(segment_id)
        if row is None:
            return Slice([])
        found = self._store.segment_members(segment_key(row), after=after or "", limit=limit + 1)
        page = found[:limit]
        items = [MemberView(profile=profile, since=since) for profile, since in self._entries.exact(row, page)]
        return Slice(items, page[-1][0] if len(found) > limit else None)


def segment_key(row: DocumentRow) -> str:
    """The key under which memberships of this version are kept."""
    return f"{row.id}@{row.version}"
