"""What the erasing batch leaves for the pass that reaches every other place."""

from clew.engine.assemble import Ended, Work
from clew.engine.ports import StateStore
from clew.events import Identity, Record
from clew.privacy import ErasureOrder, Subject, order_id


def erasure_orders(work: Work, store: StateStore) -> list[ErasureOrder]:
    """The orders of the people whom this batch erases; asked before its commit, while the store still knows them."""
    return [_order(ended, work, store) for ended in work.ended]


def _order(ended: Ended, work: Work, store: StateStore) -> ErasureOrder:
    leaves = set(ended.leaves)
    records = [record for record in work.records if record.profile in leaves]
    unsealed = store.tail(ended.leaves) if leaves else []
    names = {node.identity for node in store.nodes_of(ended.leaves)} if leaves else set[Identity]()
    names |= {identity for record in (*records, *unsealed) for identity in record.event.identities}
    names |= set(ended.names)
    places = sorted({record.position for record in (*records, *unsealed)})
    return ErasureOrder(
        id=order_id(ended.root, ended.at),
        at=ended.at,
        subject=Subject(
            profiles=tuple(sorted(leaves)), identities=tuple(sorted((n.namespace, n.value) for n in names))
        ),
        positions=tuple((place.seq, place.index) for place in places),
        events=_events(records, unsealed),
    )


def _events(records: list[Record], unsealed: list[Record]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted({(record.source, record.event.id) for record in (*records, *unsealed)}))
