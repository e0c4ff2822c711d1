"""What may be asked, and what is refused before it runs."""

from pathlib import Path

import pytest

from clew.adapters.duckdb import DuckQueries, NotAllowed, QueryFailed
from tests.conformance.lake.world import World

ALLOWED = [
    "SELECT 1",
    "select * from events",
    'FROM "events" SELECT count(*)',
    "TABLE facts",
    "VALUES (1), (2)",
    "SELECT * FROM EVENTS e JOIN profiles USING (profile_id)",
    "WITH big AS (SELECT * FROM events) SELECT * FROM Big",
    "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT * FROM n",
    "WITH events AS (SELECT * FROM events) SELECT * FROM events",
    "WITH columns AS (SELECT 1), hidden_ones AS (SELECT 2) SELECT * FROM columns, hidden_ones",
    "SELECT * FROM range(3), unnest([1, 2])",
    "SELECT (SELECT max(ts) FROM events), EXISTS (FROM memberships)",
    "SELECT key FROM events, json_each(properties)",
    "DESCRIBE events",
    "SUMMARIZE facts",
    "SELECT * FROM events PIVOT (count(*) FOR type IN ('purchase'))",
    "SELECT count(*) FROM quarantine -- and a comment; with a semicolon",
    "SELECT 1;",
]
REFUSED = [
    "",
    "SELECT 1; SELECT 2",
    "INSERT INTO events VALUES (1)",
    "DELETE FROM events",
    "CREATE TABLE t AS SELECT 1",
    "COPY (SELECT 1) TO '{folder}/out.csv'",
    "COPY events TO '{folder}/out.parquet'",
    "ATTACH '{folder}/state.db'",
    "SET threads = 8",
    "PRAGMA version",
    "CALL pragma_version()",
    "LOAD httpfs",
    "INSTALL httpfs",
    "EXPORT DATABASE '{folder}/out'",
    "SHOW TABLES",
    "SELECT * FROM '{folder}/state.db'",
    "SELECT * FROM '{file}'",
    "SELECT * FROM read_parquet('{file}')",
    "SELECT * FROM read_text('{folder}/state.db')",
    "SELECT * FROM read_blob('{folder}/*')",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('events')",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM arrow_scan(1, 2, 3)",
    "SELECT * FROM sqlite_scan('{folder}/state.db', 'state')",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM main.events",
    "SELECT * FROM unsealed_events",
    "SELECT * FROM hidden",
    "SELECT * FROM nowhere",
    "SELECT (SELECT count(*) FROM nowhere)",
    "WITH a AS (SELECT * FROM read_csv('{folder}/x.csv')) SELECT * FROM a",
    'SELECT * FROM (WITH "{file}" AS (SELECT 1) SELECT 1), "{file}"',
    "DESCRIBE SELECT * FROM '{file}'",
    "WITH hidden AS (SELECT * FROM hidden) SELECT h.*, e.ts FROM hidden h, events e",
    "WITH Unsealed_Events AS (SELECT * FROM unsealed_events) SELECT u.*, e.ts FROM unsealed_events u, events e",
    "SELECT * FROM (WITH hidden AS (SELECT 1) SELECT 1), hidden, events",
    "WITH profiles_rows AS (SELECT 1) SELECT * FROM profiles",
    "WITH pg_tables AS (SELECT * FROM pg_tables) SELECT * FROM pg_tables",
    "WITH sqlite_master AS (SELECT 1) SELECT (SELECT count(*) FROM sqlite_master)",
    "WITH duckdb_views AS (SELECT * FROM duckdb_views) SELECT * FROM duckdb_views",
]


@pytest.mark.parametrize("sql", ALLOWED)
def test_reading_statements_are_answered(queries: DuckQueries, sql: str) -> None:
    assert queries.run(sql).columns


@pytest.mark.parametrize("sql", REFUSED)
def test_everything_else_is_refused(queries: DuckQueries, world: World, sql: str) -> None:
    (file, *_) = world.store.generation().files
    text = sql.replace("{folder}", str(world.folder)).replace("{file}", str(world.lake.folder / file.name))
    before = sorted(path.name for path in world.folder.iterdir())
    with pytest.raises((NotAllowed, QueryFailed)) as caught:
        queries.run(text)
    assert str(world.folder) not in str(caught.value)
    assert sorted(path.name for path in world.folder.iterdir()) == before


@pytest.mark.parametrize("sql", [sql for sql in REFUSED if "{" in sql])
def test_the_engine_itself_reaches_no_other_file(queries: DuckQueries, world: World, sql: str, tmp_path: Path) -> None:
    """The second lock: what the first one overlooked would still reach nothing outside of the lake."""
    (tmp_path / "secret.csv").write_text("a\nsecret\n")
    text = sql.replace("{folder}", str(tmp_path)).replace("{file}", str(tmp_path / "secret.csv"))
    with queries._connection.cursor() as cursor, pytest.raises(Exception, match=r"(?i)error"):
        cursor.execute(text).fetchall()
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]


def test_errors_name_columns_and_no_values(queries: DuckQueries) -> None:
    with pytest.raises(QueryFailed) as caught:
        queries.run("SELECT CAST('ada@example.com' AS INTEGER)")
    assert "ada@" not in str(caught.value)
    assert "TRY_CAST" in str(caught.value)
    with pytest.raises(QueryFailed, match="totla") as caught:
        queries.run("SELECT totla FROM events WHERE source = 'ada@example.com'")
    assert "ada@" not in str(caught.value)
    with pytest.raises(QueryFailed, match="syntax"):
        queries.run("SELEKT 1")
