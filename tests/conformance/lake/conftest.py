"""A workspace on every kind of store."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.lake.world import World
from tests.conformance.stores.places import Place, PostgresPlace, SqlitePlace


@pytest.fixture(params=["sqlite", "postgres"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """An empty workspace."""
    if request.param == "sqlite":
        place: Place = SqlitePlace(tmp_path)
    else:
        place = PostgresPlace(request.getfixturevalue("postgres_url"), f"test_{uuid.uuid4().hex[:12]}")
    yield World(place, tmp_path)
    place.close()
