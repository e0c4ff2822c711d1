"""The engines that answer SQL here."""

from collections.abc import Iterator

import pytest

from tests.conformance.sql.runners import DuckRunner, PostgresRunner, Runner, WideDuckRunner


@pytest.fixture(scope="session", params=["duckdb", "duckdb-wide", "postgres"])
def runner(request: pytest.FixtureRequest) -> Iterator[Runner]:
    """An engine, the same for all tests."""
    found: Runner
    if request.param == "postgres":
        found = PostgresRunner(request.getfixturevalue("postgres_url"))
    else:
        found = {"duckdb": DuckRunner, "duckdb-wide": WideDuckRunner}[request.param]()
    yield found
    found.close()
