"""Lives: some people's records with all that may become of them, asked by definitions that mention each other.

Records come from two sources that use the same ids; they come to two people, are corrected and deleted, before and
after what they correct; attributes, consents and scores are records too; some people are one by now.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from random import Random
from typing import Any

import msgspec

from clew.engine import effective_records
from clew.engine.effective import CORRECTING
from clew.events import Event, Kind, Record
from clew.expressions import Expr, evaluate, inline, to_text
from clew.expressions.model import Predicate
from clew.kernel.instants import DAY, HOUR, Instant, format_instant
from clew.profiles import View, view_of
from tests.laws.expressions.lakes import ZONE_ATTRIBUTE, readable
from tests.laws.expressions.trees import Trees
from tests.laws.expressions.worlds import OFFSETS, ZONES, World, instants_of, make_world
from tests.laws.expressions.worlds import View as WorldView

PEOPLE: tuple[str, ...] = ("p0", "p1", "p2")
SEGMENTS = ("first", "the.second", "third")
TRAITS = ("one", "an-other")
NEAR: tuple[Any, ...] = (0, False, 1, True, "x", None)
"""Values of which two in a row are often alike, or nearly so."""


@dataclass(repr=False)
class Lives:
    """What is asked, of whom, and all their records in log order.

    Attributes:
        expr: As written, with what it mentions.
        segments: What they say; one may mention those before it.
        traits: Likewise.
        records: Each under the profile that it came to.
        roots: Every profile, and who answers for it.
        base: About when all this is.
        own: Attributes that profiles begin with.
    """

    expr: Expr
    segments: dict[str, Predicate]
    traits: dict[str, Expr]
    records: list[Record]
    roots: dict[str, str]
    base: Instant
    own: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def meant(self) -> Expr:
        """The expression with what it mentions in its place."""
        return inline(self.expr, self.segments, self.traits)

    @property
    def aliases(self) -> dict[str, str]:
        """Those for whom another answers."""
        return {leaf: root for leaf, root in self.roots.items() if leaf != root}

    def of(self, root: str) -> list[Record]:
        """The records of one person."""
        return [record for record in self.records if self.roots[record.profile] == root]

    def history(self, root: str) -> list[Record]:
        """The records of one person as they are kept: no correction comes before what it corrects."""
        kept: list[Record] = []
        begun: set[tuple[str, str]] = set()
        for record in self.of(root):
            event = record.event
            if event.kind not in CORRECTING:
                begun.add((record.source, event.id))
            elif (record.source, _corrected(event)) not in begun:
                continue
            kept.append(record)
        return kept

    def known(self, root: str, now: Instant, *, then: bool) -> View:
        """A person at an instant, as known then or as known now."""
        theirs = [r for r in self.of(root) if not then or r.at <= now]
        counted = [record for record in effective_records(theirs) if record.ts <= now]
        return view_of(counted, UTC, exists=any(r.ts <= now for r in theirs))

    def answers(self, now: Instant, *, then: bool) -> dict[str, Any]:
        """What the reference says of each who exists; of a condition only who meets it."""
        meant, found = self.meant, dict[str, Any]()
        for root in sorted(set(self.roots.values())):
            view = self.known(root, now, then=then)
            value = evaluate(meant, view, now)
            if view.exists and (value or not isinstance(meant, Predicate)):
                found[root] = value
        return found

    def instants(self) -> list[Instant]:
        """Every instant at which anything that is said may change, and its neighbours."""
        found: set[Instant] = {self.base}
        moved = effective_records(self.records)
        days = {str(record.event.properties.get("day", "soon")) for record in self.records}
        for zone in ZONES:
            for day in days:
                view = WorldView(attributes={"day": day}, zone=zone)
                found.update(instants_of(World(self.meant, self.base, [*self.records, *moved], view)))
        return sorted(found | {record.at for record in self.records})

    def __repr__(self) -> str:
        lines = [to_text(self.expr)]
        said: Mapping[str, Expr] = {**self.segments, **self.traits}
        lines += [f"{name}: {to_text(expr)}" for name, expr in said.items()]
        lines.append(f"{self.aliases}")
        for record in self.records:
            event = record.event
            times = f"{record.seq} {format_instant(record.at)} ts {format_instant(record.ts)} said {event.ts}"
            what = f"{event.kind} {event.type} {record.source}/{event.id} rev {event.rev} of {record.profile}"
            lines.append(f"{times} {what} {event.properties}")
        return "\n".join(lines)


def make_lives(seed: int, depth: int, events: int, *, people: int = len(PEOPLE)) -> Lives:
    """Lives: the sizes bound them, the seed fills them."""
    random = Random(seed)
    world = make_world(seed, 0, events)
    segments, traits = make_definitions(seed, world.base, depth)
    expr = Trees(seed, world.base, list(segments), list(traits)).expression(depth)
    records = [*_said(random, world, people), *world.log]
    records = [_anybodys(random, record, people) for record in records]
    records = _with_changes(random, records, people)
    records = _once(sorted(records, key=lambda record: record.at))
    # Records received together are one instant, but each has its place.
    records = [msgspec.structs.replace(_told(r), seq=seq, index=0) for seq, r in enumerate(records, 1)]
    names: tuple[str, ...] = PEOPLE[:people]
    roots: dict[str, str] = dict(zip(names, names, strict=True))
    if random.random() < 0.6:
        roots |= dict.fromkeys(names[: random.choice((2, people))], names[0])
    return Lives(expr, segments, traits, records, roots, world.base)


def make_definitions(seed: int, base: Instant, depth: int) -> tuple[dict[str, Predicate], dict[str, Expr]]:
    """Segments and traits, of which each may mention those before it."""
    segments, traits = dict[str, Predicate](), dict[str, Expr]()
    for number, name in enumerate((SEGMENTS[0], TRAITS[0], SEGMENTS[1], TRAITS[1], SEGMENTS[2])):
        trees = Trees(seed + number, base, list(segments), list(traits))
        if name in SEGMENTS:
            segments[name] = trees.predicate("profile", depth)
        else:
            traits[name] = trees.computed_value(depth)
    return segments, traits


def _said(random: Random, world: World, people: int) -> list[Record]:
    """Records that say what each of the people is, some of it again and otherwise."""
    view, start, found = world.view, world.base - 40 * DAY, list[Record]()
    for person in PEOPLE[:people]:
        attributes = view.attributes | {ZONE_ATTRIBUTE: random.choice((str(view.zone), "nowhere", None))}
        said: list[tuple[Instant, Kind, dict[str, Any]]] = [(start, "identify", attributes)]
        said.append((start, "consent", dict(view.consents)))
        said.append((start, "score", dict(view.scores)))
        for _ in range(random.randrange(3)):
            at = world.base + random.choice(OFFSETS)
            said.append((at, "identify", otherwise(random, view.attributes)))
        said.append((world.base + random.choice(OFFSETS), "consent", {"email": random.choice(("in", "out", None))}))
        said.append((world.base + random.choice(OFFSETS), "score", {"churn": random.choice(NEAR)}))
        said.append((world.base + random.choice(OFFSETS), "identify", {"timeZone": str(random.choice(ZONES))}))
        for number, (at, kind, values) in enumerate(said):
            event = Event(f"{person} {kind}{number}", kind, kind, properties=values)
            late = random.choice((0, 0, HOUR))
            found.append(Record(0, 0, at + late, at, "s", person, event))
    return found if random.random() < 0.8 else []


def otherwise(random: Random, attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Other values for some attributes: what an object holds may be all that differs."""

    def other(value: Any) -> Any:
        return dict.fromkeys(value, random.choice(NEAR)) if type(value) is dict else random.choice(NEAR)

    return {name: other(value) for name, value in attributes.items() if name != "day" and random.random() < 0.5}


