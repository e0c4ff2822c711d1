"""Who is in which segment, of the live version of each."""

from collections.abc import Mapping

from clew.api.ports import Slice
from clew.api.views import MemberView
from clew.engine.ports import DocumentRow, StateStore
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
