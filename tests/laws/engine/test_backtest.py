"""A tally of people's changes equals counting them by hand, day by day."""

from datetime import UTC, timedelta, timezone, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from clew.engine import Flip, Tally
from clew.kernel.instants import DAY, HOUR, Instant, from_datetime, parse_instant, to_datetime

START = parse_instant("2026-03-26T00:00:00Z")  # a change of clocks lies ahead in Berlin
ZONES = st.sampled_from([UTC, ZoneInfo("Europe/Berlin"), timezone(timedelta(hours=-11))])


@st.composite
def people(draw: st.DrawFn) -> list[list[Flip]]:
    """Changes of some people, from before the period to after it; they alternate."""
    found: list[list[Flip]] = []
    for _ in range(draw(st.integers(0, 6))):
        steps = draw(st.lists(st.integers(-4 * 24, 10 * 24), unique=True, max_size=6))
        causes = draw(st.lists(st.sampled_from(["record", "clock"]), min_size=6, max_size=6))
        found.append(
            [
                Flip(START + step * HOUR, number % 2 == 0, cause)
                for number, (step, cause) in enumerate(zip(sorted(steps), causes, strict=False))
            ]
        )
    return found


def inside(flips: list[Flip], at: Instant) -> bool:
    return sum(flip.at <= at for flip in flips) % 2 == 1


@given(people(), people(), st.integers(1, 8 * 24), ZONES)
def test_a_tally_is_what_one_counts_by_hand(
    these: list[list[Flip]], those: list[list[Flip]], hours: int, zone: tzinfo
) -> None:
    end = START + hours * HOUR
    those = (those + [[]] * len(these))[: len(these)]
    tally = Tally(START, end, zone, compared=True)
    for flips, other in zip(these, those, strict=True):
        tally.add(flips, other)
    result = tally.result()

    changes = [flip for flips in these for flip in flips if START <= flip.at < end]
    assert (result.people, result.entered) == (len(these), sum(flip.inside for flip in changes))
    assert result.left == len(changes) - result.entered
    assert result.by_clock == sum(flip.cause == "clock" for flip in changes)
    assert result.start_size == sum(inside(flips, START - 1) for flips in these)
    assert result.size == sum(inside(flips, end - 1) for flips in these)
    assert result.ever == sum(
        any(inside(flips, at) for at in [START - 1, *(flip.at for flip in flips if START <= flip.at < end)])
        for flips in these
    )
    stays = sorted(
        out.at - into.at for flips in these for into, out in pairwise(flips) if into.inside and START <= out.at < end
    )
    assert result.median_stay == (stays[(len(stays) - 1) // 2] if stays else None)
    assert result.overlap is not None
    assert tuple(result.overlap) == tuple(
        sum(
            (inside(flips, end - 1), inside(other, end - 1)) == which for flips, other in zip(these, those, strict=True)
        )
        for which in [(True, True), (True, False), (False, True)]
    )
    for day in result.days:
        midnight = from_datetime(
            to_datetime(START)
            .astimezone(zone)
            .replace(year=day.day.year, month=day.day.month, day=day.day.day, hour=0, minute=0)
            + timedelta(days=1)
        )
        assert day.size == sum(inside(flips, min(midnight, end) - 1) for flips in these), day
    assert sum(day.entered for day in result.days) == result.entered
    assert len(result.days) <= hours // 24 + 2
    assert DAY * (len(result.days) - 2) < hours * HOUR
