"""Definitions that mention each other and are edited: nobody is asked by two meanings at once, and nobody is left out.

At every instant the members of every segment are those that the reference finds by what is live then, and the facts
tell the same; until a new version is live, so is what it said before, for everything that mentions it too.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.events import Event, Identity
from clew.kernel.instants import DAY, Instant
from tests.laws.engine.editing import Edit, Edited, agree, agree_rebuilt, settled
from tests.laws.engine.running import SLOW
from tests.laws.engine.stories import ADA, BEN, visit
from tests.laws.engine.test_travelling import tell, track
from tests.laws.engine.travelling import BASIS
from tests.laws.engine.worlds import START, Step, worlds

SAID: dict[tuple[str, str], list[str]] = {
    ("segment", "buyers"): ["did purchase in last 1d", "did purchase in last 3d", "did not purchase in last 2d"],
    ("trait", "spent"): ["sum(total of purchase)", "sum(total of purchase in last 2d)", "count(visit in last 1d)"],
    ("segment", "lapsed"): [
        'did purchase and not in segment "buyers"',
        'not in segment "buyers"',
        'did cart and in segment "buyers"',
    ],
    ("segment", "large"): ["trait(spent) > 20", 'trait(spent) > 40 or in segment "lapsed"', "trait(spent) < 30"],
    ("segment", "today"): ["did visit today", 'did visit today and not in segment "large"', 'profile.country = "GB"'],
}
EDITED = [*SAID, ("workspace", "workspace")]
ZONES = ["UTC", "Asia/Tokyo", "America/New_York"]
JOURNEY: dict[str, object] = {
    "kind": "journey",
    "id": "journey",
    "entry": {"segment": "lapsed"},
    "exit": [{"left": "lapsed"}],
    "nodes": {"rest": {"wait": "90d"}},
}


def first() -> Edit:
    """The first version of everything."""
    documents: list[dict[str, object]] = [
        {"kind": kind, "id": name, "expression": said[0]} for (kind, name), said in SAID.items()
    ]
    return (*documents, {"kind": "workspace", "id": "workspace", "zone": "UTC"})


@st.composite
def edits(draw: st.DrawFn, most: int = 3) -> list[Edit]:
    """Some edits, one after the other."""
    versions: dict[tuple[str, str], int] = {}
    found: list[Edit] = []
    for _ in range(draw(st.integers(1, most))):
        wanted = draw(
            st.lists(st.sampled_from([*SAID, ("workspace", "workspace")]), min_size=1, max_size=2, unique=True)
        )
        body: list[dict[str, object]] = []
        for place in wanted:
            kind, name = place
            versions[place] = version = versions.get(place, 1) + 1
            said: Any = {"zone": draw(st.sampled_from(ZONES))}
            if place in SAID:
                said = {"expression": draw(st.sampled_from(SAID[place]))}
            body.append({"kind": kind, "id": name, "version": version, **said})
        found.append(tuple(body))
    return found


@SLOW
@given(worlds(), edits(), st.lists(st.integers(0, 200), min_size=9, max_size=9), st.booleans())
def test_members_are_at_every_turn_those_that_the_reference_finds_by_what_is_live(
    steps: list[Step], changes: list[Edit], turns: list[int], restarts: bool
) -> None:
    with TemporaryDirectory() as folder:
        world = Edited(folder, first())
        waiting = iter(changes)
        for step, most in zip(steps, turns, strict=False):
            world.feed(step)
            if (edit := next(waiting, None)) is not None and world.workspace.store.count():
                world.say(*edit, drain=False)
            for number in range(most):
                progress = world.engine.run_once()
                world.facts += progress.facts
                if number % 20 == 0 and settled(world):
                    agree(world, world.engine.offset.logical, by_facts=False)
            if restarts:
                world.restart()
        world.drain()
        agree(world, world.workspace.log.last()[1])
        world.clock.set(steps[-1].at + 5 * DAY)
        world.drain()
        agree(world, world.clock.now())
        assert {row.status for row in world.workspace.store.documents()} <= {"live", "archived"}
        world.workspace.close()


@SLOW
@given(worlds(), edits(), st.lists(st.integers(0, 200), min_size=9, max_size=9), st.booleans())
def test_a_rebuild_edits_at_the_same_records(
    steps: list[Step], changes: list[Edit], turns: list[int], sealed: bool
) -> None:
    with TemporaryDirectory() as folder:
        world = Edited(folder, first())
        world.say(*BASIS, JOURNEY)
        agree_rebuilt(world, steps, changes, turns, sealed=sealed)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Edited]:
    world = Edited(str(tmp_path), first())
    yield world
    world.workspace.close()


def flips(world: Edited, who: Identity, since: Instant) -> list[tuple[Instant, str, str, str]]:
    """What somebody was told to have entered and left since."""
    told = sorted((fact for fact in world.facts if fact.profile == world.root(who)), key=lambda f: (f.at, f.subject))
    return [(f.at, f.kind.removeprefix("segment_"), f.subject, f.cause) for f in told if f.at >= since]


def test_what_mentions_an_edited_segment_follows_at_the_same_record(world: Edited) -> None:
    tell(world, 0, track("e0", "purchase"))
    tell(world, 48, visit("e1", BEN))
    assert world.live_members(ADA) == {"lapsed"}
    said = SAID["segment", "buyers"][1]
    world.say({"kind": "segment", "id": "buyers", "version": 2, "expression": said})
    live = world.workspace.log.last()[1]
    assert flips(world, ADA, live) == [(live, "entered", "buyers", "backfill"), (live, "exited", "lapsed", "backfill")]
    world.clock.set(START + 4 * DAY)
    world.drain()
    over = START + 3 * DAY
    assert flips(world, ADA, live + 1) == [(over, "exited", "buyers", "clock"), (over, "entered", "lapsed", "clock")]


def test_who_comes_into_a_segment_by_an_edit_of_another_one_comes_into_its_journeys(world: Edited) -> None:
    world.say(*BASIS, JOURNEY)
    tell(world, 0, track("e0", "purchase"), track("e1", "purchase", BEN))
    tell(world, 40, track("e2", "purchase", BEN))
    assert [row.profile for row in world.participants()] == [world.root(ADA)]
    twice = "did purchase at least 2 times"
    world.say({"kind": "segment", "id": "buyers", "version": 2, "expression": f"not ({twice})"})
    assert [row.profile for row in world.participants()] == [world.root(BEN)]


def test_a_newer_version_ends_one_that_is_still_built(world: Edited) -> None:
    tell(world, 0, visit("e0", ADA))
    begun = world.workspace.log.last()[1]
    for version, said in ((2, "did visit"), (3, "did purchase")):
        world.say({"kind": "segment", "id": "buyers", "version": version, "expression": said}, drain=False)
    world.drain()
    rows = [row for row in world.workspace.store.documents() if row.id == "buyers"]
    assert [(row.version, row.status) for row in rows] == [(1, "archived"), (2, "archived"), (3, "live")]
    assert flips(world, ADA, begun + 1) == []


def test_a_journey_that_needs_nothing_built_does_not_begin_anew_what_is_being_built(world: Edited) -> None:
    tell(world, 0, track("e0", "purchase"), visit("e1", BEN))
    world.say(*BASIS)
    world.say({"kind": "segment", "id": "new", "expression": "did purchase in last 9d"}, drain=False)
    while len(world.engine.publisher.seeded) < 9:
        world.engine.run_once()
    simple = {**JOURNEY, "id": "simple", "entry": {"event": "purchase"}, "exit": []}
    world.say(simple, drain=False)
    for _ in range(3):
        world.engine.run_once()
    assert len(world.engine.publisher.seeded) >= 9
    world.drain()
    assert "new" in (world.live_members(ADA) or ())
    assert world.live_members(BEN) == world.by_what_is_live(BEN, world.engine.offset.logical)


def test_a_journey_waits_for_a_condition_that_is_being_built_for_another(world: Edited) -> None:
    tell(world, 0, track("e0", "purchase"), visit("e1", BEN), track("e2", "purchase", BEN))
    world.say(*BASIS)
    twice = "did purchase at least 2 times"
    asking = {**JOURNEY, "entry": {"segment": twice}, "exit": [{"left": twice}]}
    world.say({**asking, "id": "one"}, drain=False)
    world.engine.run_once()
    world.say({**asking, "id": "other"}, drain=False)
    world.engine.run_once()
    assert [row.status for row in world.workspace.store.documents() if row.kind == "journey"] == ["building"] * 2
    world.drain()
    tell(world, 24, track("e3", "purchase", BEN))
    assert sorted(row.journey for row in world.participants()) == ["one", "other"]


def test_while_a_trait_is_built_messages_have_the_one_that_is_in_force(world: Edited) -> None:
    tell(world, 0, track("e0", "purchase"), track("e1", "purchase"))
    world.say({"kind": "trait", "id": "spent", "version": 2, "expression": "count(purchase)"}, drain=False)
    for _ in range(3):
        world.engine.run_once()
    assert [row.status for row in world.workspace.store.documents() if row.id == "spent"] == ["live", "building"]
    before = of_spent(world)
    world.drain()
    assert before != of_spent(world)


def of_spent(world: Edited) -> list[str]:
    """The clauses of the trait that messages are filled with."""
    return [clause.key for clause in world.engine.publisher.program.traits["spent"].lowered.clauses]


def test_a_new_zone_of_the_workspace_decides_those_whose_zone_it_is_anew(world: Edited) -> None:
    at_home = {"timeZone": "Europe/London"}
    tell(world, 0, visit("e0", ADA), visit("e1", BEN), Event("e2", "identify", "identify", (BEN,), properties=at_home))
    assert "today" in (world.live_members(ADA) or ())
    # They came at 02:40 by Greenwich, which was 11:40 in Tokyo; it is 15:40 of that day, in Tokyo 00:40 of the next.
    tell(world, 13, track("e3", "cart"))
    world.say({"kind": "workspace", "id": "workspace", "version": 2, "zone": "Asia/Tokyo"})
    live = world.workspace.log.last()[1]
    assert flips(world, ADA, live) == [(live, "exited", "today", "backfill")]
    assert flips(world, BEN, live) == []
    world.say({"kind": "workspace", "id": "workspace", "version": 3, "zone": "Asia/Tokyo"})
    rows = [row for row in world.workspace.store.documents() if row.kind == "workspace"]
    assert [row.status for row in rows] == ["archived", "archived", "live"]
