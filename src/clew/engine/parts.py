"""What an engine is put together from, how much it takes at once, and what a turn of it did."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from clew.actions import Traits
from clew.engine.assemble import History
from clew.engine.feed import Feed
from clew.engine.ports import Offset, StateStore
from clew.events import Fact
from clew.events.ports import EventLog
from clew.identity import Graph
from clew.kernel.instants import Clock, Duration

MAX_EVENTS = 64_000
"""Events a micro-batch takes (a body is taken whole, so the last one may exceed it)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes of the loop; they change speed and memory, never a result.

    Attributes:
        events: Events a micro-batch takes, about.
        cached_states: Profiles whose states stay in memory, unpacked.
        patience: How long an alarm that is due waits for a record to close time by the way, before the log is asked
            for a promise of its own: that is a durable write, and keeps those waiting who append.
    """

    events: int = MAX_EVENTS
    cached_states: int = 40_000
    patience: Duration = 0


LIMITS = Limits()
"""Those of an engine that is told no others."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What an engine is put together from.

    Attributes:
        log: Where records come from, and where the engine appends its own.
        store: State and everything that commits with it.
        history: Records of the past, over tail and lake.
        graph: The identity graph over the same store.
        clock: Asked only whether an alarm is due while the log is silent.
        feed: Instead of the log, in a rebuild.
        channels: What each channel is like by which messages go; one that is not named keeps them here.
        erasure_key: The workspace's key of `privacy.keyed_hash`.
    """

    log: EventLog
    store: StateStore
    history: History
    graph: Graph
    clock: Clock
    feed: Feed | None = None
    channels: Mapping[str, Traits] = field(default_factory=dict[str, Traits])
    erasure_key: bytes = b""


@dataclass(slots=True)
class Progress:
    """What one turn of the loop did.

    Attributes:
        events: Events read, dropped ones included.
        profiles: Profiles stepped.
        facts: Facts in order.
        dropped: Records not kept, by reason.
        offset: Where the engine stands now.
        idle: Nothing was there to do.
        released: Whether there is something for senders.
    """

    offset: Offset
    events: int = 0
    profiles: int = 0
    facts: list[Fact] = field(default_factory=list[Fact])
    dropped: Mapping[str, int] = field(default_factory=dict[str, int])
    idle: bool = False
    released: bool = False
