"""The tables of accounts and of the audit trail, beside the log: its second step."""

from clew.adapters.sql import Batch

_TEXT = 'TEXT COLLATE "C" NOT NULL'


def people(batch: Batch) -> None:
    """Accounts, whose sessions and links are, and what they did."""
    for statement in (
        "ALTER TABLE credential ADD COLUMN account {text} DEFAULT ''",
        "ALTER TABLE credential ADD COLUMN begun_by {text} DEFAULT ''",
        "CREATE INDEX credential_by_account ON credential (account) WHERE account <> ''",
        """CREATE TABLE account (
            id {text} PRIMARY KEY, name {text}, folded {text} UNIQUE, role {text}, password {text},
            created_at BIGINT NOT NULL, password_at BIGINT, disabled_at BIGINT
        )""",
        """CREATE TABLE audit (
            seq BIGINT PRIMARY KEY, seal BYTEA NOT NULL, at BIGINT NOT NULL, actor {text}, name {text}, via {text},
            action {text}, kind {text}, object {text}, outcome {text}, detail {text}
        )""",
        "CREATE INDEX audit_by_object ON audit (kind, object, seq)",
        "CREATE INDEX audit_by_actor ON audit (actor, seq)",
        """CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            RAISE EXCEPTION 'the audit trail is append-only';
        END $$""",
        """CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
            FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()""",
        # The newest entry; who writes holds this row.
        """CREATE TABLE audit_head (
            id BIGINT PRIMARY KEY CHECK (id = 1), seq BIGINT NOT NULL, seal BYTEA NOT NULL
        )""",
        "INSERT INTO audit_head (id, seq, seal) VALUES (1, 0, ''::bytea)",
    ):
        batch.run(statement.replace("{text}", _TEXT))
