"""The state store: everything that the engine knows, changed by one transaction for each micro-batch."""

from collections.abc import Collection, Mapping, Sequence

from clew.adapters.sql.database import Batch, Table
from clew.adapters.sql.documents import SqlDocuments, put_documents, put_seeded
from clew.adapters.sql.graph import SqlGraph, forget_links, put_graph
from clew.adapters.sql.manifest import SqlManifest, put_orders
from clew.adapters.sql.members import SqlMembers, put_members
from clew.adapters.sql.outbox import (
    SqlPlans,
    forget_rows,
    hold_open_rows,
    hold_rows,
    put_decisions,
    put_plans,
    recall_rows,
    settle_rows,
    wake_rows,
    withdraw_rows,
)
from clew.adapters.sql.progress import Progress, lock_progress, put_progress
from clew.adapters.sql.reach import Reaching
from clew.adapters.sql.suppressions import SqlSuppressions, lift_suppressions, put_suppressions
from clew.adapters.sql.tail import forget_facts, put_facts, put_tail
from clew.adapters.sql.text import key_of
from clew.adapters.sql.travel import SqlTravel, forget_calls, put_calls, put_participants
from clew.engine.ports import Commit, Fenced, KnownProfile, Offset, ParticipantRow, StateRow
from clew.events import Fact, Identity
from clew.kernel.instants import Instant

_STATES = Table("state", ("profile", "bucket", "due_at", "state"), fixed=frozenset({"bucket"}))

_STATE = "SELECT profile, bucket, due_at, state FROM state WHERE "
_OF_LEAF = "SELECT s.profile, s.state FROM head h CROSS JOIN state s WHERE h.profile = ? AND s.profile = h.root"
_OF_IDENTITY = (
    "SELECT s.profile, s.state FROM node n CROSS JOIN head h CROSS JOIN state s "
    "WHERE n.key = ? AND h.profile = n.profile AND s.profile = h.root"
)

_COUNT_DROPPED = (
    "INSERT INTO dropped (reason, records, last_at) VALUES (?, ?, ?) ON CONFLICT (reason) "
    "DO UPDATE SET records = dropped.records + excluded.records, last_at = excluded.last_at"
)

_EMPTIED = (
    "DELETE FROM state",
    "DELETE FROM member",
    "DELETE FROM member_count",
    "DELETE FROM tail",
    "DELETE FROM fact",
    "DELETE FROM node",
    "DELETE FROM head",
    "DELETE FROM edge",
    "DELETE FROM link",
    "DELETE FROM document",
    "DELETE FROM seeded",
    "DELETE FROM participant",
    "DELETE FROM participant_count",
    "DELETE FROM journey_count",
    "DELETE FROM call",
)
"""Empty the tables that a rebuild fills again from the log."""


