"""Tables, values, limits."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from threading import Event as Flag
from threading import Thread, Timer
from time import monotonic

import pytest

from clew.adapters.duckdb import Cancellation, DuckQueries, TooLong, TooMuchMemory
from clew.kernel.packing import from_json, to_json
from tests.conformance.lake.world import World

ENDLESS = "SELECT count(*) FROM range(100000000000) a, range(100) b"


def test_profiles_answer_for_their_leaves(queries: DuckQueries) -> None:
    result = queries.run("SELECT profile_id, profile_first, count(*) FROM events GROUP BY ALL ORDER BY ALL")
    assert result.rows == [["ada", "ada", 1], ["ada", "ada-web", 1], ["ben", "ben", 1]]


def test_profiles(queries: DuckQueries) -> None:
    result = queries.run("SELECT * FROM profiles ORDER BY profile_id")
    assert [column.name for column in result.columns] == [
        "profile_id",
        "created_at",
        "last_at",
        "records",
        "attributes",
        "consents",
        "scores",
        "identities",
    ]
    ada, ben = result.rows
    assert ada == [
        "ada",
        "1970-01-01T00:00:01Z",
        "1970-01-01T00:00:02Z",
        2,
        {"name": "Ada", "spent": from_json("12345678901234567890.123456789")},
        {"email": "in"},
        {"churn": 0.5},
        [["cookie", "c1"], ["email", "ada@example.com"]],
    ]
    assert ben[4:] == [{}, {}, {}, [["email", "ben@example.com"]]]


def test_memberships_are_those_of_live_segments(queries: DuckQueries) -> None:
    rows = queries.run("SELECT * FROM memberships ORDER BY profile_id").rows
    assert rows == [["ada", "vip", 2, "1970-01-01T00:00:05Z"], ["ben", "vip", 2, None]]


def test_facts_carry_their_id(queries: DuckQueries, world: World) -> None:
    (fact,) = world.facts
    rows = queries.run("SELECT id, profile_id, profile_first, ts, kind, subject, seq, cause FROM facts").rows
    assert rows == [
        [fact.id, "ada", "ada-web", "1970-01-01T00:00:05Z", "segment_entered", "vip", 2, "record"],
    ]


def test_identities_and_quarantine(queries: DuckQueries) -> None:
    rows = queries.run("SELECT namespace, value, profile_id, profile_first FROM identities ORDER BY 1, 2").rows
    assert rows == [
        ["cookie", "c1", "ada", "ada-web"],
        ["email", "ada@example.com", "ada", "ada"],
        ["email", "ben@example.com", "ben", "ben"],
    ]
    rows = queries.run("SELECT reason, pointer, mapping, state FROM quarantine").rows
    assert rows == [["schema.violation", "/total", "m@1", "held"]]
    assert "raw" not in {column.name for column in queries.run("SELECT * FROM quarantine").columns}


def test_numbers_stay_exact_and_answers_are_json(queries: DuckQueries) -> None:
    sql = """
        SELECT properties, '99999999999999999999.000000009'::DECIMAL(38, 9) AS wide, 0.1::DECIMAL(3, 1) + 0.2 AS sum,
            'NaN'::DOUBLE AS nothing, [1, NULL] AS list, {'a': 1.5} AS struct, MAP {'k': 2} AS map, 'ab'::BLOB AS blob,
            DATE '2026-01-31' AS day, TIME '10:30:00' AS hour, TIMESTAMPTZ '2026-01-31 12:00:00+02' AS zoned,
            INTERVAL 1 DAY AS span, '5e9f3b2a-0000-4000-8000-000000000000'::UUID AS uuid, 1::HUGEINT AS huge
        FROM events WHERE type = 'purchase'
    """
    (row,) = queries.run(sql).rows
    assert row[0]["total"] == Decimal("12345678901234567890.123456789")
    assert row[1:3] == [Decimal("99999999999999999999.000000009"), Decimal("0.3")]
    assert row[3:9] == [None, [1, None], {"a": 1.5}, [["k", 2]], "6162", "2026-01-31"]
    assert row[9:] == [
        "10:30:00",
        "2026-01-31T10:00:00Z",
        "P0M1DT0S",
        "5e9f3b2a-0000-4000-8000-000000000000",
        1,
    ]
    assert b'"total":12345678901234567890.123456789' in to_json(row)


def test_rows_are_limited_and_it_is_said(queries: DuckQueries) -> None:
    result = queries.run("SELECT * FROM range(1000)")
    assert (len(result.rows), result.truncated) == (100, True)
    result = queries.run("SELECT * FROM range(7)", rows=7)
    assert (len(result.rows), result.truncated) == (7, False)


def test_frames_hold_all_rows(queries: DuckQueries) -> None:
    table = queries.table("SELECT range AS n FROM range(1000)")
    assert table.column("n").to_pylist() == list(range(1000))


def test_a_long_query_is_stopped(queries: DuckQueries) -> None:
    with pytest.raises(TooLong, match="longer than it may"):
        queries.run(ENDLESS, seconds=0.2)
    assert queries.run("SELECT 1").rows == [[1]]


def test_a_query_can_be_cancelled(queries: DuckQueries) -> None:
    cancellation = Cancellation()
    timer = Timer(0.2, cancellation.cancel)
    timer.start()
    began = monotonic()
    with pytest.raises(TooLong) as stopped:
        queries.run(ENDLESS, cancellation=cancellation)
    assert stopped.value.hint == "it was cancelled"
    assert monotonic() - began < 29  # the limit did not do it
    with pytest.raises(TooLong):
        queries.run("SELECT 1", cancellation=cancellation)


@contextmanager
def pressing() -> Iterator[None]:
    """Ctrl-C, and again where nothing stops: pressed while Python clears something away it is lost."""
    heard = Flag()

    def press() -> None:
        while not heard.wait(0.5):
            os.kill(os.getpid(), signal.SIGINT)

    Thread(target=press).start()
    try:
        yield
    finally:
        heard.set()


def test_who_stops_a_query_at_the_keyboard_has_stopped_it(queries: DuckQueries) -> None:
    began = monotonic()
    with pytest.raises(KeyboardInterrupt), pressing():
        queries.run(ENDLESS)
    assert monotonic() - began < 29  # the limit did not do it
    assert queries.run("SELECT 1").rows == [[1]]


def test_a_query_that_is_late_at_once_is_stopped_too(queries: DuckQueries) -> None:
    """The interrupt comes before there is anything to interrupt."""
    for _ in range(5):
        with pytest.raises(TooLong):
            queries.run(ENDLESS, seconds=0.0)


def test_memory_is_limited_and_nothing_is_spilled(queries: DuckQueries, world: World) -> None:
    with pytest.raises(TooMuchMemory):
        queries.run("SELECT list(range::VARCHAR || repeat('x', 100)) FROM range(20000000)")
    assert not list(world.folder.rglob("*duckdb_temp*"))
    assert queries.run("SELECT 1").rows == [[1]]


def test_new_events_are_seen_at_once(queries: DuckQueries, world: World) -> None:
    from clew.events import Event

    before = queries.run("SELECT count(*) FROM events").rows[0][0]
    world.consume([[("ben", Event("e9", "track", "view"))]])
    assert queries.run("SELECT count(*) FROM events").rows == [[before + 1]]


def test_values_are_handed_over_beside_the_text(queries: DuckQueries) -> None:
    asked = "SELECT count(*) FROM facts WHERE subject = $subject"
    assert queries.run(asked, {"subject": "vip"}).rows == [[1]]
    assert queries.run(asked, {"subject": "x' OR '1' = '1"}).rows == [[0]]
