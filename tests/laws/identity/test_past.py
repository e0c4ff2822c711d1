"""The past of the graph is what the graph said when it was the present."""

from typing import Any

from hypothesis import event as tell
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.events import Event
from clew.identity import Graph, past_of
from clew.kernel.instants import Instant
from tests.laws.identity.histories import Saying, open_graph, sayings
from tests.laws.identity.memory import MemoryStore

DEFAULT = settings().max_examples
KINDS = ("track", "identify", "alias", "merge", "merge", "unmerge", "unmerge")
Aliases = dict[str, str]


def _live(store: MemoryStore, bodies: list[list[Saying]]) -> dict[Instant, Aliases]:
    """Live through bodies; what the graph said at the end of each."""
    graph, said = open_graph(store), dict[Instant, Aliases]()
    for seq, body in enumerate(bodies, 1):
        for index, saying in enumerate(body):
            _say(graph, saying, seq, index)
        store.apply(graph.take_changes())
        said[seq * 10] = {head.profile: head.root for head in store.head_rows.values() if head.root != head.profile}
    return said


def _say(graph: Graph, saying: Saying, seq: int, index: int) -> None:
    at = seq * 10
    if saying.kind == "erase":
        root = graph.find(saying.identities)
        if root is not None:
            graph.erase(root, at)
        return
    kind: Any = saying.kind
    event = Event(f"e{seq}.{index}", kind, kind, saying.identities)
    graph.resolve(event, source="s", seq=seq, index=index, at=at, ts=at)


@settings(max_examples=4 * DEFAULT)
@given(st.lists(sayings(*KINDS), max_size=30))
def test_the_past_is_what_was_said_then(history: list[Saying]) -> None:
    store = MemoryStore()
    said = _live(store, [[saying] for saying in history])
    past = past_of(store.edge_rows.values())
    assert past.lost is None
    assert past.aliases(store.head_rows, 0) == {}
    for at, wanted in said.items():
        assert past.aliases(store.head_rows, at) == wanted
        assert past.aliases(store.head_rows, at + 9) == wanted


@settings(max_examples=2 * DEFAULT)
@given(st.lists(st.lists(sayings(*KINDS), min_size=1, max_size=3), max_size=12))
def test_bodies_of_several_records_are_told_right_or_not_at_all(bodies: list[list[Saying]]) -> None:
    store = MemoryStore()
    said = _live(store, bodies)
    past = past_of(store.edge_rows.values())
    tell("lost" if past.lost is not None else "whole")
    for at, wanted in said.items():
        if past.lost is None or at < past.lost:
            assert past.aliases(store.head_rows, at) == wanted


@settings(max_examples=2 * DEFAULT)
@given(st.lists(sayings(*KINDS, "erase"), max_size=30))
def test_after_an_erasure_nobody_is_made_one_with_whom_they_were_not(history: list[Saying]) -> None:
    store = MemoryStore()
    said = _live(store, [[saying] for saying in history])
    past = past_of(store.edge_rows.values())
    for at, wanted in said.items():
        if past.lost is None or at < past.lost:
            for leaf, root in past.aliases(store.head_rows, at).items():
                assert wanted.get(leaf, leaf) == wanted.get(root, root)
