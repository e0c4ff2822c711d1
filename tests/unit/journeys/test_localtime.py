"""Wall clocks where they are hard: gaps, overlaps, half hours, the date line, leap days (J7, J8)."""

from zoneinfo import ZoneInfo

import pytest

from clew.actions import Quiet, quiet_until
from clew.journeys.localtime import clocktime_of, duration_of, moment_of_date, next_local
from clew.kernel.instants import DAY, HOUR, format_instant, parse_instant


@pytest.mark.parametrize(
    ("zone", "start", "time", "weekdays", "comes"),
    [
        # Berlin skips 02:00-03:00 on 2026-03-29: 02:30 is read with the offset before, which shows 03:30.
        ("Europe/Berlin", "2026-03-28T12:00:00Z", "02:30", (), "2026-03-29T01:30:00Z"),
        ("Europe/Berlin", "2026-03-28T12:00:00Z", "09:00", (), "2026-03-29T07:00:00Z"),
        # Berlin repeats 02:00-03:00 on 2026-10-25: the first of the two.
        ("Europe/Berlin", "2026-10-24T12:00:00Z", "02:30", (), "2026-10-25T00:30:00Z"),
        # Between the two 02:30 the day's 02:30 is over: the next is tomorrow's.
        ("Europe/Berlin", "2026-10-25T00:45:00Z", "02:30", (), "2026-10-26T01:30:00Z"),
        ("Europe/Berlin", "2026-10-25T00:30:00Z", "02:30", (), "2026-10-25T00:30:00Z"),
        # Lord Howe moves its clocks by half an hour: 02:00 is skipped to 02:30 on 2026-10-04.
        ("Australia/Lord_Howe", "2026-10-03T12:00:00Z", "02:15", (), "2026-10-03T15:45:00Z"),
        ("Australia/Lord_Howe", "2026-10-03T12:00:00Z", "02:30", (), "2026-10-03T15:30:00Z"),
        # ... and repeats 01:30-02:00 on 2026-04-05.
        ("Australia/Lord_Howe", "2026-04-04T12:00:00Z", "01:45", (), "2026-04-04T14:45:00Z"),
        # Zones of half and quarter hours.
        ("Asia/Kolkata", "2026-01-01T00:00:00Z", "09:00", (), "2026-01-01T03:30:00Z"),
        ("Asia/Kathmandu", "2026-01-01T00:00:00Z", "09:00", (), "2026-01-01T03:15:00Z"),
        ("Pacific/Chatham", "2026-01-01T00:00:00Z", "09:00", (), "2026-01-01T19:15:00Z"),
        # Both sides of the date line at one instant: 14 and minus 11 hours.
        ("Pacific/Kiritimati", "2026-01-01T00:00:00Z", "09:00", (), "2026-01-01T19:00:00Z"),
        ("Pacific/Pago_Pago", "2026-01-01T00:00:00Z", "09:00", (), "2026-01-01T20:00:00Z"),
        # Samoa had no 2011-12-30: nine o'clock of that day is read with the offset before it.
        ("Pacific/Apia", "2011-12-30T00:00:00Z", "09:00", (), "2011-12-30T19:00:00Z"),
        # Cairo skips midnight on 2026-04-24: 00:30 shows as 01:30.
        ("Africa/Cairo", "2026-04-23T12:00:00Z", "00:30", (), "2026-04-23T22:30:00Z"),
        # A leap day is a day like others.
        ("UTC", "2028-02-28T10:00:00Z", "09:00", (), "2028-02-29T09:00:00Z"),
        ("UTC", "2027-02-28T10:00:00Z", "09:00", (), "2027-03-01T09:00:00Z"),
        # On the dot is at once; a microsecond later is tomorrow.
        ("UTC", "2026-01-01T09:00:00Z", "09:00", (), "2026-01-01T09:00:00Z"),
        ("UTC", "2026-01-01T09:00:00.000001Z", "09:00", (), "2026-01-02T09:00:00Z"),
        # Weekdays by the local date: Friday evening in New York is Saturday in UTC.
        ("America/New_York", "2026-03-06T23:00:00Z", "20:00", ("fri",), "2026-03-07T01:00:00Z"),
        ("America/New_York", "2026-03-07T02:00:00Z", "20:00", ("fri",), "2026-03-14T00:00:00Z"),
        ("UTC", "2026-03-06T10:00:00Z", "09:00", ("mon", "wed"), "2026-03-09T09:00:00Z"),
    ],
)
def test_a_local_time_comes(zone: str, start: str, time: str, weekdays: tuple[str, ...], comes: str) -> None:
    found = next_local(parse_instant(start), clocktime_of(time) or 0, ZoneInfo(zone), weekdays)
    assert format_instant(found) == comes


