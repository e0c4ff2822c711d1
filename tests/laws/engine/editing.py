"""A workspace whose definitions are edited, beside the reference that goes by what is live."""

from collections.abc import Iterable, Sequence
from typing import Any

from clew.engine import Keeper, definitions_of, effective_records, zone_in
from clew.events import Fact, Identity, Record
from clew.expressions import Expr, evaluate, inline, parse
from clew.kernel.instants import DAY, Instant
from clew.profiles import unpack_state, view_of
from clew.runtime.rebuild import rebuild
from tests.laws.engine.travelling import Trip
from tests.laws.engine.worlds import START, Step, people

Edit = tuple[dict[str, object], ...]
"""Documents that one body publishes or archives."""


class Edited(Trip):
    """A workspace whose definitions are edited.

    Args:
        folder: Where it is.
        documents: The first version of everything.
        begin: When they are published.
    """

    def __init__(self, folder: str, documents: Sequence[dict[str, object]], *, begin: Instant = START - DAY) -> None:
        super().__init__(folder, begin=begin)
        self.say(*documents)

    def live_members(self, who: Identity) -> set[str] | None:
        """The segments of a person, of live versions."""
        keys = {f"{row.id}@{row.version}": row.id for row in self._live("segment")}
        root = self.root(who)
        packed = self.workspace.store.load([root]).get(root) if root else None
        return None if packed is None else {keys[key] for key in unpack_state(packed).segments if key in keys}

    def told_members(self, who: Identity) -> set[str]:
        """The segments of a person, going by the facts."""
        root, inside = self.root(who), set[str]()
        for fact in sorted((fact for fact in self.facts if fact.profile == root), key=lambda fact: fact.at):
            if fact.kind == "segment_entered":
                assert fact.subject not in inside, "who is in does not enter"
                inside.add(fact.subject)
            elif fact.kind == "segment_exited":
                inside.remove(fact.subject)
            elif fact.kind == "profile_merged":
                # From now on the survivor is in them (R17); one that is parted again begins anew.
                inside.clear()
        return inside

    def by_what_is_live(self, who: Identity, at: Instant) -> set[str] | None:
        """The segments of a person by the naive reference and the live versions; None without a record."""
        root = self.root(who)
        leaves = [] if root is None else self._leaves(root)
        records = self.workspace.history.read(leaves) if leaves else []
        if not records:
            return None
        said = {kind: self.live_expressions(kind) for kind in ("segment", "trait")}
        view = view_of(effective_records(records), zone_in(self.workspace.store.documents()), exists=True)
        return {
            name
            for name, expression in said["segment"].items()
            if evaluate(inline(expression, said["segment"], said["trait"]), view, at)
        }

    def live_expressions(self, kind: str) -> dict[str, Expr]:
        """What live versions say."""
        return {d.id: parse(d.expression) for d in definitions_of(self._live(kind))}

    def everything(self) -> list[Record]:
        """All records of everybody, and what counts of them."""
        heads = {leaf for row in self.workspace.store.scan(limit=10_000) for leaf in self._leaves(row.profile)}
        records = self.workspace.history.read(sorted(heads))
        return [*records, *effective_records(records)]

    def _leaves(self, root: str) -> list[str]:
        return [head.profile for head in self.workspace.store.members([root])[root]]

    def _live(self, kind: str) -> list[Any]:
        return [row for row in self.workspace.store.documents() if (row.kind, row.status) == (kind, "live")]


def agree(world: Edited, at: Instant, *, by_facts: bool = True, whom: Iterable[Identity] = ()) -> None:
    """What is kept, what the reference says, and what was told are one."""
    for who in whom or people():
        expected = world.by_what_is_live(who, at)
        assert world.live_members(who) == expected, (who, at)
        if by_facts and expected is not None:
            assert world.told_members(who) == expected, (who, at)


def settled(world: Edited) -> bool:
    """Whether everything up to the engine's present is done: nobody waits to be decided anew."""
    call = world.workspace.store.next_call()
    return call is None or call > world.engine.offset.logical + 1


def agree_rebuilt(
    world: Edited, steps: Sequence[Step], changes: Sequence[Edit], turns: Sequence[int], *, sealed: bool
) -> None:
    """Live through these steps with an edit at each, then rebuild: the same facts, journeys and states."""
    waiting = iter(changes)
    for step, most in zip(steps, turns, strict=False):
        world.feed(step)
        if (edit := next(waiting, None)) is not None:
            world.say(*edit, drain=False)
        for _ in range(most):
            world.facts += world.engine.run_once().facts
    world.drain()
    expected, facts = world.told(), world.facts
    if sealed:
        Keeper(world.workspace.log, world.workspace.store, world.workspace.lake, world.clock).seal_all()
    again: list[Fact] = []
    rebuild(world.workspace, lambda progress: again.extend(progress.facts))
    world.facts = again
    assert world.told() == expected
    assert sorted(again, key=str) == sorted(facts, key=str)
    world.workspace.close()
