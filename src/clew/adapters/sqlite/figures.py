"""The tables that keep figures of journeys, in SQLite. Tests, whose participants begin with `t`, are left out."""

from collections.abc import Sequence

from clew.adapters.sql import Batch
from clew.adapters.sql.tail import put_facts, put_new_facts
from clew.adapters.sql.travel import put_participants
from clew.engine.ports import ParticipantRow
from clew.events import Fact
from clew.journeys import HELD, KINDS, TEST
from clew.kernel.instants import DAY

_COUNT_PEOPLE = """INSERT INTO participant_count (journey, version, node, status, people)
    SELECT p.journey, p.version, p.node, p.status, {sign}count(*) FROM {keys} CROSS JOIN participant p
    WHERE p.profile = k.value AND p.id NOT LIKE 't%' GROUP BY 1, 2, 3, 4
    ON CONFLICT (journey, version, node, status) DO UPDATE SET people = people + excluded.people"""
_COUNT_FACTS = """INSERT INTO journey_count (journey, kind, place, day, times) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (journey, kind, place, day) DO UPDATE SET times = times + excluded.times"""


def figures(batch: Batch) -> None:
    """Figures of journeys, kept as they change: who is where now, and what facts came to day by day."""
    for statement in (
        """CREATE TABLE participant_count (
            journey TEXT NOT NULL, version INTEGER NOT NULL, node TEXT NOT NULL, status TEXT NOT NULL,
            people INTEGER NOT NULL, PRIMARY KEY (journey, version, node, status)
        ) STRICT, WITHOUT ROWID""",
        """INSERT INTO participant_count
            SELECT journey, version, node, status, count(*) FROM participant WHERE id NOT LIKE 't%'
            GROUP BY 1, 2, 3, 4""",
        f"""CREATE TRIGGER participant_began AFTER INSERT ON participant
            WHEN new.id NOT LIKE 't%' BEGIN {_counted("new", "+ 1")} END""",
        f"""CREATE TRIGGER participant_moved AFTER UPDATE ON participant
            WHEN new.id NOT LIKE 't%'
                AND (old.version, old.node, old.status) <> (new.version, new.node, new.status)
            BEGIN {_counted("old", "- 1")} {_counted("new", "+ 1")} END""",
        f"""CREATE TRIGGER participant_ended AFTER DELETE ON participant
            WHEN old.id NOT LIKE 't%' BEGIN {_counted("old", "- 1")} END""",
        # `place` is node and detail, `day` counts from 1970-01-01. A fact put again is no insert: it counts once.
        """CREATE TABLE journey_count (
            journey TEXT NOT NULL, kind TEXT NOT NULL, place TEXT NOT NULL, day INTEGER NOT NULL,
            times INTEGER NOT NULL, PRIMARY KEY (journey, kind, place, day)
        ) STRICT, WITHOUT ROWID""",
        # A subject is `journey@version/participant/step/node/detail`. When a message that waits goes on is no part of
        # why it waits.
        """CREATE TRIGGER journey_counted AFTER INSERT ON fact WHEN new.kind IN (
            'journey_entered', 'journey_blocked', 'journey_reached', 'journey_took', 'journey_goal', 'journey_drew',
            'journey_ended', 'message_held', 'message_suppressed'
        ) AND substr(new.subject, instr(new.subject, '/') + 1, 1) <> 't' BEGIN
            INSERT INTO journey_count (journey, kind, place, day, times)
            SELECT journey, new.kind,
                CASE new.kind WHEN 'message_held' THEN substr(place, 1, instr(place || ':', ':') - 1) ELSE place END,
                new.at / 86400000000, 1
            FROM (SELECT journey, substr(rest, instr(rest, '/') + 1) AS place
            FROM (SELECT journey, substr(rest, instr(rest, '/') + 1) AS rest
            FROM (SELECT substr(new.subject, 1, instr(new.subject, '/') - 1) AS journey,
                substr(new.subject, instr(new.subject, '/') + 1) AS rest))) WHERE true
            ON CONFLICT (journey, kind, place, day) DO UPDATE SET times = times + 1;
        END""",
    ):
        batch.run(statement)


def _counted(row: str, step: str) -> str:
    """One person more or fewer where a row says."""
    return f"""INSERT INTO participant_count (journey, version, node, status, people)
        VALUES ({row}.journey, {row}.version, {row}.node, {row}.status, 0 {step})
        ON CONFLICT (journey, version, node, status) DO UPDATE SET people = people {step};"""  # noqa: S608  (our own words)


def figures_by_commit(batch: Batch) -> None:
    """Figures are counted once for a commit, as below: a trigger for each row cost more than the row."""
    for trigger in ("participant_began", "participant_moved", "participant_ended", "journey_counted"):
        batch.run(f"DROP TRIGGER {trigger}")


def put_counted_facts(batch: Batch, facts: Sequence[Fact], first_id: int) -> None:
    """As `put_facts`, and count those of journeys that were not there before."""
    if not facts:
        return
    put_new_facts(batch, facts, first_id)
    ((added,),) = batch.rows("SELECT count(*) FROM fact WHERE id >= ?", (first_id,))
    new = facts
    if added < len(facts):
        ids = {row_id for (row_id,) in batch.rows("SELECT id FROM fact WHERE id >= ?", (first_id,))}
        new = [fact for row_id, fact in enumerate(facts, start=first_id) if row_id in ids]
        put_facts(batch, facts, first_id)
    batch.many(_COUNT_FACTS, [(*key, times) for key, times in sorted(_counted_facts(new).items())])


def _counted_facts(facts: Sequence[Fact]) -> dict[tuple[str, str, str, int], int]:
    """How many facts by version of a journey, kind, place and day."""
    found: dict[tuple[str, str, str, int], int] = {}
    for fact in facts:
        kind = fact.kind
        if kind in KINDS:
            # A subject is `journey@version/participant/step/node/detail`.
            journey, participant, _, place = fact.subject.split("/", 3)
            if not participant.startswith(TEST):
                if kind == HELD:
                    place = place.partition(":")[0]  # until when a message waits is no part of why it does
                key = (journey, kind, place, fact.at // DAY)
                found[key] = found.get(key, 0) + 1
    return found


def put_counted_participants(batch: Batch, rows: Sequence[ParticipantRow], ended: Sequence[tuple[str, str]]) -> None:
    """As `put_participants`, and count who is where."""
    people = sorted({*(profile for profile, _ in ended), *(row.profile for row in rows)})
    batch.keyed(_COUNT_PEOPLE.replace("{sign}", "-"), people)
    put_participants(batch, rows, ended)
    batch.keyed(_COUNT_PEOPLE.replace("{sign}", ""), people)