@pytest.mark.parametrize(
    ("zone", "at", "start", "end", "ends"),
    [
        ("UTC", "2026-01-01T23:00:00Z", "22:00", "08:00", "2026-01-02T08:00:00Z"),
        ("UTC", "2026-01-01T22:00:00Z", "22:00", "08:00", "2026-01-02T08:00:00Z"),
        ("UTC", "2026-01-01T08:00:00Z", "22:00", "08:00", "2026-01-01T08:00:00Z"),
        ("UTC", "2026-01-01T07:59:59.999999Z", "22:00", "08:00", "2026-01-01T08:00:00Z"),
        ("UTC", "2026-01-01T13:00:00Z", "12:00", "14:00", "2026-01-01T14:00:00Z"),
        ("UTC", "2026-01-01T14:30:00Z", "12:00", "14:00", "2026-01-01T14:30:00Z"),
        ("UTC", "2026-01-01T14:30:00Z", "12:00", "12:00", "2026-01-01T14:30:00Z"),
        # The night in which Berlin skips an hour is an hour shorter, ...
        ("Europe/Berlin", "2026-03-28T22:00:00Z", "22:00", "08:00", "2026-03-29T06:00:00Z"),
        # ... and if quiet ends inside the gap, it ends where the clocks go on: 03:00 is past 02:30.
        ("Europe/Berlin", "2026-03-28T22:00:00Z", "22:00", "02:30", "2026-03-29T01:00:00Z"),
        # The night with a repeated hour: quiet ends at the first 02:30 ...
        ("Europe/Berlin", "2026-10-24T22:00:00Z", "22:00", "02:30", "2026-10-25T00:30:00Z"),
        # ... and is there again when the clocks show 02:00 once more.
        ("Europe/Berlin", "2026-10-25T01:00:00Z", "22:00", "02:30", "2026-10-25T01:30:00Z"),
        # Clocks set back before quiet begins: 02:30-03:00 is over when it is 02:00 again.
        ("Europe/Berlin", "2026-10-25T00:40:00Z", "02:30", "04:00", "2026-10-25T01:00:00Z"),
        ("Australia/Lord_Howe", "2026-10-03T12:00:00Z", "22:00", "02:15", "2026-10-03T15:30:00Z"),
        ("Asia/Kolkata", "2026-01-01T17:00:00Z", "22:00", "08:00", "2026-01-02T02:30:00Z"),
    ],
)
def test_quiet_hours_end(zone: str, at: str, start: str, end: str, ends: str) -> None:
    hours = Quiet(clocktime_of(start) or 0, clocktime_of(end) or 0)
    found = quiet_until([hours], "email", parse_instant(at), ZoneInfo(zone))
    assert format_instant(found) == ends


@pytest.mark.parametrize(
    ("zone", "value", "time", "instant"),
    [
        ("Europe/Berlin", "2026-03-29", None, "2026-03-28T23:00:00Z"),
        ("Europe/Berlin", "2026-03-29", "09:00", "2026-03-29T07:00:00Z"),
        ("Europe/Berlin", "2026-05-01T23:30:00Z", None, "2026-05-01T23:30:00Z"),
        ("Europe/Berlin", "2026-05-01T23:30:00Z", "09:00", "2026-05-02T07:00:00Z"),
        ("Pacific/Auckland", "2026-05-01", "09:00", "2026-04-30T21:00:00Z"),
        ("UTC", "2028-02-29", "00:00", "2028-02-29T00:00:00Z"),
    ],
)
def test_a_date_names_an_instant(zone: str, value: str, time: str | None, instant: str) -> None:
    found = moment_of_date(value, clocktime_of(time) if time else None, ZoneInfo(zone))
    assert found is not None
    assert format_instant(found) == instant


@pytest.mark.parametrize(
    ("value", "time", "shift", "instant"),
    [
        ("2026-03-30", "09:00", -3 * DAY, "2026-03-27T08:00:00Z"),
        ("2026-03-30", "09:00", -3 * DAY - 12 * HOUR, "2026-03-26T20:00:00Z"),
        ("2026-03-30", None, -3 * DAY, "2026-03-26T23:00:00Z"),
        ("2026-10-24", "09:00", 2 * DAY, "2026-10-26T08:00:00Z"),
        ("2026-03-30T07:00:00Z", "09:00", -3 * DAY, "2026-03-27T08:00:00Z"),
        ("2026-03-30T07:00:00Z", None, -3 * DAY, "2026-03-27T07:00:00Z"),
    ],
)
def test_days_before_a_date_are_days_of_the_calendar(value: str, time: str | None, shift: int, instant: str) -> None:
    found = moment_of_date(value, clocktime_of(time) if time else None, ZoneInfo("Europe/Berlin"), shift)
    assert found is not None
    assert format_instant(found) == instant


@pytest.mark.parametrize("value", [None, 5, "soon", "2027-02-29", "", ["2026-01-01"], "9999-12-31T23:59:59-12:00"])
def test_what_is_no_date_names_nothing(value: object) -> None:
    assert moment_of_date(value, None, ZoneInfo("UTC")) is None


def test_durations_have_bounds() -> None:
    assert duration_of("36h") == DAY + 12 * HOUR
    assert [duration_of(text) for text in ("", "h", "1.5h", "-1h", "1y", "99999999w", "1 h")] == [None] * 7
    assert [clocktime_of(text) for text in ("24:00", "9:00", "09:60", "0900", "09:00:61")] == [None] * 5
