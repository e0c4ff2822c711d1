"""What is known of an instant does not change by what comes after it: no feature sees the future."""

from collections.abc import Sequence
from datetime import UTC
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.adapters.duckdb.gathering import in_slices
from clew.adapters.duckdb.past import DuckPast
from clew.events import Event
from clew.kernel.instants import DAY, Instant
from clew.learning.models import moments
from clew.learning.ports import Frame, Looks
from tests.conformance.lake.world import World
from tests.conformance.stores.places import SqlitePlace

BEGIN: Instant = 1_700_000_000_000_000
CUT = BEGIN + 50 * DAY
HAPPENINGS = st.lists(
    st.tuples(
        st.sampled_from(["ada", "ben", "eve"]),
        st.sampled_from(["Order Completed", "view", "identify"]),
        st.integers(0, 100),
        st.floats(1, 500).map(lambda value: round(value, 2)),
    ),
    min_size=4,
    max_size=25,
)
Happening = tuple[str, str, int, float]
LOOKS = Looks(
    90 * DAY,
    ("Order Completed", "view"),
    (("Order Completed", "total"),),
    (("age", True), ("country", False)),
    (("spend", 'sum(total of "Order Completed")'),),
)


def _event(number: int, happening: Happening) -> tuple[str, Event]:
    who, kind, day, amount = happening
    ts = BEGIN + day * DAY + number
    if kind == "identify":
        said = {"age": int(amount), "country": "GB" if amount > 250 else "FR"}
        return who, Event(f"e{number}", "identify", "identify", ts=ts, properties=said)
    return who, Event(f"e{number}", "track", kind, ts=ts, properties={"total": amount})


def _frame(folder: Path, happenings: Sequence[tuple[int, Happening]]) -> tuple[Frame, frozenset[str]]:
    """Features at the cut, and who bought in the 40 days after it, of a world in which this happened."""
    folder.mkdir()
    place = SqlitePlace(folder)
    world = World(place, folder)
    try:
        world.clock.set(BEGIN + 200 * DAY)
        for number, happening in happenings:
            world.consume([[_event(number, happening)]])
        past = DuckPast(world.queries(), UTC, ["web"])
        frame = past.frame(LOOKS, CUT, 'count("Order Completed") >= 1')
        return frame, past.came_true('did "Order Completed" in last 40d', CUT + 40 * DAY)
    finally:
        place.close()


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happenings=HAPPENINGS)
def test_cutting_the_log_at_the_instant_changes_no_feature(
    tmp_path_factory: pytest.TempPathFactory, happenings: list[Happening]
) -> None:
    folder = tmp_path_factory.mktemp("worlds")
    numbered = list(enumerate(happenings))
    before = [(number, each) for number, each in numbered if BEGIN + each[2] * DAY + number <= CUT]
    whole, came = _frame(folder / "whole", numbered)
    cut, _ = _frame(folder / "cut", before)

    assert list(whole.profiles) == list(cut.profiles)
    assert whole.table.names == cut.table.names
    for one, other in zip(whole.table.columns, cut.table.columns, strict=True):
        np.testing.assert_array_equal(one.values, other.coded_as(one.labels).values if one.labels else other.values)
    # The outcome, and nothing else, is what came after.
    bought = [(who, BEGIN + day * DAY + n) for n, (who, kind, day, _) in numbered if kind == "Order Completed"]
    assert came >= {who for who, ts in bought if CUT < ts < CUT + 40 * DAY}
    assert came <= {who for who, ts in bought if CUT <= ts <= CUT + 40 * DAY}


def test_features_are_those_that_one_would_count_by_hand(tmp_path: Path) -> None:
    happenings: list[Happening] = [
        ("ada", "Order Completed", 5, 10.0),
        ("ada", "Order Completed", 25, 30.0),
        ("ada", "view", 49, 1.0),
        ("ada", "identify", 30, 300.0),
        ("ada", "Order Completed", 60, 999.0),
        ("ben", "view", 40, 1.0),
        ("ada", "message_sent", 49, 1.0),  # nothing that she did
        ("ada", "list_changed", 1, 1.0),
    ]
    frame, came = _frame(tmp_path / "world", list(enumerate(happenings)))

    assert list(frame.profiles) == ["ada"]
    said = {column.name: float(column.values[0]) for column in frame.table.columns}
    assert said["Order Completed: count in all"] == 2
    assert said["Order Completed: count 30d"] == 1
    assert said["Order Completed: total, sum in all"] == 40
    assert said["Order Completed: total, newest"] == 30
    assert said["Order Completed: mean days between"] == pytest.approx(20, abs=1e-6)
    assert said["view: days since the last"] == pytest.approx(1, abs=1e-6)
    assert said["view: count 7d"] == 1
    assert said["events: count in all"] == 3
    assert said["events: days in all"] == 3
    assert said["events: days since the last"] == said["view: days since the last"]
    assert said["events: days since the first"] == said["Order Completed: days since the first"]
    assert said["profile.age"] == 300
    assert said["trait.spend"] == 40
    assert frame.table["profile.country"].labels == ("GB",)
    assert came == {"ada"}


def test_what_was_received_later_was_not_known(tmp_path: Path) -> None:
    """Of a source that is not historical a late event counts from when it was received."""
    place = SqlitePlace(tmp_path)
    world = World(place, tmp_path)
    world.clock.set(BEGIN + 200 * DAY)
    world.consume([[_event(0, ("ada", "Order Completed", 5, 10.0))]])
    past = DuckPast(world.queries(), UTC)

    assert list(past.frame(LOOKS, CUT, "").profiles) == []
    assert list(past.frame(LOOKS, BEGIN + 201 * DAY, "").profiles) == ["ada"]
    place.close()


def test_parts_of_people_are_everybody_once(tmp_path: Path) -> None:
    """Whoever is looked at in parts is looked at as all at once; a merge goes by who answers for both."""
    place = SqlitePlace(tmp_path)
    world = World(place, tmp_path)
    world.clock.set(BEGIN + 200 * DAY)
    names = [f"p{number:02}" for number in range(60)]
    for number, who in enumerate(names):
        orders = [_event(100 * number + n, (who, "Order Completed", 5 + number % 40, 10.0 + n)) for n in range(3)]
        world.consume([[*orders, _event(100 * number + 9, (who, "identify", 6, number * 10.0))]])
    world.commit(aliases=dict(zip(names[:20:2], names[1:20:2], strict=True)))
    past = DuckPast(world.queries(), UTC, ["web"])
    assert past.parts() == [None], "so few are looked at together"
    whole = past.frame(LOOKS, CUT, "")
    frames = [past.frame(LOOKS, CUT, "", part) for part in in_slices(9)]
    place.close()

    assert len(whole.profiles) == 50
    order = sorted((who, n, row) for n, frame in enumerate(frames) for row, who in enumerate(frame.profiles))
    assert [who for who, _, _ in order] == list(whole.profiles)
    for column in whole.table.columns:
        mine = [frame.table.coded_like([column])[column.name].values for frame in frames]
        np.testing.assert_array_equal(column.values, [mine[n][row] for _, n, row in order])


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 2_000), st.integers(1, 400), st.integers(0, 100))
def test_windows_never_overlap_and_lie_in_the_past(length: int, window: int, behind: int) -> None:
    span = (BEGIN, BEGIN + length * DAY)
    now = span[1] + behind * DAY
    if length < window * 1.5:
        return
    found = moments(span, now, window * DAY)

    assert found[0] + window * DAY <= now
    assert all(later - earlier >= window * DAY for later, earlier in pairwise(found))
    assert found[-1] >= span[0]
