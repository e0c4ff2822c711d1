"""Laws of the engine over real SQLite files: restarts, batch sizes, rebuilds and the reference give one answer."""

from tempfile import TemporaryDirectory

from hypothesis import example, given
from hypothesis import strategies as st

from clew.engine.keeper import Keeper
from clew.events import Fact
from clew.kernel.instants import DAY, HOUR
from clew.runtime.rebuild import rebuild
from tests.laws.engine import stories
from tests.laws.engine.running import SLOW, World, live
from tests.laws.engine.worlds import Step, people, worlds


@SLOW
@given(worlds(erasures=True), st.sampled_from([HOUR, DAY, 5 * DAY]))
@example(stories.PARTED, DAY)
@example(stories.MERGED_UNKNOWN, DAY)
def test_memberships_are_what_the_reference_says_at_every_step_and_later(steps: list[Step], later: int) -> None:
    with TemporaryDirectory() as folder:
        world = World(folder)
        world.publish()
        for step in steps:
            world.feed(step)
            world.drain()
            for who in people():
                assert world.members(who) == world.by_reference(who, step.at), (who, step)
        world.clock.set(steps[-1].at + later)
        world.drain()
        for who in people():
            assert world.members(who) == world.by_reference(who, world.clock.now()), (who, later)
        world.workspace.close()


@SLOW
@given(worlds(erasures=True), st.integers(1, 3))
def test_restarts_and_batch_sizes_change_nothing(steps: list[Step], events: int) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        smooth, jumpy = live(steps, one), live(steps, other, restarts=True, events=events)
        assert smooth.fingerprint() == jumpy.fingerprint()
        assert sorted(smooth.facts, key=str) == sorted(jumpy.facts, key=str)
        smooth.workspace.close()
        jumpy.workspace.close()


@SLOW
@given(worlds(), st.booleans(), st.booleans())
def test_a_rebuild_gives_the_same_state_and_facts(steps: list[Step], sealed: bool, at_once: bool) -> None:
    with TemporaryDirectory() as folder:
        world = World(folder)
        world.publish()
        for step in steps:
            world.feed(step)
            if not at_once:
                world.drain()
        world.drain()
        expected, facts = world.fingerprint(), world.facts
        if sealed:
            Keeper(world.workspace.log, world.workspace.store, world.workspace.lake, world.clock).seal_all()
        again: list[Fact] = []
        rebuild(world.workspace, lambda progress: again.extend(progress.facts))
        assert world.fingerprint() == expected
        assert sorted(again, key=str) == sorted(facts, key=str)
        world.workspace.close()


@SLOW
@given(worlds())
@example(stories.MERGED_UNKNOWN)
@example(stories.REFOLDED_BEFORE_A_MERGE)
@example(stories.REFOLDED_AND_ABSORBED)
@example(stories.REFOLDED_WITH_A_NEWCOMER)
def test_everything_at_once_ends_where_step_by_step_ends(steps: list[Step]) -> None:
    """One drain over the whole log processes every alarm at its logical instant, as if the engine had never slept."""
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        stepwise = live(steps, one)
        lagging = World(other)
        lagging.publish()
        for step in steps:
            lagging.feed(step)
        lagging.drain()
        assert lagging.fingerprint() == stepwise.fingerprint()
        assert sorted(lagging.facts, key=str) == sorted(stepwise.facts, key=str)
        stepwise.workspace.close()
        lagging.workspace.close()
