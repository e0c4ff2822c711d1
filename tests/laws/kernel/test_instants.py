"""Laws of instants: texts and datetimes are read to the microsecond and written back the same."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.kernel.instants import InvalidInstant, format_instant, from_datetime, parse_instant, to_datetime

offsets = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(timezones=st.just(UTC))
instants = moments.map(from_datetime)


@given(instants)
def test_what_is_written_is_read_back(instant: int) -> None:
    assert parse_instant(format_instant(instant)) == instant


@given(st.datetimes(), offsets)
def test_an_instant_is_the_elapsed_time_divided_by_a_microsecond(local: datetime, offset: timezone) -> None:
    moment = local.replace(tzinfo=offset)
    assert from_datetime(moment) == (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


@given(instants, instants)
def test_instants_order_as_the_moments_they_stand_for(one: int, other: int) -> None:
    assert (one < other) == (to_datetime(one) < to_datetime(other))


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1)), offsets)  # noqa: DTZ001  (the offset is added below)
def test_an_offset_changes_the_text_and_not_the_instant(local: datetime, offset: timezone) -> None:
    moment = local.replace(tzinfo=offset)
    assert parse_instant(moment.isoformat()) == from_datetime(moment.astimezone(UTC))


@given(st.text())
def test_any_text_is_an_instant_or_refused(text: str) -> None:
    try:
        instant = parse_instant(text)
    except InvalidInstant:
        return
    assert parse_instant(format_instant(instant)) == instant


@given(
    st.datetimes().map(datetime.isoformat) | st.dates().map(str),
    st.sampled_from(["", "Z", "ZZ", "TZ", "z", "+00:00", "+01:30Z", " Z", "T10Z", ":Z"]),
)
def test_a_text_is_read_as_the_library_reads_it(start: str, end: str) -> None:
    text = start + end
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        with pytest.raises(InvalidInstant):
            parse_instant(text)
        return
    assert parse_instant(text) == from_datetime(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-01:00"])
def test_an_instant_outside_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(InvalidInstant):
        parse_instant(text)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2026-01-31", "2026-01-31T00:00:00Z"),
        ("2026-01-31T12:00:00", "2026-01-31T12:00:00Z"),
        ("2026-01-31T12:00:00+02:00", "2026-01-31T10:00:00Z"),
        ("2026-01-31T12:00:00.123456789Z", "2026-01-31T12:00:00.123456Z"),
        ("2026-01-31T12:00:00.5Z", "2026-01-31T12:00:00.500000Z"),
    ],
)
def test_forms_that_sources_send(text: str, same: str) -> None:
    assert format_instant(parse_instant(text)) == same


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(InvalidInstant):
        from_datetime(datetime(2026, 1, 1))  # noqa: DTZ001  (that is the point)
