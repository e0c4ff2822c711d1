"""The real stores give back what the graph needs: after a restart it goes on as over dicts."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from clew.engine.ports import Commit, Offset
from clew.identity import Graph, IdentityService
from tests.conformance.stores.places import Place, PostgresPlace, SqlitePlace
from tests.laws.identity.histories import NAMESPACES, POOL, chance_history, open_graph, run
from tests.laws.identity.memory import MemoryStore


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An empty place for the stores of a workspace."""
    if request.param == "sqlite":
        found: Place = SqlitePlace(tmp_path)
    else:
        found = PostgresPlace(request.getfixturevalue("postgres_url"), f"test_{uuid.uuid4().hex[:12]}")
    yield found
    found.close()


@pytest.mark.parametrize("seed", [1, 2])
def test_a_history_over_a_real_store_is_that_over_dicts(place: Place, seed: int) -> None:
    history = chance_history(seed, 300)
    memory, store = MemoryStore(), place.state()
    epoch = store.claim()

    def commit(graph: Graph) -> None:
        changes = graph.take_changes()
        store.commit(Commit(epoch=epoch, offset=Offset(0, 0), graph=changes, erased=changes.removed_heads))

    expected = run(history, lambda graph: memory.apply(graph.take_changes()), lambda: open_graph(memory))
    found = run(history, commit, lambda: open_graph(store, cache_size=4), range(10, 300, 7), range(20, 300, 41))
    assert found == expected
    profiles = list(memory.head_rows)
    assert dict(store.nodes(POOL)) == memory.node_rows
    assert dict(store.heads(profiles)) == memory.head_rows
    assert {(e.a, e.b, e.seq): e for e in store.edges_of(profiles)} == memory.edge_rows
    assert sorted(store.links_of(profiles)) == sorted(memory.link_rows)
    assert dict(store.erased(list(memory.ledger))) == memory.ledger
    reads = [IdentityService(kept, NAMESPACES) for kept in (store, memory)]
    for identity in POOL:
        root, same = (read.find(*identity) for read in reads)
        assert root == same
        if root is not None:
            shown, expected_graph = (read.graph(root) for read in reads)
            assert shown is not None
            assert expected_graph is not None
            assert shown.identities == expected_graph.identities
            assert (shown.profiles, shown.merges) == (expected_graph.profiles, expected_graph.merges)
