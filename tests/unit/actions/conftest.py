"""Worlds of the sender, with and without a provider that honours keys."""

from pathlib import Path

import pytest

from tests.conftest import ManualClock
from tests.unit.actions.provider import World


@pytest.fixture
def world(tmp_path: Path, manual_clock: ManualClock) -> World:
    return World(tmp_path, manual_clock)


@pytest.fixture
def keyed(tmp_path: Path, manual_clock: ManualClock) -> World:
    return World(tmp_path, manual_clock, honours_keys=True)
