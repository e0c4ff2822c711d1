"""Reading everything: in log order for a rebuild, or bucket by bucket for seeding; memory stays bounded."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path

from clew.adapters.arrow import EVENTS, Table, pa, pc, records_of
from clew.adapters.lake.merge import in_bucket_order, rows_of_bucket
from clew.adapters.lake.reader import Reader
from clew.engine.ports import LakeFile
from clew.events import Record

_CHUNK_ROWS = 8_192
SPILL = "spill"
"""Folder below the lake where a sort that is larger than memory keeps its parts while it lasts."""

_SORT_MEMORY = "512MB"


def spans(files: Sequence[LakeFile]) -> Iterator[list[LakeFile]]:
    """Groups of files whose log rows lie wholly after those of the group before."""
    last = -1
    group: list[LakeFile] = []
    for file in sorted(files, key=lambda file: (file.first_seq, file.last_seq)):
        if group and file.first_seq > last:
            yield group
            group = []
        group.append(file)
        last = max(last, file.last_seq)
    if group:
        yield group


def in_log_order(folder: Path, reader: Reader, files: Sequence[LakeFile], few: int) -> Iterator[list[Record]]:
    """All records by (seq, index). Sorts one span at a time, in memory up to a few rows, else on disk."""
    for group in spans(files):
        small = sum(file.rows for file in group) <= few
        for table in _sorted_in_memory(reader, group) if small else _sorted_on_disk(folder, group):
            yield records_of(table)


def _sorted_in_memory(reader: Reader, files: Sequence[LakeFile]) -> Iterator[Table]:
    table = pa.concat_tables([reader.groups(file.name, reader.all_groups(file.name), EVENTS.names) for file in files])
    rows = table.take(pc.sort_indices(table, sort_keys=[("seq", "ascending"), ("idx", "ascending")]))
    yield from (pa.Table.from_batches([batch]) for batch in rows.to_batches(max_chunksize=_CHUNK_ROWS))


def _sorted_on_disk(folder: Path, files: Sequence[LakeFile]) -> Iterator[Table]:
    # Loaded here: it costs 0.2 s and 40 MB, and of all who read the lake only a rebuild sorts it.
    import duckdb  # noqa: PLC0415

    spill = folder / SPILL
    spill.mkdir(parents=True, exist_ok=True)
    columns = ", ".join(f'"{name}"' for name in EVENTS.names)
    with closing(duckdb.connect(":memory:")) as connection:
        connection.execute("SET memory_limit = ?", [_SORT_MEMORY])
        connection.execute("SET temp_directory = ?", [str(spill)])
        relation = connection.sql(
            f"SELECT {columns} FROM read_parquet($files) ORDER BY seq, idx",  # noqa: S608 - our own column names
            params={"files": [str(folder / file.name) for file in files]},
        )
        for batch in relation.to_arrow_reader(_CHUNK_ROWS):
            yield pa.Table.from_batches([batch])


def of_bucket(reader: Reader, files: Sequence[LakeFile], bucket: int) -> Iterator[list[Record]]:
    """All records of a bucket, one list a profile, in log order within it."""
    parts: list[Table] = []
    for file in files:
        groups = reader.footer(file.name).groups
        places = [n for n, group in enumerate(groups) if group.first[0] <= bucket <= group.last[0]]
        parts += [rows_of_bucket(reader.groups(file.name, [place]), bucket) for place in places]
    if parts:
        batches = in_bucket_order("events", parts).to_batches(max_chunksize=_CHUNK_ROWS)
        records = (record for batch in batches for record in records_of(pa.Table.from_batches([batch])))
        for _, mine in groupby(records, key=lambda record: record.profile):
            yield sorted(mine, key=lambda record: record.position)
