"""Small lakes for the judge of SQL: several profiles of one world's time, their records as a lake holds them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise
from random import Random
from typing import Any

import msgspec

from clew.events import Event, Kind, Record
from clew.expressions import Expr, evaluate
from clew.expressions.model import Predicate
from clew.kernel.instants import Instant
from clew.kernel.packing import ExactNumber, to_json
from tests.laws.expressions.worlds import ZONES, View, World, instants_of

ZONE_NAMES = {str(zone): zone for zone in ZONES}
ZONE_ATTRIBUTE = "timeZone"


@dataclass(frozen=True, slots=True)
class Member:
    """A profile of a lake: its world, and the id of the profile."""

    profile: str
    world: World

    def answer(self, expr: Expr, now: Instant, *, then: bool) -> Any:
        """What the reference says, as known then or as known now."""
        world = self.world
        records = [record for record in world.log if (record.at if then else record.ts) <= now]
        view = world.view
        known = View(
            sorted(records, key=lambda record: record.order), view.attributes, view.consents, view.scores, view.zone
        )
        return evaluate(expr, known, now)


@dataclass(frozen=True, slots=True)
class SmallLake:
    """Some profiles, and all their records.

    Attributes:
        expr: What is asked.
        members: The profiles.
        records: Theirs, in log order.
    """

    expr: Expr
    members: list[Member]
    records: list[Record]

    def asked(self, random: Random, count: int) -> Iterator[tuple[Instant, bool]]:
        """Instants to ask at, and whether as known then: some flips, each with the instant before it, and any one."""
        found = sorted({instant for member in self.members for instant in instants_of(member.world)})
        found = found or [self.members[0].world.base]
        then = random.random() < 0.5
        for flip in islice(flips_of(found, random, lambda now: self.answers(now, then=then)), count):
            yield flip - 1, then
            yield flip, then
        yield random.choice(found), not then

    def answers(self, now: Instant, *, then: bool) -> dict[str, Any]:
        """What the reference says of each profile; of a condition only who meets it."""
        found = {member.profile: member.answer(self.expr, now, then=then) for member in self.members}
        if isinstance(self.expr, Predicate):
            return {profile: True for profile, inside in found.items() if inside}
        return found


def flips_of(
    instants: list[Instant], random: Random, answers: Callable[[Instant], dict[str, Any]]
) -> Iterator[Instant]:
    """All flips, in any order: who wants a few pays for no others."""
    answered = cache(lambda now: to_json(answers(now)))
    neighbours = [now for last, now in pairwise(instants) if now - last == 1]
    random.shuffle(neighbours)
    return (now for now in neighbours if answered(now) != answered(now - 1))


def make_lake(seed: int, make: Callable[[int], World], *, profiles: int = 3) -> SmallLake:
    """A lake of worlds that begin at the same time as the first, whose expression is asked of all."""
    worlds = [make(seed)]
    while len(worlds) < profiles:
        seed += 1
        world = make(seed)
        if world.base == worlds[0].base:
            worlds.append(world)
    for world in worlds:
        _keep_to_json(world)
    start = min(instant for world in worlds for instant in (world.base, *_times(world))) - 1
    members = [Member(f"p{number}", world) for number, world in enumerate(worlds)]
    records: list[Record] = []
    for member in members:
        records += _said(member, start)
        member.world.log = [msgspec.structs.replace(record, profile=member.profile) for record in member.world.log]
        records += member.world.log
    return SmallLake(worlds[0].expr, members, [_placed(record, seq) for seq, record in enumerate(records, 1)])


def _placed(record: Record, seq: int) -> Record:
    return msgspec.structs.replace(record, seq=seq, index=0)


def _times(world: World) -> Sequence[Instant]:
    return [*(record.ts for record in world.log), *instants_of(world)[:1]]


def _said(member: Member, start: Instant) -> list[Record]:
    """Records that say what the world's view holds."""
    view = member.world.view
    attributes = view.attributes | {ZONE_ATTRIBUTE: str(view.zone)}
    said: tuple[tuple[Kind, dict[str, Any]], ...]
    said = (("identify", attributes), ("consent", view.consents), ("score", view.scores))
    return [
        Record(
            0, 0, start, start, "s", member.profile, Event(f"{member.profile} {kind}", kind, kind, properties=values)
        )
        for kind, values in said
    ]


def _keep_to_json(world: World) -> None:
    """Leave out numbers that no JSON text may hold (the collector refuses them)."""
    world.view.attributes = readable(world.view.attributes)
    world.view.scores = readable(world.view.scores)
    world.log = [
        msgspec.structs.replace(
            record,
            event=msgspec.structs.replace(
                record.event, properties=readable(record.event.properties), context=readable(record.event.context)
            ),
        )
        for record in world.log
    ]


def readable(value: Any) -> Any:
    """A value without numbers that no JSON text may hold."""
    if isinstance(value, ExactNumber):
        return "too large" if value.adjusted() > 400 else value
    if isinstance(value, dict):
        return {name: readable(item) for name, item in value.items()}
    return [readable(item) for item in value] if isinstance(value, list) else value
