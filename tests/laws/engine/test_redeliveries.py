"""Deduplication is for ever: what comes again after the memory's window changes nothing, not even whose a device is."""

from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given

from clew.events import Event
from clew.kernel.instants import DAY, HOUR
from tests.laws.engine import stories
from tests.laws.engine.running import SLOW, World, live
from tests.laws.engine.worlds import START, Step, worlds

TOLD = ("track", "identify", "consent")


def kept(world: World) -> list[Event]:
    """The dated events of people in the history."""
    records = [record for chunk in world.workspace.history.scan() for record in chunk]
    return [
        record.event
        for record in records
        if record.event.ts is not None
        and record.event.kind in TOLD
        and any(who.namespace == "user_id" for who in record.event.identities)
    ]


@SLOW
@given(worlds())
@example(stories.MOVED)
def test_what_comes_again_after_the_window_changes_nothing(steps: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        world = live(steps, folder)
        world.clock.set(steps[-1].at + 9 * DAY)
        world.drain()
        again = kept(world)
        before = world.fingerprint(), world.workspace.store.scan_nodes(), len(kept(world))
        world.restart()
        world.feed(Step(world.clock.now(), tuple(again)))
        world.drain()
        assert (world.fingerprint(), world.workspace.store.scan_nodes(), len(kept(world))) == before
        world.workspace.close()


@pytest.mark.parametrize(
    ("ts", "sent_at", "later"),
    [(-HOUR // 6, 0, 19 * DAY), (23 * HOUR, None, 7 * DAY + HOUR), (-3 * DAY, -2 * DAY, 30 * DAY)],
    ids=["sending time and all", "by a clock that is ahead", "by a clock that is behind"],
)
@pytest.mark.parametrize("deleted", [False, True])
def test_a_body_that_comes_again_after_the_window_changes_nothing(
    ts: int, sent_at: int | None, later: int, deleted: bool
) -> None:
    """Its time seems to be another one (R15), and it is the same event; also where that was deleted (R16)."""
    said = None if sent_at is None else START + sent_at
    event = Event("e0", "track", "purchase", (stories.ADA,), START + ts, said, {"total": 10})
    steps = [Step(START, (event,)), Step(START + HOUR, (stories.deletion("x1", "e0" if deleted else "e9"),))]
    with TemporaryDirectory() as folder:
        world = live([*steps, Step(START + later - 1, (stories.visit("e1", stories.BEN),))], folder)
        world.restart()
        before = world.fingerprint()
        world.feed(Step(START + later, (event,)))
        dropped = world.engine.run_once().dropped
        world.drain()
        assert (world.fingerprint(), dropped) == (before, {"duplicate": 1})
        world.workspace.close()


def test_a_deletion_that_came_first_is_remembered_for_ever() -> None:
    steps = [Step(START, (stories.visit("e0", stories.ADA),)), Step(START + HOUR, (stories.deletion("x1", "e2"),))]
    with TemporaryDirectory() as folder:
        world = live(steps, folder)
        world.clock.set(START + 20 * DAY)
        world.drain()
        world.restart()
        before = world.fingerprint()
        world.feed(Step(world.clock.now(), (stories.visit("e2", stories.ADA),)))
        world.drain()
        assert world.fingerprint() == before
        world.workspace.close()


def test_a_revision_that_is_not_higher_is_refused_and_keeps_nothing_out() -> None:
    """It has the key of its own event: taken for that, it would keep the event out."""
    early = Event("e0", "replace", "replace", properties={"total": 5})
    steps = [Step(START, (early,)), Step(START + HOUR, (stories.visit("e0", stories.ADA),))]
    with TemporaryDirectory() as folder:
        world = live(steps, folder)
        root = world.root(stories.ADA)
        assert root is not None
        assert [record.event.properties for record in world.workspace.history.read([root, ""])[-1:]] == [{}]
        world.feed(Step(START + 2 * HOUR, (early, Event("e0", "replace", "replace", properties={"total": 6}, rev=0))))
        dropped = world.engine.run_once().dropped
        assert dropped == {"old_revision": 2}
        world.workspace.close()
