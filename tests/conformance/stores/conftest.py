"""The stores under test: one set of laws, every engine."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from clew.adapters.sql import SqlOutbox
from tests.conformance.stores.places import Place, PostgresPlace, SqlitePlace


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An empty place for the stores of a workspace."""
    if request.param == "sqlite":
        found: Place = SqlitePlace(tmp_path)
    else:
        found = PostgresPlace(request.getfixturevalue("postgres_url"), f"test_{uuid.uuid4().hex[:12]}")
    yield found
    found.close()


@pytest.fixture
def outbox(place: Place) -> SqlOutbox:
    """Its outbox."""
    return place.outbox()
