"""Clauses keep as little as decides, are shared where they are equal, and stay small."""

import pytest

from clew.events import Record
from clew.expressions import Reading, lower, parse
from clew.kernel.instants import DAY, HOUR, parse_instant
from clew.kernel.packing import pack
from tests.unit.expressions.asking import NOW, happened


def keys(text: str) -> set[str]:
    return {clause.key for clause in lower(parse(text)).clauses}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("did a", "count(a) > 5"),
        ("did a in last 24h", "not did a in last 1d"),
        ("did a in last 30d at least 3 times", "count(a in last 30d) >= 3"),
        ("count(a in last 30d) > 2", "3 > count(a in last 30d)"),
        ("max(v of a in last 1d) >= 5", "did a where v >= 5 in last 1d"),
        ("sum(v of a) > 1", "avg(v of a) > 2"),
        ("did a where v = 1.0", "did a where v = 1"),
        ("distinct(v of a) >= 2", "distinct(v of a) > 1"),
        ("count(a in last 30d) >= 3", "count(a in last 30d) >= 5"),
        ("count(a in last 30d) between 2 and 5", "count(a in last 30d)"),
        ("did a in last 30d", "did a in last 7d"),
        ("did a today", "did a in last 1 month exactly 2 times"),
        ("did a yesterday", "did a in window 2d to 1d ago"),
        ("did a since last b", "did a since last b at least 3 times"),
        ("distinct(v of a) >= 2", "distinct(v of a) >= 5"),
        ("distinct(v of a in last 30d) >= 2", "distinct(v of a today) = 5"),
        ("sum(v of a in last 1d) > 5", "sum(v of a in last 1d) < 9"),
    ],
)
def test_equal_clauses_are_shared(left: str, right: str) -> None:
    assert keys(left) == keys(right)


def test_different_clauses_have_different_keys() -> None:
    texts = [
        *("did a", "did b", "did a where v = 1", "did a where v = 2", "did a in last 1d", "did b in last 1d"),
        *("did a since last b", "did a since last c", "did a since 2026-01-01", "did a where v = 1 in last 1d"),
        *("distinct(v of a in last 1d) > 1", "distinct(w of a in last 1d) > 1", "distinct(v of a yesterday) > 1"),
        *("sum(v of a) > 1", "sum(w of a) > 1", "sum(v of a in last 1d) > 1", "first(v of a) = 1", "last(v of a) = 1"),
        *("min(v of a) = 1", "max(v of a) = 1", "distinct(v of a) > 1", "sequence(a then b)", "sequence(b then a)"),
        *("sequence(a then no b)", "sequence(a then b within 1d)", "sequence(a then b) today", "sequence(a then a)"),
        *("sequence(a then no b within 1d)", "sequence(a then no b within 1d) grace 1h"),
    ]
    found = [key for text in texts for key in keys(text)]
    assert len(found) == len(set(found)) == len(texts)


def test_keys_are_stable_over_releases() -> None:
    # A changed key means that every stored state of the clause is folded anew: change them on purpose only.
    assert keys("did purchase where total > 50 in last 30d") == {"c7rgp2cextb7dzbak"}
    assert keys("sequence(cart_add then no purchase within 24h) in last 7d") == {"cn47y9rch6t4pqn7z"}


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("did a", 1),
        ("did a in last 30d", 1),
        ("did a in last 30d at least 5 times", 5),
        ("count(a in last 30d) <= 5", 6),
        ("did a today exactly 2 times", 3),
        ("max(v of a in last 30d) >= 5", 1),
        ("max(v of a) = 5", 2),
        ("last(v of a in last 30d) = 5", 3),
        ("last(v of a) = 5", 3),
        ("first(v of a) = 5", 3),
        ("distinct(v of a in last 30d) >= 3", 6),
        ("distinct(v of a) >= 3", 3),
        ("sum(v of a) > 5", 3),
        ("count(a since last b) >= 2", 2),
        ("did a in last 1 month", 5 * 24 + 2),
        ("sequence(a then b then c)", 3),
    ],
)
def test_states_are_bounded_whatever_comes(text: str, most: int) -> None:
    (clause,) = lower(parse(text)).clauses
    state = clause.start()
    for index in range(2_000):
        record = happened("a", NOW + index * HOUR, v=index % 500)
        clause.fold(state, record, record.ts)
    assert sum(len(part) if isinstance(part, list) else 1 for part in state) <= most


@pytest.mark.parametrize("text", ["sum(v of a in last 1d) > 5", "sequence(a then b) in last 1d", "count(a in last 1d)"])
def test_what_has_left_the_window_is_forgotten(text: str) -> None:
    (clause,) = lower(parse(text)).clauses
    state = clause.start()
    for index in range(500):
        record = happened("a", NOW + index * HOUR, v=0.1)
        clause.fold(state, record, record.ts)
    assert len(pack(state)) < 24 * 25


