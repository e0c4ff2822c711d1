"""The stores of a workspace as SQLite files."""

from collections.abc import Collection, Sequence
from pathlib import Path

from clew.adapters.sql import (
    Batch,
    SqlAccounts,
    SqlAudit,
    SqlEventLog,
    SqlKeyStore,
    SqlOutbox,
    SqlStateStore,
    SqlSuppressions,
)
from clew.adapters.sqlite.database import Layout, SqliteDatabase
from clew.adapters.sqlite.figures import put_counted_facts, put_counted_participants
from clew.adapters.sqlite.schema import LOG_MIGRATIONS, STATE_MIGRATIONS
from clew.adapters.sqlite.tail import TailIndex
from clew.engine.ports import ParticipantRow
from clew.events import Fact
from clew.kernel.instants import Clock
from clew.kernel.packing import to_json

LOG_FILE = "log.db"
"""Name of the log's file in the folder of a workspace; the credentials are in it too."""

STATE_FILE = "state.db"
"""Name of the state's file in the folder of a workspace."""

# A long write-ahead log makes every read of a page slower; but pages of the state are written again and again, and the
# rarer they are copied, the fewer. One batch of an engine that has much to catch up with writes a hundred thousand.
_LOG = Layout(LOG_MIGRATIONS, long_pages=5_000, checkpoint_pages=20_000)
_STATE = Layout(STATE_MIGRATIONS, long_pages=10_000, checkpoint_pages=120_000, write_cache_kib=196_608)


class SqliteEventLog(SqlEventLog):
    """The log and the quarantine in one file."""

    def __init__(self, path: Path | str, clock: Clock) -> None:
        super().__init__(SqliteDatabase(Path(path), _LOG), clock)


class SqliteKeyStore(SqlKeyStore):
    """The credentials, in the log's file."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(SqliteDatabase(Path(path), _LOG))


class SqliteStateStore(SqlStateStore):
    """The state in one file, with the index of its tail in memory."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(SqliteDatabase(Path(path), _STATE))
        self._index = TailIndex(self._database)

    def _packed_tail(self, profiles: Collection[str]) -> list[bytes]:
        found = self._database.rows(
            "SELECT t.records FROM json_each(?) k CROSS JOIN tail t WHERE t.id = k.value ORDER BY t.id",
            (to_json(self._index.ids(profiles)).decode(),),
        )
        return [row[0] for row in found]

    def _put_facts(self, batch: Batch, facts: Sequence[Fact], first_id: int) -> None:
        put_counted_facts(batch, facts, first_id)

    def _put_participants(self, batch: Batch, rows: Sequence[ParticipantRow], ended: Sequence[tuple[str, str]]) -> None:
        put_counted_participants(batch, rows, ended)

    def _forget_tail(self, batch: Batch, profiles: Collection[str]) -> None:
        # The index reads what is committed; nobody can have added to that since this transaction began.
        batch.many("DELETE FROM tail WHERE id = ?", [(row_id,) for row_id in self._index.ids(profiles)])


class SqliteOutbox(SqlOutbox):
    """The outbox, in the state's file."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(SqliteDatabase(Path(path), _STATE))


class SqliteSuppressions(SqlSuppressions):
    """The suppressed addresses, in the state's file."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(SqliteDatabase(Path(path), _STATE))


class SqliteAccounts(SqlAccounts):
    """The accounts, beside the credentials."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(SqliteDatabase(Path(path), _LOG))


class SqliteAudit(SqlAudit):
    """The audit trail, beside the credentials."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(SqliteDatabase(Path(path), _LOG))