class SqlStateStore(SqlGraph, SqlMembers, SqlDocuments, SqlManifest, SqlTravel, SqlPlans, SqlSuppressions, Reaching):
    """State, history tail, facts, alarms, identity graph, documents, outbox, lake manifest, offset of a workspace."""

    # A rebuild begins again at the first row: until it has caught up, what is sealed reaches further.
    _REACH = (
        "SELECT workspace, sealed_through, CASE WHEN seq > sealed_through THEN seq ELSE sealed_through END "
        "FROM progress"
    )
    _TAKE = "UPDATE progress SET workspace = ? WHERE workspace = ''"

    def claim(self) -> int:
        """Take over the partition: a new epoch above every earlier one."""
        with self._database.write() as batch:
            epoch = lock_progress(batch).epoch + 1
            batch.run("UPDATE progress SET epoch = ?", (epoch,))
        return epoch

    def offset(self) -> Offset:
        """How far the last commit came; `(0, 0)` at first."""
        progress = self._progress()
        return Offset(progress.seq, progress.logical)

    def load(self, profiles: Collection[str]) -> Mapping[str, bytes]:
        """Packed states of the root profiles among these that exist; one query."""
        query = "SELECT s.profile, s.state FROM {keys} CROSS JOIN state s WHERE s.profile = k.value"
        return dict(self._database.keyed(query, profiles))

    def known(self, name: Identity | str) -> KnownProfile | None:
        """Who answers for an identity, or for a leaf profile; None when nobody does."""
        query, key = (_OF_LEAF, name) if isinstance(name, str) else (_OF_IDENTITY, key_of(name))
        found = self._database.rows(query, (key,))
        if not found:
            return None
        root, state = found[0]
        return KnownProfile(root, state, self._names(root))

    def dropped(self) -> Mapping[str, tuple[int, Instant]]:
        """Reasons for which records were not kept, each with how many there were and when the last one came."""
        found = self._database.rows("SELECT reason, records, last_at FROM dropped ORDER BY records DESC, reason")
        return {reason: (records, last_at) for reason, records, last_at in found}

    def due(self, until: Instant, limit: int) -> list[tuple[Instant, str]]:
        """Alarms with `due_at <= until`, earliest first."""
        found = self._database.rows(
            "SELECT due_at, profile FROM alarm WHERE due_at <= ? ORDER BY due_at, profile LIMIT ?", (until, limit)
        )
        return [(due_at, profile) for due_at, profile in found]

    def next_due(self) -> Instant | None:
        """The earliest alarm of all."""
        found = self._database.rows("SELECT due_at FROM alarm ORDER BY due_at LIMIT 1")
        return found[0][0] if found else None

    def scan(self, *, bucket: int | None = None, after: str = "", limit: int = 1000) -> list[StateRow]:
        """State rows in order of profile id, `profile > after`."""
        if bucket is None:
            found = self._database.rows(_STATE + "profile > ? ORDER BY profile LIMIT ?", (after, limit))
        else:
            query = _STATE + "bucket = ? AND profile > ? ORDER BY profile LIMIT ?"
            found = self._database.rows(query, (bucket, after, limit))
        return [StateRow._make(row) for row in found]

    def count(self) -> int:
        """How many root profiles there are."""
        return self._database.rows("SELECT count(*) FROM state")[0][0]

    def commit(self, commit: Commit) -> None:
        """Write everything in one transaction.

        Tail rows at or before the stored offset are there already, and are not appended again (but those of an erased
        profile are: what was there of it went first).

        Raises:
            Fenced: if the epoch is no longer the newest.
        """
        erasing = bool(commit.erased or commit.orders)
        with self._database.write(secure=erasing) as batch:
            progress = lock_progress(batch)
            if commit.epoch != progress.epoch:
                raise Fenced(
                    f"epoch {commit.epoch} was overtaken by epoch {progress.epoch}",
                    hint="stop this engine; another one has taken over",
                )
            self._write(batch, commit, progress)

    def _write(self, batch: Batch, commit: Commit, progress: Progress) -> None:
        erased = set(commit.erased)
        fresh = [row for row in commit.history if row.last_seq > progress.seq or row.profile in erased]
        put_progress(
            batch,
            progress._replace(
                seq=commit.offset.seq,
                logical=commit.offset.logical,
                tail_id=progress.tail_id + len(fresh),
                fact_id=progress.fact_id + len(commit.facts),
                erasing=progress.erasing + bool(commit.erased or commit.orders),
            ),
        )
        if commit.erased:
            self._forget_tail(batch, commit.erased)
            forget_facts(batch, commit.erased)
            forget_links(batch, commit.erased)
            forget_calls(batch, commit.erased)
            forget_rows(batch, commit.erased)
        batch.remove(_STATES, [(profile,) for profile in commit.gone])
        batch.put(_STATES, commit.states)
        put_members(batch, commit.members)
        put_tail(batch, fresh, progress.tail_id + 1)
        self._put_facts(batch, commit.facts, progress.fact_id + 1)
        put_graph(batch, commit.graph)
        put_documents(batch, commit.documents)
        put_seeded(batch, commit.seeded)
        put_orders(batch, commit.orders)
        self._put_participants(batch, commit.participants, commit.ended)
        put_calls(batch, commit.calls, commit.called)
        put_plans(batch, commit.plans)
        withdraw_rows(batch, commit.withdrawn)
        settle_rows(batch, commit.outcomes)
        recall_rows(batch, commit.recalled, commit.offset.logical)
        put_decisions(batch, commit.decisions)
        hold_rows(batch, commit.paused, commit.offset.logical)
        wake_rows(batch, commit.woken, commit.offset.logical)
        lift_suppressions(batch, commit.lifted)
        put_suppressions(batch, commit.suppressed)
        if commit.dropped and commit.offset.seq > progress.seq:
            batch.many(_COUNT_DROPPED, [(*each, commit.offset.logical) for each in commit.dropped.items()])

    def _put_facts(self, batch: Batch, facts: Sequence[Fact], first_id: int) -> None:
        """Put facts and count them, where the database does not count by itself."""
        put_facts(batch, facts, first_id)

    def _put_participants(self, batch: Batch, rows: Sequence[ParticipantRow], ended: Sequence[tuple[str, str]]) -> None:
        """Write where people are and count them, where the database does not count by itself."""
        put_participants(batch, rows, ended)

    def reset(self) -> None:
        """Empty everything that the log can give again: the start of a rebuild.

        The row ids of tail and facts go on from where they were; the lake steps to a generation without facts.
        """
        with self._database.write() as batch:
            progress = lock_progress(batch)
            for statement in _EMPTIED:
                batch.run(statement)
            hold_open_rows(batch)
            without = batch.run("DELETE FROM lake_file WHERE kind = 'facts'")
            put_progress(batch, progress._replace(seq=0, logical=0, generation=progress.generation + bool(without)))
