# ruff: noqa: D102 - the steps of a machine
"""A graph over a store, interrupted anywhere, does what the naive rules do."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from clew.events import Event, Identity
from clew.identity import Graph, Namespaces, Resolution
from tests.laws.identity.memory import MemoryStore
from tests.laws.identity.reference import Reference

KEY = b"k" * 32
NAMESPACES = Namespaces(
    [
        {"id": "anonymous_id", "type": "cookie", "limit": 2},
        {"id": "email", "type": "email", "limit": 2},
        {"id": "badge", "type": "device", "unique": True},
    ]
)
POOL = [
    Identity(namespace, f"{namespace[0]}{number}")
    for namespace, many in {"user_id": 3, "email": 3, "phone": 2, "anonymous_id": 4, "badge": 2, "odd": 2}.items()
    for number in range(many)
]
STEP = 10

names = st.lists(st.sampled_from(POOL), min_size=1, max_size=3)
ages = st.sampled_from([0, 0, 0, STEP * 3, STEP * 30])


class GraphMachine(RuleBasedStateMachine):
    """Records, by-hand changes and erasures, with commits, restarts and crashes in between."""

    def __init__(self) -> None:
        super().__init__()
        self.store = MemoryStore()
        self.reference = Reference(NAMESPACES)
        self.graph = self.open()
        self.batch: list[tuple[str, tuple[Any, ...], Any]] = []
        self.seq, self.index, self.at, self.count = 1, 0, 1_000, 0

    def open(self) -> Graph:
        graph = Graph(self.store, NAMESPACES, erasure_key=KEY, cache_size=2)
        for cache in (graph._working.leaves, graph._working.roots, graph._working._components):
            cache.half = 0  # grows old at every turn
        return graph

    def move_on(self, same_body: bool) -> tuple[int, int, int]:
        self.count += 1
        self.seq, self.index, self.at = (
            (self.seq, self.index + 1, self.at) if same_body else (self.seq + 1, 0, self.at + STEP)
        )
        return self.at, self.seq, self.index

    def do(self, what: str, *arguments: Any) -> Any:
        result = getattr(self.graph, what)(*arguments) if what != "resolve" else resolve(self.graph, *arguments)
        self.batch.append((what, arguments, result))
        return result

    @rule(
        kind=st.sampled_from(["track", "track", "track", "track", "alias", "merge", "unmerge", "unmerge"]),
        identities=names,
        age=ages,
        same_body=st.booleans(),
    )
    def say(self, kind: str, identities: list[Identity], age: int, same_body: bool) -> None:
        place = self.move_on(same_body)
        before = self.reference.roots()
        ts = self.at - age
        leaf, dropped = self.reference.say(kind, identities, f"e{self.count}", place, ts)
        found = self.do("resolve", kind, tuple(identities), f"e{self.count}", place, ts)
        assert (found.leaf, found.dropped or "") == (leaf, dropped)
        assert found.root == (self.reference.root(leaf) if leaf else "")
        self.check_news(found, before)

    @precondition(lambda self: self.partners())
    @rule(data=st.data(), then=names)
    def part_and_tempt(self, data: st.DataObject, then: list[Identity]) -> None:
        """Undo a merge, then say again what made it, and something else."""
        pair = list(data.draw(st.sampled_from(self.partners())))
        for kind, identities in (("unmerge", pair), ("track", pair), ("track", then), ("alias", pair)):
            self.say(kind, identities, 0, same_body=False)

    def partners(self) -> list[tuple[Identity, Identity]]:
        owner, group = self.reference.owner, self.reference.group
        known = [identity for identity in POOL if identity in owner]
        return [(a, b) for a in known for b in known if owner[a] != owner[b] and owner[b] in group(owner[a])]

    def check_news(self, found: Resolution, before: set[str]) -> None:
        after = self.reference.roots()
        known = {leaf for leaf in self.reference.born if self.reference.born[leaf] < (self.at, self.seq, self.index)}
        assert {merged.absorbed for merged in found.merged} == before - after
        assert all(self.reference.root(merged.survivor) == found.root for merged in found.merged)
        assert [merged.absorbed for merged in found.merged] == list(
            dict.fromkeys(merged.absorbed for merged in found.merged)
        )
        assert {split.restored for split in found.split} == (after - before) & known
        assert all(split.kept in before & after for split in found.split)
        assert found.created == (found.leaf in self.reference.born and found.leaf not in known)

    @rule(identity=st.sampled_from(POOL))
    def erase(self, identity: Identity) -> None:
        self.move_on(same_body=False)
        if identity in self.reference.owner:
            group = self.reference.group(self.reference.owner[identity])
            self.reference.erase(identity, self.at)
            assert set(self.do("erase", self.do("find", (identity,)), self.at)) == group
        else:
            assert self.do("find", (identity,)) is None
            self.reference.bury(identity, self.at)
            self.do("bury", (identity,), self.at)

    @rule(identities=st.lists(names, max_size=4), together=st.booleans())
    def commit(self, identities: list[list[Identity]], together: bool) -> None:
        self.store.apply(self.graph.take_changes())
        self.batch.clear()
        if together:
            self.graph.prefetch_records(identities)
        else:
            self.graph.prefetch(identity for record in identities for identity in record)

    @rule(identities=st.lists(names, max_size=4))
    def read_ahead(self, identities: list[list[Identity]]) -> None:
        self.graph.prefetch_records(identities)

    @rule()
    def restart(self) -> None:
        self.store.apply(self.graph.take_changes())
        self.batch.clear()
        self.graph = self.open()

    @precondition(lambda self: self.batch)
    @rule(taken=st.booleans())
    def crash(self, taken: bool) -> None:
        if taken:
            self.graph.take_changes()
        self.graph.forget()
        batch, self.batch = self.batch, []
        for what, arguments, result in batch:
            assert self.do(what, *arguments) == result

    @rule()
    def look(self) -> None:
        """Compare everything; not after each step, for looking brings everything into memory."""
        reference = self.reference
        for identity in POOL:
            leaf = reference.owner.get(identity)
            root = self.graph.find([identity])
            assert root == (reference.root(leaf) if leaf is not None else None)
            if leaf is not None and root is not None:
                assert self.graph.root(leaf) == root
                members = self.graph.members(root)
                assert members[0] == root
                assert set(members) == reference.group(leaf)

    def teardown(self) -> None:
        self.look()

    @invariant()
    def never_joins_two_values_of_a_unique_namespace_by_itself(self) -> None:
        if not self.reference.overridden:
            for leaf in self.reference.born:
                unique = [i.namespace for i in self.reference.names(leaf) if NAMESPACES.is_unique(i.namespace)]
                assert len(unique) == len(set(unique))


def resolve(
    graph: Graph, kind: Any, identities: tuple[Identity, ...], event: str, place: tuple[int, int, int], ts: int
) -> Resolution:
    at, seq, index = place
    return graph.resolve(Event(event, kind, kind, identities), source="s", seq=seq, index=index, at=at, ts=ts)


GraphMachine.TestCase.settings = settings(stateful_step_count=40)
TestGraph = GraphMachine.TestCase
