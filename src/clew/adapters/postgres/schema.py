"""The tables of the log and of the state. A step that was released is never edited: add the next one.

Texts are ordered by code point, as everywhere in Clew. Columns with personal data keep no statistics, for the server
copies values into those.
"""

from clew.adapters.postgres.figures import figures
from clew.adapters.postgres.people import people
from clew.adapters.sql import Batch, Migration

_TEXT = 'TEXT COLLATE "C" NOT NULL'


def _log_1(batch: Batch) -> None:
    """The log, its quarantine, and the credentials of those who write to it."""
    _run(
        batch,
        # The newest place ever given, trimmed or not, and the latest promise; who writes holds this row.
        """CREATE TABLE mark (
            id BIGINT PRIMARY KEY CHECK (id = 1),
            seq BIGINT NOT NULL, at BIGINT NOT NULL, closed_at BIGINT NOT NULL, reject_id BIGINT NOT NULL
        ) WITH (fillfactor = 10)""",
        "INSERT INTO mark (id, seq, at, closed_at, reject_id) VALUES (1, 0, 0, 0, 0)",
        "CREATE TABLE log (seq BIGINT PRIMARY KEY, at BIGINT NOT NULL, source {text}, body BYTEA NOT NULL)",
        """CREATE TABLE reject (
            id BIGINT PRIMARY KEY, at BIGINT NOT NULL, source {text}, reason {text}, state {text},
            reject BYTEA NOT NULL
        )""",
        "CREATE INDEX reject_by_reason ON reject (state, source, reason)",
        """CREATE TABLE credential (
            id {text} PRIMARY KEY, kind {text}, digest BYTEA NOT NULL, name {text}, source {text},
            scopes BYTEA NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT, revoked_at BIGINT
        )""",
        # Soon trimmed: not worth the time to compress them.
        "ALTER TABLE log ALTER body SET STORAGE EXTERNAL",
        "ALTER TABLE log ALTER body SET STATISTICS 0",
        "ALTER TABLE reject ALTER reject SET STATISTICS 0",
        "ALTER TABLE credential ALTER name SET STATISTICS 0",
    )


def _state_1(batch: Batch) -> None:
    """All that a micro-batch changes."""
    _run(
        batch,
        """CREATE TABLE progress (
            id BIGINT PRIMARY KEY CHECK (id = 1),
            epoch BIGINT NOT NULL, seq BIGINT NOT NULL, logical BIGINT NOT NULL,
            tail_id BIGINT NOT NULL, fact_id BIGINT NOT NULL,
            generation BIGINT NOT NULL, sealed_through BIGINT NOT NULL, erasing BIGINT NOT NULL
        ) WITH (fillfactor = 10)""",
        "INSERT INTO progress VALUES (1, 0, 0, 0, 0, 0, 0, 0, 0)",
    )
    _state_tables(batch)
    _graph_tables(batch)
    _book_tables(batch)


