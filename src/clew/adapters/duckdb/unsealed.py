"""The unsealed tail and facts as tables in memory, read on from where the last query stopped."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from clew.adapters.arrow import EVENTS, FACTS, Table, encode_facts, encode_records, has_long_numbers, pa, pc
from clew.engine.ports import StateStore, TailRow
from clew.events import Fact, Record
from clew.kernel.packing import unpacker

_ROWS_A_READ = 4_000
_MANY_PARTS = 64
_unpack_records = unpacker(list[Record])
Row = TypeVar("Row")


class _Part(NamedTuple):
    """Rows that were read together, and the id in the store of the row that each came from."""

    ids: Any
    table: Table


class _Copy(Generic[Row]):
    """A copy of rows that are appended under growing ids, and sometimes removed."""

    def __init__(
        self,
        schema: Any,
        read: Callable[[int], list[Row]],
        id_of: Callable[[Row], int],
        encode: Callable[[Sequence[Row]], _Part],
    ) -> None:
        self._read = read
        self._id_of = id_of
        self._encode = encode
        self._parts = [_Part(pa.array([], pa.int64()), schema.empty_table())]
        self._last = 0

    @property
    def table(self) -> Table:
        """All rows."""
        return pa.concat_tables([part.table for part in self._parts])

    def read_on(self) -> None:
        """Add what is new."""
        for page in self._pages(self._last):
            self._parts.append(self._encode(page))
            self._last = self._id_of(page[-1])
        if len(self._parts) > _MANY_PARTS:
            ids = pa.concat_arrays([part.ids for part in self._parts])
            self._parts = [_Part(ids, self.table.combine_chunks())]

    def drop_removed(self) -> None:
        """Keep only what is still there."""
        there = pa.array([self._id_of(row) for page in self._pages(0) for row in page], pa.int64())
        kept: list[_Part] = []
        for part in self._parts:
            mask = pc.is_in(part.ids, value_set=there)
            kept.append(_Part(part.ids.filter(mask), part.table.filter(mask)))
        self._parts = kept

    def _pages(self, after: int) -> Iterator[list[Row]]:
        while page := self._read(after):
            yield page
            after = self._id_of(page[-1])


class Unsealed:
    """A copy of what is not in the lake; it belongs to whoever holds the lock of the queries.

    Attributes:
        long_numbers: Whether a document of it may match `kernel.packing.LONG_NUMBERS`: whether one ever did.
    """

    def __init__(self, store: StateStore) -> None:
        self._generation = -1
        self.long_numbers = False
        self._events = _Copy[TailRow](
            EVENTS, lambda after: store.tail_rows(after=after, limit=_ROWS_A_READ), lambda row: row.id, self._encode
        )
        self._facts = _Copy[tuple[int, Fact]](
            FACTS, lambda after: store.facts(after=after, limit=_ROWS_A_READ), lambda row: row[0], _encode_facts
        )

    def refresh(self, generation: int) -> None:
        """Take over what is new; after a seal or an erasure also let go of what is not there any more."""
        if generation != self._generation:
            self._events.drop_removed()
            self._facts.drop_removed()
            self._generation = generation
        self._events.read_on()
        self._facts.read_on()

    def _encode(self, rows: Sequence[TailRow]) -> _Part:
        part = _encode_rows(rows)
        self.long_numbers = self.long_numbers or has_long_numbers(part.table)
        return part

    @property
    def events(self) -> Table:
        """Unsealed records, with the columns of the lake."""
        return self._events.table

    @property
    def facts(self) -> Table:
        """Unsealed facts, with the columns of the lake."""
        return self._facts.table


def _encode_rows(rows: Sequence[TailRow]) -> _Part:
    ids: list[int] = []
    records: list[Record] = []
    for row in rows:
        mine = _unpack_records.decode(row.row.records)
        records += mine
        ids += [row.id] * len(mine)
    return _Part(pa.array(ids, pa.int64()), encode_records(records))


def _encode_facts(rows: Sequence[tuple[int, Fact]]) -> _Part:
    return _Part(pa.array([number for number, _ in rows], pa.int64()), encode_facts(fact for _, fact in rows))
