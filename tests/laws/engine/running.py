"""A real workspace in a folder, fed step by step under a clock set by hand."""

import os
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings

from clew.engine import Engine, Limits, effective_records
from clew.events import Event, Fact, Identity
from clew.events.ports import Arrival
from clew.expressions import evaluate, inline, parse
from clew.kernel.instants import DAY, Instant
from clew.kernel.packing import pack
from clew.profiles import unpack_state, view_of
from clew.runtime.clock import ManualClock
from clew.runtime.rebuild import fingerprint
from clew.runtime.workspace import Workspace, open_workspace
from tests.laws.engine.worlds import SEGMENTS, START, TRAITS, Step

SLOW = settings(
    max_examples=int(os.environ.get("CLEW_ENGINE_EXAMPLES") or max(8, settings().max_examples // 20)),
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
PARSED = {name: parse(text) for name, text in SEGMENTS.items()}
MEANT = {name: inline(expression, PARSED) for name, expression in PARSED.items()}


class World:
    """A workspace in a folder of its own, under a clock set by hand."""

    def __init__(self, folder: str, *, events: int = 8_000, begin: Instant = START - DAY) -> None:
        self.clock = ManualClock(begin)
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
    """A world that has gone through these steps, each when it came."""
    world = World(folder, events=events)
    world.publish()
    for step in steps:
        world.feed(step)
        world.drain()
        if restarts:
            world.restart()
    return world
