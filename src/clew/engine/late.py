"""Redeliveries from before the window of `Seen`: told by id in the history of the profiles that they name.

They are told before anything follows from them: a redelivery must not move a device either. Only an event that was
dated before the window, of a profile that began before it too, can be one that the memory has forgotten; everybody
else's records were all received within the window.

What an event was dated counts, not the time that R15 makes of it: a body that comes again with the sending time that it
had seems to be of today. An event that no clock has dated can't be told in this way, nor one whose clock was more than
a day ahead (ADR 22): to look up every event of everybody known for a week would cost more than to fold it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from clew.engine.feed import Body
from clew.engine.seen import SeenKey
from clew.events import IDENTITYLESS, Event, Position, event_time
from clew.events.ports import HistoryReader
from clew.identity import Graph
from clew.kernel.instants import DAY, Duration, Instant
from clew.profiles import ProfileState

_DRIFT: Duration = DAY
"""How far a clock may be ahead when it dates an event, and how far the corrected times of two deliveries of one may
differ (R15 takes in how long each was under way)."""

LoadStates = Callable[[Collection[str]], Mapping[str, ProfileState]]


class _Suspect(NamedTuple):
    """An event that may have come before.

    Attributes:
        key: As `Seen` knows it.
        event: The event.
        source: Whose.
        place: Where it stands in the log.
        dated: Between which instants the first of its copies must have its time.
        before: Begin of the window.
    """

    key: SeenKey
    event: Event
    source: str
    place: Position
    dated: tuple[Instant, Instant]
    before: Instant


class Redeliveries:
    """Finds what the history holds already; at most one query of it for a batch."""

    def __init__(self, graph: Graph, history: HistoryReader, states: LoadStates, window: Duration) -> None:
        self._graph = graph
        self._history = history
        self._states = states
        self._window = window

    def among(self, bodies: Sequence[Body], keys: Sequence[SeenKey], seen: Collection[SeenKey]) -> set[SeenKey]:
        """The keys of the redeliveries among these events; `keys` are theirs in order, those in `seen` need no look."""
        named = [
            (found, self._graph.roots(found.event.identities))
            for found in self._suspects(bodies, keys)
            if found.key not in seen
        ]
        if not named:
            return set()
        states = self._states({root for _, roots in named for root in roots})
        born = {root: state.created_at for root, state in states.items()}
        old = [(found, [r for r in roots if r in born and born[r] < found.before]) for found, roots in named]
        suspects = [found for found, roots in old if roots]
        if not suspects:
            return set()
        first = self._first_places(suspects, {root for _, roots in old for root in roots})
        return {
            found.key
            for found in suspects
            if (place := first.get((found.source, found.event.id))) is not None and place < found.place
        }

    def _suspects(self, bodies: Sequence[Body], keys: Sequence[SeenKey]) -> list[_Suspect]:
        suspects: list[_Suspect] = []
        key_of = iter(keys)
        for body in bodies:
            before = body.at - self._window
            recent = before + _DRIFT
            for index, event, key in zip(body.indexes, body.events, key_of, strict=False):
                if event.ts is None or event.kind in IDENTITYLESS or body.profiles:
                    continue
                ts = event_time(event, body.at)
                if ts < recent or event.ts < recent:
                    dated = min(ts, event.ts), max(ts, event.ts)
                    suspects.append(_Suspect(key, event, body.source, Position(body.seq, index), dated, before))
        return suspects

    def _first_places(self, suspects: Sequence[_Suspect], roots: Collection[str]) -> dict[tuple[str, str], Position]:
        leaves = sorted({leaf for root in roots for leaf in self._graph.members(root)})
        since, until = min(found.dated[0] for found in suspects), max(found.dated[1] for found in suspects)
        first: dict[tuple[str, str], Position] = {}
        for past in self._history.read(leaves, since=since - _DRIFT, until=until + _DRIFT):
            if past.event.kind not in IDENTITYLESS:
                first.setdefault((past.source, past.event.id), past.position)
        return first
