"""Histories made to meet every bound: ties, events late by exactly a window, days on which clocks change, odd values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from clew.events import Event, Record
from clew.expressions import Expr
from clew.expressions.calendars import add_months, local_day, start_of, start_of_day
from clew.expressions.calendars import first_day as day_of
from clew.kernel.instants import DAY, HOUR, Instant, parse_instant
from clew.kernel.packing import ExactNumber
from tests.laws.expressions.trees import SPANS, TYPES

ZONES: tuple[tzinfo, ...] = (
    UTC,
    ZoneInfo("Europe/Berlin"),
    ZoneInfo("America/New_York"),
    ZoneInfo("Africa/Cairo"),
    ZoneInfo("Pacific/Apia"),
    ZoneInfo("Asia/Beirut"),
)
BASES = tuple(
    map(
        parse_instant,
        (
            "2026-03-28T23:00:00Z",  # Berlin springs forward next morning
            "2026-01-30T12:00:00Z",  # month ends that clamp
            "2026-04-23T20:00:00Z",  # Cairo skips midnight on the 24th
            "2011-12-29T09:00:00Z",  # Apia skips the 30th
            "2026-10-24T20:00:00Z",  # Berlin and Beirut fall back, Beirut across midnight
            "2024-02-28T22:00:00Z",  # a leap day
        ),
    )
)
VALUES: tuple[Any, ...] = (
    *(0, 1, 2, 5, 100, -2, 0.1, 0.2, 0.3, 1.5, 2.0, -0.0, 1e22, 10**22, 2**53 + 1, 1000000000000000.1, 1e-7),
    *(ExactNumber("0.1000000000000000000001"), ExactNumber("12345678901234567890.5")),
    *(True, False, None, "", "x", "X", "y", "xy", "ß", [], ["x", 1], {"k": 1}),
)


@dataclass
class View:
    """A profile as the reference sees it."""

    records: Sequence[Record] = ()
    attributes: dict[str, Any] = field(default_factory=dict)
    consents: dict[str, Any] = field(default_factory=dict)
    scores: dict[str, Any] = field(default_factory=dict)
    zone: tzinfo = UTC
    exists: bool = True


@dataclass
class World:
    """What is known of a profile, and records in order of arrival."""

    base: Instant
    log: list[Record]
    view: View

    def known(self, at: Instant) -> View:
        """The view from the records received by an instant."""
        records = sorted((record for record in self.log if record.at <= at), key=lambda record: record.order)
        return View(records, self.view.attributes, self.view.consents, self.view.scores, self.view.zone)


def values() -> st.SearchStrategy[Any]:
    return st.sampled_from(VALUES)


@st.composite
def properties(draw: st.DrawFn) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("v", "w", "s", "f", "tags"):
        if draw(st.booleans()):
            found[name] = draw(values())
    if draw(st.booleans()):
        found["o"] = {"k": draw(values())}
    if draw(st.booleans()):
        elements = st.one_of(st.fixed_dictionaries({"p": values(), "name": values()}), values())
        found["items"] = draw(st.lists(elements, max_size=2))
    return found


def offsets() -> st.SearchStrategy[int]:
    steps = st.sampled_from((0, HOUR, 2 * HOUR, DAY, 2 * DAY, 7 * DAY, 31 * DAY, -HOUR, -DAY))
    return st.builds(lambda *parts: sum(parts), steps, steps, st.sampled_from((0, 0, 1, -1)))


@st.composite
def worlds(draw: st.DrawFn, most: int = 7) -> World:
    base = draw(st.sampled_from(BASES))
    delays = st.sampled_from((0, 0, 0, HOUR, DAY, 2 * DAY, 7 * DAY, 1))
    log: list[Record] = []
    ids = draw(st.permutations([f"e{index}" for index in range(most)]))
    for index in range(draw(st.integers(0, most))):
        ts = base + draw(offsets())
        context = {"page": {"url": draw(values())}}
        event = Event(ids[index], "track", draw(st.sampled_from(TYPES)), properties=draw(properties()), context=context)
        log.append(Record(0, index, ts + draw(delays), ts, "s", "p", event))
    log.sort(key=lambda record: record.at)
    day = local_day(base + draw(offsets()), UTC)
    days = (day.isoformat(), f"{day.isoformat()}T00:00:00Z", f"{day.year - 3}-02-28", "2024-02-29", "soon", 7, None)
    attributes = {name: draw(values()) for name in ("country", "n", "tags", "vip") if draw(st.booleans())} | {
        "day": draw(st.sampled_from(days)),
        "address": {"city": draw(values())},
        "items": draw(st.just([{"p": 5}, 3])),
    }
    view = View(
        attributes=attributes,
        consents={"email": draw(st.sampled_from(("in", "out", None)))},
        scores={"churn": draw(values())},
        zone=draw(st.sampled_from(ZONES)),
    )
    return World(base, log, view)


def instants_of(world: World, expr: Expr) -> list[Instant]:
    """Every instant at which anything that the expression says may change, and its neighbours."""
    spans = [span.micros for span in SPANS]
    text = repr(expr)
    if "Sequence" in text:
        spans += [span + grace.micros for span in spans for grace in SPANS[:2]]
    times = {record.ts for record in world.log}
    found = {ts + span for ts in times for span in (0, *spans)}
    zone = world.view.zone
    if any(word in text for word in ("Period", "LastCalendar", "RollingMonths", "Anniversary")):
        found |= {add_months(ts, months, zone) for ts in times for months in (1, 2, 12, 24)}
        first = local_day(min(times, default=world.base), zone)
        found |= {start_of_day(day_of(first, "day", step), zone) for step in range(12)}
        found |= {
            start_of(ts, zone, unit, step) for ts in times for unit in ("week", "month", "year") for step in (1, 2, 3)
        }
        found |= {start_of_day(day_of(first, "year", 1).replace(month=2, day=28), zone)}
    day = world.view.attributes["day"]
    if isinstance(day, str) and day != "soon":
        moment = parse_instant(day)
        found |= {moment + span for span in (0, *spans)} | {moment - span for span in spans}
    near = {instant + step for instant in found for step in (-1, 0, 1)}
    return sorted(instant for instant in near if instant >= world.base)