def test_an_event_beyond_the_window_changes_nothing() -> None:
    (clause,) = lower(parse("did a in last 1h")).clauses
    state = clause.start()
    assert not clause.fold(state, happened("a", NOW - HOUR), NOW)
    assert clause.fold(state, happened("a", NOW - HOUR + 1), NOW)
    assert not clause.fold(state, happened("a", NOW - HOUR + 1), NOW)


def test_an_alarm_is_armed_only_where_time_alone_flips_the_value() -> None:
    def due(text: str, *times: int, **attributes: object) -> int | None:
        lowered = lower(parse(text))
        states = {clause.key: clause.start() for clause in lowered.clauses}
        for clause in lowered.clauses:
            for ts in times:
                clause.fold(states[clause.key], happened("a", ts), NOW)
        found = lowered.next_change(Reading(attributes=attributes, clauses=states, now=NOW))
        return None if found is None else found - NOW

    assert due("did a", NOW) is None
    assert due("did a in last 1d", NOW - HOUR) == DAY - HOUR
    assert due("not did a in last 1d", NOW - HOUR) == DAY - HOUR
    assert due("did a in last 1d at least 2 times", NOW) is None
    assert due("did a in last 1d at least 2 times", NOW, NOW - HOUR, NOW - 2 * HOUR) == DAY - HOUR
    assert due("did a in last 1d exactly 1 times", NOW - HOUR, NOW - 2 * HOUR) == DAY - 2 * HOUR
    # A false term that time does not change keeps the whole false.
    assert due('did a in last 1d and profile.country = "US"', NOW) is None
    assert due('did a in last 1d and profile.country = "US"', NOW, country="US") == DAY
    assert due("did a in last 1d or profile.vip = true", NOW, vip=True) is None
    assert due("did a in last 1d or did a in last 2d", NOW) == 2 * DAY
    assert due("sequence(a then no b within 1h) in last 1d", NOW) == HOUR
    assert due("sequence(a then no b within 1h) in last 1d", NOW - 2 * HOUR) == DAY - 2 * HOUR


def folded(text: str, *records: Record) -> object:
    """The value after the records came in this order, at the last one's receipt or at NOW."""
    lowered = lower(parse(text))
    states = {clause.key: clause.start() for clause in lowered.clauses}
    for record in records:
        for clause in lowered.clauses:
            if record.event.type in clause.types:
                clause.fold(states[clause.key], record, NOW)
    return lowered.test(Reading(clauses=states, now=NOW))


def test_a_late_marker_takes_back_only_what_was_before_it() -> None:
    early, middle, late = (happened("a", NOW - hours * HOUR, v=hours) for hours in (3, 2, 1))
    marks = [happened("mark", NOW - offset) for offset in (3 * HOUR + 1, 3 * HOUR, 2 * HOUR + 1, 2 * HOUR, HOUR)]
    for mark, left in zip(marks, ([3, 2, 1], [2, 1], [2, 1], [1], []), strict=True):
        for order in ((early, middle, late, mark), (early, mark, late, middle), (mark, late, middle, early)):
            assert folded("count(a since last mark)", *order) == len(left)
            assert folded("sum(v of a since last mark)", *order) == sum(left)
            assert folded("max(v of a since last mark)", *order) == (max(left) if left else None)
            assert folded("sequence(a then a) since last mark", *order) is (len(left) > 1)


def test_an_earlier_event_may_outlive_a_later_one_by_months() -> None:
    early, late = happened("a", "2026-01-30T12:00:00Z"), happened("a", "2026-01-31T11:00:00Z")
    now = parse_instant("2026-02-28T11:30:00Z")
    for order in ((early, late), (late, early)):
        lowered = lower(parse("did a in last 1 month"))
        (clause,) = lowered.clauses
        state = clause.start()
        for record in order:
            clause.fold(state, record, parse_instant("2026-02-01"))
        reading = Reading(clauses={clause.key: state}, now=now)
        assert lowered.test(reading) is True
        assert lowered.next_change(reading) == parse_instant("2026-02-28T12:00:00Z")


@pytest.mark.parametrize("kind", ["count(a {})", "sum(v of a {})", "max(v of a {})", "distinct(v of a {})"])
def test_fixed_windows_are_half_open(kind: str) -> None:
    window = "from 2026-06-14 to 2026-06-15"
    start, end = parse_instant("2026-06-14"), parse_instant("2026-06-15")
    records = [happened("a", ts, v=1) for ts in (start - 1, end)]
    assert folded(kind.format(window), *records) in (0, None)
    assert folded(kind.format(window), *records, happened("a", start, v=1)) == 1
    assert folded(kind.format(window), *records, happened("a", end - 1, v=1)) == 1
    sequence = f"sequence(a then a within 1w) {window}"
    assert folded(sequence, *records) is False
    assert folded(sequence, *records, happened("a", start)) is False
    assert folded(sequence, happened("a", start), happened("a", end - 1)) is True
