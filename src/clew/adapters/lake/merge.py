"""Many sorted files into one sorted run, bucket by bucket, each row group decoded once."""

from collections.abc import Iterator, Sequence
from typing import Any

from clew.adapters.arrow import Table, pa, pc
from clew.adapters.lake.files import Kind
from clew.adapters.lake.reader import Reader
from clew.engine.ports import LakeFile
from clew.kernel.hashing import BUCKETS

_WITHIN_BUCKET = {"events": ["profile", "ts", "seq", "idx"], "facts": ["profile", "at", "kind", "subject"]}


def in_bucket_order(kind: Kind, tables: Sequence[Table]) -> Table:
    """Rows of one bucket in the order of the lake's files."""
    table = pa.concat_tables(tables)
    keys = [(name, "ascending") for name in _WITHIN_BUCKET[kind]]
    return table.take(pc.sort_indices(table, sort_keys=keys))


def merged(reader: Reader, files: Sequence[LakeFile]) -> Iterator[Table]:
    """The rows of files of one kind, one table a bucket, in the order of the lake's files."""
    kind = files[0].kind
    cursors = [_Cursor(reader, file) for file in files]
    for bucket in range(BUCKETS):
        parts = [table for cursor in cursors for table in cursor.take(bucket)]
        if parts:
            yield in_bucket_order(kind, parts)


class _Cursor:
    """Walks a file bucket by bucket; holds one decoded row group."""

    def __init__(self, reader: Reader, file: LakeFile) -> None:
        self._reader = reader
        self._name = file.name
        self._groups = reader.footer(file.name).groups
        self._place = 0
        self._table: Table = None

    def take(self, bucket: int) -> Iterator[Table]:
        """All rows of a bucket; buckets must be asked for in order."""
        while self._place < len(self._groups) and self._groups[self._place].first[0] <= bucket:
            group = self._groups[self._place]
            if self._table is None:
                self._table = self._reader.groups(self._name, [self._place])
            yield rows_of_bucket(self._table, bucket)
            if group.last[0] > bucket:
                return
            self._table = None
            self._place += 1


def rows_of_bucket(table: Table, bucket: int) -> Table:
    """The rows of one bucket of a sorted table."""
    column: Any = table.column("bucket").to_numpy()
    start, end = column.searchsorted([bucket, bucket + 1])
    return table.slice(int(start), int(end - start))
