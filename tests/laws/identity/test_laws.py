"""Laws of the graph, beyond its agreement with the naive rules."""

import random

import msgspec
from hypothesis import assume, given
from hypothesis import strategies as st

from clew.events import Identity
from clew.identity import Namespaces
from clew.identity.ports import GraphChanges
from tests.laws.identity.histories import NAMESPACES, NARROW, POOL, Saying, open_graph, partition, run, say, sayings
from tests.laws.identity.memory import MemoryStore

histories = st.lists(sayings(), max_size=40)
automatic = st.lists(sayings("track", "identify"), max_size=30)


@given(histories, st.sets(st.integers(1, 40)), st.sets(st.integers(1, 40)))
def test_what_is_stored_does_not_depend_on_batches_and_restarts(
    history: list[Saying], cuts: set[int], restarts: set[int]
) -> None:
    whole, pieces = MemoryStore(), MemoryStore()
    expected = run(history, lambda graph: whole.apply(graph.take_changes()), lambda: open_graph(whole))
    found = run(
        history,
        lambda graph: pieces.apply(graph.take_changes()),
        lambda: open_graph(pieces, cache_size=2),
        cuts,
        restarts,
    )
    assert found == expected
    assert pieces.content() == whole.content()


@given(automatic, st.randoms(use_true_random=False))
def test_where_no_device_and_no_name_is_shared_the_order_of_arrival_does_not_matter(
    history: list[Saying], chance: random.Random
) -> None:
    history = [saying._replace(age=0) for saying in history]
    assume(_nobody_shares(history))
    shuffled = list(history)
    chance.shuffle(shuffled)
    graphs = [open_graph(MemoryStore()) for _ in range(2)]
    for graph, order in zip(graphs, (history, shuffled), strict=True):
        for number, saying in enumerate(order):
            say(graph, saying, number)
    assert partition(graphs[0]) == partition(graphs[1]) == _connected([saying.identities for saying in history])


def _connected(groups: list[tuple[Identity, ...]]) -> set[frozenset[Identity]]:
    """The identities that are connected by being named together."""
    found: list[set[Identity]] = []
    for group in groups:
        touching = [other for other in found if other & set(group)]
        found = [other for other in found if not other & set(group)] + [set(group).union(*touching)]
    return {frozenset(group) for group in found}


def _nobody_shares(history: list[Saying]) -> bool:
    """Whether all that is connected may be one person, and each cluster of devices touches one person only."""

    def is_device(identity: Identity) -> bool:
        return NAMESPACES.is_device(identity.namespace)

    named = [saying.identities for saying in history]
    for group in _connected(named):
        unique = [identity.namespace for identity in group if NAMESPACES.is_unique(identity.namespace)]
        if len(unique) != len(set(unique)):
            return False
    people = _connected([tuple(i for i in names if not is_device(i)) for names in named])
    for cluster in _connected([tuple(i for i in names if is_device(i)) for names in named]):
        owners = {person for person in people for names in named if {*names} & cluster and {*names} & person}
        if len(owners) > 1:
            return False
    return True


@given(st.lists(sayings(), min_size=8, max_size=40), st.data(), st.booleans(), st.sampled_from([NAMESPACES, NARROW]))
def test_a_merge_and_its_undoing_leave_the_profiles_as_they_were(
    history: list[Saying], data: st.DataObject, stored: bool, namespaces: Namespaces
) -> None:
    store = MemoryStore()
    graph = open_graph(store, namespaces=namespaces)
    for number, saying in enumerate(history):
        say(graph, saying, number)
    roots = {identity: graph.find([identity]) for identity in POOL}
    pairs = [(a, b) for a in POOL for b in POOL if roots[a] and roots[b] and roots[a] != roots[b]]
    assume(pairs)
    one, other = data.draw(st.sampled_from(pairs))
    members = {root: graph.members(root) for root in roots.values() if root is not None}
    for number, kind in enumerate(("merge", "unmerge"), start=len(history)):
        assert say(graph, Saying(kind, (one, other)), number) is not None
        if stored:
            store.apply(graph.take_changes())
            graph = open_graph(store, namespaces=namespaces)
    assert {identity: graph.find([identity]) for identity in POOL} == roots
    assert {root: graph.members(root) for root in members} == members
    say(graph, Saying("track", (one, other)), len(history) + 2)
    assert graph.find([one]) != graph.find([other]) or NAMESPACES.is_device(one[0]) or NAMESPACES.is_device(other[0])


