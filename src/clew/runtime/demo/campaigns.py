"""Invented visits from campaigns before the real orders, and invented looks after letters: what the data do not hold.

Everything is drawn from a hash of the order or the person, so that the same demo is the same everywhere.
"""

from collections.abc import Iterator

from clew.events import Event, Identity
from clew.events.ports import Arrival
from clew.kernel.hashing import hash64
from clew.kernel.instants import DAY, HOUR, MINUTE, SECOND, Instant
from clew.kernel.packing import pack
from clew.runtime.demo.browsing import PAST, SOURCE
from clew.runtime.workspace import Workspace

DAYS = 120
"""How far back visits from campaigns are invented: the report's three months and its look-back."""

_PAGE = 1_000
_NONE_OF_TEN = 2
_EVERY_REACHED = 3
_CAMPAIGNS = {
    "search": ("brand", "party supplies", "gifts"),
    "newsletter": ("autumn catalogue", "new this week"),
    "social": ("table settings", "makers"),
    "affiliate": ("home blogs",),
    "display": ("reminder",),
}
_FIRST = ("social", "search", "display", "social", "affiliate", "search", "display", "search", "social", "newsletter")
_LAST = (
    "newsletter",
    "search",
    "newsletter",
    "search",
    "newsletter",
    "search",
    "affiliate",
    "display",
    "search",
    "social",
)
_IDLE = ("display", "social", "display", "social", "search", "affiliate", "display", "newsletter", "social", "search")

_ORDERS = """SELECT id, json_extract_string(identities, '$[0][0]'), json_extract_string(identities, '$[0][1]'),
        epoch_us(ts)
    FROM events WHERE type = 'Order Completed' AND epoch_us(ts) >= $since ORDER BY ts, id"""
_OTHERS = """SELECT json_extract_string(identities, '$[0][0]') AS namespace,
        json_extract_string(identities, '$[0][1]') AS who
    FROM events WHERE type = 'Order Completed' GROUP BY ALL HAVING max(epoch_us(ts)) < $since ORDER BY who"""
_DRAWN = """SELECT f.profile_id, split_part(f.subject, '/', 5) AS arm, coalesce(any_value(p.looked), 0) FROM facts AS f
    LEFT JOIN (SELECT DISTINCT profile_id, 1 AS looked FROM events WHERE type = 'Product Viewed') AS p
        USING (profile_id)
    WHERE f.kind = 'journey_drew' AND starts_with(f.subject, 'thank-you@') GROUP BY ALL ORDER BY f.profile_id"""
_LOOK = {"held_out": 12, "words": 34, "voucher": 55}
"""Percent of each arm that open the catalogue afterwards; who looked around last month does so more often."""

_OFTENER = 25


def invent_campaigns(workspace: Workspace) -> int:
    """Append visits from campaigns: of every third person, before most of their latest orders or before none."""
    now = workspace.clock.now()
    since = now - DAYS * DAY
    events: list[Event] = []
    for order, namespace, who, at in workspace.queries.run(_ORDERS, {"since": since}, rows=100_000).rows:
        if _reached(str(who)):
            events += _before(str(order), Identity(str(namespace), str(who)), int(at))
    for namespace, who in workspace.queries.run(_OTHERS, {"since": since}, rows=100_000).rows:
        if _reached(str(who)):
            events += _idle(Identity(str(namespace), str(who)), now)
    return _append(workspace, PAST, [event for event in events if event.ts is not None and event.ts < now])


def invent_looks(workspace: Workspace) -> int:
    """Append that people open the catalogue after the thank-you letter, each arm as often as it was made to."""
    now = workspace.clock.now()
    rows = workspace.queries.run(_DRAWN, rows=100_000).rows
    drawn = {str(profile): (str(arm), bool(looked)) for profile, arm, looked in rows}
    nodes = workspace.store.nodes_of(sorted(drawn))
    events: list[Event] = []
    for node in nodes:
        arm, looked = drawn.pop(node.profile, ("", False))
        if arm and _dice("look", node.identity.value, 100) < _LOOK.get(arm, 0) + (_OFTENER if looked else 0):
            name = f"thanked-{node.identity.value}"
            said = {"issue": "autumn", "synthetic": True}
            events.append(Event(name, "track", "Catalogue Opened", (node.identity,), now, properties=said))
    return _append(workspace, SOURCE, events)


def _reached(who: str) -> bool:
    """Whether campaigns reach somebody at all; the orders of the others came by themselves."""
    return _dice("reached", who, _EVERY_REACHED) == 0


def _before(order: str, who: Identity, at: Instant) -> Iterator[Event]:
    touches = (_dice("touches", order, 10) - _NONE_OF_TEN) // 2 + 1
    for place in range(max(0, touches)):
        last = place == touches - 1
        channels = _LAST if last else _FIRST
        channel = channels[_dice(f"channel {place}", order, len(channels))]
        hours = (
            1 + _dice("hours", order, 20) if last else 24 * (2 + (touches - place) * _dice(f"days {place}", order, 7))
        )
        yield _visit(f"{order}-{place}", who, channel, at - hours * HOUR - 7 * MINUTE)


def _idle(who: Identity, now: Instant) -> Iterator[Event]:
    for place in range(_dice("idle", who.value, 5)):
        channel = _IDLE[_dice(f"idle channel {place}", who.value, len(_IDLE))]
        days, seconds = 1 + _dice(f"idle day {place}", who.value, DAYS - 5), _dice("idle second", who.value, 9999)
        yield _visit(f"idle-{who.value}-{place}", who, channel, now - days * DAY - seconds * SECOND)


def _visit(name: str, who: Identity, channel: str, at: Instant) -> Event:
    campaigns = _CAMPAIGNS[channel]
    campaign = {"source": channel, "name": campaigns[_dice("campaign", name, len(campaigns))]}
    said = {"path": "/", "synthetic": True}
    return Event(f"visit-{name}", "page", "page", (who,), at, properties=said, context={"campaign": campaign})


def _dice(what: str, whose: str, sides: int) -> int:
    """A number below `sides`, the same for the same words."""
    return hash64(f"{what} {whose}") % sides


def _append(workspace: Workspace, source: str, events: list[Event]) -> int:
    arrivals = [Arrival(source, pack(events[start : start + _PAGE])) for start in range(0, len(events), _PAGE)]
    places = workspace.log.append(arrivals) if arrivals else []
    return max((place.seq for place in places if place is not None), default=workspace.log.last()[0])
