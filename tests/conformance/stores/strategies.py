"""Values to put into stores, drawn by Hypothesis."""

from typing import Any

from hypothesis import strategies as st

from clew.engine.ports import DocumentRow
from clew.events import Fact
from clew.events.ports import Arrival, Reject
from clew.identity.ports import EdgeRow, GraphChanges, HeadRow, LinkRow, NodeRow
from tests.conformance.stores.values import IDENTITIES, PROFILES, REASONS, SEGMENTS, SOURCES, state

profiles = st.sampled_from(PROFILES)
instants = st.integers(0, 60)
small = st.binary(max_size=20)
identities = st.sampled_from(IDENTITIES)


def lists(strategy: st.SearchStrategy[Any], size: int = 4) -> st.SearchStrategy[list[Any]]:
    return st.lists(strategy, max_size=size)


rejects = st.builds(
    Reject, reason=st.sampled_from(REASONS), message=st.text(max_size=5), pointer=st.text(max_size=5), raw=small
)
arrivals = st.lists(
    st.builds(
        Arrival,
        source=st.sampled_from(SOURCES),
        body=st.none() | small,
        rejects=lists(rejects, 2).map(tuple),
        received=st.none() | instants,
    ),
    max_size=4,
)

states = st.builds(state, profiles, st.none() | instants, small | st.binary(min_size=5_000, max_size=9_000))
facts = st.builds(
    Fact,
    profile=profiles,
    at=instants,
    kind=st.sampled_from(["segment_entered", "segment_exited"]),
    subject=st.sampled_from(SEGMENTS),
    seq=st.integers(0, 5),
    cause=st.sampled_from(["record", "clock"]),
)
members = st.tuples(st.sampled_from(SEGMENTS), profiles, st.none() | instants)
nodes = st.builds(NodeRow, identity=identities, profile=profiles, since=instants, seq=instants, erased_before=instants)
heads = st.builds(
    HeadRow, profile=profiles, root=profiles, created_at=instants, created_seq=instants, created_index=instants
)
edges = st.builds(
    EdgeRow,
    a=profiles,
    b=profiles,
    at=instants,
    seq=st.integers(0, 3),
    source=st.sampled_from(SOURCES),
    cause=st.just("linked"),
    active=st.booleans(),
)
documents = st.builds(
    DocumentRow,
    kind=st.just("segment"),
    id=st.sampled_from(["vip", "lapsing"]),
    version=st.integers(1, 2),
    status=st.sampled_from(["building", "live", "archived"]),
    seq=instants,
    at=instants,
    document=small,
)
seeds = st.tuples(st.just("segment"), st.sampled_from(["vip", "lapsing"]), st.integers(1, 2), st.integers(0, 3))


@st.composite
def graphs(draw: st.DrawFn) -> GraphChanges:
    """Changes in which no row is in two of the lists; links are told once."""
    put = draw(st.lists(nodes, max_size=4, unique_by=lambda node: node.identity))
    gone = draw(st.lists(identities, max_size=2, unique=True))
    begun = draw(st.lists(heads, max_size=4, unique_by=lambda head: head.profile))
    ended = draw(st.lists(profiles, max_size=2, unique=True))
    return GraphChanges(
        nodes=put,
        removed_nodes=[identity for identity in gone if all(node.identity != identity for node in put)],
        heads=begun,
        removed_heads=[profile for profile in ended if all(head.profile != profile for head in begun)],
        edges=draw(st.lists(edges, max_size=3, unique_by=lambda edge: (edge.a, edge.b, edge.seq))),
        links=draw(links),
        erasures=draw(lists(st.tuples(st.sampled_from([b"\x00" * 16, b"\xff" * 16]), instants), 2)),
    )


# All that tells two links apart is in the key, so what else they say follows from it.
links = st.lists(
    st.builds(
        lambda identity, profile, seq, index, kind: LinkRow(identity, profile, kind, seq * 10, seq, index, "web"),
        identities,
        profiles,
        st.integers(0, 5),
        st.integers(0, 2),
        st.sampled_from(["created", "linked"]),
    ),
    max_size=4,
    unique=True,
)
