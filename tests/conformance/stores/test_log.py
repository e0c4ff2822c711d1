"""The event log: order, promises, trimming; each law by one plain example. The machine beside it does the rest."""

import pytest

from clew.events.ports import Arrival, LogRow
from tests.conformance.stores.places import Place
from tests.conftest import ManualClock


def bodies(*texts: str) -> list[Arrival]:
    return [Arrival("web", text.encode()) for text in texts]


def test_an_empty_log_is_complete_and_promises_nothing(place: Place, manual_clock: ManualClock) -> None:
    log = place.log(manual_clock)
    page = log.read(0, 10)
    assert (page.rows, page.closed_at, page.complete) == ([], 0, True)
    assert log.last() == (0, 0)
    assert log.append([]) == []


def test_rows_get_places_in_order_and_come_back_as_they_are(place: Place, manual_clock: ManualClock) -> None:
    now = manual_clock.now()
    log = place.log(manual_clock)
    places = log.append([*bodies("a", "b"), Arrival("till", None), Arrival("till", b"\x00\xff")])
    assert places == [
        LogRow(1, now, "web", b"a"),
        LogRow(2, now + 1, "web", b"b"),
        None,
        LogRow(3, now + 2, "till", b"\x00\xff"),
    ]
    assert log.read(0, 10).rows == [row for row in places if row]
    assert log.last() == (3, now + 2)


def test_the_instant_grows_although_the_clock_steps_back(place: Place, manual_clock: ManualClock) -> None:
    log = place.log(manual_clock)
    (first,) = log.append(bodies("a"))
    manual_clock.advance(-3_600_000_000)
    (second,) = log.append(bodies("b"))
    assert first
    assert second
    assert second.at == first.at + 1


def test_a_full_page_promises_up_to_its_last_row(place: Place, manual_clock: ManualClock) -> None:
    log = place.log(manual_clock)
    rows = log.append(bodies("a", "b", "c"))
    page = log.read(0, 2)
    assert (len(page.rows), page.closed_at, page.complete) == (2, rows[1] and rows[1].at, False)
    exact = log.read(1, 2)
    assert (len(exact.rows), exact.closed_at, exact.complete) == (2, rows[2] and rows[2].at, True)


def test_nothing_appears_at_or_before_an_advance(place: Place, manual_clock: ManualClock) -> None:
    log, other = place.log(manual_clock), place.log(manual_clock)
    log.append(bodies("a"))
    promised = log.advance()
    assert other.read(0, 10).closed_at == promised
    manual_clock.advance(-1_000)
    assert log.advance() == promised
    (row,) = other.append(bodies("b"))
    assert row
    assert row.at > promised


def test_an_advance_outlives_the_process(place: Place, manual_clock: ManualClock) -> None:
    with place.log(manual_clock) as log:
        promised = log.advance()
    manual_clock.advance(-5)
    reopened = place.log(manual_clock)
    assert reopened.read(0, 1).closed_at == promised
    (row,) = reopened.append(bodies("a"))
    assert row
    assert row.at == promised + 1


def test_a_trimmed_log_goes_on_where_it_was(place: Place, manual_clock: ManualClock) -> None:
    with place.log(manual_clock) as log:
        rows = log.append(bodies("a", "b", "c"))
        log.trim(3)
        log.trim(3)
    assert rows[2]
    manual_clock.set(0)
    reopened = place.log(manual_clock)
    assert reopened.last() == (3, rows[2].at)
    assert reopened.read(0, 10) == ([], rows[2].at, True)
    assert reopened.append(bodies("d")) == [LogRow(4, rows[2].at + 1, "web", b"d")]


def test_a_long_trim_goes_in_slices(place: Place, manual_clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clew.adapters.sql.log.TRIM_ROWS", 2)
    log = place.log(manual_clock)
    log.append(bodies(*"abcdefg"))
    log.trim(5)
    assert [row.seq for row in log.read(0, 10).rows] == [6, 7]


def test_an_erased_row_keeps_its_place(place: Place, manual_clock: ManualClock) -> None:
    log = place.log(manual_clock)
    first, second = log.append(bodies("a", "b"))
    assert second
    seen: list[LogRow] = []
    blank = b"longer than what it takes the place of" * 200

    def rewrite(row: LogRow) -> bytes:
        seen.append(row)
        return blank

    log.erase([2, 99], rewrite)
    assert seen == [second]
    assert log.read(0, 10).rows == [first, second._replace(body=blank)]
