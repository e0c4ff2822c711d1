"""What the SQL stores share: every statement that does not depend on the engine, and the rows it moves.

Law: one text for all engines. What differs (types, bulk paths, locks, erasure) is behind `Database`, and one
conformance suite runs over all of them. No driver is imported here.
"""

from clew.adapters.sql.accounts import SqlAccounts
from clew.adapters.sql.audit import SqlAudit
from clew.adapters.sql.database import Batch, Database, Migration, Params, Row, Table
from clew.adapters.sql.errors import (
    NewerStore,
    NotAStore,
    StoreBusy,
    StoreClosed,
    StoreError,
    StoreFailed,
    StoreUnavailable,
)
from clew.adapters.sql.keys import SqlKeyStore
from clew.adapters.sql.log import SqlEventLog
from clew.adapters.sql.outbox import SqlOutbox
from clew.adapters.sql.reach import Reach
from clew.adapters.sql.state import SqlStateStore
from clew.adapters.sql.suppressions import SqlSuppressions

__all__ = [
    "Batch",
    "Database",
    "Migration",
    "NewerStore",
    "NotAStore",
    "Params",
    "Reach",
    "Row",
    "SqlAccounts",
    "SqlAudit",
    "SqlEventLog",
    "SqlKeyStore",
    "SqlOutbox",
    "SqlStateStore",
    "SqlSuppressions",
    "StoreBusy",
    "StoreClosed",
    "StoreError",
    "StoreFailed",
    "StoreUnavailable",
    "Table",
]
