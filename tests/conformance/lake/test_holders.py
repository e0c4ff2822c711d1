"""Erasure and access over every place, on every kind of store (the bytes are looked at in tests/laws/privacy)."""

from clew.events import ERASED, Event, Fact, Identity
from clew.events.ports import Reject
from clew.identity.ports import NodeRow
from clew.kernel.instants import format_instant
from clew.kernel.packing import unpacker
from clew.privacy import Disclosure, ErasureOrder, Subject, order_id
from clew.profiles import ProfileState
from tests.conformance.lake.world import World

ADA = Identity("email", "ada@example.com")
BEN = Identity("email", "ben@example.com")
_events = unpacker(list[Event]).decode


def seen(name: str, who: Identity) -> Event:
    return Event(name, "track", "seen", (who,), properties={"note": name})


def fill(world: World) -> None:
    """Ada and Ben in one body, sealed and not; a reject of each; a copy of Ada's event that was dropped."""
    reject = Reject("schema.violation", "no", "/", b'{"email":"Ada@Example.com"}')
    entered = [Fact(name, at, "segment_entered", "vip") for name, at in (("ada", 5), ("ben", 6))]
    world.consume([[("ada", seen("a1", ADA)), ("ben", seen("b1", BEN))]], facts=entered[:1])
    world.keeper.seal_all()
    world.consume([[("ben", seen("b2", BEN)), ("ada", seen("a2", ADA))]], facts=entered[1:])
    world.accept([[seen("b1", BEN), seen("a1", ADA)]], rejects=[reject])
    world.accept([[seen("b3", BEN)]], rejects=[Reject("schema.violation", "no", "/", b'{"email":"ben@example.com"}')])
    state = ProfileState("ada", 1, 2, 2, {"name": "Ada"})
    world.commit(states=[state], nodes=[NodeRow(ADA, "ada", 1, 1), NodeRow(BEN, "ben", 1, 1)])


def order(world: World) -> ErasureOrder:
    now = world.clock.advance(1_000)
    lost = world.store.tail(["ada"])
    return ErasureOrder(
        order_id(b"", "ada", now),
        now,
        Subject(("ada",), (ADA,)),
        tuple((record.source, record.event.id) for record in lost),
        tuple((record.seq, record.index) for record in lost),
    )


def test_an_erasure_reaches_every_place_and_nobody_else(world: World) -> None:
    fill(world)
    ben, facts = world.history.read(["ben"]), world.history.facts(["ben"])
    world.erase(order(world))
    (receipt,) = world.privacy().erase_ordered()
    assert receipt.removed == {"history": 2, "facts": 1, "log": 0, "quarantine": 1, "profile": 0}
    assert world.history.read(["ada", "ben"]) == ben
    assert world.history.facts(["ada", "ben"]) == facts
    assert world.store.load(["ada"]) == {}
    assert [row.reject.raw for row in world.log.rejects()] == [b'{"email":"ben@example.com"}']
    assert world.store.orders() == []
    assert world.store.receipts() == [receipt]


def test_what_was_ordered_for_somebody_goes_with_them(world: World) -> None:
    """Such a record is the workspace's: it stands under nobody's profile."""

    def start(*profiles: str) -> tuple[str, Event]:
        said = {"action": "start", "id": "cart", "profiles": list(profiles), "properties": {"name": profiles[0]}}
        return "", Event(f"for-{profiles[0]}", "control", "control", properties=said)

    fill(world)
    world.consume([[start("ada"), start("ben")]])
    world.keeper.seal_all()
    world.consume(
        [[start("ben", "ada"), ("", Event("pause", "control", "control", properties={"profiles": [{"a": 1}, 7]}))]]
    )
    world.erase(order(world))
    (receipt,) = world.privacy().erase_ordered()
    assert receipt.removed["history"] == 4
    assert [record.event.id for record in world.history.read([""])] == ["for-ben", "pause"]


def test_copies_in_the_log_become_blanks(world: World) -> None:
    fill(world)
    world.erase(order(world))
    places = [row.seq for row in world.log.read(0, 10).rows]
    # Read, but not sealed: the engine is at the row that holds the copies.
    world.consumed_through(places[-2])
    (receipt,) = world.privacy().erase_ordered()
    bodies = [_events(row.body) for row in world.log.read(0, 10).rows]
    assert all(event.id not in ("a1", "a2") for body in bodies for event in body)
    assert [ERASED in body for body in bodies].count(True) == receipt.removed["log"]
    assert [event.id for event in bodies[-1]] == ["b3"]


def test_several_orders_go_in_one_pass(world: World) -> None:
    fill(world)
    world.erase(order(world))
    now = world.clock.advance(1_000)
    world.erase(ErasureOrder(order_id(b"", "ben", now), now, Subject(("ben",), (BEN,))))
    receipts = world.privacy().erase_ordered()
    assert [receipt.orders for receipt in receipts] == [2, 2]
    assert world.history.read(["ada", "ben"]) == []
    assert world.privacy().erase_ordered() == []


def test_access_hands_over_what_every_place_knows(world: World) -> None:
    fill(world)
    said = list(world.privacy().export(Subject(("ada",), (ADA,))))
    assert [item["id"] for place, item in said if place == "history"] == ["a1", "a2"]
    assert Disclosure("facts", {"at": format_instant(5), "kind": "segment_entered", "subject": "vip"}) in said
    assert [item["raw"] for place, item in said if place == "quarantine"] == ['{"email":"Ada@Example.com"}']
    assert [item["attributes"] for place, item in said if place == "profile"] == [{"name": "Ada"}]
