"""Writers of a SQLite file take turns, and its write-ahead log stays short, without anybody waiting for it."""

import fcntl
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from clew.adapters.sql import StoreBusy, StoreUnavailable
from clew.adapters.sqlite.checkpoint import checkpoint
from clew.adapters.sqlite.database import Layout, SqliteDatabase
from clew.adapters.sqlite.turnstile import Turnstile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "own.db"


def layout(pages: int = 1_000) -> Layout:
    return Layout(
        (lambda batch: batch.run("CREATE TABLE item (name TEXT)") and None,),
        long_pages=pages // 4,
        checkpoint_pages=pages,
    )


@pytest.fixture
def databases(path: Path) -> Iterator[list[SqliteDatabase]]:
    """The same file as two processes have it open."""
    opened = [SqliteDatabase(path, layout()) for _ in range(2)]
    yield opened
    for database in opened:
        database.close()


@pytest.fixture
def turnstile(path: Path) -> Iterator[Turnstile]:
    own = Turnstile(path.with_name(path.name + "-turn"))
    yield own
    own.close()


def write(database: SqliteDatabase, name: str) -> None:
    with database.write() as batch:
        batch.run("INSERT INTO item (name) VALUES (?)", (name,))


def test_who_waits_comes_before_who_wrote(path: Path, databases: list[SqliteDatabase]) -> None:
    busy, patient = databases
    with ThreadPoolExecutor(1) as pool:
        with busy.write() as batch:
            batch.run("INSERT INTO item (name) VALUES ('first')")
            waiting = pool.submit(write, patient, "second")
            while not somebody_waits(path):
                pass
        write(busy, "third")
        waiting.result()
    assert [name for (name,) in busy.rows("SELECT name FROM item ORDER BY rowid")] == ["first", "second", "third"]


def somebody_waits(path: Path) -> bool:
    with path.with_name(path.name + "-turn").open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@pytest.mark.parametrize("name", ["own.db-turn", "own.db-turning"])
def test_a_writer_who_hangs_is_waited_for_so_long_and_no_longer(
    path: Path, databases: list[SqliteDatabase], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """One that was stopped or frozen in the middle still holds its locks."""
    database, _ = databases
    write(database, "before")
    monkeypatch.setattr("clew.adapters.sqlite.database.BUSY_SECONDS", 0.2)
    with path.with_name(name).open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        for _ in range(2):
            with pytest.raises(StoreBusy) as caught:
                write(database, "meanwhile")
            assert caught.value.retryable
    write(database, "after")
    write(databases[1], "after that")
    assert database.rows("SELECT name FROM item") == [("before",), ("after",), ("after that",)]


def test_a_thread_that_hangs_is_waited_for_no_longer(
    databases: list[SqliteDatabase], monkeypatch: pytest.MonkeyPatch
) -> None:
    database, _ = databases
    monkeypatch.setattr("clew.adapters.sqlite.database.BUSY_SECONDS", 0.2)
    with ThreadPoolExecutor(1) as pool, database.write() as batch:
        batch.run("INSERT INTO item (name) VALUES ('slow')")
        with pytest.raises(StoreBusy):
            pool.submit(write, database, "meanwhile").result()
    write(database, "after")
    assert database.rows("SELECT name FROM item") == [("slow",), ("after",)]


def test_a_lock_file_that_is_none_is_named(path: Path, databases: list[SqliteDatabase]) -> None:
    path.with_name("own.db-turn").unlink()
    path.with_name("own.db-turn").mkdir()
    database = SqliteDatabase(path, layout())
    with pytest.raises(StoreUnavailable, match="lock file"):
        write(database, "x")
    database.close()


def test_a_purge_takes_its_turn(path: Path, databases: list[SqliteDatabase]) -> None:
    busy, patient = databases
    with ThreadPoolExecutor(1) as pool:
        with busy.write() as batch:
            batch.run("INSERT INTO item (name) VALUES ('first')")
            purging = pool.submit(patient.purge)
            while not somebody_waits(path):
                pass
        purging.result()


def test_the_copy_of_a_purge_stays_in_the_folder(path: Path, databases: list[SqliteDatabase]) -> None:
    write(databases[0], "x")
    databases[0].purge()
    assert databases[1].rows("PRAGMA temp_store_directory") == [(str(path.parent),)]


def test_the_log_begins_anew_after_a_checkpoint(
    path: Path, databases: list[SqliteDatabase], turnstile: Turnstile
) -> None:
    database, _ = databases
    log = path.with_name(path.name + "-wal")
    client = sqlite3.connect(path, isolation_level=None)
    sizes: list[int] = []
    for number in range(30):
        write(database, f"{number}" * 2_000)
        checkpoint(client, path, turnstile, long=1)
        sizes.append(log.stat().st_size)
    assert sizes[-1] == sizes[5]
    client.close()


def test_a_checkpoint_beside_a_reader_harms_nobody(
    path: Path, databases: list[SqliteDatabase], turnstile: Turnstile
) -> None:
    database, _ = databases
    client, reader = (sqlite3.connect(path, isolation_level=None, timeout=0) for _ in range(2))
    write(database, "old")
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM item").fetchone() == (1,)
    write(database, "new")
    with suppress(sqlite3.OperationalError):
        checkpoint(client, path, turnstile, long=1)
    assert reader.execute("SELECT count(*) FROM item").fetchone() == (1,)
    write(database, "newer")
    assert database.rows("SELECT count(*) FROM item") == [(3,)]
    reader.close()
    client.close()


def test_a_log_that_commits_keep_growing_begins_anew_beside_them(path: Path, turnstile: Turnstile) -> None:
    database = SqliteDatabase(path, layout(pages=1_000_000))
    log, client = path.with_name(path.name + "-wal"), sqlite3.connect(path, isolation_level=None)

    def write_on() -> None:
        for _ in range(300):
            write(database, "x" * 20_000)

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write_on)
        while not writing.done():
            checkpoint(client, path, turnstile, long=50)
        writing.result()
    # No commit copied a page itself; and a log's file keeps the length that it once had.
    assert log.stat().st_size < 300 * 20_000 / 2
    client.close()
    database.close()
