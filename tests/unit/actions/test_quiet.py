"""Quiet hours on the days on which clocks change, in zones of every kind."""

from zoneinfo import ZoneInfo

import pytest

from clew.actions import Quiet, quiet_until
from clew.kernel.instants import HOUR, MINUTE, format_instant, parse_instant

NIGHT = Quiet(22 * HOUR, 8 * HOUR)
SMALL_HOURS = Quiet(1 * HOUR + 30 * MINUTE, 2 * HOUR + 30 * MINUTE)


@pytest.mark.parametrize(
    ("quiet", "zone", "at", "until"),
    [
        (NIGHT, "America/New_York", "2026-03-03T04:00:00Z", "2026-03-03T13:00:00Z"),
        (NIGHT, "America/New_York", "2026-03-03T02:59:59Z", "2026-03-03T02:59:59Z"),
        (NIGHT, "America/New_York", "2026-03-03T03:00:00Z", "2026-03-03T13:00:00Z"),
        (NIGHT, "America/New_York", "2026-03-03T13:00:00Z", "2026-03-03T13:00:00Z"),
        # The night in which an hour is skipped, and the one in which it comes twice.
        (NIGHT, "America/New_York", "2026-03-08T04:00:00Z", "2026-03-08T12:00:00Z"),
        (NIGHT, "America/New_York", "2026-11-01T03:00:00Z", "2026-11-01T13:00:00Z"),
        # The end itself is skipped: the clock goes from 01:59 to 03:00, and 03:00 is not quiet.
        (SMALL_HOURS, "America/New_York", "2026-03-08T06:45:00Z", "2026-03-08T07:00:00Z"),
        # The hours come twice: 01:30 to 02:00 and, after the clock was put back, 01:30 to 02:30 again.
        (SMALL_HOURS, "America/New_York", "2026-11-01T05:45:00Z", "2026-11-01T06:00:00Z"),
        (SMALL_HOURS, "America/New_York", "2026-11-01T06:45:00Z", "2026-11-01T07:30:00Z"),
        (NIGHT, "Asia/Kolkata", "2026-03-03T17:00:00Z", "2026-03-04T02:30:00Z"),
        (NIGHT, "Asia/Kathmandu", "2026-03-03T17:00:00Z", "2026-03-04T02:15:00Z"),
        (NIGHT, "Australia/Lord_Howe", "2026-04-04T12:00:00Z", "2026-04-04T21:30:00Z"),
        # A day that did not exist: Samoa skipped the 30th of December 2011.
        (NIGHT, "Pacific/Apia", "2011-12-30T09:00:00Z", "2011-12-30T18:00:00Z"),
        (Quiet(0, 12 * HOUR), "UTC", "2024-02-29T00:00:00Z", "2024-02-29T12:00:00Z"),
    ],
)
def test_a_message_waits_for_the_wall_clock(quiet: Quiet, zone: str, at: str, until: str) -> None:
    assert format_instant(quiet_until([quiet], "email", parse_instant(at), ZoneInfo(zone))) == until


def test_rules_are_asked_together() -> None:
    rules = [Quiet(0, 4 * HOUR), Quiet(4 * HOUR, 9 * HOUR), Quiet(9 * HOUR, 23 * HOUR, frozenset({"sms"}))]
    day = parse_instant("2026-03-03T00:00:00Z")
    utc = ZoneInfo("UTC")
    assert quiet_until(rules, "email", day, utc) == day + 9 * HOUR
    assert quiet_until(rules, "sms", day, utc) == day + 23 * HOUR
    assert quiet_until([], "sms", day, utc) == day


def test_hours_without_end_are_given_up() -> None:
    always = [Quiet(0, 12 * HOUR), Quiet(12 * HOUR, 0)]
    assert quiet_until(always, "email", 0, ZoneInfo("UTC")) == 48 * HOUR
