"""The tables that keep figures of journeys, in SQLite. Tests, whose participants begin with `t`, are left out."""

from clew.adapters.sql import Batch


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
