"""The engines that answer SQL here."""

from collections.abc import Iterator

import pytest

from tests.conformance.sql.runners import DuckRunner, Runner, WideDuckRunner


@pytest.fixture(scope="session", params=["duckdb", "duckdb-wide"])
def runner(request: pytest.FixtureRequest) -> Iterator[Runner]:
    """An engine, the same for all tests."""
    found = {"duckdb": DuckRunner, "duckdb-wide": WideDuckRunner}[request.param]()
    yield found
    found.close()
