"""When broadcasts go out, by the workspace's clock."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from clew.journeys.model import Broadcast
from clew.journeys.schedule import first_of, next_occurrence, turn_of
from clew.kernel.instants import DAY, HOUR, InvalidInstant, format_instant, parse_instant

BERLIN = ZoneInfo("Europe/Berlin")


def following(broadcast: Broadcast, since: str) -> str | None:
    at = next_occurrence(broadcast, BERLIN, parse_instant(since))
    return None if at is None else format_instant(at)


def test_a_local_time_is_the_workspaces_and_a_skipped_one_is_read_with_the_offset_before() -> None:
    assert format_instant(first_of(Broadcast("s", "2026-07-01T09:00"), BERLIN)) == "2026-07-01T07:00:00Z"
    assert format_instant(first_of(Broadcast("s", "2026-03-29 02:30"), BERLIN)) == "2026-03-29T01:30:00Z"
    assert first_of(Broadcast("s", "2026-07-01T09:00"), UTC) == parse_instant("2026-07-01T09:00:00Z")
    assert format_instant(first_of(Broadcast("s", "2026-07-01"), BERLIN)) == "2026-06-30T22:00:00Z"
    for wrong in ("2026-02-30T09:00", "2026-07-01T24:00", "tomorrow"):
        with pytest.raises(InvalidInstant):
            first_of(Broadcast("s", wrong), UTC)


def test_the_next_time_is_at_or_after_the_instant_and_keeps_the_wall_clock() -> None:
    once = Broadcast("s", "2026-03-28T09:00")
    assert following(once, "2026-01-01T00:00:00Z") == "2026-03-28T08:00:00Z"
    assert following(once, "2026-03-28T08:00:00Z") == "2026-03-28T08:00:00Z"
    assert following(once, "2026-03-28T08:00:00.000001Z") is None
    daily = Broadcast("s", "2026-03-28T09:00", every="day")
    assert following(daily, "2026-03-28T08:00:00.000001Z") == "2026-03-29T07:00:00Z"
    assert following(daily, "2036-07-01T12:00:00Z") == "2036-07-02T07:00:00Z"
    monthly = Broadcast("s", "2026-01-31T09:00", every="month")
    assert following(monthly, "2026-02-01T00:00:00Z") == "2026-02-28T08:00:00Z"
    leap = Broadcast("s", "2024-02-29T09:00", every="year")
    assert following(leap, "2026-01-01T00:00:00Z") == "2026-02-28T08:00:00Z"
    assert following(Broadcast("s", "2090-01-01T09:00"), "2026-01-01T00:00:00Z") == "2090-01-01T08:00:00Z"


def test_a_turn_is_within_the_pace_and_the_same_each_time() -> None:
    turns = [turn_of(f"p{number}", "news", "2h") for number in range(200)]
    assert turns == [turn_of(f"p{number}", "news", "2h") for number in range(200)]
    assert all(0 <= turn < 2 * HOUR for turn in turns)
    assert len({turn // (HOUR // 4) for turn in turns}) == 8
    assert turn_of("p", "news", None) == turn_of("p", "news", "0s") == 0
    assert turn_of("p", "news", "1d") < DAY
