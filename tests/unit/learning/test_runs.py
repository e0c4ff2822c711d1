"""A run on a workspace: people are looked at in parts, a changed score steps its profile, who leaves loses theirs."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bench.workspaces import append, publish
from clew.adapters.duckdb.past import reader
from clew.events import Event, Identity
from clew.kernel.instants import DAY, Instant
from clew.learning.models import train
from clew.learning.propensity import PropensityReport
from clew.runtime.clock import ManualClock
from clew.runtime.services.models import models_of
from clew.runtime.workspace import Workspace, open_workspace

PEOPLE = 80
NOW: Instant = 1_790_000_000_000_000
BUYS = {
    "kind": "model",
    "id": "buys",
    "goal": '"Order Completed"',
    "window": "2w",
    "look_back": "8w",
    "eligible": 'did "Order Completed" in last 8w',
    "status": "published",
}
DRAWN = {"kind": "segment", "id": "likely", "expression": "score(buys) >= 0", "status": "published"}


def _orders() -> Iterator[Event]:
    draw = np.random.default_rng(5)
    for number in range(PEOPLE):
        stops = 150 if number % 2 else int(draw.integers(20, 140))
        for day in range(number % 7, stops, 7):
            who = (Identity("user_id", f"u{number}"),)
            said = {"total": float(draw.integers(5, 90))}
            yield Event(f"o{number}-{day}", "track", "Order Completed", who, NOW - (150 - day) * DAY, properties=said)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW - 150 * DAY)


@pytest.fixture
def workspace(tmp_path: Path, clock: ManualClock) -> Iterator[Workspace]:
    """Every second customer buys each week; the others stopped some day."""
    with open_workspace(tmp_path / "data", clock) as opened:
        publish(opened, [BUYS, DRAWN])
        for event in sorted(_orders(), key=lambda each: each.ts or 0):
            clock.set(max(clock.now(), event.ts or 0))
            append(opened, [event])
        clock.set(NOW)
        opened.engine().drain()
        yield opened


def test_everybody_in_parts_is_scored_as_all_at_once(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    models = models_of(workspace)
    whole = models.train("buys")
    assert (whole.standing, whole.lineage.people_share) == ("champion", 1.0)
    first = models.score("buys")
    told = list(models.shelf.told(first))
    why = models.shelf.score_of(first, told[0].profiles)
    engine = workspace.engine()
    engine.drain()
    assert workspace.store.segment_counts()["likely@1"] == first.rows == first.changed > 30

    monkeypatch.setattr(reader, "_PEOPLE_A_PART", 10)
    assert len(models.past(whole.body).parts()) > 5
    again = models.score("buys")
    assert (again.rows, again.changed, again.drift) == (first.rows, 0, first.drift), "nobody's score is another one"
    assert list(models.shelf.told(again)) == told
    assert models.shelf.score_of(again, told[0].profiles) == why

    monkeypatch.setattr(train, "ENOUGH_ROWS", 100)
    some = models.train("buys")
    assert isinstance(some.report, PropensityReport)
    assert 100 <= some.report.rows < 0.7 * whole.lineage.rows, "no more are learnt from than are enough"
    assert 0 < some.lineage.people_share < 1


def test_who_is_not_scored_any_more_loses_the_score(workspace: Workspace, clock: ManualClock) -> None:
    models = models_of(workspace)
    models.train("buys")
    first = models.score("buys")
    engine = workspace.engine()
    engine.drain()
    clock.set(NOW + 4 * 7 * DAY)
    second = models.score("buys")
    engine.drain()
    assert second.rows < first.rows
    assert workspace.store.segment_counts()["likely@1"] == second.rows
