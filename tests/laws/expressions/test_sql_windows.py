"""The bounds that SQL gets of a window hold exactly the times that the reference has inside it."""

from random import Random

from hypothesis import given, note, settings
from hypothesis import strategies as st

from clew.events import Event, Record
from clew.expressions import evaluate
from clew.expressions.calendars import add_months, start_of
from clew.expressions.model import (
    Did,
    Events,
    LastCalendar,
    Period,
    RollingMonths,
    Window,
)
from clew.expressions.sql.windows import bounds_of, local_bounds
from clew.kernel.instants import DAY, HOUR, Instant, format_instant
from tests.laws.expressions.trees import Trees
from tests.laws.expressions.worlds import BASES, ZONES, View

DEFAULT = settings().max_examples


def times_near(window: Window, now: Instant, zone_index: int, random: Random) -> list[Instant]:
    """Times around where a window begins and ends."""
    zone = ZONES[zone_index]
    edges = [now, now - DAY, now - 7 * DAY]
    if isinstance(window, RollingMonths):
        edges.append(add_months(now, -window.count * (12 if window.unit == "year" else 1), zone))
    if isinstance(window, Period | LastCalendar):
        edges += [start_of(now, zone, window.unit, steps) for steps in (-3, -2, -1, 0)]
    near = [edge + random.randrange(-4 * DAY, 4 * DAY) for edge in edges for _ in range(6)]
    near += [edge + days * DAY + step for edge in edges for days in range(-4, 4) for step in (-1, 0, 1)]
    near += [edge + hours * HOUR for edge in edges for hours in (-2, -1, 1, 2)]
    return [ts for ts in near if ts <= now]


@settings(max_examples=3 * DEFAULT)
@given(st.integers(0, 2**48), st.integers(0, len(ZONES) - 1))
def test_bounds_hold_what_the_reference_has_inside(seed: int, zone_index: int) -> None:
    random = Random(seed)
    base = random.choice(BASES)
    kind = random.choice(("Rolling", "RollingMonths", "RollingMonths", "LastCalendar", "Ago", "Period", "Fixed"))
    window = Trees(seed, base).window_of(kind)
    assert window is not None
    zone, now = ZONES[zone_index], base + random.randrange(-2 * DAY, 40 * DAY)
    fixed = bounds_of(window, now)
    bounds = local_bounds(window, now, zone) if fixed is None else [fixed]
    note(f"{window} in {zone} at {format_instant(now)}: {bounds}")
    assert all(low < high for low, high in bounds)
    for ts in times_near(window, now, zone_index, random):
        view = View([Record(0, 0, ts, ts, "s", "p", Event("e", "track", "a"))], zone=zone)
        inside = any(low <= ts < high for low, high in bounds)
        assert inside == evaluate(Did(Events("a", None, window)), view, now), format_instant(ts)
