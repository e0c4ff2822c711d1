"""PostgreSQL: the stores of a workspace on a server, in a schema of its own.

Law: same tables, statements and answers as SQLite. What remains of the erased outside the tables is the server's:
write-ahead log until it is recycled or archived, replicas and backups until they expire.
"""

from clew.adapters.postgres.copying import copy_schema, load_schema
from clew.adapters.postgres.stores import (
    PostgresAccounts,
    PostgresAudit,
    PostgresEventLog,
    PostgresKeyStore,
    PostgresOutbox,
    PostgresStateStore,
    PostgresSuppressions,
)

__all__ = [
    "PostgresAccounts",
    "PostgresAudit",
    "PostgresEventLog",
    "PostgresKeyStore",
    "PostgresOutbox",
    "PostgresStateStore",
    "PostgresSuppressions",
    "copy_schema",
    "load_schema",
]
