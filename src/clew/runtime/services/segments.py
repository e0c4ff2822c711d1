"""Who is in which segment, of the live version of each."""

from collections.abc import Mapping

from clew.api.ports import Slice
from clew.api.views import DependentView, MemberView
from clew.catalog import Key
from clew.engine.ports import DocumentRow, StateStore
from clew.runtime.kinds import KINDS
from clew.runtime.services.documents import Documents

_STANDING = frozenset({"draft", "building", "live"})


class Segments:
    """Memberships as the engine keeps them."""

    def __init__(self, store: StateStore, documents: Documents) -> None:
        self._store = store
        self._documents = documents

    def counts(self) -> Mapping[str, int]:
        """How many members each live segment has, by segment id."""
        counted = self._store.segment_counts()
        return {name: counted.get(segment_key(row), 0) for name, row in self._documents.live("segment").items()}

    def dependents(self, segment_id: str) -> list[DependentView]:
        """The documents that mention the segment, drafts too, in order of kind and id: what keeps it from ending."""
        key = Key("segment", segment_id)
        found: dict[Key, DependentView] = {}
        for stored in self._documents.documents():
            document = stored.document
            if stored.state in _STANDING and any(each.key == key for each in KINDS.mentions(document)):
                found[document.key] = DependentView(kind=document.kind, id=document.id, name=document.name)
        return [found[each] for each in sorted(found)]

    def members(self, segment_id: str, *, after: str | None, limit: int) -> Slice[MemberView]:
        """Members in order of profile id; none if the segment is not live."""
        row = self._documents.live("segment").get(segment_id)
        if row is None:
            return Slice([])
        found = self._store.segment_members(segment_key(row), after=after or "", limit=limit + 1)
        page = found[:limit]
        items = [MemberView(profile=profile, since=since or row.at) for profile, since in page]
        return Slice(items, page[-1][0] if len(found) > limit else None)


def segment_key(row: DocumentRow) -> str:
    """The key under which memberships of this version are kept."""
    return f"{row.id}@{row.version}"
