"""The tables of `log.db` and `state.db`. A step that was released is never edited: add the next one."""

from clew.adapters.sql import Batch, Migration
from clew.adapters.sqlite.figures import figures, figures_by_commit
from clew.adapters.sqlite.people import people


def _log_1(batch: Batch) -> None:
    """The log, its quarantine, and the credentials of those who write to it."""
    _run(
        batch,
        # The newest place ever given, trimmed or not, and the latest promise; who writes holds this row.
        """CREATE TABLE mark (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            seq INTEGER NOT NULL, at INTEGER NOT NULL, closed_at INTEGER NOT NULL, reject_id INTEGER NOT NULL
        ) STRICT""",
        "INSERT INTO mark (id, seq, at, closed_at, reject_id) VALUES (1, 0, 0, 0, 0)",
        """CREATE TABLE log (
            seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, source TEXT NOT NULL, body BLOB NOT NULL
        ) STRICT""",
        """CREATE TABLE reject (
            id INTEGER PRIMARY KEY, at INTEGER NOT NULL, source TEXT NOT NULL, reason TEXT NOT NULL,
            state TEXT NOT NULL, reject BLOB NOT NULL
        ) STRICT""",
        "CREATE INDEX reject_by_reason ON reject (state, source, reason)",
        """CREATE TABLE credential (
            id TEXT PRIMARY KEY, kind TEXT NOT NULL, digest BLOB NOT NULL, name TEXT NOT NULL, source TEXT NOT NULL,
            scopes BLOB NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER, revoked_at INTEGER
        ) STRICT, WITHOUT ROWID""",
    )


def _state_1(batch: Batch) -> None:
    """All that a micro-batch changes."""
    _run(
        batch,
        """CREATE TABLE progress (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            epoch INTEGER NOT NULL, seq INTEGER NOT NULL, logical INTEGER NOT NULL,
            tail_id INTEGER NOT NULL, fact_id INTEGER NOT NULL,
            generation INTEGER NOT NULL, sealed_through INTEGER NOT NULL, erasing INTEGER NOT NULL
        ) STRICT""",
        "INSERT INTO progress VALUES (1, 0, 0, 0, 0, 0, 0, 0, 0)",
    )
    _state_tables(batch)
    _graph_tables(batch)
    _book_tables(batch)


