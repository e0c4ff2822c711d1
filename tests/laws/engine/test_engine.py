"""Laws of the engine over real SQLite files: restarts, batch sizes, rebuilds and the reference give one answer."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from clew.engine import Engine, Limits, effective_records
from clew.engine.keeper import Keeper
from clew.events import Event, Fact, Identity
from clew.events.ports import Arrival
from clew.expressions import evaluate, inline, parse
from clew.kernel.instants import DAY, HOUR, Instant
from clew.kernel.packing import pack
from clew.profiles import unpack_state, view_of
from clew.runtime.clock import ManualClock
from clew.runtime.rebuild import fingerprint, rebuild
from clew.runtime.workspace import Workspace, open_workspace
from tests.laws.engine import stories
from tests.laws.engine.worlds import SEGMENTS, START, TRAITS, Step, people, worlds

SLOW = settings(
    max_examples=int(os.environ.get("CLEW_ENGINE_EXAMPLES", "8")),
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
PARSED = {name: parse(text) for name, text in SEGMENTS.items()}
MEANT = {name: inline(expression, PARSED) for name, expression in PARSED.items()}


class World:
    """A workspace in a folder of its own, under a clock set by hand."""

    def __init__(self, folder: str, *, events: int = 8_000) -> None:
        self.clock = ManualClock(START - DAY)
        self.folder = Path(folder)
        self.limits = Limits(events=events)
        self.facts: list[Fact] = []
        self._open()

    def _open(self) -> None:
        self.workspace: Workspace = open_workspace(self.folder, self.clock)
        self.engine: Engine = self.workspace.engine(limits=self.limits)

    def restart(self) -> None:
        """Throw engine and connections away, and open them again."""
        self.workspace.close()
        self._open()

    def publish(self) -> None:
        """Publish the segments and traits."""
        documents = [{"kind": "segment", "id": name, "expression": text} for name, text in SEGMENTS.items()]
        documents += [{"kind": "trait", "id": name, "expression": text} for name, text in TRAITS.items()]
        events = [Event(f"p{d['id']}", "publish", "publish", properties={"document": d}) for d in documents]
        self.workspace.log.append([Arrival("catalog", pack(events))])
        self.drain()

    def feed(self, step: Step) -> None:
        """Receive what a step brings."""
        self.clock.set(step.at)
        self.workspace.log.append([Arrival("s", pack(list(step.events)))])

    def drain(self) -> None:
        """Process all that is due."""
        self.engine.drain(lambda progress: self.facts.extend(progress.facts))

    def fingerprint(self) -> dict[str, str]:
        """Digests of all profiles now."""
        return fingerprint(self.workspace.store, self.engine.publisher.program, self.clock.now())

    def members(self, who: Identity) -> set[str] | None:
        """The segments of a person; None if no profile answers to this name."""
        root = self.root(who)
        packed = self.workspace.store.load([root]).get(root) if root else None
        return None if packed is None else {key.partition("@")[0] for key in unpack_state(packed).segments}

    def root(self, who: Identity) -> str | None:
        """The profile that answers for a name."""
        node = self.workspace.store.nodes([who]).get(who)
        return self.workspace.store.heads([node.profile])[node.profile].root if node is not None else None

    def by_reference(self, who: Identity, at: Instant) -> set[str] | None:
        """The segments of a person by the naive reference; None without a record, for a profile begins with one."""
        root = self.root(who)
        if root is None:
            return None
        leaves = [head.profile for head in self.workspace.store.members([root])[root]]
        records = self.workspace.history.read(leaves)
        if not records:
            return None
        view = view_of(effective_records(records), self.engine.publisher.program.zone, exists=True)
        return {name for name, expression in MEANT.items() if evaluate(expression, view, at)}


def live(steps: list[Step], folder: str, *, restarts: bool = False, events: int = 8_000) -> World:
    world = World(folder, events=events)
    world.publish()
    for step in steps:
        world.feed(step)
        world.drain()
        if restarts:
            world.restart()
    return world


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
