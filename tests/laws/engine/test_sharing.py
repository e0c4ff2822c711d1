"""Definitions that ask the same events, published and archived at different times: what one leaves the others have.

At every turn the members of every live segment are those that the reference finds, whoever else is being built, has
come into force or has gone; and a rebuild comes to the same facts, journeys and states.
"""

from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.events import Event
from clew.kernel.hashing import bucket_of
from clew.kernel.instants import DAY, HOUR
from tests.laws.engine.editing import Edit, Edited, agree, agree_rebuilt, settled
from tests.laws.engine.running import SLOW
from tests.laws.engine.stories import ADA, BEN, visit
from tests.laws.engine.test_travelling import tell, track
from tests.laws.engine.travelling import BASIS
from tests.laws.engine.worlds import START, Step, worlds

SAID = (
    "did purchase in last 3d",
    "count(purchase in last 3d) >= 2",
    "count(purchase in last 3d) > 3",
    "count(purchase in last 1d) >= 2",
    "count(purchase in last 2d) < 2",
    "count(purchase in last 1 month) between 2 and 3",
    "did purchase today at least 2 times",
    "count(purchase) >= 3",
    "count(purchase) = 1",
    "sum(total of purchase in last 2d) >= 50",
    "sum(total of purchase in last 2d) > 20",
    "distinct(store of purchase in last 2d) >= 2",
    "distinct(store of purchase in last 1d) = 1",
    "trait(spent) > 60",
    "count(purchase in last 3d) >= 2 and sum(total of purchase in last 2d) < 70",
)
NAMES = ("first", "second", "third", "fourth")
SPENT: dict[str, object] = {"kind": "trait", "id": "spent", "expression": "sum(total of purchase in last 2d)"}
BUYER: dict[str, object] = {
    "kind": "journey",
    "id": "buyer",
    "entry": {"segment": "count(purchase in last 3d) >= 3"},
    "reentry": {"gap": "1d"},
    "nodes": {
        "rest": {"wait": "20h", "next": "look"},
        "look": {"if": "count(purchase in last 2d) >= 2", "then": "more", "else": "end"},
        "more": {"wait": "2d"},
    },
}
"""Asks the same, and sends nothing: what a rebuild holds back is another law's."""


def segment(name: str, version: int, text: str) -> dict[str, object]:
    """A segment document."""
    return {"kind": "segment", "id": name, "version": version, "expression": text}


@st.composite
def edits(draw: st.DrawFn) -> list[Edit]:
    """Some edits, one after the other: segments come and go, and so does a journey that asks the same."""
    found: list[Edit] = []
    for version in range(2, 2 + draw(st.integers(1, 5))):
        body: list[dict[str, object]] = []
        for name in draw(st.lists(st.sampled_from([*NAMES, "buyer"]), min_size=1, max_size=3, unique=True)):
            if draw(st.integers(0, 2)) == 0:
                body.append({"kind": "journey" if name == "buyer" else "segment", "id": name, "status": "archived"})
            elif name == "buyer":
                body.append({**BUYER, "version": version})
            else:
                body.append(segment(name, version, draw(st.sampled_from(SAID))))
        found.append(tuple(body))
    return found


def begun(folder: str) -> Edited:
    """A workspace with some definitions."""
    world = Edited(folder, (SPENT, segment("first", 1, SAID[1]), segment("second", 1, SAID[13])))
    world.say(*BASIS, BUYER)
    return world


@SLOW
@given(worlds(), edits(), st.lists(st.integers(0, 150), min_size=9, max_size=9), st.booleans())
def test_members_are_right_whoever_else_asks_the_same(
    steps: list[Step], changes: list[Edit], turns: list[int], restarts: bool
) -> None:
    with TemporaryDirectory() as folder:
        world = begun(folder)
        waiting = iter(changes)
        for step, most in zip(steps, turns, strict=False):
            world.feed(step)
            if (edit := next(waiting, None)) is not None:
                world.say(*edit, drain=False)
            for number in range(most):
                world.engine.run_once()
                if number % 20 == 0 and settled(world):
                    agree(world, world.engine.offset.logical, by_facts=False)
            if restarts:
                world.restart()
        for edit in waiting:
            world.say(*edit)
        world.drain()
        agree(world, world.workspace.log.last()[1], by_facts=False)
        for hours in (6, 24, 25, 72, 120):
            world.clock.set(steps[-1].at + hours * HOUR)
            world.drain()
            agree(world, world.clock.now(), by_facts=False)
        world.workspace.close()


@SLOW
@given(worlds(), edits(), st.lists(st.integers(0, 150), min_size=9, max_size=9), st.booleans())
def test_a_rebuild_shares_as_the_live_run_did(
    steps: list[Step], changes: list[Edit], turns: list[int], sealed: bool
) -> None:
    with TemporaryDirectory() as folder:
        world = begun(folder)
        agree_rebuilt(world, steps, changes, turns, sealed=sealed)


def test_a_higher_threshold_is_folded_over_history_and_the_lower_one_stays_when_it_goes() -> None:
    with TemporaryDirectory() as folder:
        world = Edited(folder, (segment("few", 1, "count(purchase in last 9d) >= 2"),))
        tell(world, 0, *(track(f"e{n}", "purchase") for n in range(5)))
        world.say(segment("many", 1, "count(purchase in last 9d) >= 6"), segment("long", 1, "did purchase in last 90d"))
        assert world.live_members(ADA) == {"few", "long"}
        (clause,) = world.engine.publisher.program.clauses.values()
        assert [(need.reach, need.limit) for need in clause.needs] == [(90 * DAY, 1), (9 * DAY, 6)]
        tell(world, 1, track("e5", "purchase"))
        assert world.live_members(ADA) == {"few", "long", "many"}
        world.say({"kind": "segment", "id": "many", "status": "archived"})
        tell(world, 2, track("e6", "purchase"))
        assert world.live_members(ADA) == {"few", "long"}
        world.say(segment("many", 2, "count(purchase in last 9d) >= 7"))
        assert world.live_members(ADA) == {"few", "long", "many"}
        world.clock.set(START + 9 * DAY)
        world.drain()
        assert world.live_members(ADA) == {"few", "long"}
        world.workspace.close()


@pytest.mark.parametrize("turns", [1, 3, 30, 41, 60])
def test_who_merge_while_something_is_built_lose_nothing_of_either(turns: int) -> None:
    with TemporaryDirectory() as folder:
        world = Edited(folder, (segment("buyers", 1, "did purchase"),))
        tell(world, 0, visit("e0", ADA), visit("e1", BEN))
        assert (bucket_of(world.root(ADA) or ""), bucket_of(world.root(BEN) or "")) == (0, 42)
        world.say(segment("again", 1, "count(visit) >= 2"), drain=False)
        for _ in range(turns):
            world.engine.run_once()
        tell(world, 1, Event("m", "merge", "merge", (ADA, BEN)))
        assert world.live_members(ADA) == {"again"}
        agree(world, world.engine.offset.logical)
        world.workspace.close()
