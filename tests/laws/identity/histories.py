"""Histories of records to resolve, and running them through a graph."""

import random
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from hypothesis import strategies as st

from clew.events import Event, Identity
from clew.identity import Graph, Namespaces, Resolution
from clew.identity.ports import GraphStore

KEY = b"k" * 32
STEP = 10
NAMESPACES = Namespaces()
NARROW = Namespaces(
    [
        {"id": "email", "type": "email", "limit": 2},
        {"id": "phone", "type": "phone", "limit": 1},
        {"id": "anonymous_id", "type": "cookie", "limit": 2},
    ]
)
"""Profiles have room for few names."""
POOL = [
    Identity(namespace, f"{namespace}:{number}")
    for namespace, many in {"user_id": 4, "email": 4, "phone": 2, "anonymous_id": 5, "device_id": 3, "odd": 2}.items()
    for number in range(many)
]
KINDS = ("track", "track", "track", "identify", "alias", "merge", "unmerge", "erase")


class Saying(NamedTuple):
    """One record, or an erasure."""

    kind: str
    identities: tuple[Identity, ...]
    age: int = 0


def sayings(*kinds: str) -> st.SearchStrategy[Saying]:
    """Any record of these kinds."""
    names = st.lists(st.sampled_from(POOL), min_size=1, max_size=3, unique=True).map(tuple)
    return st.builds(Saying, st.sampled_from(kinds or KINDS), names, st.sampled_from([0, 0, STEP * 5]))


def chance_history(seed: int, length: int) -> list[Saying]:
    """A history drawn from a seed."""
    chance = random.Random(seed)
    return [
        Saying(chance.choice(KINDS), tuple(chance.sample(POOL, chance.randint(1, 3))), chance.choice([0, 0, STEP * 5]))
        for _ in range(length)
    ]


def open_graph(store: GraphStore, cache_size: int = 500_000, namespaces: Namespaces = NAMESPACES) -> Graph:
    """A graph over a store."""
    return Graph(store, namespaces, erasure_key=KEY, cache_size=cache_size)


def say(graph: Graph, saying: Saying, number: int) -> Resolution | None:
    """Do the `number`th thing of a history."""
    at = 1_000 + number * STEP
    kind: Any = saying.kind
    if kind == "erase":
        root = graph.find(saying.identities)
        if root is not None:
            graph.erase(root, at)
        graph.bury(saying.identities, at)
        return None
    event = Event(f"e{number}", kind, kind, saying.identities)
    return graph.resolve(event, source="s", seq=number, index=0, at=at, ts=at - saying.age)


def run(
    history: Sequence[Saying],
    commit: Callable[[Graph], None],
    reopen: Callable[[], Graph],
    cuts: Iterable[int] = (),
    restarts: Iterable[int] = (),
) -> list[Resolution | None]:
    """Resolve a history in batches that end before each cut; a restart is a cut after which nothing is in memory."""
    graph, results = reopen(), []
    ends = sorted({*cuts, *restarts})
    graph.prefetch_records(saying.identities for saying in history[: ends[0] if ends else None])
    for number, saying in enumerate(history):
        if number in ends:
            commit(graph)
            graph = reopen() if number in restarts else graph
            graph.prefetch_records(saying.identities for saying in history[number:])
        results.append(say(graph, saying, number))
    commit(graph)
    return results


def partition(graph: Graph) -> set[frozenset[Identity]]:
    """Which identities lead to the same profile."""
    groups: dict[str, set[Identity]] = {}
    for identity in POOL:
        root = graph.find([identity])
        if root is not None:
            groups.setdefault(root, set()).add(identity)
    return {frozenset(group) for group in groups.values()}
