"""The tables of accounts and of the audit trail, in `log.db`: its second step."""

from clew.adapters.sql import Batch


def people(batch: Batch) -> None:
    """Accounts, whose sessions and links are, and what they did."""
    for statement in (
        "ALTER TABLE credential ADD COLUMN account TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE credential ADD COLUMN begun_by TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX credential_by_account ON credential (account) WHERE account <> ''",
        """CREATE TABLE account (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE, role TEXT NOT NULL,
            password TEXT NOT NULL, created_at INTEGER NOT NULL, password_at INTEGER, disabled_at INTEGER
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE audit (
            seq INTEGER PRIMARY KEY, seal BLOB NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL, name TEXT NOT NULL,
            via TEXT NOT NULL, action TEXT NOT NULL, kind TEXT NOT NULL, object TEXT NOT NULL, outcome TEXT NOT NULL,
            detail TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX audit_by_object ON audit (kind, object, seq)",
        "CREATE INDEX audit_by_actor ON audit (actor, seq)",
        """CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN
            SELECT RAISE(ABORT, 'the audit trail is append-only');
        END""",
        """CREATE TRIGGER audit_as_written BEFORE UPDATE ON audit BEGIN
            SELECT RAISE(ABORT, 'the audit trail is append-only');
        END""",
        # The newest entry; who writes holds this row.
        """CREATE TABLE audit_head (
            id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, seal BLOB NOT NULL
        ) STRICT""",
        "INSERT INTO audit_head (id, seq, seal) VALUES (1, 0, x'')",
    ):
        batch.run(statement)
