"""Histories made to meet every bound: ties, events late by exactly a window, days on which clocks change."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from clew.events import Event, Record
from clew.expressions import Expr, to_text
from clew.expressions.calendars import add_months, local_day, start_of, start_of_day
from clew.expressions.calendars import first_day as first_of
from clew.expressions.model import AggregateName, Constant
from clew.expressions.values import moment_of
from clew.expressions.walk import descend
from clew.kernel.instants import DAY, HOUR, Instant, format_instant, parse_instant
from clew.kernel.packing import ExactNumber
from tests.laws.expressions.trees import SPANS, TYPES, Trees

ZONES: tuple[tzinfo, ...] = (
    UTC,
    ZoneInfo("Europe/Berlin"),
    ZoneInfo("America/New_York"),
    ZoneInfo("Africa/Cairo"),
    ZoneInfo("Pacific/Apia"),
    ZoneInfo("Asia/Beirut"),
)
BASES = tuple(
    parse_instant(text)
    for text in (
        "2026-03-28T23:00:00Z",  # Berlin springs forward next morning
        "2026-01-30T12:00:00Z",  # month ends that clamp
        "2026-04-23T20:00:00Z",  # Cairo skips midnight on the 24th
        "2011-12-29T09:00:00Z",  # Apia skips the 30th
        "2026-10-24T20:00:00Z",  # Berlin and Beirut fall back, Beirut across midnight
        "2024-02-28T22:00:00Z",  # a leap day
    )
)
NUMBERS: tuple[Any, ...] = (0, 1, 1, 2, 2, 5, 100, -2, 0.1, 0.2, 0.3, 1.5, 2.0)
VALUES: tuple[Any, ...] = (
    *(*NUMBERS, -0.0, 1e22, 2**64 - 1, 2**53 + 1, 1000000000000000.1, 1e-7, -1e300, 1e308),
    *(ExactNumber("0.1000000000000000000001"), ExactNumber("12345678901234567890.5"), ExactNumber("1e999999999")),
    *(True, False, None, "", "x", "X", "y", "xy", "ß", [], ["x", 1], {"k": 1}),
)
LARGE: tuple[Any, ...] = (1e308, 1e308, -1e308, 1.5e-7, 2**64 - 1, 3, 0.5)
OFFSETS = (0, 0, HOUR, 2 * HOUR, DAY, 2 * DAY, 7 * DAY, 31 * DAY, -HOUR, -DAY)


@dataclass
class View:
    """A profile as the reference sees it."""

    records: Sequence[Record] = ()
    attributes: dict[str, Any] = field(default_factory=dict)
    consents: dict[str, Any] = field(default_factory=dict)
    scores: dict[str, Any] = field(default_factory=dict)
    zone: tzinfo = UTC
    exists: bool = True


@dataclass(repr=False)
class World:
    """An expression, a profile, and its records in order of arrival."""

    expr: Expr
    base: Instant
    log: list[Record]
    view: View

    def known(self, at: Instant) -> View:
        """The view from the records received by an instant."""
        records = sorted((record for record in self.log if record.at <= at), key=lambda record: record.order)
        return View(records, self.view.attributes, self.view.consents, self.view.scores, self.view.zone)

    def __repr__(self) -> str:
        lines = [to_text(self.expr), f"{self.view.zone} {self.view.attributes}"]
        for record in self.log:
            event = record.event
            times = f"{format_instant(record.at)} ts {format_instant(record.ts)}"
            lines.append(f"{times} {event.type} {event.id} {event.properties}")
        return "\n".join(lines)


def make_world(seed: int, depth: int, events: int) -> World:
    """A world: the sizes bound it, the seed fills it."""
    random = Random(seed)
    base = random.choice(BASES)
    log = [_record(random, base, index, random.random()) for index in range(events)]
    log.sort(key=lambda record: record.at)
    day = local_day(base + _offset(random), UTC)
    days = (day.isoformat(), f"{day}T00:00:00Z", f"{day}T01:00:00+02:00", f"{day.year - 3}-02-28", "2024-02-29", "soon")
    attributes = {name: random.choice(VALUES) for name in ("country", "n", "tags", "vip") if random.random() < 0.7}
    attributes |= {"day": random.choice(days), "address": {"city": random.choice(VALUES)}, "items": [{"p": 5}, 3]}
    attributes |= {"plan.tier": random.choice(VALUES), "plan": {"ti.er": random.choice(VALUES)}}
    view = View(
        attributes=attributes,
        consents={"email": random.choice(("in", "out", None))},
        scores={"churn": random.choice(VALUES)},
        zone=random.choice(ZONES),
    )
    return World(Trees(seed, base).expression(depth), base, log, view)


def make_dense_world(seed: int, name: AggregateName | None, window: str = "") -> World:
    """A world for one aggregate over one sort of window, or a sequence: ties, few values, many late records."""
    random = Random(seed)
    base, log = random.choice(BASES), list[Record]()
    for index in range(random.randrange(1, 9)):
        ts = base + random.randrange(5) * HOUR + random.choice((0, 0, 0, 1)) - random.choice((0, 0, DAY, 31 * DAY))
        delay = random.choice((0, 0, HOUR, 2 * HOUR, DAY))
        properties = {"v": random.choice((0, 1, 2, 2, 3, 0.5, None))}
        event = Event(f"{random.random():.6f}", "track", random.choice("aaaabbc"), properties=properties)
        log.append(Record(0, index, ts + delay, ts, "s", "p", event))
    log.sort(key=lambda record: record.at)
    view = View(attributes={"day": "soon"}, zone=random.choice(ZONES))
    trees = Trees(seed, base)
    expr = trees.over(name, trees.window_of(window)) if name else trees.sequence()
    return World(expr, base, log, view)


def make_number_world(seed: int) -> World:
    """A world for what is computed from a few numbers, among them the largest that there are."""
    random = Random(seed)
    base, log = random.choice(BASES), list[Record]()
    for index in range(random.randrange(4)):
        ts = base + random.randrange(3) * HOUR
        event = Event(f"{index}", "track", "a", properties={"v": random.choice(LARGE)})
        log.append(Record(0, index, ts, ts, "s", "p", event))
    log.sort(key=lambda record: record.at)
    return World(Trees(seed, base).computed(), base, log, View(attributes={"day": "soon", "n": random.choice(LARGE)}))


def make_sequence_world(seed: int, of: int | None = None) -> World:
    """A world for one sequence: its own steps in their order, and what is forbidden at the edge of where it is.

    Args:
        seed: Fills the history.
        of: Of whose sequence it is, where several worlds are of one.
    """
    random, chosen = Random(seed), seed if of is None else of
    base = BASES[chosen % len(BASES)]
    expr = Trees(chosen, base).telling()
    grace = expr.grace.micros if expr.grace else 0
    walk: list[tuple[str, Instant]] = []
    for _ in range(random.choice((1, 1, 1, 2))):
        before = base + random.randrange(2) * 6 * HOUR
        for index, step in enumerate(expr.steps):
            limit = step.within.micros if step.within else HOUR
            if not step.absent:
                edge = random.choice((0, limit - 1, limit, limit + 1)) if random.random() < 0.3 else limit // 2
                before += edge if index else 0
                walk.append((step.type, before))
            elif random.random() < 0.7:
                # Right at the step before, at its limit, or right at the step that follows it half an hour later.
                near = (0, 0, 0, 1, limit - 1, limit, limit, HOUR // 2 - 1, HOUR // 2, HOUR)
                walk.append((step.type, before + random.choice(near)))
    log: list[Record] = []
    for kind, ts in walk:
        late = random.choice((0, 0, 0, 0, 0, grace, max(0, grace - 1), HOUR))
        event = Event(f"{random.random():.6f}", "track", kind, properties={"v": random.choice((0, 1, 2))})
        log.append(Record(0, len(log), ts + late, ts, "s", "p", event))
    log.sort(key=lambda record: record.at)
    return World(expr, base, log, View(attributes={"day": "soon"}, zone=random.choice(ZONES)))


def _offset(random: Random) -> int:
    return random.choice(OFFSETS) + random.choice(OFFSETS) + random.choice((0, 0, 0, 1, -1))


def _record(random: Random, base: Instant, index: int, salt: float) -> Record:
    ts = base + _offset(random)
    if random.random() < 0.2:
        # Exactly where some local period begins.
        ts = start_of(ts, random.choice(ZONES), random.choice(("day", "week", "month", "year")))
    delay = random.choice((0, 0, 0, 0, 1, HOUR, DAY, 2 * DAY, 7 * DAY))
    properties: dict[str, Any] = {"v": random.choice(NUMBERS)} if random.random() < 0.8 else {}
    properties |= {name: random.choice(VALUES) for name in ("w", "s", "f", "tags") if random.random() < 0.5}
    if random.random() < 0.3:
        properties |= {"o": {"k": random.choice(VALUES)}, "o.k": random.choice(VALUES)}
    if random.random() < 0.5:
        element = {"p": random.choice(NUMBERS), "name": random.choice(VALUES)}
        properties["items"] = [random.choice((element, random.choice(VALUES))) for _ in range(random.randrange(3))]
    context = {"page": {"url": random.choice(VALUES)}}
    # The salt makes ids of equal times fall in either order.
    event = Event(f"{salt:.6f}", "track", random.choice(TYPES), properties=properties, context=context)
    return Record(0, index, ts + delay, ts, "s", "p", event)


def instants_of(world: World) -> list[Instant]:
    """Every instant at which anything that the expression says may change, and its neighbours."""
    text = repr(world.expr)
    spans = [span.micros for span in SPANS]
    if "Sequence" in text:
        spans += [span + grace.micros for span in spans for grace in SPANS[:2]]
    times = {record.ts for record in world.log}
    found = {ts + span for ts in times for span in (0, *spans)}
    zone = world.view.zone
    if any(word in text for word in ("Period", "LastCalendar", "RollingMonths", "Anniversary")):
        found |= {add_months(ts, months, zone) for ts in times for months in (1, 2, 12, 24)}
        first = local_day(min(times, default=world.base), zone)
        found |= {start_of_day(first_of(first, "day", step), zone) for step in range(12)}
        units = ("week", "month", "year")
        found |= {start_of(ts, zone, unit, step) for ts in times for unit in units for step in (1, 2, 3)}
        found |= {start_of_day(first_of(first, "year", 1).replace(month=2, day=28), zone)}
    written = [node.value for node in descend(world.expr) if isinstance(node, Constant)]
    for moment in filter(None, map(moment_of, (world.view.attributes["day"], *written))):
        found |= {moment + span for span in (0, *spans)} | {moment - span for span in spans}
    near = {instant + step for instant in found for step in (-1, 0, 1)}
    start = min([world.base, *(record.at for record in world.log)])
    return sorted(instant for instant in near if instant >= start)
