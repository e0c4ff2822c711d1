"""Opening a store: what is missing, foreign, newer or older than this Clew is told apart, and nothing is harmed."""

import sqlite3
import subprocess
import sys
import traceback
from pathlib import Path

import psycopg
import pytest

from clew.adapters.postgres import PostgresStateStore
from clew.adapters.postgres.database import Layout as PostgresLayout
from clew.adapters.postgres.database import PostgresDatabase
from clew.adapters.sql import (
    Batch,
    Database,
    Migration,
    NewerStore,
    NotAStore,
    StoreBusy,
    StoreClosed,
    StoreFailed,
    StoreUnavailable,
)
from clew.adapters.sqlite import SqliteStateStore
from clew.adapters.sqlite.database import Layout as SqliteLayout
from clew.adapters.sqlite.database import SqliteDatabase
from tests.conformance.stores.places import Place, PostgresPlace, SqlitePlace
from tests.conftest import ROOT, ManualClock


def database(place: Place, *migrations: Migration) -> Database:
    """A store of the test's own, beside the others."""
    if isinstance(place, SqlitePlace):
        return SqliteDatabase(place.folder / "own.db", SqliteLayout(migrations, long_pages=25, checkpoint_pages=100))
    assert isinstance(place, PostgresPlace)
    return PostgresDatabase(place.url, place.schema, PostgresLayout("own", migrations, ("item",)))


def first(batch: Batch) -> None:
    batch.run("CREATE TABLE item (name TEXT PRIMARY KEY)")
    batch.run("INSERT INTO item (name) VALUES ('old')")


def second(batch: Batch) -> None:
    batch.run("ALTER TABLE item ADD COLUMN size INTEGER NOT NULL DEFAULT 3")


def broken(batch: Batch) -> None:
    batch.run("DELETE FROM item")
    batch.run("SELECT nonsense")


def test_a_store_is_led_forward_once(place: Place) -> None:
    database(place, first).close()
    for _ in range(2):
        opened = database(place, first, second)
        assert opened.rows("SELECT name, size FROM item") == [("old", 3)]
        opened.close()


def test_a_step_that_fails_leaves_the_store_as_it_was(place: Place) -> None:
    database(place, first).close()
    with pytest.raises(StoreFailed):
        database(place, first, broken)
    opened = database(place, first, second)
    assert opened.rows("SELECT name, size FROM item") == [("old", 3)]
    opened.close()


def test_a_newer_store_is_left_alone(place: Place) -> None:
    database(place, first, second).close()
    with pytest.raises(NewerStore, match="version 2, this Clew knows versions up to 1"):
        database(place, first)


def test_a_closed_store_says_so(place: Place, manual_clock: ManualClock) -> None:
    with place.log(manual_clock) as log:
        pass
    with pytest.raises(StoreClosed):
        log.last()


def test_a_refused_statement_is_told_without_its_values(place: Place) -> None:
    opened = database(place, first)
    value = "@".join(["ada", "example.com"])

    def insert_twice() -> None:
        with opened.write() as batch:
            batch.run("INSERT INTO item (name) VALUES (?)", (value,))
            batch.run("INSERT INTO item (name) VALUES (?)", (value,))

    with pytest.raises(StoreFailed) as caught:
        insert_twice()
    assert value not in "".join(traceback.format_exception(caught.value))
    assert opened.rows("SELECT name FROM item") == [("old",)]
    opened.close()


def test_processes_may_begin_a_store_together(place: Place) -> None:
    code = f"from tests.conformance.stores.places import place_at; place_at({place.address!r}).state().claim()"
    processes = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) for _ in range(4)]
    assert [process.wait(60) for process in processes] == [0] * 4
    assert place.state().claim() == 5


# What only files can be.


@pytest.mark.parametrize("content", [b"not a database, but long enough to look like one" * 100, b"SQLite format 3\x00"])
def test_another_file_is_no_store(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.db"
    path.write_bytes(content)
    with pytest.raises(NotAStore):
        SqliteStateStore(path)
    assert path.read_bytes() == content


def test_a_database_of_somebody_else_is_no_store(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    foreign = sqlite3.connect(path)
    foreign.execute("CREATE TABLE theirs (x)")
    foreign.commit()
    foreign.close()
    with pytest.raises(NotAStore):
        SqliteStateStore(path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="folder"):
        SqliteStateStore(tmp_path / "missing" / "state.db")


def test_a_store_that_another_holds_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clew.adapters.sqlite.database.BUSY_SECONDS", 0.05)
    store = SqliteStateStore(tmp_path / "state.db")
    holder = sqlite3.connect(tmp_path / "state.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy) as caught:
        store.claim()
    assert caught.value.retryable
    assert store.offset() == (0, 0)
    holder.close()
    assert store.claim() == 1
    store.close()


# What only servers can be.


def test_a_server_that_is_down_is_named() -> None:
    with pytest.raises(StoreUnavailable) as caught:
        PostgresStateStore("postgresql://127.0.0.1:9/none?connect_timeout=2", "clew")
    assert caught.value.retryable


def test_a_lost_connection_is_replaced(postgres_url: str) -> None:
    place = PostgresPlace(postgres_url, "lost_connection")
    store = place.state()
    with psycopg.connect(postgres_url, autocommit=True) as other:
        other.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    with pytest.raises(StoreUnavailable):
        store.claim()
    assert store.claim() == 1
    place.close()