def _state_tables(batch: Batch) -> None:
    _run(
        batch,
        # A table with row ids: the states are too large for the leaves of one without, and would spill.
        """CREATE TABLE state (
            id INTEGER PRIMARY KEY, profile TEXT NOT NULL UNIQUE, bucket INTEGER NOT NULL, due_at INTEGER,
            state BLOB NOT NULL
        ) STRICT""",
        "CREATE INDEX state_by_bucket ON state (bucket, profile)",
        # The index of alarms. An ordinary one would be written with every state; this only when an alarm moves.
        """CREATE TABLE alarm (
            due_at INTEGER NOT NULL, profile TEXT NOT NULL, PRIMARY KEY (due_at, profile)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TRIGGER alarm_set AFTER INSERT ON state WHEN new.due_at IS NOT NULL BEGIN
            INSERT INTO alarm VALUES (new.due_at, new.profile);
        END""",
        """CREATE TRIGGER alarm_moved AFTER UPDATE OF due_at ON state WHEN old.due_at IS NOT new.due_at BEGIN
            DELETE FROM alarm WHERE due_at = old.due_at AND profile = old.profile;
            INSERT INTO alarm SELECT new.due_at, new.profile WHERE new.due_at IS NOT NULL;
        END""",
        """CREATE TRIGGER alarm_gone AFTER DELETE ON state WHEN old.due_at IS NOT NULL BEGIN
            DELETE FROM alarm WHERE due_at = old.due_at AND profile = old.profile;
        END""",
        # Append-only, without an index by profile: that one is kept in memory (see `tail.py`).
        """CREATE TABLE tail (
            id INTEGER PRIMARY KEY, profile TEXT NOT NULL, last_seq INTEGER NOT NULL, count INTEGER NOT NULL,
            records BLOB NOT NULL
        ) STRICT""",
        # `moment` is the log row that caused the fact, or the instant where the clock did: part of the fact's id.
        """CREATE TABLE fact (
            id INTEGER PRIMARY KEY, profile TEXT NOT NULL, moment INTEGER NOT NULL, kind TEXT NOT NULL,
            subject TEXT NOT NULL, at INTEGER NOT NULL, seq INTEGER NOT NULL, cause TEXT NOT NULL,
            UNIQUE (profile, moment, kind, subject)
        ) STRICT""",
        "CREATE INDEX fact_by_subject ON fact (subject)",
        """CREATE TABLE member (
            segment TEXT NOT NULL, profile TEXT NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (segment, profile)
        ) STRICT, WITHOUT ROWID""",
        "CREATE TABLE member_count (segment TEXT PRIMARY KEY, members INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        """CREATE TRIGGER member_began AFTER INSERT ON member BEGIN
            INSERT OR IGNORE INTO member_count (segment, members) VALUES (new.segment, 0);
            UPDATE member_count SET members = members + 1 WHERE segment = new.segment;
        END""",
        """CREATE TRIGGER member_ended AFTER DELETE ON member BEGIN
            UPDATE member_count SET members = members - 1 WHERE segment = old.segment;
        END""",
        """CREATE TABLE document (
            kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, status TEXT NOT NULL,
            seq INTEGER NOT NULL, at INTEGER NOT NULL, document BLOB NOT NULL, PRIMARY KEY (kind, id, version)
        ) STRICT""",
        """CREATE TABLE seeded (
            kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, bucket INTEGER NOT NULL,
            PRIMARY KEY (kind, id, version, bucket)
        ) STRICT, WITHOUT ROWID""",
    )


def _graph_tables(batch: Batch) -> None:
    _run(
        batch,
        # `key` is namespace and value in one (see `sql/text.py`).
        """CREATE TABLE node (
            key TEXT PRIMARY KEY, profile TEXT NOT NULL, since INTEGER NOT NULL, seq INTEGER NOT NULL,
            erased_before INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX node_by_profile ON node (profile)",
        """CREATE TABLE head (
            profile TEXT PRIMARY KEY, root TEXT NOT NULL, created_at INTEGER NOT NULL, created_seq INTEGER NOT NULL,
            created_index INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
        # Most leaves answer for themselves and need no entry.
        "CREATE INDEX head_by_root ON head (root) WHERE root <> profile",
        """CREATE TABLE edge (
            a TEXT NOT NULL, b TEXT NOT NULL, at INTEGER NOT NULL, seq INTEGER NOT NULL, source TEXT NOT NULL,
            cause TEXT NOT NULL, active INTEGER NOT NULL, PRIMARY KEY (a, b, seq)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX edge_by_b ON edge (b)",
        """CREATE TABLE link (
            profile TEXT NOT NULL, seq INTEGER NOT NULL, place INTEGER NOT NULL, key TEXT NOT NULL,
            kind TEXT NOT NULL, at INTEGER NOT NULL, source TEXT NOT NULL,
            PRIMARY KEY (profile, seq, place, key, kind)
        ) STRICT, WITHOUT ROWID""",
        "CREATE TABLE erased (hash TEXT PRIMARY KEY, before INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    )


def _book_tables(batch: Batch) -> None:
    _run(
        batch,
        "CREATE TABLE lake_file (name TEXT PRIMARY KEY, kind TEXT NOT NULL, file BLOB NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE TABLE erasure_order (id TEXT PRIMARY KEY, at INTEGER NOT NULL, erasure BLOB NOT NULL) STRICT",
        "CREATE TABLE receipt (id TEXT PRIMARY KEY, receipt BLOB NOT NULL) STRICT, WITHOUT ROWID",
    )


def _state_2(batch: Batch) -> None:
    """Messages: what is to be sent, and which addresses are not written to."""
    _run(
        batch,
        # `due_at` is null where nothing is to happen by itself; `body` is packed (see `actions.Letter`).
        """CREATE TABLE outbox (
            id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, profile TEXT NOT NULL, channel TEXT NOT NULL,
            status TEXT NOT NULL, priority INTEGER NOT NULL, due_at INTEGER, at INTEGER NOT NULL, released_at INTEGER,
            counted INTEGER NOT NULL, again INTEGER NOT NULL, fence INTEGER NOT NULL, attempts INTEGER NOT NULL,
            reason TEXT NOT NULL, journey TEXT NOT NULL, template TEXT NOT NULL, purpose TEXT NOT NULL,
            body BLOB NOT NULL
        ) STRICT""",
        # What senders take is due as soon as it is released, and goes by priority; what waits for release goes by time,
        # transactional messages first, so that nobody scans what is not due.
        """CREATE INDEX outbox_sendable ON outbox (status, channel, priority, due_at)
            WHERE status IN ('released', 'sending')""",
        """CREATE INDEX outbox_urgent ON outbox (due_at, priority, key)
            WHERE status IN ('planned', 'retry') AND priority < 100""",
        """CREATE INDEX outbox_planned ON outbox (due_at, priority, key)
            WHERE status IN ('planned', 'retry') AND priority >= 100""",
        "CREATE INDEX outbox_by_profile ON outbox (profile, released_at)",
        "CREATE INDEX outbox_by_at ON outbox (at, key)",
        """CREATE TABLE suppressed (
            hash TEXT NOT NULL, channel TEXT NOT NULL, reason TEXT NOT NULL, scope TEXT NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY (hash, channel)
        ) STRICT, WITHOUT ROWID""",
    )


def _state_3(batch: Batch) -> None:
    """Journeys: who is where, and whom the workspace is about to call."""
    _run(
        batch,
        """CREATE TABLE participant (
            id TEXT PRIMARY KEY, journey TEXT NOT NULL, version INTEGER NOT NULL, profile TEXT NOT NULL,
            node TEXT NOT NULL, status TEXT NOT NULL, held TEXT NOT NULL, since INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX participant_by_node ON participant (journey, node, id)",
        """CREATE TABLE call (
            at INTEGER NOT NULL, profile TEXT NOT NULL, id TEXT NOT NULL, call BLOB NOT NULL,
            PRIMARY KEY (at, profile, id)
        ) STRICT, WITHOUT ROWID""",
    )


def _pace(batch: Batch) -> None:
    """How fast each channel sends: one bucket for all senders (see `actions.pace`)."""
    _run(
        batch,
        """CREATE TABLE pace (
            channel TEXT PRIMARY KEY, per_second REAL NOT NULL, burst INTEGER NOT NULL, level REAL NOT NULL,
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
    )


def _log_owner(batch: Batch) -> None:
    """Whose the log is (see `sql.reach`)."""
    _run(batch, "ALTER TABLE mark ADD COLUMN workspace TEXT NOT NULL DEFAULT ''")


def _reject_key(batch: Batch) -> None:
    """What came before is not held again."""
    _run(
        batch,
        "ALTER TABLE reject ADD COLUMN key BLOB",
        "CREATE UNIQUE INDEX reject_by_key ON reject (source, key) WHERE key IS NOT NULL",
    )


def _state_owner(batch: Batch) -> None:
    """Whose the state is."""
    _run(batch, "ALTER TABLE progress ADD COLUMN workspace TEXT NOT NULL DEFAULT ''")


def _dropped(batch: Batch) -> None:
    """What was not kept, and why."""
    _run(
        batch,
        """CREATE TABLE dropped (
            reason TEXT PRIMARY KEY, records INTEGER NOT NULL, last_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""",
    )


def _by_person(batch: Batch) -> None:
    """What a batch writes of one person stands where their state does; facts by subject were asked for by nobody."""
    _run(
        batch,
        "DROP INDEX fact_by_subject",
        "DROP INDEX participant_by_node",
        "ALTER TABLE participant RENAME TO participant_by_id",
        """CREATE TABLE participant (
            profile TEXT NOT NULL, id TEXT NOT NULL, journey TEXT NOT NULL, version INTEGER NOT NULL,
            node TEXT NOT NULL, status TEXT NOT NULL, held TEXT NOT NULL, since INTEGER NOT NULL,
            PRIMARY KEY (profile, id)
        ) STRICT, WITHOUT ROWID""",
        """INSERT INTO participant SELECT profile, id, journey, version, node, status, held, since
            FROM participant_by_id ORDER BY profile, id""",
        "DROP TABLE participant_by_id",
        # Of nothing that changes when somebody goes on.
        "CREATE INDEX participant_by_journey ON participant (journey, profile, id)",
    )


def _offers(batch: Batch) -> None:
    """Which offers a message took along, for their caps."""
    _run(batch, "ALTER TABLE outbox ADD COLUMN offers TEXT NOT NULL DEFAULT ''")


def _outbox_by_person(batch: Batch) -> None:
    """Messages of one instant are listed as their people stand, in whose order a batch writes them."""
    _run(batch, "DROP INDEX outbox_by_at", "CREATE INDEX outbox_by_at ON outbox (at, profile, key)")


def _run(batch: Batch, *statements: str) -> None:
    for statement in statements:
        batch.run(statement)


LOG_MIGRATIONS: tuple[Migration, ...] = (_log_1, people, _log_owner, _reject_key)
STATE_MIGRATIONS: tuple[Migration, ...] = (
    _state_1,
    _state_2,
    _state_3,
    figures,
    figures_by_commit,
    _pace,
    _state_owner,
    _dropped,
    _by_person,
    _offers,
    _outbox_by_person,
)
