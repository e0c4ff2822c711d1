"""Profiles that were written in bulk are profiles like any other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.population import populated
from bench.scale import QUICK
from bench.workload import events, names_of, uniform
from bench.workspaces import append
from clew.runtime.clock import SystemClock
from clew.runtime.services.assembly import services_of
from clew.runtime.workspace import open_workspace

PEOPLE = 150


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(QUICK, "1")
    with populated(PEOPLE) as found:
        yield found


def test_everybody_is_found_by_both_names_and_counted_in_segments(folder: Path) -> None:
    with open_workspace(folder, SystemClock()) as workspace:
        profiles = services_of(workspace).profiles
        found = [{profiles.find(*name) for name in names_of(user)} for user in range(PEOPLE)]
        views = [profiles.get(*both) for both in found if None not in both]
        counts = workspace.store.segment_counts()

    assert len(views) == PEOPLE
    assert len({view.id for view in views if view is not None}) == PEOPLE
    memberships = sum(len(view.segments) for view in views if view is not None)
    assert memberships == sum(counts.values()) > 0


def test_their_events_find_them_and_begin_nobody(folder: Path) -> None:
    with open_workspace(folder, SystemClock()) as workspace:
        append(workspace, events(500, uniform(PEOPLE), start=workspace.clock.now(), step=0))
        workspace.engine().drain()

        assert workspace.store.count() == PEOPLE
        assert workspace.store.tail_rows()
