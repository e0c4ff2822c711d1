"""The whole language in the real engine: people merge and part, events are corrected, definitions edited, any time.

At every record, at instants where something may change and just before them, the members of every segment are those
that the reference finds, and the facts tell the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, note
from hypothesis import strategies as st

from clew.events import Event, Identity, Kind, Record
from clew.expressions import inline, to_text
from clew.kernel.instants import DAY, HOUR, Instant, format_instant
from tests.laws.engine.editing import Edited, agree
from tests.laws.engine.running import SLOW
from tests.laws.engine.worlds import Step, people
from tests.laws.expressions.lakes import readable
from tests.laws.expressions.lives import NEAR, SEGMENTS, TRAITS, make_definitions
from tests.laws.expressions.trees import Trees
from tests.laws.expressions.worlds import OFFSETS, ZONES, View, World, instants_of, make_world

NAMES = (SEGMENTS[0], TRAITS[0], SEGMENTS[1], TRAITS[1], SEGMENTS[2])
"""Each may mention those before it."""
ASKED = 8
"""At how many instants between two steps."""

Documents = list[dict[str, Any]]


@dataclass(repr=False)
class Story:
    """What is published, what happens, and what is edited.

    Attributes:
        base: About when.
        first: The first versions.
        steps: What happens.
        edits: By the number of the step after which they are published.
    """

    base: Instant
    first: Documents
    steps: list[Step]
    edits: dict[int, Documents]

    def __repr__(self) -> str:
        lines = [f"{each['kind']} {each['id']}: {each['expression']}" for each in self.first]
        for number, step in enumerate(self.steps):
            lines += [f"{format_instant(step.at)} {event}" for event in step.events]
            lines += [f"  {each['id']}@{each['version']}: {each['expression']}" for each in self.edits.get(number, ())]
        return "\n".join(lines)


def make_story(seed: int, depth: int, events: int) -> Story:
    """A story: the sizes bound it, the seed fills it."""
    random = Random(seed)
    world = make_world(seed, 0, events)
    segments, traits = make_definitions(seed, world.base, depth)
    said = {**segments, **traits}
    first = [_document(name, to_text(said[name]), 1) for name in NAMES]
    steps = _steps(random, world)
    edits: dict[int, Documents] = {}
    versions = dict.fromkeys(NAMES, 1)
    for number in range(len(steps)):
        if random.random() < 0.3:
            edits[number] = []
            for name in random.sample(NAMES, random.choice((1, 1, 2))):
                versions[name] += 1
                expression = _written(random.getrandbits(40), world.base, name, depth)
                edits[number].append(_document(name, expression, versions[name]))
    return Story(world.base, first, steps, edits)


def _written(seed: int, base: Instant, name: str, depth: int) -> str:
    before = NAMES[: NAMES.index(name)]
    trees = Trees(seed, base, [n for n in before if n in SEGMENTS], [n for n in before if n in TRAITS])
    return to_text(trees.predicate("profile", depth) if name in SEGMENTS else trees.computed_value(depth))


def _document(name: str, expression: str, version: int) -> dict[str, Any]:
    return {
        "kind": "segment" if name in SEGMENTS else "trait",
        "id": name,
        "version": version,
        "expression": expression,
    }


def _steps(random: Random, world: World) -> list[Step]:
    """What the world holds, of people with devices, and what becomes of it; what comes at one instant is one body."""
    brought: list[tuple[Instant, Event]] = []
    for record in world.log:
        brought.append((record.at, _event(random, record)))
        if random.random() < 0.4:
            brought.append(_change(random, record.at, brought[-1][1]))
    view, begin = world.view, min([world.base, *(record.at for record in world.log)])
    for number in range(random.randrange(1, 7)):
        # A world begins on its base; the deeds of hand and declarations lie around it.
        at = max(begin, world.base + random.choice(OFFSETS) + random.choice((0, 0, 1, -1)))
        brought.append((at, _declared(random, f"d{number}", view)))
    found: dict[Instant, list[Event]] = {}
    for at, event in sorted(brought, key=lambda each: each[0]):
        found.setdefault(at, []).append(event)
    return [Step(at, tuple(events)) for at, events in found.items()]


def _somebody(random: Random) -> tuple[Identity, ...]:
    users, devices = people()[:3], people()[3:]
    return random.choice(((random.choice(users),), (random.choice(devices),), (random.choice(users), devices[0])))


def _event(random: Random, record: Record) -> Event:
    event = record.event
    ts = record.ts if random.random() < 0.9 else None
    return Event(
        event.id, "track", event.type, _somebody(random), ts, None, readable(event.properties), readable(event.context)
    )


def _change(random: Random, at: Instant, event: Event) -> tuple[Instant, Event]:
    """A copy, a correction or a deletion of an event, a little later or before it."""
    later = at + random.choice((0, 1, HOUR, DAY, -HOUR))
    properties = {**event.properties, "v": random.choice(NEAR)} if random.random() < 0.7 else {}
    match random.choice(("copy", "replace", "replace", "delete_event")):
        case "copy":
            return max(at, later), event
        case "replace":
            ts = random.choice((None, at - HOUR, event.ts))
            return later, Event(
                event.id, "replace", "replace", (), ts, None, properties, event.context, random.choice((1, 2, 3))
            )
        case _:
            return later, Event(f"x {event.id}", "delete_event", "delete_event", properties={"id": event.id})


def _declared(random: Random, name: str, view: View) -> Event:
    """Something that is said of somebody, or done to them by hand."""
    one, other = random.sample(people(), 2)
    kinds: list[Kind] = [
        "identify",
        "identify",
        "consent",
        "score",
        "merge",
        "merge",
        "unmerge",
        "delete_profile",
    ]
    kind = random.choice(kinds)
    if kind in ("merge", "unmerge"):
        return Event(name, kind, kind, (one, other))
    if kind == "delete_profile":
        return Event(name, kind, kind, (one,))
    said: dict[str, Any] = {
        "identify": {**readable(view.attributes), "timeZone": str(random.choice(ZONES))},
        "consent": view.consents,
        "score": readable(view.scores),
    }[kind]
    return Event(name, kind, kind, (one,), properties=dict(said))


def instants_between(world: Edited, start: Instant, end: Instant, base: Instant) -> list[Instant]:
    """Instants after `start` and before `end` at which something may change, each after the one before it."""
    said = {kind: world.live_expressions(kind) for kind in ("segment", "trait")}
    found: set[Instant] = set()
    log = world.everything()
    day = next((d for r in log if (d := r.event.properties.get("day"))), "soon")
    for expression in said["segment"].values():
        meant = inline(expression, said["segment"], said["trait"])
        for zone in ZONES:
            found.update(instants_of(World(meant, base, log, View(attributes={"day": day}, zone=zone))))
    return sorted(at for at in found if start < at < end)


def some(random: Random, instants: Sequence[Instant]) -> list[Instant]:
    """A few of them, each with its neighbours."""
    chosen = random.sample(instants, min(len(instants), ASKED // 2))
    return sorted({near for at in chosen for near in (at - 1, at)} & set(instants))


@SLOW
@given(st.integers(0, 2**48), st.integers(0, 2), st.integers(1, 6), st.booleans())
def test_members_are_at_every_turn_those_that_the_reference_finds(
    seed: int, depth: int, events: int, restarts: bool
) -> None:
    story, random = make_story(seed, depth, events), Random(seed)
    note(repr(story))
    with TemporaryDirectory() as folder:
        world = Edited(folder, story.first, begin=min(story.base, story.steps[0].at) - DAY)
        ends = [step.at for step in story.steps[1:]] + [story.steps[-1].at + 40 * DAY]
        for number, (step, end) in enumerate(zip(story.steps, ends, strict=True)):
            world.feed(step)
            world.drain()
            agree(world, step.at)
            if number in story.edits:
                world.say(*story.edits[number])
                agree(world, world.workspace.log.last()[1])
            if restarts:
                world.restart()
            begun = world.workspace.log.last()[1]
            for at in some(random, instants_between(world, begun, end, story.base)):
                world.clock.set(at)
                world.drain()
                agree(world, at)
        world.workspace.close()
