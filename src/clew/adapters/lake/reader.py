"""Reading a few profiles out of many files: only the row groups that may hold them are decoded."""

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import contextmanager
from errno import ENOENT
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from clew.adapters.arrow import Table, pa, pc
from clew.adapters.lake.files import BOUNDS, coded_columns, pq, schema_of
from clew.engine.ports import LakeFile
from clew.kernel.hashing import bucket_of
from clew.kernel.packing import from_json

_FOOTERS_KEPT = 1_024
_GROUPS_AT_ONCE = 16
_LAST = "\U0010ffff"


class Group(NamedTuple):
    """Between which places of the order a row group's rows lie, both included; a place is `(bucket, profile)`."""

    first: tuple[int, str]
    last: tuple[int, str]


class Footer(NamedTuple):
    """A file's metadata, parsed once: files never change."""

    metadata: Any
    groups: list[Group]


class Wanted:
    """Profiles to look for, in the order of the files."""

    def __init__(self, profiles: Collection[str]) -> None:
        self._places = sorted((bucket_of(profile), profile) for profile in set(profiles))
        self.values: Any = pa.array(sorted(set(profiles)), pa.string())

    def in_file(self, file: LakeFile) -> bool:
        """Whether the file covers a bucket of theirs."""
        return self._between((file.first_bucket, ""), (file.last_bucket, _LAST))

    def in_group(self, group: Group) -> bool:
        """Whether the row group may hold one of them."""
        return self._between(group.first, group.last)

    def _between(self, first: tuple[int, str], last: tuple[int, str]) -> bool:
        place = bisect_left(self._places, first)
        return place < len(self._places) and self._places[place] <= last


class Reader:
    """Reads files of one lake; remembers their footers. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._footers: OrderedDict[str, Footer] = OrderedDict()
        self._lock = Lock()

    def footer(self, name: str) -> Footer:
        """The footer of a file."""
        with self._lock:
            footer = self._footers.get(name)
            if footer is not None:
                self._footers.move_to_end(name)
                return footer
        with _named(name):
            footer = _read_footer(self._folder / name)
        with self._lock:
            self._footers[name] = footer
            while len(self._footers) > _FOOTERS_KEPT:
                self._footers.popitem(last=False)
        return footer

    def groups(self, name: str, places: Sequence[int], columns: Sequence[str] | None = None) -> Table:
        """Some row groups of a file, whole or some columns of them."""
        return self._read(name, places, columns, [])

    def _read(self, name: str, places: Sequence[int], columns: Sequence[str] | None, coded: list[str]) -> Table:
        options = {"metadata": self.footer(name).metadata, "pre_buffer": False, "read_dictionary": coded}
        with _named(name), pq.ParquetFile(self._folder / name, **options) as parquet:
            return parquet.read_row_groups(list(places), columns=columns and list(columns), use_threads=False)

    def profiles(self, files: Sequence[LakeFile], wanted: Wanted) -> Iterator[tuple[LakeFile, Table]]:
        """All rows of the wanted profiles, file by file."""

        def mine(table: Table) -> Any:
            return pc.is_in(table.column("profile"), value_set=wanted.values)

        for file in files:
            if wanted.in_file(file):
                places = [n for n, group in enumerate(self.footer(file.name).groups) if wanted.in_group(group)]
                yield from ((file, table) for table in self.matching(file.name, places, ["profile"], mine))

    def matching(
        self, name: str, places: Sequence[int], columns: Sequence[str], matches: Callable[[Table], Any]
    ) -> Iterator[Table]:
        """Rows of some row groups for which a mask over a few columns holds; the others are decoded only on a hit."""
        for start in range(0, len(places), _GROUPS_AT_ONCE):
            some = places[start : start + _GROUPS_AT_ONCE]
            masks = [matches(self.groups(name, [place], columns)) for place in some]
            hits = [(place, mask) for place, mask in zip(some, masks, strict=True) if pc.any(mask).as_py()]
            for place, mask in hits:
                # Few rows of many: leave texts coded until they are chosen, that halves the cost.
                yield self._read(name, [place], None, coded_columns(name)).filter(mask).cast(schema_of(name))

    def all_groups(self, name: str) -> range:
        """The places of all row groups of a file."""
        return range(len(self.footer(name).groups))


@contextmanager
def _named(name: str) -> Generator[None]:
    """Say which file is missing; the library does not."""
    try:
        yield
    except FileNotFoundError as error:
        raise FileNotFoundError(ENOENT, "no such file in the lake", name) from error


def _read_footer(path: Path) -> Footer:
    metadata = pq.read_metadata(path)
    bounds: list[Any] = from_json(metadata.metadata[BOUNDS])
    return Footer(metadata, [Group((low, first), (high, last)) for low, first, high, last in bounds])
