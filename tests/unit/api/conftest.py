"""One seeded workspace for all that only read, a fresh one for what writes much.

It ends with the last test of this folder: its engine would go on looking for work beside all that come later.
"""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.unit.api.serving import Served, seed, serving


@pytest.fixture(scope="package")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A seeded workspace that answers."""
    with serving(tmp_path_factory.mktemp("workspace")) as found:
        seed(found)
        yield found


@pytest.fixture(scope="package")
def client(served: Served) -> Iterator[httpx.Client]:
    """A client with every scope."""
    with served.client() as found:
        yield found


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Served]:
    """A workspace in which nothing has happened."""
    with serving(tmp_path / "workspace") as found:
        yield found