def _state_tables(batch: Batch) -> None:
    _run(
        batch,
        # Room on each page for the next version of a row, so that a state that changes touches no index; and no
        # attempt to compress a state or to move it aside, for it is read whole each time.
        """CREATE TABLE state (
            profile {text} PRIMARY KEY, bucket BIGINT NOT NULL, due_at BIGINT, state BYTEA NOT NULL
        ) WITH (fillfactor = 60, toast_tuple_target = 8160)""",
        "CREATE INDEX state_by_bucket ON state (bucket, profile)",
        "CREATE INDEX state_by_due ON state (due_at, profile) WHERE due_at IS NOT NULL",
        "CREATE VIEW alarm AS SELECT due_at, profile FROM state WHERE due_at IS NOT NULL",
        """CREATE TABLE tail (
            id BIGINT PRIMARY KEY, profile {text}, last_seq BIGINT NOT NULL, count BIGINT NOT NULL,
            records BYTEA NOT NULL
        )""",
        "CREATE INDEX tail_by_profile ON tail (profile)",
        # `moment` is the log row that caused the fact, or the instant where the clock did: part of the fact's id.
        """CREATE TABLE fact (
            id BIGINT PRIMARY KEY, profile {text}, moment BIGINT NOT NULL, kind {text}, subject {text},
            at BIGINT NOT NULL, seq BIGINT NOT NULL, cause {text}, UNIQUE (profile, moment, kind, subject)
        )""",
        "CREATE INDEX fact_by_subject ON fact (subject, id)",
        """CREATE TABLE member (
            segment {text}, profile {text}, since BIGINT NOT NULL, PRIMARY KEY (segment, profile)
        )""",
        "CREATE TABLE member_count (segment {text} PRIMARY KEY, members BIGINT NOT NULL) WITH (fillfactor = 50)",
        """CREATE FUNCTION count_members() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO member_count (segment, members)
            SELECT segment, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END FROM changed GROUP BY segment
            ON CONFLICT (segment) DO UPDATE SET members = member_count.members + excluded.members;
            RETURN NULL;
        END $$""",
        """CREATE TRIGGER member_began AFTER INSERT ON member REFERENCING NEW TABLE AS changed
            FOR EACH STATEMENT EXECUTE FUNCTION count_members()""",
        """CREATE TRIGGER member_ended AFTER DELETE ON member REFERENCING OLD TABLE AS changed
            FOR EACH STATEMENT EXECUTE FUNCTION count_members()""",
        """CREATE TABLE document (
            kind {text}, id {text}, version BIGINT NOT NULL, status {text}, seq BIGINT NOT NULL, at BIGINT NOT NULL,
            document BYTEA NOT NULL, PRIMARY KEY (kind, id, version)
        )""",
        """CREATE TABLE seeded (
            kind {text}, id {text}, version BIGINT NOT NULL, bucket BIGINT NOT NULL,
            PRIMARY KEY (kind, id, version, bucket)
        )""",
        "ALTER TABLE state ALTER state SET STORAGE EXTERNAL",
        "ALTER TABLE state ALTER state SET STATISTICS 0",
        "ALTER TABLE tail ALTER records SET STORAGE EXTERNAL",
        "ALTER TABLE tail ALTER records SET STATISTICS 0",
    )


def _graph_tables(batch: Batch) -> None:
    _run(
        batch,
        # `key` is namespace and value in one (see `sql/text.py`).
        """CREATE TABLE node (
            key {text} PRIMARY KEY, profile {text}, since BIGINT NOT NULL, seq BIGINT NOT NULL,
            erased_before BIGINT NOT NULL
        )""",
        "CREATE INDEX node_by_profile ON node (profile)",
        """CREATE TABLE head (
            profile {text} PRIMARY KEY, root {text}, created_at BIGINT NOT NULL, created_seq BIGINT NOT NULL,
            created_index BIGINT NOT NULL
        )""",
        # Most leaves answer for themselves and need no entry.
        "CREATE INDEX head_by_root ON head (root) WHERE root <> profile",
        """CREATE TABLE edge (
            a {text}, b {text}, at BIGINT NOT NULL, seq BIGINT NOT NULL, source {text}, cause {text},
            active BOOLEAN NOT NULL, PRIMARY KEY (a, b, seq)
        )""",
        "CREATE INDEX edge_by_b ON edge (b)",
        """CREATE TABLE link (
            profile {text}, seq BIGINT NOT NULL, place BIGINT NOT NULL, key {text}, kind {text}, at BIGINT NOT NULL,
            source {text}, PRIMARY KEY (profile, seq, place, key, kind)
        )""",
        "CREATE TABLE erased (hash {text} PRIMARY KEY, before BIGINT NOT NULL)",
        "ALTER TABLE node ALTER key SET STATISTICS 0",
        "ALTER TABLE link ALTER key SET STATISTICS 0",
    )


def _book_tables(batch: Batch) -> None:
    _run(
        batch,
        "CREATE TABLE lake_file (name {text} PRIMARY KEY, kind {text}, file BYTEA NOT NULL)",
        "CREATE TABLE erasure_order (id {text} PRIMARY KEY, at BIGINT NOT NULL, erasure BYTEA NOT NULL)",
        "CREATE TABLE receipt (id {text} PRIMARY KEY, receipt BYTEA NOT NULL)",
        "ALTER TABLE erasure_order ALTER erasure SET STATISTICS 0",
    )


