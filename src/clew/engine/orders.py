"""What a control record orders of people in journeys: to go on in another version, or to come in."""

from typing import Any

import msgspec

from clew.engine.ports import CallRow, StateStore
from clew.engine.travel import Call, pack_call
from clew.events import Record
from clew.journeys.ports import Move, Start

_PAGE = 10_000


class MoveOrder(msgspec.Struct, frozen=True):
    """People in flight are moved to another version.

    Attributes:
        id: Of the journey.
        version: To which version.
        nodes: Node where somebody is to the node where they go on.
        sources: From which versions; all others if none is named.
    """

    id: str
    version: int
    nodes: dict[str, str] = {}
    sources: tuple[int, ...] = ()


class StartOrder(msgspec.Struct, frozen=True):
    """Some people come into a journey, whatever its entry says.

    Attributes:
        id: Of the journey.
        profiles: Who.
        properties: What conditions and templates see as the entry event's.
        speed: For a test: how many times faster its waits are, and what it sends goes to the sandbox. 0 for what is
            meant.
    """

    id: str
    profiles: tuple[str, ...]
    properties: dict[str, Any] = {}
    speed: int = 0


def ordered(record: Record, store: StateStore) -> list[CallRow]:
    """The calls that a control record makes; none for an order of another kind, or one that says nothing."""
    said = record.event.properties
    try:
        match said.get("action"):
            case "move":
                return _moved(record, msgspec.convert(said, MoveOrder), store)
            case "start":
                return _started(record, msgspec.convert(said, StartOrder))
            case _:
                return []
    except msgspec.ValidationError:
        return []


def _moved(record: Record, order: MoveOrder, store: StateStore) -> list[CallRow]:
    move = Move(order.id, order.version, order.nodes, frozenset(order.sources))
    call = pack_call(Call(moves=(move,)))
    there: set[str] = set()
    after = ("", "")
    while page := store.participants(order.id, after=after, limit=_PAGE):
        there |= {row.profile for row in page if row.version != order.version}
        after = page[-1].place
    return [CallRow(record.at, profile, f"move:{order.id}:{record.seq}", call) for profile in sorted(there)]


def _started(record: Record, order: StartOrder) -> list[CallRow]:
    origin = f"{record.source}/{record.event.id}"
    start = Start(order.id, origin, "request", order.properties, max(0, order.speed))
    call = pack_call(Call(starts=(start,)))
    return [CallRow(record.at, profile, f"start:{order.id}:{record.seq}", call) for profile in sorted(order.profiles)]
