"""What the erasing batch leaves for the pass that reaches every other place."""

from clew.engine.assemble import Ended, Refused, Work
from clew.engine.ports import StateStore
from clew.events import Identity, Record
from clew.kernel.instants import DAY
from clew.privacy import ErasureOrder, Subject, order_id


def erasure_orders(work: Work, store: StateStore, key: bytes) -> list[ErasureOrder]:
    """The orders of the people whom this batch erases; asked before its commit, while the store still knows them."""
    orders = [_order(ended, work, store, key) for ended in work.ended]
    return [*orders, _sent_again(work.refused, store, key)] if work.refused else orders


def _order(ended: Ended, work: Work, store: StateStore, key: bytes) -> ErasureOrder:
    leaves = set(ended.leaves)
    records = [record for record in work.records if record.profile in leaves]
    unsealed = store.tail(ended.leaves) if leaves else []
    names = {node.identity for node in store.nodes_of(ended.leaves)} if leaves else set[Identity]()
    names |= {identity for record in (*records, *unsealed) for identity in record.event.identities}
    names |= set(ended.names)
    places = sorted({record.position for record in (*records, *unsealed)})
    return ErasureOrder(
        id=order_id(key, ended.root, ended.at),
        at=ended.at,
        subject=Subject(
            profiles=tuple(sorted(leaves)), identities=tuple(sorted((n.namespace, n.value) for n in names))
        ),
        positions=tuple((place.seq, place.index) for place in places),
        events=_events(records, unsealed),
    )


def _sent_again(refused: list[Refused], store: StateStore, key: bytes) -> ErasureOrder:
    """The order to take out of the log what an erasure has kept out; one a day, however often it is sent.

    It has no names: who they were is known to nobody any more.
    """
    name = order_id(key, "sent-again", refused[0].at // DAY)
    begun = next((order for order in store.orders() if order.id == name), None)
    at, positions, events = (begun.at, begun.positions, begun.events) if begun else (refused[0].at, (), ())
    return ErasureOrder(
        id=name,
        at=at,
        subject=Subject(profiles=()),
        positions=tuple(sorted({*positions, *((one.place.seq, one.place.index) for one in refused)})),
        events=tuple(sorted({*events, *(one.event for one in refused)})),
    )


def _events(records: list[Record], unsealed: list[Record]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted({(record.source, record.event.id) for record in (*records, *unsealed)}))
