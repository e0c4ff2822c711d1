"""Laws of a replay: records of the history say themselves whose they are, erasures count from their instant on."""

from typing import Any, NamedTuple

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from clew.events import Event, Identity
from tests.laws.identity.histories import STEP, Saying, open_graph, say, sayings
from tests.laws.identity.memory import MemoryStore


class Said(NamedTuple):
    """A record that stands in the history."""

    number: int
    saying: Saying
    leaf: str


def lived(history: list[Saying]) -> tuple[MemoryStore, list[Said]]:
    """The store after a history, and the records that are left; nobody is erased twice (the ledger keeps the last)."""
    store = MemoryStore()
    graph = open_graph(store)
    kept: list[Said] = []
    for number, saying in enumerate(history):
        found = say(graph, saying, number)
        if found is not None and found.dropped is None:
            kept.append(Said(number, saying, found.leaf))
        if saying.kind == "erase":
            changes = graph.take_changes()
            assume(store.ledger.keys().isdisjoint(digest for digest, _ in changes.erasures))
            store.apply(changes)
    store.apply(graph.take_changes())
    return store, [said for said in kept if said.leaf in store.head_rows]


def replayed(ledger: dict[bytes, int], kept: list[Said], end: int) -> MemoryStore:
    """What a replay of these records makes, with the ledger that an erasure leaves."""
    store = MemoryStore()
    store.ledger = dict(ledger)
    graph = open_graph(store)
    for number, saying, leaf in kept:
        at = 1_000 + number * STEP
        kind: Any = saying.kind
        graph.advance(at)
        event = Event(f"e{number}", kind, kind, saying.identities)
        ts = at - saying.age
        found = graph.resolve_again(event, leaf, source="s", seq=number, index=0, at=at, ts=ts)
        assert (found.leaf, found.dropped) == (leaf, None)
    graph.advance(1_000 + end * STEP)
    store.apply(graph.take_changes())
    return store


def leads(store: MemoryStore) -> dict[Identity, str]:
    """The profile that every name leads to."""
    return {identity: store.head_rows[row.profile].root for identity, row in store.node_rows.items()}


@given(st.lists(sayings("track", "identify", "alias", "merge", "unmerge"), max_size=40))
def test_without_erasures_it_is_the_same_to_the_last_row(history: list[Saying]) -> None:
    store, kept = lived(history)
    assert replayed({}, kept, len(history)).content() == store.content()


@settings(max_examples=150)
@given(st.lists(sayings("track", "track", "track", "identify", "alias", "merge", "erase"), max_size=30))
def test_where_nobody_was_parted_everybody_left_is_as_they_were(history: list[Saying]) -> None:
    store, kept = lived(history)
    again = replayed(store.ledger, kept, len(history))
    assert leads(again) == leads(store)
    assert {leaf: head.root for leaf, head in again.head_rows.items() if leaf in store.head_rows} == {
        leaf: head.root for leaf, head in store.head_rows.items()
    }
    assert again.ledger == store.ledger
