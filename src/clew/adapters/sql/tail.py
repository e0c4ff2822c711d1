"""The unsealed end of history and of the facts: appended by commits, cut off by seals."""

from collections.abc import Collection, Sequence

from clew.adapters.sql.database import Batch, Row, SqlStore, Table
from clew.engine.ports import HistoryRow, TailRow
from clew.events import Fact, Record
from clew.kernel.packing import unpacker

_TAIL = Table("tail", ("id", "profile", "last_seq", "count", "records"))
_COLUMNS = ("profile", "moment", "kind", "subject", "id", "at", "seq", "cause")
_FACTS = Table("fact", _COLUMNS, key=4)
_NEW_FACTS = Table("fact", _COLUMNS, key=4, fixed=frozenset(_COLUMNS))

_records = unpacker(list[Record])

_FACT = "SELECT f.id, f.profile, f.at, f.kind, f.subject, f.seq, f.cause FROM "


class SqlTail(SqlStore):
    """What no seal has taken yet."""

    def tail(self, profiles: Collection[str]) -> list[Record]:
        """The unsealed records of these leaf profiles, in log order."""
        records = [record for packed in self._packed_tail(profiles) for record in _records.decode(packed)]
        records.sort(key=lambda record: (record.seq, record.index))
        return records

    def _packed_tail(self, profiles: Collection[str]) -> list[bytes]:
        """The packed records of these profiles; by an index in the database, where it has one."""
        query = "SELECT t.records FROM {keys} CROSS JOIN tail t WHERE t.profile = k.value ORDER BY t.id"
        return [row[0] for row in self._database.keyed(query, profiles)]

    def tail_rows(self, *, after: int = 0, limit: int = 1000) -> list[TailRow]:
        """The tail in order of its row ids: for sealing, rebuild and queries."""
        found = self._database.rows(
            "SELECT id, profile, last_seq, count, records FROM tail WHERE id > ? ORDER BY id LIMIT ?", (after, limit)
        )
        return [TailRow(row[0], HistoryRow._make(row[1:])) for row in found]

    def facts(
        self, *, profiles: Collection[str] | None = None, after: int = 0, limit: int = 1000
    ) -> list[tuple[int, Fact]]:
        """Unsealed facts with their row ids, oldest first."""
        where = "f.id > ? ORDER BY f.id LIMIT ?"
        if profiles is None:
            found = self._database.rows(_FACT + "fact f WHERE " + where, (after, limit))
        else:
            query = _FACT + "{keys} CROSS JOIN fact f WHERE f.profile = k.value AND " + where
            found = self._database.keyed(query, profiles, (after, limit))
        return [_fact(row) for row in found]

    def _forget_tail(self, batch: Batch, profiles: Collection[str]) -> None:
        """Remove the tail rows of these profiles; by an index in the database, where it has one."""
        batch.many("DELETE FROM tail WHERE profile = ?", [(profile,) for profile in profiles])


def put_tail(batch: Batch, rows: Sequence[HistoryRow], first_id: int) -> None:
    """Append rows under ids that were never used before."""
    batch.append(_TAIL, [(row_id, *row) for row_id, row in enumerate(rows, start=first_id)])


def put_facts(batch: Batch, facts: Sequence[Fact], first_id: int) -> None:
    """Put facts under ids that were never used before; a fact that is there already takes the new one."""
    batch.put(_FACTS, _fact_rows(facts, first_id))


def put_new_facts(batch: Batch, facts: Sequence[Fact], first_id: int) -> None:
    """Put facts under ids that were never used before; a fact that is there already stays as it is."""
    batch.put(_NEW_FACTS, _fact_rows(facts, first_id))


def _fact_rows(facts: Sequence[Fact], first_id: int) -> list[Row]:
    return [
        (fact.profile, fact.seq or fact.at, fact.kind, fact.subject, row_id, fact.at, fact.seq, fact.cause)
        for row_id, fact in enumerate(facts, start=first_id)
    ]


def forget_facts(batch: Batch, profiles: Collection[str]) -> None:
    """Remove the facts of erased profiles."""
    batch.many("DELETE FROM fact WHERE profile = ?", [(profile,) for profile in profiles])


def _fact(row: Row) -> tuple[int, Fact]:
    row_id, profile, at, kind, subject, seq, cause = row
    return row_id, Fact(profile=profile, at=at, kind=kind, subject=subject, seq=seq, cause=cause)
