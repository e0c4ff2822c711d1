"""What corrections and deletions say of events, gathered so that a query can apply them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import duckdb

from clew.adapters.arrow import EVENTS, Table, pa, pc, records_of
from clew.engine.ports import Generation, LakeFile
from clew.events import Record
from clew.kernel.packing import to_json

KINDS = ("replace", "delete_event")

_DEAD = pa.schema([("source", pa.string()), ("id", pa.string())])
_MENDED = pa.schema(
    [
        ("source", pa.string()),
        ("id", pa.string()),
        ("rev", pa.int64()),
        ("ts", pa.timestamp("us")),
        ("properties", pa.large_string()),
    ]
)


class Corrections(NamedTuple):
    """Two small tables.

    Attributes:
        dead: Events that don't count, by `(source, id)`.
        mended: Events that say something else now: `rev`, and `ts` and `properties` where the correction states them.
    """

    dead: Table
    mended: Table


class CorrectionReader:
    """Reads the corrections of a lake; of each file once, for files never change."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self._connection = connection
        self._folder = folder
        self._by_file: dict[str, list[Record]] = {}
        self._last: tuple[tuple[int, int], Corrections] | None = None

    def read(self, generation: Generation, unsealed: Table) -> Corrections:
        """What the corrections in the lake and in the tail amount to; the tail only grows within a generation."""
        state = (generation.number, unsealed.num_rows)
        if self._last is None or self._last[0] != state:
            self._last = (state, self._gather(generation.files, unsealed))
        return self._last[1]

    def _gather(self, files: Sequence[LakeFile], unsealed: Table) -> Corrections:
        concerned = [file for file in files if file.kind == "events" and file.kinds.keys() & set(KINDS)]
        self._by_file = {file.name: self._of_file(file) for file in concerned}
        mask = pc.is_in(unsealed.column("kind"), value_set=pa.array(KINDS))
        found = [record for records in self._by_file.values() for record in records]
        return _amount_to([*found, *records_of(unsealed.filter(mask))])

    def _of_file(self, file: LakeFile) -> list[Record]:
        known = self._by_file.get(file.name)
        if known is not None:
            return known
        columns = ", ".join(f'"{name}"' for name in EVENTS.names)
        rows = self._connection.cursor().sql(
            f"SELECT {columns} FROM read_parquet($file) WHERE kind IN {KINDS}",  # noqa: S608 - our own names
            params={"file": str(self._folder / file.name)},
        )
        return records_of(rows.to_arrow_table())


def _amount_to(records: Iterable[Record]) -> Corrections:
    """Of one event the highest revision above 1, the first of equals; deletions whatever they come before or after."""
    dead: set[tuple[str, str]] = set()
    best: dict[tuple[str, str], Record] = {}
    for record in sorted(records, key=lambda record: record.position):
        event = record.event
        if event.kind == "delete_event":
            dead.add((record.source, str(event.properties.get("id", ""))))
            continue
        known = best.get((record.source, event.id))
        if event.rev > (1 if known is None else known.event.rev):
            best[record.source, event.id] = record
    mended = [
        {
            "source": record.source,
            "id": record.event.id,
            "rev": record.event.rev,
            "ts": None if record.event.ts is None else record.ts,
            "properties": to_json(record.event.properties).decode() if record.event.properties else None,
        }
        for record in best.values()
    ]
    gone = [{"source": source, "id": event} for source, event in dead]
    return Corrections(pa.Table.from_pylist(gone, schema=_DEAD), pa.Table.from_pylist(mended, schema=_MENDED))
