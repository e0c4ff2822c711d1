"""The commerce workload that the benchmarks share: twelve event types, fifty segments, twenty traits, fixed seeds."""

import random
from collections.abc import Callable, Iterator
from typing import Any

from clew.events import Event, Identity
from clew.kernel.instants import HOUR, MILLISECOND, SECOND, Duration, Instant

TYPES = (
    ("Product Viewed", 38),
    ("page", 22),
    ("Product Added", 9),
    ("Product Clicked", 9),
    ("Products Searched", 7),
    ("Cart Viewed", 4),
    ("Checkout Started", 3),
    ("Order Completed", 3),
    ("Email Opened", 2),
    ("Email Link Clicked", 1),
    ("Product Removed", 1),
    ("identify", 1),
)
CATEGORIES = ("shoes", "jackets", "tents", "lamps", "maps", "boots", "ropes", "packs")
START: Instant = 1_760_000_000 * SECOND
_SHORT_WINDOWS = ("5s", "15s", "1m", "10m")

Draw = Callable[[random.Random], int]
"""Picks the user of an event."""


def skewed(users: int) -> Draw:
    """A few users are busy, most are rare: the busiest hundredth sends a fifth of all events."""
    return lambda chance: int(users * chance.random() ** 3)


def uniform(users: int, *, among: int | None = None) -> Draw:
    """Every user is as likely as any other; with `among`, only so many of them come, spread over all."""
    count = among or users
    return lambda chance: chance.randrange(count) * (users // count)


def events(
    count: int,
    draw: Draw,
    *,
    seed: int = 7,
    first_id: int = 0,
    start: Instant = START,
    step: Duration = MILLISECOND,
) -> Iterator[Event]:
    """Events of these users, one every `step`, two of a hundred up to an hour late."""
    chance = random.Random(seed)
    names = [name for name, _ in TYPES]
    weights = [weight for _, weight in TYPES]
    for number in range(first_id, first_id + count):
        user = draw(chance)
        name = chance.choices(names, weights)[0]
        late = chance.randrange(HOUR) if chance.random() < 0.02 else 0
        yield Event(
            id=f"{number:012x}-{chance.getrandbits(64):016x}",
            kind="identify" if name == "identify" else "page" if name == "page" else "track",
            type=name,
            identities=_identities(user, chance),
            ts=start + (number - first_id) * step - late,
            properties=_properties(name, user, chance),
            context={"library": {"name": "analytics-python", "version": "2.4.0"}, "locale": "en-GB"},
        )


def names_of(user: int) -> tuple[Identity, Identity]:
    """The person and the browser that a user's events name."""
    return Identity("user_id", f"u-{user}"), Identity("anonymous_id", f"a-{user}")


def _identities(user: int, chance: random.Random) -> tuple[Identity, ...]:
    person, browser = names_of(user)
    return (person, browser) if chance.random() < 0.5 else (browser,)


def _properties(name: str, user: int, chance: random.Random) -> dict[str, object]:
    if name == "identify":
        return {"email": f"u{user}@example.com", "country": chance.choice(("GB", "US", "DE", "JP")), "plan": "pro"}
    if name == "page":
        return {"url": f"https://shop.example/p/{chance.randrange(500)}", "title": "Shop", "referrer": ""}
    properties: dict[str, object] = {
        "product_id": f"p{chance.randrange(5_000)}",
        "category": chance.choice(CATEGORIES),
        "price": round(chance.uniform(3, 250), 2),
        "quantity": chance.randrange(1, 4),
        "currency": "EUR",
    }
    if name == "Order Completed":
        properties |= {"order_id": f"o{chance.getrandbits(40)}", "total": round(chance.uniform(10, 600), 2)}
    return properties


def segments(count: int, *, unrelated: bool = False) -> list[dict[str, str]]:
    """Segment documents: windows, counts and attributes of the workload, or of types and attributes that never come.

    One in five has a window of seconds or minutes, so that people leave by the clock while a benchmark looks.
    """
    documents: list[dict[str, str]] = []
    for number in range(count):
        name, order, attribute = TYPES[number % len(TYPES)][0], "Order Completed", "country"
        if unrelated:
            name, order, attribute = f"Never {number}", f"Never Ordered {number}", f"never{number}"
        category, times = CATEGORIES[number % 8], 1 + number % 5
        window = _SHORT_WINDOWS[number // 5 % 4] if number % 5 == 0 else f"{7 + number % 60}d"
        text = (
            f'did "{name}" where category = "{category}" in last {window} at least {times} times',
            f'count("{name}" in last {window}) > {times} and profile.{attribute} = "GB"',
            f'did "{name}" where price > {10 + number} in last {window} and did not "{order}" in last {window}',
        )[number % 3]
        documents.append({"kind": "segment", "id": f"{'far' if unrelated else 'near'}-{number}", "expression": text})
    return documents


def traits(count: int) -> list[dict[str, str]]:
    """Trait documents over the workload's types."""
    forms = ('count("{}" in last {}d)', 'sum(price of "{}" in last {}d)', 'last(price of "{}" in last {}d)')
    return [
        {
            "kind": "trait",
            "id": f"trait-{number}",
            "expression": forms[number % 3].format(TYPES[number % len(TYPES)][0], 7 + number),
        }
        for number in range(count)
    ]


def catalogue() -> list[dict[str, str]]:
    """Fifty segments and twenty traits."""
    return segments(50) + traits(20)


def journeys() -> list[dict[str, Any]]:
    """Five journeys of a shop, with what they need: one event in six begins one, and some of them send at once."""
    sends = {"send": "reminder", "channel": "local", "next": "end"}
    entries: tuple[tuple[str, dict[str, str], str], ...] = (
        ("left-cart", {"event": "Product Added"}, "4h"),
        ("left-checkout", {"event": "Checkout Started"}, "10s"),
        ("after-order", {"event": "Order Completed"}, "7d"),
        ("welcome", {"event": "identify"}, "1d"),
        ("keen", {"segment": "near-0"}, "1m"),
    )
    return [
        {"kind": "policy", "id": "contact", "purposes": {"marketing": {"default": "opt_out"}}},
        {"kind": "template", "id": "reminder", "channel": "local", "parts": {"subject": "You", "text": "Still there?"}},
        *(
            {
                "kind": "journey",
                "id": name,
                "entry": entry,
                "exit": [] if name == "after-order" else [{"event": "Order Completed"}],
                "nodes": {"later": {"wait": wait, "next": "remind"}, "remind": sends},
            }
            for name, entry, wait in entries
        ),
    ]
