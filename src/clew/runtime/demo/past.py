"""A month of invented browsing that ends now, so that a journey about carts has a past to be played over.

People and products are those of the data. Every fifth customer came to look, half of them put something into a cart,
and some of those came back a day later. Who ordered all the same did so in the real data.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from clew.adapters.files import open_rows
from clew.events import Event, Identity
from clew.events.ports import Arrival
from clew.kernel.instants import DAY, HOUR, MINUTE, Instant
from clew.kernel.packing import pack
from clew.runtime.demo.browsing import PAST, product_of
from clew.runtime.demo.files import DATA, MAPPING
from clew.runtime.mappers import mapper_of, read_mapping
from clew.runtime.workspace import Workspace

_EVERY_VISITOR = 5
_DAYS = 30
_LINES = 2_000
_PAGE = 1_000


def invent_visits(workspace: Workspace) -> int:
    """Append what people looked at within the last month; the last log row. Said again, it changes nothing."""
    products, now = _products(), workspace.clock.now()
    events = [
        event
        for number, identity in enumerate(_customers(workspace))
        if number % _EVERY_VISITOR == 0
        for event in _visit(number // _EVERY_VISITOR, identity, products, now)
    ]
    arrivals = [Arrival(PAST, pack(events[start : start + _PAGE])) for start in range(0, len(events), _PAGE)]
    places = workspace.log.append(arrivals) if arrivals else []
    return max((place.seq for place in places if place is not None), default=0)


def _visit(number: int, who: Identity, products: Sequence[dict[str, Any]], now: Instant) -> Iterator[Event]:
    """What one visitor did: looked; put it into a cart, or not; came back, or not."""
    product = {**products[number % len(products)], "synthetic": True}
    # All days and all shop hours come up; 7 and 30 have no common part.
    at = now - (number * 7 % _DAYS) * DAY - (1 + number % 11) * HOUR
    yield Event(f"looked-{who.value}", "track", "Product Viewed", (who,), at, properties=product)
    if number % 2:
        return
    cart = {**product, "cart_id": f"past-{who.value}"}
    yield Event(f"added-{who.value}", "track", "Product Added", (who,), at + 4 * MINUTE, properties=cart)
    if number % 8 == 0 and at + DAY < now:
        yield Event(f"again-{who.value}", "track", "Product Viewed", (who,), at + DAY, properties=product)


def _customers(workspace: Workspace) -> Iterator[Identity]:
    """Everybody who is known by a customer number, in the order of the graph."""
    after = ("", "")
    while page := workspace.store.scan_nodes(after=after, limit=_PAGE):
        after = (page[-1].identity.namespace, page[-1].identity.value)
        yield from (node.identity for node in page if node.identity.namespace == "user_id")


def _products() -> list[dict[str, Any]]:
    """What the first orders of the data were of."""
    mapper = mapper_of(read_mapping(MAPPING))
    chunk = next(iter(open_rows(DATA).chunks(size=_LINES)))
    found = [item for item in mapper.feed(chunk.rows) if isinstance(item, Event)]
    return [product_of(order) for order in found if order.type == "Order Completed"]
