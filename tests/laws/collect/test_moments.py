"""Reading the clocks of clients."""

from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

from hypothesis import given
from hypothesis import strategies as st

from clew.api.collect.moments import EARLIEST, LATEST, read_moment
from clew.kernel.instants import InvalidInstant, format_instant, from_datetime, to_datetime

zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(1900, 1, 2), datetime(9999, 12, 30), timezones=zones)  # noqa: DTZ001 - Hypothesis wants naive bounds


@given(moments)
def test_every_way_of_writing_an_instant_reads_as_that_instant(moment):
    instant = from_datetime(moment)
    assert read_moment(moment.isoformat()) == instant
    assert read_moment(format_instant(instant)) == instant
    assert read_moment(format_datetime(moment)) == instant - moment.microsecond


@given(st.integers(10**9, 4 * 10**9), st.integers(0, 999_999))
def test_counts_since_1970_are_read_by_their_size(seconds, micros):
    instant = seconds * 1_000_000 + micros
    assert read_moment(seconds) == seconds * 1_000_000
    assert read_moment(str(instant // 1000)) == instant // 1000 * 1000
    assert read_moment(instant) == read_moment(str(instant)) == instant
    assert read_moment(str(instant * 1000)) == instant


@given(st.text(max_size=30) | st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_anything_is_an_instant_in_range_or_refused(written):
    try:
        instant = read_moment(written)
    except InvalidInstant:
        return
    assert EARLIEST <= instant <= LATEST
    assert from_datetime(to_datetime(instant)) == instant
