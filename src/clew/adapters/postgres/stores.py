"""The stores of a workspace in a schema of PostgreSQL."""

from clew.adapters.postgres.database import Layout, PostgresDatabase
from clew.adapters.postgres.schema import LOG_MIGRATIONS, STATE_MIGRATIONS
from clew.adapters.sql import SqlAccounts, SqlAudit, SqlEventLog, SqlKeyStore, SqlOutbox, SqlStateStore, SqlSuppressions
from clew.kernel.instants import Clock

_LOG = Layout("log", LOG_MIGRATIONS, ("log", "reject"))
_PERSONAL = (
    *("state", "tail", "fact", "member", "participant", "call", "node", "head", "edge", "link"),
    *("erasure_order", "outbox"),
)
_STATE = Layout("state", STATE_MIGRATIONS, _PERSONAL)

LAYOUTS = (_LOG, _STATE)
"""All that a schema holds."""


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


class PostgresOutbox(SqlOutbox):
    """The outbox, beside the state; several senders may claim at once."""

    def __init__(self, url: str, schema: str) -> None:
        super().__init__(PostgresDatabase(url, schema, _STATE))


class PostgresSuppressions(SqlSuppressions):
    """The suppressed addresses, beside the state."""

    def __init__(self, url: str, schema: str) -> None:
        super().__init__(PostgresDatabase(url, schema, _STATE))


class PostgresAccounts(SqlAccounts):
    """The accounts, beside the credentials."""

    def __init__(self, url: str, schema: str) -> None:
        super().__init__(PostgresDatabase(url, schema, _LOG))


class PostgresAudit(SqlAudit):
    """The audit trail, beside the credentials."""

    def __init__(self, url: str, schema: str) -> None:
        super().__init__(PostgresDatabase(url, schema, _LOG))
