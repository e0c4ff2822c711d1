"""The tables that keep figures of journeys, in PostgreSQL. Tests, whose participants begin with `t`, are left out."""

from clew.adapters.sql import Batch

_TEXT = 'TEXT COLLATE "C" NOT NULL'


def figures(batch: Batch) -> None:
    """Figures of journeys, kept as they change: who is where now, and what facts came to day by day."""
    for statement in (
        """CREATE TABLE participant_count (
            journey {text}, version BIGINT NOT NULL, node {text}, status {text}, people BIGINT NOT NULL,
            PRIMARY KEY (journey, version, node, status)
        ) WITH (fillfactor = 50)""",
        """INSERT INTO participant_count
            SELECT journey, version, node, status, count(*) FROM participant WHERE left(id, 1) <> 't'
            GROUP BY 1, 2, 3, 4""",
        """CREATE FUNCTION count_participants() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP <> 'INSERT' THEN
                INSERT INTO participant_count (journey, version, node, status, people)
                SELECT journey, version, node, status, -count(*) FROM before WHERE left(id, 1) <> 't'
                GROUP BY 1, 2, 3, 4
                ON CONFLICT (journey, version, node, status)
                DO UPDATE SET people = participant_count.people + excluded.people;
            END IF;
            IF TG_OP <> 'DELETE' THEN
                INSERT INTO participant_count (journey, version, node, status, people)
                SELECT journey, version, node, status, count(*) FROM after WHERE left(id, 1) <> 't'
                GROUP BY 1, 2, 3, 4
                ON CONFLICT (journey, version, node, status)
                DO UPDATE SET people = participant_count.people + excluded.people;
            END IF;
            RETURN NULL;
        END $$""",
        """CREATE TRIGGER participant_began AFTER INSERT ON participant REFERENCING NEW TABLE AS after
            FOR EACH STATEMENT EXECUTE FUNCTION count_participants()""",
        """CREATE TRIGGER participant_moved AFTER UPDATE ON participant
            REFERENCING OLD TABLE AS before NEW TABLE AS after
            FOR EACH STATEMENT EXECUTE FUNCTION count_participants()""",
        """CREATE TRIGGER participant_ended AFTER DELETE ON participant REFERENCING OLD TABLE AS before
            FOR EACH STATEMENT EXECUTE FUNCTION count_participants()""",
        # `place` is node and detail, `day` counts from 1970-01-01. A fact put again is no insert: it counts once.
        """CREATE TABLE journey_count (
            journey {text}, kind {text}, place {text}, day BIGINT NOT NULL, times BIGINT NOT NULL,
            PRIMARY KEY (journey, kind, place, day)
        ) WITH (fillfactor = 50)""",
        # A subject is `journey@version/participant/step/node/detail`. When a message that waits goes on is no part of
        # why it waits.
        """CREATE FUNCTION count_journeys() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO journey_count (journey, kind, place, day, times)
            SELECT split_part(subject, '/', 1), kind,
                CASE kind WHEN 'message_held' THEN split_part(rest, ':', 1) ELSE rest END,
                at / 86400000000, count(*)
            FROM (
                SELECT subject, kind, at, regexp_replace(subject, '^([^/]*/){3}', '') AS rest FROM added
                WHERE kind IN (
                    'journey_entered', 'journey_blocked', 'journey_reached', 'journey_took', 'journey_goal',
                    'journey_drew', 'journey_ended', 'message_held', 'message_suppressed'
                ) AND left(split_part(subject, '/', 2), 1) <> 't'
            ) AS told GROUP BY 1, 2, 3, 4
            ON CONFLICT (journey, kind, place, day) DO UPDATE SET times = journey_count.times + excluded.times;
            RETURN NULL;
        END $$""",
        """CREATE TRIGGER journey_counted AFTER INSERT ON fact REFERENCING NEW TABLE AS added
            FOR EACH STATEMENT EXECUTE FUNCTION count_journeys()""",
    ):
        batch.run(statement.replace("{text}", _TEXT))
