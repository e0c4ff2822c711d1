"""Invented browsing, for the data hold none: who looks at what, and which carts are left. Labelled as such everywhere.

People and products are those of the data. Some carts are ordered a minute or two later, by the replay of the real
order; others never are.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clew.events import Event

SOURCE = "synthetic-browsing"
"""The source of all that is invented; its document says so too."""

PAST = "synthetic-past"
"""The source of what is invented of the month before the demo was loaded; it begins no journey."""

AHEAD = 50
"""How many orders before its own a cart is filled."""

_EVERY_LEFT = 3
_EVERY_RETURN = 4
_LATER = 80
"""How many orders later somebody comes back to look at what they left."""


def visits(orders: Sequence[Event], number: int) -> Iterator[dict[str, Any]]:
    """What people do at the time of an order of the replay, as Segment calls without ids and times.

    Args:
        orders: The orders that are replayed over and over.
        number: Of the order, counted from 0.
    """
    coming = number + AHEAD
    yield from _cart(orders[coming % len(orders)], f"cart-{coming}")
    if number % _EVERY_LEFT == 0:
        yield from _cart(_leaving(orders, number), f"left-{number}")
    returning = number - _LATER
    if returning >= 0 and returning % (_EVERY_LEFT * _EVERY_RETURN) == 0:
        order = _leaving(orders, returning)
        yield _call("Product Viewed", order, product_of(order))


def _cart(order: Event, cart: str) -> Iterator[dict[str, Any]]:
    product = product_of(order)
    yield _call("Product Viewed", order, product)
    yield _call("Product Added", order, {"cart_id": cart, **product})


def _leaving(orders: Sequence[Event], number: int) -> Event:
    """An order of somebody whose next one is far off: half the replay away."""
    return orders[(number + len(orders) // 2) % len(orders)]


def product_of(order: Event) -> dict[str, Any]:
    """The first product of an order, as one who looks at it sees it."""
    found: Mapping[str, Any] = order.properties["products"][0]
    return {"sku": found["sku"], "name": found["name"], "price": found["price"], "currency": "GBP"}


def _call(event: str, order: Event, properties: Mapping[str, Any]) -> dict[str, Any]:
    said = {"type": "track", "event": event, "userId": order.identities[0].value}
    return {**said, "properties": {**properties, "synthetic": True}}
