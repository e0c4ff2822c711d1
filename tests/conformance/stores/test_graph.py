"""The identity graph as rows: read in batches, changed with the state."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.adapters.sql import SqlStateStore
from clew.adapters.sql.text import identity_of, key_of
from clew.events import Identity
from clew.identity.ports import EdgeRow, GraphChanges, HeadRow, LinkRow, NodeRow
from tests.conformance.stores.places import Place
from tests.conformance.stores.values import IDENTITIES, PROFILES, commit

ADA, BOB, CY = PROFILES[:3]
EMAIL, _, DEVICE = IDENTITIES[:3]


@pytest.fixture
def store(place: Place) -> SqlStateStore:
    return place.state()


def put(store: SqlStateStore, **changes: object) -> None:
    store.commit(commit(store.claim(), 1, graph=GraphChanges(**changes)))  # type: ignore[arg-type]


def test_nodes_come_by_identity_and_by_profile(store: SqlStateStore) -> None:
    rows = [NodeRow(identity, ADA if number % 2 else BOB, number, number) for number, identity in enumerate(IDENTITIES)]
    put(store, nodes=rows)
    assert store.nodes([*IDENTITIES[:2], Identity("email", "unknown")]) == {row.identity: row for row in rows[:2]}
    assert {row.identity for row in store.nodes_of([ADA])} == {row.identity for row in rows if row.profile == ADA}
    assert store.nodes([]) == {}
    assert store.leads([]) == []
    moved = rows[2]._replace(profile=CY, since=9, erased_before=7)
    put(store, nodes=[moved], removed_nodes=[EMAIL])
    known = [*rows[1:2], moved, *rows[3:]]
    assert store.nodes(IDENTITIES) == {row.identity: row for row in known}
    assert sorted(store.leads(IDENTITIES)) == sorted((row.identity, row.profile, row.erased_before) for row in known)


def test_nodes_are_scanned_in_order(store: SqlStateStore) -> None:
    rows = [NodeRow(identity, ADA, 1, 1) for identity in IDENTITIES]
    put(store, nodes=rows)
    found = store.scan_nodes()
    assert {row.identity for row in found} == set(IDENTITIES)
    assert [row.identity.namespace for row in found] == ["device", "device", "devices", "email", "email"]
    assert store.scan_nodes(after=found[1].identity, limit=2) == found[2:4]


def test_a_root_answers_for_its_leaves(store: SqlStateStore) -> None:
    heads = [HeadRow(ADA, ADA, 1, 1, 0), HeadRow(BOB, ADA, 2, 2, 0), HeadRow(CY, CY, 3, 3, 1)]
    put(store, heads=heads)
    assert store.heads(PROFILES) == {head.profile: head for head in heads}
    assert store.aliases() == store.answering([*PROFILES, "nobody"]) == {BOB: ADA}
    answering = store.members([ADA, BOB, CY])
    assert {root: sorted(found) for root, found in answering.items()} == {ADA: sorted(heads[:2]), CY: [heads[2]]}
    put(store, heads=[heads[1]._replace(root=BOB)], removed_heads=[CY])
    assert store.aliases() == store.answering(PROFILES) == {}
    assert store.members(PROFILES) == {ADA: [heads[0]], BOB: [heads[1]._replace(root=BOB)]}


def test_an_undone_merge_stays_on_record(store: SqlStateStore) -> None:
    edge = EdgeRow(ADA, BOB, 10, 1, "web", "linked")
    put(store, edges=[edge])
    put(store, edges=[edge._replace(active=False), edge._replace(seq=2), EdgeRow(BOB, CY, 30, 3, "web", "merge")])
    assert store.edges_of([ADA]) == [edge._replace(active=False), edge._replace(seq=2)]
    assert [found.seq for found in store.edges_of([BOB])] == [1, 2, 3]
    assert store.edges_of([ADA, BOB]) == store.edges_of([BOB])
    assert store.edges_of([CY])[0].active is True


def test_links_are_told_once_and_in_log_order(store: SqlStateStore) -> None:
    links = [
        LinkRow(EMAIL, ADA, "linked", 20, 2, 0, "web"),
        LinkRow(DEVICE, ADA, "created", 10, 1, 1, "web"),
        LinkRow(DEVICE, BOB, "moved", 10, 1, 2, "web"),
    ]
    put(store, links=links)
    put(store, links=links)
    assert store.links_of([ADA, BOB]) == [links[1], links[2], links[0]]
    assert store.links_of([BOB]) == [links[2]]


def test_an_erased_leaf_takes_its_links_and_edges_along(store: SqlStateStore) -> None:
    pairs = [(ADA, BOB), (CY, ADA), (BOB, CY)]
    put(
        store,
        links=[LinkRow(EMAIL, profile, "created", 10, 1, 0, "web") for profile in (ADA, BOB)],
        edges=[EdgeRow(a, b, 1, 1, "web", "linked") for a, b in pairs],
    )
    store.commit(commit(store.claim(), 2, erased=[ADA]))
    assert [link.profile for link in store.links_of(PROFILES)] == [BOB]
    assert [(edge.a, edge.b) for edge in store.edges_of(PROFILES)] == [(BOB, CY)]


def test_the_later_erasure_of_an_identity_counts(store: SqlStateStore) -> None:
    first, second = b"\x00" * 16, b"\xff" * 16
    assert not store.anything_erased()
    put(store, erasures=[(first, 5), (second, 1)])
    put(store, erasures=[(first, 3), (second, 2)])
    assert store.erased([first, second, b"\x01" * 16]) == {first: 5, second: 2}
    assert store.anything_erased()


identities = st.builds(Identity, st.text("abz-", min_size=1), st.text(st.characters(exclude_categories=["Cs"])))


@given(identities, identities)
def test_a_key_stands_for_one_identity_and_keeps_the_order_of_namespaces(a: Identity, b: Identity) -> None:
    assert identity_of(key_of(a)) == a
    assert "\x00" not in key_of(a)
    assert (key_of(a) == key_of(b)) == (a == b)
    if a.namespace != b.namespace:
        assert (key_of(a) < key_of(b)) == (a.namespace < b.namespace)
