"""The engines that answer SQL here."""

import os
import shutil
from collections.abc import Iterator

import pytest

from tests.conformance.sql.runners import DuckRunner, PostgresRunner, Runner, SparkRunner, WideDuckRunner


@pytest.fixture(scope="package", params=["duckdb", "duckdb-wide", "postgres"])
def runner(request: pytest.FixtureRequest) -> Iterator[Runner]:
    """An engine, the same for all tests."""
    found: Runner
    if request.param == "postgres":
        found = PostgresRunner(request.getfixturevalue("postgres_url"))
    else:
        found = {"duckdb": DuckRunner, "duckdb-wide": WideDuckRunner}[request.param]()
    yield found
    found.close()


@pytest.fixture(scope="package", params=["duckdb-wide", "postgres"])
def wide_runner(request: pytest.FixtureRequest) -> Iterator[Runner]:
    """An engine whose numbers have no bounds."""
    if request.param == "postgres":
        found: Runner = PostgresRunner(request.getfixturevalue("postgres_url"))
    else:
        found = WideDuckRunner()
    yield found
    found.close()


@pytest.fixture(scope="package")
def spark_runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """Spark; it needs Java, which no wheel brings whole."""
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("needs Java 17 or later (`apt-get install default-jre-headless`, or set JAVA_HOME)")
    found = SparkRunner(tmp_path_factory.mktemp("spark"))
    yield found
    found.close()
