"""What documents say of identity holds from their record on; a rebuild switches at the same place."""

from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.engine import Keeper
from clew.events import Event, Identity
from clew.events.ports import Arrival
from clew.kernel.packing import pack
from clew.runtime.rebuild import rebuild
from tests.laws.engine import stories
from tests.laws.engine.running import SLOW, World, live
from tests.laws.engine.worlds import START, Step, worlds

NAMESPACES = st.fixed_dictionaries(
    {
        "kind": st.just("namespace"),
        "id": st.sampled_from(["anonymous_id", "user_id"]),
        "type": st.sampled_from(["person", "device"]),
        "unique": st.booleans(),
        "limit": st.integers(1, 2),
        "priority": st.integers(0, 200),
    }
)


def publish(world: World, *documents: dict[str, object]) -> None:
    """Publish some documents in one body, planned or not."""
    events = [
        Event(f"p{world.workspace.log.last()[0]}-{n}", "publish", "publish", properties={"document": document})
        for n, document in enumerate(documents)
    ]
    world.workspace.log.append([Arrival("catalog", pack(events))])
    world.drain()


def status(world: World, kind: str, name: str) -> list[tuple[int, str]]:
    """Versions of a document with their status."""
    return [(d.version, d.status) for d in world.workspace.store.documents() if (d.kind, d.id) == (kind, name)]


@SLOW
@given(worlds(), NAMESPACES, st.integers(0, 8), st.booleans(), st.booleans())
def test_a_namespace_holds_from_its_record_on_and_so_it_does_in_a_rebuild(
    steps: list[Step], document: dict[str, object], place: int, sealed: bool, restarted: bool
) -> None:
    with TemporaryDirectory() as folder:
        world = World(folder)
        world.publish()
        for number, step in enumerate(steps):
            world.feed(step)
            if number == place:
                publish(world, document)
            if restarted:
                world.restart()
            world.drain()
        expected = world.fingerprint(), world.workspace.store.scan_nodes()
        if sealed:
            Keeper(world.workspace.log, world.workspace.store, world.workspace.lake, world.clock).seal_all()
        rebuild(world.workspace)
        assert (world.fingerprint(), world.workspace.store.scan_nodes()) == expected
        world.workspace.close()


def test_two_names_of_a_declared_person_join_from_then_on() -> None:
    card = Identity("loyalty_id", "12345")
    with TemporaryDirectory() as folder:
        world = live([Step(START, (stories.visit("e0", stories.ADA, card),))], folder)
        world.feed(Step(START + 1_000, (stories.visit("e1", stories.BEN, card),)))
        world.drain()
        assert world.root(card) == world.root(stories.BEN), "nobody declared it: it goes to the last"
        publish(world, {"kind": "namespace", "id": "loyaltyId", "type": "person"})
        world.feed(Step(START + 2_000, (stories.visit("e2", stories.ADA, card),)))
        world.drain()
        assert world.root(card) == world.root(stories.BEN), "a person's name stays where it is"
        publish(world, {"kind": "namespace", "id": "loyaltyId", "status": "archived"})
        world.feed(Step(START + 3_000, (stories.visit("e3", stories.ADA, card),)))
        world.drain()
        assert world.root(card) == world.root(stories.ADA), "nobody declares it any more"
        world.workspace.close()


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ({"kind": "namespace", "id": "loyaltyId", "type": "person"}, {"kind": "namespace", "id": "loyalty_id"}),
        ({"kind": "namespace", "id": "card", "type": "person"}, {"kind": "namespace", "id": "card", "type": "robot"}),
        (
            {"kind": "segment", "id": "a", "expression": "did visit"},
            {"kind": "segment", "id": "a", "expression": "did"},
        ),
        ({"kind": "segment", "id": "a", "expression": "did visit"}, {"kind": "segment", "id": "b"}),
        ({"kind": "workspace", "id": "shop", "zone": "Asia/Tokyo"}, {"kind": "workspace", "id": "shop", "zone": "No"}),
    ],
)
def test_a_document_that_nobody_planned_is_refused_and_its_predecessor_stays(
    good: dict[str, object], bad: dict[str, object]
) -> None:
    with TemporaryDirectory() as folder:
        world = live([], folder)
        publish(world, {**good, "version": 1})
        publish(world, {**bad, "version": 2}, {"kind": "trait", "id": "visits", "expression": "count(visit)"})
        kind, name, other = str(good["kind"]), str(good["id"]), str(bad["id"])
        assert (1, "live") in status(world, kind, name)
        assert (2, "refused") in status(world, kind, other)
        assert status(world, "trait", "visits") == [(1, "live")]
        world.restart()
        world.feed(Step(START, (stories.visit("e0", stories.ADA),)))
        world.drain()
        assert world.members(stories.ADA) is not None
        world.workspace.close()


def test_a_publication_that_is_told_twice_is_taken_over_once() -> None:
    document = {"kind": "segment", "id": "visitors", "expression": "did visit"}
    event = Event("same", "publish", "publish", properties={"document": document})
    with TemporaryDirectory() as folder:
        world = live([Step(START, (stories.visit("e0", stories.ADA),))], folder)
        for _ in range(2):
            world.workspace.log.append([Arrival("catalog", pack([event]))])
            world.drain()
        assert [version for version, _ in status(world, "segment", "visitors")] == [1]
        world.workspace.close()
