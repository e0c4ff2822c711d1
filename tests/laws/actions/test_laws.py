"""Laws of quiet hours, caps, retries, breakers and paces over anything that may come."""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from clew.actions import Cap, Quiet, Slot, is_quiet, quiet_until, room
from clew.actions.breaker import Breaker, allowed, began, ended
from clew.actions.pace import full, ready_at, take
from clew.actions.rows import PATIENCE, backoff, jitter_of
from clew.kernel.instants import DAY, HOUR, MINUTE, SECOND, parse_instant, to_datetime

ZONES = st.sampled_from(
    [
        "UTC",
        "America/New_York",
        "Europe/London",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Africa/Cairo",
    ]
).map(ZoneInfo)
START = parse_instant("2026-01-01T00:00:00Z")
INSTANTS = st.integers(0, 366 * 24 * 60).map(lambda minute: START + minute * MINUTE)
TIMES = st.integers(0, 24 * 4 - 1).map(lambda quarter: quarter * 15 * MINUTE)
RULES = st.lists(st.tuples(TIMES, TIMES).map(lambda times: Quiet(*times)), min_size=1, max_size=2)
CAPS = st.tuples(st.integers(1, 3), st.integers(1, 48), st.booleans()).map(
    lambda drawn: Cap(drawn[0], drawn[1] * HOUR, defer=drawn[2])
)


def naive(rules: list[Quiet], at: int, zone: ZoneInfo) -> bool:
    """Whether a wall clock, read minute by minute, is in one of the hours."""
    local = to_datetime(at).astimezone(UTC).astimezone(zone)
    shown = timedelta(hours=local.hour, minutes=local.minute) // timedelta(microseconds=1)
    return any(q.start <= shown < q.end if q.start <= q.end else shown >= q.start or shown < q.end for q in rules)


@given(RULES, INSTANTS, ZONES)
def test_quiet_hours_end_at_the_first_loud_minute(rules: list[Quiet], at: int, zone: ZoneInfo) -> None:
    minutes = range(at, at + 2 * DAY, MINUTE)
    expected = next((minute for minute in minutes if not naive(rules, minute, zone)), at + 2 * DAY)
    found = quiet_until(rules, "email", at, zone)
    assert found == expected
    assert found == at + 2 * DAY or not any(is_quiet(rule, found, zone) for rule in rules)


@given(
    st.lists(CAPS, max_size=3),
    st.lists(st.integers(0, 4 * DAY // MINUTE).map(lambda m: m * MINUTE), min_size=1, max_size=12),
)
def test_a_cap_is_never_exceeded(caps: list[Cap], arrivals: list[int]) -> None:
    sent: list[Slot] = []
    waiting = [(at, f"k{n}") for n, at in enumerate(arrivals)]
    while waiting:
        waiting.sort()
        at, key = waiting.pop(0)
        found = room(caps, sent, "email", "marketing", key, at)
        if found.at == at:
            sent.append(Slot(at, "email", "marketing", key))
        elif found.at is not None:
            assert found.at > at
            waiting.append((found.at, key))
    for cap in caps:
        for slot in sent:
            assert sum(slot.at <= other.at < slot.at + cap.per for other in sent) <= cap.max


@given(st.text(max_size=8), st.integers(1, 60))
def test_waits_grow_and_stay_in_bounds(key: str, attempts: int) -> None:
    jitter = jitter_of(key, attempts)
    assert 0 <= jitter < 1
    assert jitter == jitter_of(key, attempts)
    assert PATIENCE.first // 2 <= backoff(attempts, jitter) <= PATIENCE.longest
    assert backoff(attempts, 0.0) <= backoff(attempts + 1, 0.0)


@given(st.lists(st.tuples(st.integers(0, 30 * SECOND), st.booleans()), max_size=60))
def test_an_open_breaker_lets_one_through(history: list[tuple[int, bool]]) -> None:
    breaker, now = Breaker(), 0
    for wait, healthy in history:
        now += wait
        may = allowed(breaker, now, 10)
        assert may in ((10,) if breaker.open_until is None else (0, 1))
        if may:
            breaker = began(breaker, now)
            assert breaker.open_until is None or allowed(breaker, now, 10) == 0
            breaker = ended(breaker, now, healthy=healthy)
            assert (breaker.open_until is None) or not healthy


@given(st.integers(1, 50), st.integers(1, 20), st.lists(st.tuples(st.integers(0, 3 * SECOND), st.integers(0, 40))))
def test_no_more_is_given_than_flowed_in(rate: int, burst: int, asks: list[tuple[int, int]]) -> None:
    bucket, now, total = full(rate, burst, 0), 0, 0
    for wait, wanted in asks:
        now += wait
        bucket, given_ = take(bucket, wanted, now)
        assert 0 <= given_ <= wanted
        total += given_
        assert total <= burst + now / SECOND * rate + 1e-6
        assert take(bucket, 1, ready_at(bucket) + 1)[1] == 1
