"""Members of a segment, and people in a journey, as a file, with names they are known by."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from clew.engine.ports import DocumentRow, StateStore
from clew.identity import canonical_namespace
from clew.kernel.errors import ClewError
from clew.kernel.instants import to_datetime
from clew.runtime.services.documents import Documents
from clew.runtime.services.downloads import Downloads
from clew.runtime.services.entries import Entries
from clew.runtime.services.journeys_people import inside
from clew.runtime.services.segments import segment_key

_MEMBERS_A_CHUNK = 10_000
_MEMBERS = {"profile": "text", "since": "instant"}
_PEOPLE = {"profile": "text", "node": "text", "status": "text", "held": "text", "version": "count", "since": "instant"}


class NotExportable(ClewError):
    """There is nothing to export."""

    code = "export.not_live"


class ReservedColumn(ClewError):
    """A namespace called like a column that the file has anyway."""

    code = "export.reserved_column"


class Exports:
    """Writes what the engine keeps, in bounded memory."""

    def __init__(
        self, store: StateStore, documents: Documents, entries: Entries, downloads: Downloads | None = None
    ) -> None:
        """Without a folder of downloads files can only be written where the caller says."""
        self._store = store
        self._documents = documents
        self._entries = entries
        self._downloads = downloads

    @contextmanager
    def download(self, segment_id: str, file_format: str, namespaces: Sequence[str] = ()) -> Generator[Path]:
        """The file of `members` in a place of its own, which lasts as long as the context. Raises as `members`."""
        with self._place(f"{segment_id}.{file_format}") as path:
            self.members(segment_id, path, namespaces)
            yield path

    @contextmanager
    def download_people(
        self, journey_id: str, node: str, file_format: str, namespaces: Sequence[str] = ()
    ) -> Generator[Path]:
        """The file of `people` in a place of its own, which lasts as long as the context. Raises as `people`."""
        with self._place(f"{journey_id}.{file_format}") as path:
            self.people(journey_id, node, path, namespaces)
            yield path

    @contextmanager
    def _place(self, name: str) -> Generator[Path]:
        if self._downloads is None:
            raise RuntimeError("these exports have no folder of downloads")
        download = self._downloads.begin()
        try:
            yield download.folder / name
        finally:
            download.close()

    def members(self, segment_id: str, path: Path, namespaces: Sequence[str] = ()) -> int:
        """Write a live segment's members, in order of profile id, to a file of the format that its name ends in.

        The columns are `profile`, `since` and one for each namespace: the name of that sort that was linked first,
        null where there is none.

        Returns:
            How many there are.

        Raises:
            NotExportable: if the segment is not live.
            ReservedColumn: if a namespace is called like one of the file's own columns.
            UnwritableFile: if the ending is unknown, or the place can't be written to.
        """
        row = self._documents.live("segment").get(segment_id)
        if row is None:
            raise NotExportable("no live segment has this id", where=segment_id, hint="see `clew segment list`")
        return self._written(path, _MEMBERS, self._members(row), namespaces)

    def people(self, journey_id: str, node: str, path: Path, namespaces: Sequence[str] = ()) -> int:
        """Write who is in a journey (at one node where it is named), person by person, to a file likewise.

        The columns are `profile`, `node` (null for who is held out), `status`, `held` (null unless a message waits),
        `version`, `since` and one for each namespace.

        Returns:
            How many there are.

        Raises:
            ReservedColumn: if a namespace is called like one of the file's own columns.
            UnwritableFile: if the ending is unknown, or the place can't be written to.
        """
        return self._written(path, _PEOPLE, self._people(journey_id, node), namespaces)

    def _written(
        self,
        path: Path,
        own: Mapping[str, str],
        chunks: Iterable[Mapping[str, Sequence[Any]]],
        namespaces: Sequence[str],
    ) -> int:
        from clew.adapters.files import write_columns  # noqa: PLC0415  (Arrow is loaded only where it is used)

        codes = list(dict.fromkeys(canonical_namespace(name) for name in namespaces))
        if taken := [code for code in codes if code in own]:
            raise ReservedColumn("the file has a column of this name itself", where=taken[0], hint="leave it out")
        columns = {**own, **dict.fromkeys(codes, "text")}
        return write_columns(path, columns, (self._named(chunk, codes) for chunk in chunks))

    def _named(self, chunk: Mapping[str, Sequence[Any]], codes: Sequence[str]) -> Mapping[str, Sequence[Any]]:
        profiles = chunk["profile"]
        names = self._names(list(dict.fromkeys(profiles)), codes) if codes else {}
        return {**chunk, **{code: [names.get((profile, code)) for profile in profiles] for code in codes}}

    def _members(self, row: DocumentRow) -> Iterator[Mapping[str, Sequence[Any]]]:
        key, after = segment_key(row), ""
        while page := self._store.segment_members(key, after=after, limit=_MEMBERS_A_CHUNK):
            after = page[-1][0]
            yield {
                "profile": [profile for profile, _ in page],
                "since": [to_datetime(since) for _, since in self._entries.exact(row, page)],
            }

    def _people(self, journey_id: str, node: str) -> Iterator[Mapping[str, Sequence[Any]]]:
        after = ("", "")
        while page := self._store.participants(journey_id, node=node, after=after, limit=_MEMBERS_A_CHUNK):
            after = page[-1].place
            found = inside(page)
            yield {
                "profile": [each.profile for each in found],
                "node": [each.node or None for each in found],
                "status": [each.status for each in found],
                "held": [each.held or None for each in found],
                "version": [each.version for each in found],
                "since": [to_datetime(each.since) for each in found],
            }

    def _names(self, roots: Sequence[str], codes: Sequence[str]) -> dict[tuple[str, str], str]:
        root_of = {head.profile: root for root, heads in self._store.members(roots).items() for head in heads}
        nodes = sorted(self._store.nodes_of(list(root_of)), key=lambda node: (node.since, node.seq, node.identity))
        names: dict[tuple[str, str], str] = {}
        for node in nodes:
            if node.identity.namespace in codes:
                names.setdefault((root_of[node.profile], node.identity.namespace), node.identity.value)
        return names
