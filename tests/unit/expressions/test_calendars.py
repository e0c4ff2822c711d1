"""Local calendars against a clock that is read minute by minute."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.expressions.calendars import (
    LONGEST,
    add_months,
    anniversary_in,
    days_in_month,
    first_day,
    local_day,
    local_time,
    start_of,
    start_of_day,
)
from clew.kernel.instants import DAY, MINUTE, from_datetime, parse_instant

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Africa/Cairo", "Pacific/Apia", "Asia/Beirut", "America/St_Johns")
TROUBLE = (
    ("Africa/Cairo", date(2026, 4, 24)),  # no midnight
    ("Pacific/Apia", date(2011, 12, 30)),  # no day
    ("Asia/Beirut", date(2026, 10, 25)),  # midnight comes back
    ("America/St_Johns", date(2010, 11, 7)),  # 00:01 back to 23:01 of the day before
    ("Europe/Berlin", date(2026, 3, 29)),
    ("America/New_York", date(2026, 11, 1)),
)


def first_minute_of(day: date, zone: ZoneInfo) -> int:
    """The first instant whose local date is the day's or a later one, found by looking at the clock."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1, hours=6)
    while moment.astimezone(zone).date() < day:
        moment += timedelta(minutes=1)
    return from_datetime(moment)


@pytest.mark.parametrize(("name", "day"), TROUBLE, ids=str)
def test_a_day_begins_at_its_first_existing_instant(name: str, day: date) -> None:
    zone = ZoneInfo(name)
    for each in (day - timedelta(days=1), day, day + timedelta(days=1)):
        start = start_of_day(each, zone)
        assert start == first_minute_of(each, zone)
        if start_of_day(each + timedelta(days=1), zone) > start:
            assert local_day(start, zone) == each
        assert local_day(start - 1, zone) < each


@settings(max_examples=200)
@given(
    st.integers(parse_instant("2009-01-01"), parse_instant("2030-01-01")), st.sampled_from(ZONES), st.integers(-40, 40)
)
def test_periods_tile_time(instant: int, name: str, steps: int) -> None:
    zone = ZoneInfo(name)
    for unit in ("day", "week", "month", "year"):
        start, end = start_of(instant, zone, unit), start_of(instant, zone, unit, 1)
        assert start <= instant < end
        assert end - start <= LONGEST[unit]
        assert start_of(end - 1, zone, unit) == start
        # So many on, and as many back, is the same one.
        day = first_day(local_day(instant, zone), unit, steps)
        assert first_day(day, unit, -steps) == first_day(local_day(instant, zone), unit)
    assert first_day(local_day(instant, zone), "week").weekday() == 0


@pytest.mark.parametrize(
    ("zone", "instant", "months", "wanted"),
    [
        ("UTC", "2026-01-31T12:00:00Z", 1, "2026-02-28T12:00:00Z"),
        ("UTC", "2024-01-31T12:00:00Z", 1, "2024-02-29T12:00:00Z"),
        ("UTC", "2024-02-29T00:00:00Z", 12, "2025-02-28T00:00:00Z"),
        ("UTC", "2026-11-30T00:00:00Z", 3, "2027-02-28T00:00:00Z"),
        ("Europe/Berlin", "2026-02-28T11:00:00Z", 1, "2026-03-28T11:00:00Z"),
        ("Europe/Berlin", "2026-03-15T11:00:00Z", 1, "2026-04-15T10:00:00Z"),
        # 02:30 does not exist: read with the offset before the gap.
        ("Europe/Berlin", "2026-02-28T23:30:00Z", 1, "2026-03-31T22:30:00Z"),
        ("America/New_York", "2026-02-08T07:30:00Z", 1, "2026-03-08T07:30:00Z"),
        # 01:30 happens twice: the first.
        ("America/New_York", "2026-10-01T05:30:00Z", 1, "2026-11-01T05:30:00Z"),
        # The local date decides: it is still January there.
        ("America/New_York", "2026-02-01T03:00:00Z", 1, "2026-03-01T03:00:00Z"),
    ],
)
def test_months_go_forward_on_the_local_calendar(zone: str, instant: str, months: int, wanted: str) -> None:
    assert add_months(parse_instant(instant), months, ZoneInfo(zone)) == parse_instant(wanted)


@settings(max_examples=200)
@given(
    st.integers(parse_instant("2009-01-01"), parse_instant("2030-01-01")), st.sampled_from(ZONES), st.integers(1, 30)
)
def test_a_later_event_outlives_an_earlier_one_by_months_but_for_days(instant: int, name: str, months: int) -> None:
    zone = ZoneInfo(name)
    end = add_months(instant, months, zone)
    assert instant < end <= instant + months * 31 * DAY + 2 * DAY
    for later in (5 * DAY, 6 * DAY, 40 * DAY):
        assert end <= add_months(instant + later, months, zone)


def test_anniversaries_of_a_leap_day() -> None:
    assert anniversary_in(2025, 2, 29) == date(2025, 2, 28)
    assert anniversary_in(2028, 2, 29) == date(2028, 2, 29)
    assert days_in_month(1900, 2) == 28


def test_the_wall_clock() -> None:
    assert local_time(parse_instant("2026-07-01T10:00:00Z"), ZoneInfo("Europe/Berlin")) == datetime(2026, 7, 1, 12)  # noqa: DTZ001 (a wall clock has no zone)
    assert start_of_day(date(2026, 4, 24), ZoneInfo("Africa/Cairo")) % (60 * MINUTE) == 0
