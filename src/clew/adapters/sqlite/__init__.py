"""SQLite: the stores of a workspace on one machine, two files in its folder.

Law: the collector writes `log.db` while the engine reads it, the engine writes `state.db` while the API reads it;
no reader waits for a writer, and no writer for a reader.
"""

from clew.adapters.sqlite.copying import copy_store
from clew.adapters.sqlite.stores import (
    LOG_FILE,
    STATE_FILE,
    SqliteAccounts,
    SqliteAudit,
    SqliteEventLog,
    SqliteKeyStore,
    SqliteOutbox,
    SqliteStateStore,
    SqliteSuppressions,
)

__all__ = [
    "LOG_FILE",
    "STATE_FILE",
    "SqliteAccounts",
    "SqliteAudit",
    "SqliteEventLog",
    "SqliteKeyStore",
    "SqliteOutbox",
    "SqliteStateStore",
    "SqliteSuppressions",
    "copy_store",
]