def _anybodys(random: Random, record: Record, people: int) -> Record:
    profile = record.profile if record.profile in PEOPLE else random.choice(PEOPLE[:people])
    return msgspec.structs.replace(record, profile=profile, source=random.choice("sst"))


def _with_changes(random: Random, records: list[Record], people: int) -> list[Record]:
    """With copies, corrections and deletions: of two sources one id may be used by both."""
    found = list(records)
    for record in records:
        if random.random() < 0.5:
            continue
        event, at = record.event, record.at + random.choice((0, 0, 1, HOUR, DAY, -HOUR))
        ts = min(at, record.ts + random.choice((0, 0, 0, 1, HOUR, -DAY)))
        profile = record.profile if random.random() < 0.8 else random.choice(PEOPLE[:people])
        source = record.source if random.random() < 0.9 else random.choice("st")
        properties = {**event.properties, **random.choice(({}, {"v": random.choice(NEAR)}))}
        match random.choice(("copy", "replace", "replace", "replace", "delete_event")):
            case "copy":
                what = msgspec.structs.replace(event, properties=properties, ts=ts)
            case "replace":
                # The time is stated, and is another one, or it is not; what it says may be nothing.
                said = ts if random.random() < 0.5 else None
                properties = properties if random.random() < 0.7 else {}
                rev = random.choice((1, 2, 2, 3))
                what = Event(event.id, "replace", "replace", (), said, None, properties, event.context, rev)
                ts = ts if said is not None else at
            case _:
                what, ts = Event(f"x {event.id}", "delete_event", "delete_event", properties={"id": event.id}), at
        found.append(Record(0, 0, at, ts, source, profile, what))
    return found


def _corrected(event: Event) -> str:
    """Id of the event that a correction or a deletion is about."""
    return str(event.properties.get("id")) if event.kind == "delete_event" else event.id


def _once(records: list[Record]) -> list[Record]:
    """Without copies that came to one profile: of these none is kept. Of two who are one by now each may have one."""
    kept: list[Record] = []
    begun: set[tuple[str, str, str]] = set()
    for record in records:
        place = record.profile, record.source, record.event.id
        if record.event.kind in CORRECTING or place not in begun:
            kept.append(record)
        if record.event.kind not in CORRECTING:
            begun.add(place)
    return kept


def _told(record: Record) -> Record:
    """As JSON can tell it."""
    event = record.event
    properties, context = readable(event.properties), readable(event.context)
    return msgspec.structs.replace(record, event=msgspec.structs.replace(event, properties=properties, context=context))
