"""The stores of a workspace in a schema of PostgreSQL."""

from clew.adapters.postgres.database import Layout, PostgresDatabase
from clew.adapters.postgres.schema import LOG_MIGRATIONS, STATE_MIGRATIONS
from clew.adapters.sql import SqlEventLog, SqlKeyStore, SqlStateStore
from clew.kernel.instants import Clock

_LOG = Layout("log", LOG_MIGRATIONS, ("log", "reject"))
_STATE = Layout("state", STATE_MIGRATIONS, ("state", "tail", "fact", "member", "node", "link", "erasure_order"))


class PostgresEventLog(SqlEventLog):
    """The log and the quarantine; several collectors may append at once."""

    def __init__(self, url: str, schema: str, clock: Clock) -> None:
        super().__init__(PostgresDatabase(url, schema, _LOG), clock)


class PostgresKeyStore(SqlKeyStore):
    """The credentials, beside the log."""

    def __init__(self, url: str, schema: str) -> None:
        super().__init__(PostgresDatabase(url, schema, _LOG))


class PostgresStateStore(SqlStateStore):
    """The state; one engine writes, told apart by its epoch."""

    def __init__(self, url: str, schema: str) -> None:
        super().__init__(PostgresDatabase(url, schema, _STATE))