def _state_2(batch: Batch) -> None:
    """Messages: what is to be sent, and which addresses are not written to."""
    _run(
        batch,
        # `due_at` is null where nothing is to happen by itself; `body` is packed (see `actions.Letter`).
        """CREATE TABLE outbox (
            key {text} PRIMARY KEY, profile {text}, channel {text}, status {text}, priority BIGINT NOT NULL,
            due_at BIGINT, at BIGINT NOT NULL, released_at BIGINT, counted BIGINT NOT NULL, again BIGINT NOT NULL,
            fence BIGINT NOT NULL, attempts BIGINT NOT NULL, reason {text}, journey {text}, template {text},
            purpose {text}, body BYTEA NOT NULL
        )""",
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
            hash {text}, channel {text}, reason {text}, scope {text}, at BIGINT NOT NULL, PRIMARY KEY (hash, channel)
        )""",
        "ALTER TABLE outbox ALTER body SET STORAGE EXTERNAL",
        "ALTER TABLE outbox ALTER body SET STATISTICS 0",
    )


def _state_3(batch: Batch) -> None:
    """Journeys: who is where, and whom the workspace is about to call."""
    _run(
        batch,
        """CREATE TABLE participant (
            id {text} PRIMARY KEY, journey {text}, version BIGINT NOT NULL, profile {text}, node {text},
            status {text}, held {text}, since BIGINT NOT NULL
        )""",
        "CREATE INDEX participant_by_node ON participant (journey, node, id)",
        """CREATE TABLE call (
            at BIGINT NOT NULL, profile {text}, id {text}, call BYTEA NOT NULL, PRIMARY KEY (at, profile, id)
        )""",
    )


def _pace(batch: Batch) -> None:
    """How fast each channel sends: one bucket for all senders (see `actions.pace`)."""
    _run(
        batch,
        """CREATE TABLE pace (
            channel {text} PRIMARY KEY, per_second DOUBLE PRECISION NOT NULL, burst BIGINT NOT NULL,
            level DOUBLE PRECISION NOT NULL, at BIGINT NOT NULL
        )""",
    )


def _log_owner(batch: Batch) -> None:
    """Whose the log is (see `sql.reach`)."""
    _run(batch, "ALTER TABLE mark ADD COLUMN workspace {text} DEFAULT ''")


def _reject_key(batch: Batch) -> None:
    """What came before is not held again."""
    _run(
        batch,
        "ALTER TABLE reject ADD COLUMN key BYTEA",
        "ALTER TABLE reject ALTER key SET STATISTICS 0",
        "CREATE UNIQUE INDEX reject_by_key ON reject (source, key) WHERE key IS NOT NULL",
    )


def _state_owner(batch: Batch) -> None:
    """Whose the state is."""
    _run(batch, "ALTER TABLE progress ADD COLUMN workspace {text} DEFAULT ''")


def _dropped(batch: Batch) -> None:
    """What was not kept, and why."""
    _run(batch, "CREATE TABLE dropped (reason {text} PRIMARY KEY, records BIGINT NOT NULL, last_at BIGINT NOT NULL)")


def _calls_unseen(batch: Batch) -> None:
    """Calls keep no statistics either; those there were go with the change of type, which changes nothing else."""
    _run(batch, "ALTER TABLE call ALTER call TYPE BYTEA", "ALTER TABLE call ALTER call SET STATISTICS 0")


def _by_person(batch: Batch) -> None:
    """What a batch writes of one person stands where their state does; facts by subject were asked for by nobody."""
    _run(
        batch,
        "DROP INDEX fact_by_subject",
        "DROP INDEX participant_by_node",
        "ALTER TABLE participant DROP CONSTRAINT participant_pkey",
        "ALTER TABLE participant ADD PRIMARY KEY (profile, id)",
        # Of nothing that changes when somebody goes on: then PostgreSQL writes no index at all.
        "CREATE INDEX participant_by_journey ON participant (journey, profile, id)",
    )


def _offers(batch: Batch) -> None:
    """Which offers a message took along, for their caps."""
    _run(batch, "ALTER TABLE outbox ADD COLUMN offers {text} DEFAULT ''")


def _outbox_by_person(batch: Batch) -> None:
    """Messages of one instant are listed as their people stand, in whose order a batch writes them."""
    _run(batch, "DROP INDEX outbox_by_at", "CREATE INDEX outbox_by_at ON outbox (at, profile, key)")


def _run(batch: Batch, *statements: str) -> None:
    for statement in statements:
        batch.run(statement.replace("{text}", _TEXT))


LOG_MIGRATIONS: tuple[Migration, ...] = (_log_1, people, _log_owner, _reject_key)
STATE_MIGRATIONS: tuple[Migration, ...] = (
    _state_1,
    _state_2,
    _state_3,
    figures,
    _pace,
    _state_owner,
    _dropped,
    _calls_unseen,
    _by_person,
    _offers,
    _outbox_by_person,
)