@given(st.lists(sayings(), min_size=4, max_size=40), st.data(), st.booleans())
def test_an_erasure_leaves_no_name_of_the_person_anywhere(
    history: list[Saying], data: st.DataObject, stored_before: bool
) -> None:
    store = MemoryStore()
    graph = open_graph(store)
    for number, saying in enumerate(history):
        say(graph, saying, number)
    if stored_before:
        store.apply(graph.take_changes())
    known = [identity for identity in POOL if graph.find([identity])]
    assume(known)
    root = graph.find([data.draw(st.sampled_from(known))])
    assert root is not None
    leaves = set(graph.members(root))
    names = [i for i in POOL if graph.find([i]) == root]
    # Other people's records may have named one of them too; that is theirs.
    others = {
        link.identity for link in [*store.link_rows, *graph._working._pending.links] if link.profile not in leaves
    }
    graph.erase(root, 10_000)
    changes = graph.take_changes()
    assert not {head.profile for head in changes.heads} & leaves
    assert not [link for link in changes.links if link.profile in leaves]
    assert not [edge for edge in changes.edges if {edge.a, edge.b} & leaves]
    store.apply(changes)
    for place in (_without_removals(changes), msgspec.msgpack.encode(store.content())):
        for identity in set(names) - others:
            assert identity.value.encode() not in place
    assert all(graph.find([name]) is None for name in names)


def _without_removals(changes: GraphChanges) -> bytes:
    """The changes but for the keys of the rows to remove."""
    kept = msgspec.structs.replace(changes, removed_nodes=[])
    return msgspec.msgpack.encode(kept)


@given(histories, st.lists(sayings("track", "identify"), min_size=1, max_size=20))
def test_resolving_what_was_prefetched_together_asks_only_for_refusals(
    history: list[Saying], batch: list[Saying]
) -> None:
    store = MemoryStore()
    first = open_graph(store)
    for number, saying in enumerate(history):
        say(first, saying, number)
    store.apply(first.take_changes())
    graph = open_graph(store)
    graph.prefetch_records(saying.identities for saying in batch)
    store.queries = 0
    for number, saying in enumerate(batch, start=len(history)):
        say(graph, saying, number)
    refused = [link for link in graph.take_changes().links if link.kind == "refused"]
    told = [link for link in store.link_rows if link.kind == "refused"]
    assert store.queries <= len(batch) if refused or told else store.queries == 0


@given(histories, st.booleans())
def test_the_leaves_of_many_are_those_of_each_with_one_question(history: list[Saying], stored: bool) -> None:
    store = MemoryStore()
    first = open_graph(store)
    for number, saying in enumerate(history):
        say(first, saying, number)
    roots = {root for name in POOL if (root := first.find([name])) is not None}
    expected = {root: first.members(root) for root in roots}
    store.apply(first.take_changes())
    leaves = sorted({row.profile for row in store.nodes(POOL).values()} | {"nobody"})
    graph = open_graph(store) if stored else first
    graph.prefetch_roots(leaves)
    store.queries = 0
    assert {graph.root(leaf) for leaf in leaves} == {*roots, "nobody"}
    assert store.queries <= 1, "only of nobody"
    store.queries = 0
    assert graph.leaves_of({*roots, "nobody"}) == expected
    assert store.queries <= 1
