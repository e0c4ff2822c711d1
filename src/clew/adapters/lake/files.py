"""Runs of Parquet files: written in sorted order, cut where profiles end, durable before anyone hears of them."""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from itertools import count
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias, cast

import pyarrow.parquet  # pyright: ignore[reportMissingTypeStubs]

from clew.adapters.arrow import EVENTS, FACTS, Table, has_long_numbers, pa, pc
from clew.engine.ports import LakeFile
from clew.kernel.packing import to_json

pq: Any = pyarrow.parquet

Kind: TypeAlias = Literal["events", "facts"]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How rows are parcelled; it changes speed, never a result.

    Attributes:
        group_rows: Most rows of a row group: what reading one profile decodes. Fewer make that faster, scans slower.
        file_rows: From how many rows on a file ends: what an erasure writes anew.
        sorted_rows: Up to how many rows a scan in log order sorts in memory; beyond, it sorts on disk.
    """

    group_rows: int = 8_192
    file_rows: int = 262_144
    sorted_rows: int = 65_536


STANDARD = Sizes()

BOUNDS = b"clew.bounds"
"""Entry of a file's metadata: first and last bucket and profile of each row group, as JSON.

The statistics give the bounds of each column by itself; of a row group that spans buckets they tell nothing.
"""

_DICTIONARY = {
    "events": ["bucket", "profile", "source", "kind", "type", "rev", "identities", "context"],
    "facts": ["bucket", "profile", "kind", "subject", "cause"],
}
_NUMBERS = frozenset({"bucket", "rev"})
_DELTA = {"events": ["ts", "seq", "idx", "at", "said_ts", "sent_at"], "facts": ["at", "seq"]}
_ORDER = {
    "events": [("bucket", "ascending"), ("profile", "ascending"), ("ts", "ascending"), ("seq", "ascending")],
    "facts": [("bucket", "ascending"), ("profile", "ascending"), ("at", "ascending")],
}
# Statistics prune row groups; on other columns they would only repeat personal data in the footer.
_STATISTICS = {"events": ["bucket", "profile", "ts", "seq", "kind", "type"], "facts": ["bucket", "profile", "at"]}
_SCHEMAS = {"events": EVENTS, "facts": FACTS}

_CODEC, _LEVEL = "zstd", 3
# Most queries look into a few events of many, and must unpack the properties of all: a third of the time for a fiftieth
# more bytes. Few properties come twice, so a dictionary of them would only be a detour.
_UNPACKED_OFTEN = {"properties": ("lz4", 5)}
_SIZE_LIMIT = 64 << 20
_NAME = re.compile(r"/\d+-(\d+)-t\d+-[0-9a-f]+\.parquet$")
_attempts = count()


class Run(NamedTuple):
    """What the files of one seal or merge have in common.

    Attributes:
        kind: Of their rows.
        tier: How often their rows were merged.
        first_seq: Least log row covered.
        last_seq: Greatest log row covered.
    """

    kind: Kind
    tier: int
    first_seq: int
    last_seq: int


def run_of(files: Iterable[LakeFile], tier: int) -> Run:
    """The run of a given tier that these files of one kind become."""
    listed = list(files)
    first = min(file.first_seq for file in listed)
    return Run(listed[0].kind, tier, first, max(file.last_seq for file in listed))


def write_run(folder: Path, run: Run, tables: Iterable[Table], sizes: Sizes) -> list[LakeFile]:
    """Write sorted tables as files that end where a profile ends; fsynced, the folder too.

    Args:
        folder: Root of the lake.
        run: What the files have in common.
        tables: Rows in order of (bucket, profile, time).
        sizes: How they are parcelled.
    """
    files: list[LakeFile] = []
    writer: _Writer | None = None
    try:
        for group in aligned(tables, sizes.group_rows):
            writer = writer or _Writer(folder / run.kind, run)
            writer.write(group)
            if writer.rows >= sizes.file_rows:
                files.append(writer.finish())
                writer = None
        if writer is not None:
            files.append(writer.finish())
            writer = None
    finally:
        if writer is not None:
            writer.abandon()
    if files:
        _fsync_folder(folder / run.kind)
    return files


def aligned(tables: Iterable[Table], group_rows: int) -> Iterator[Table]:
    """Cut sorted tables into row groups that split no profile, unless one fills a group by itself."""
    rest: Table = None
    for table in tables:
        if not table.num_rows:
            continue
        joined = table if rest is None else pa.concat_tables([rest, table])
        limit = _rows_that_fit(joined, group_rows)
        start = 0
        for end in _cuts(joined, limit):
            yield joined.slice(start, end - start)
            start = end
        rest = joined.slice(start).combine_chunks()
    if rest is not None:
        limit = _rows_that_fit(rest, group_rows)
        yield from (rest.slice(start, limit) for start in range(0, rest.num_rows, limit))


def _rows_that_fit(table: Table, group_rows: int) -> int:
    """Rows of a group: fewer where events are huge, so that a group stays small in memory."""
    average = table.nbytes // max(table.num_rows, 1) + 1
    return max(1, min(group_rows, _SIZE_LIMIT // average))


def _cuts(table: Table, limit: int) -> Iterator[int]:
    """Where to cut: at the last beginning of a profile before a group is full; the rows after the last cut stay."""
    profile = table.column("profile").combine_chunks()
    rows = len(profile)
    changes = pc.not_equal(profile.slice(1), profile.slice(0, rows - 1))
    starts: list[int] = [place + 1 for place in pc.indices_nonzero(changes).to_pylist()]
    start = 0
    candidate = 0
    for place in [*starts, rows]:
        while place - start > limit:
            end = candidate if candidate > start else start + limit
            yield end
            start = end
        candidate = place


class _Writer:
    """One file in the making, under a name of its own until it is complete."""

    def __init__(self, folder: Path, run: Run) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._run = run
        self._path = folder / f".{os.getpid()}-{next(_attempts)}.writing"
        self._kinds: Counter[str] = Counter()
        self._bounds: list[tuple[int, str, int, str]] = []
        self._long_numbers = False
        self.rows = 0
        names = _SCHEMAS[run.kind].names
        self._parquet = pq.ParquetWriter(
            self._path,
            _SCHEMAS[run.kind],
            compression={name: _UNPACKED_OFTEN.get(name, (_CODEC, _LEVEL))[0] for name in names},
            compression_level={name: _UNPACKED_OFTEN.get(name, (_CODEC, _LEVEL))[1] for name in names},
            use_dictionary=_DICTIONARY[run.kind],
            column_encoding=dict.fromkeys(_DELTA[run.kind], "DELTA_BINARY_PACKED"),
            write_statistics=_STATISTICS[run.kind],
            sorting_columns=pq.SortingColumn.from_ordering(_SCHEMAS[run.kind], _ORDER[run.kind]),
            data_page_version="2.0",
        )

    def write(self, group: Table) -> None:
        """Add one row group."""
        self._parquet.write_table(group, row_group_size=group.num_rows)
        self.rows += group.num_rows
        bucket, profile = group.column("bucket"), group.column("profile")
        self._bounds.append((bucket[0].as_py(), profile[0].as_py(), bucket[-1].as_py(), profile[-1].as_py()))
        for entry in group.column("kind").value_counts().to_pylist():
            self._kinds[entry["values"]] += entry["counts"]
        self._long_numbers = self._long_numbers or (self._run.kind == "events" and has_long_numbers(group))

    def finish(self) -> LakeFile:
        """Complete the file, make it durable, and give it the name of its content."""
        self._parquet.add_key_value_metadata({BOUNDS: to_json(self._bounds)})
        self._parquet.close()
        with self._path.open("rb+") as file:
            digest = blake2b(digest_size=16)
            while chunk := file.read(1 << 20):
                digest.update(chunk)
            size = file.tell()
            os.fsync(file.fileno())
        run = self._run
        name = f"{run.kind}/{run.first_seq}-{run.last_seq}-t{run.tier}-{digest.hexdigest()[:16]}.parquet"
        self._path.rename(self._folder.parent / name)
        return LakeFile(
            name=name,
            kind=run.kind,
            tier=run.tier,
            rows=self.rows,
            size=size,
            digest=digest.hexdigest(),
            first_seq=run.first_seq,
            last_seq=run.last_seq,
            first_bucket=self._bounds[0][0],
            last_bucket=self._bounds[-1][2],
            kinds=dict(self._kinds),
            long_numbers=self._long_numbers,
        )

    def abandon(self) -> None:
        """Leave nothing behind."""
        with suppress(OSError, ValueError):
            self._parquet.close()
        self._path.unlink(missing_ok=True)


def schema_of(name: str) -> Any:
    """The columns of a file, by its name."""
    return _SCHEMAS[name.split("/", 1)[0]]


def last_row(name: str) -> int:
    """The greatest log row that a file covers, by its name; 0 for one that was never finished."""
    found = _NAME.search(name)
    return int(found[1]) if found else 0


def coded_columns(name: str) -> list[str]:
    """The columns of a file whose texts are written as numbers into a dictionary."""
    kind = name.split("/", 1)[0]
    return [column for column in _DICTIONARY[kind] if column not in _NUMBERS]


def _fsync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder can't be opened there; the file system keeps renames in order by itself
        return
    for place in (folder, folder.parent):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def stored_files(folder: Path) -> Iterator[str]:
    """Names of everything below the lake's folder that is data, half-written files included."""
    for kind in _SCHEMAS:
        place = folder / cast("Kind", kind)
        if place.is_dir():
            yield from (f"{kind}/{path.name}" for path in place.iterdir())
