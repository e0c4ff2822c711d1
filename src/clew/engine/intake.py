"""What a micro-batch takes in: the bodies that follow, and up to where time may go in it.

A body is taken whole. One that switches documents comes alone, when everything before its instant is done, and time
stops just before it: what falls on the instant itself runs under the new documents (J2).
"""

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from clew.engine.feed import Body, Feed
from clew.kernel.instants import Clock, Duration, Instant

_MOST_BODIES_A_READ = 4_000
_FEWEST_BODIES_A_READ = 64
_SWITCHES = frozenset({"publish", "live", "control"})
_SPECIAL = _SWITCHES | {"business"}


class Intake(NamedTuple):
    """What a batch takes in.

    Attributes:
        bodies: In log order.
        horizon: Up to where alarms may fire: nothing at or before it can still appear.
    """

    bodies: list[Body]
    horizon: Instant


class Pending(NamedTuple):
    """What waits for its instant.

    Attributes:
        due: The earliest alarm, or call to a profile; None if there is none.
        stop: An instant that no batch may go beyond: the workspace has something to do when all before it is done.
    """

    due: Instant | None = None
    stop: Instant | None = None

    @property
    def earliest(self) -> Instant | None:
        """Whatever comes first."""
        return min((at for at in self if at is not None), default=None)


class Mouth:
    """Reads ahead of the loop, about two batches, and hands out one batch at a time."""

    def __init__(self, feed: Feed, clock: Clock, *, events: int, patience: Duration) -> None:
        """Over a feed, which is read after what `begin` says; limits as in `loop.Limits`."""
        self._feed, self._clock = feed, clock
        self._events, self._patience = events, patience
        self._waiting: deque[Body] = deque()
        self._page = _FEWEST_BODIES_A_READ
        self._closed_at: Instant = 0
        self._read_seq = 0
        self._complete = False

    @property
    def behind(self) -> bool:
        """Whether bodies that were received are still to be taken, as far as is known."""
        return bool(self._waiting) or not self._complete

    def begin(self, seq: int) -> None:
        """Go on after a log row: at first, and when a batch failed."""
        self._waiting.clear()
        self._read_seq, self._complete = seq, False

    def take(self, logical: Instant, pending: Pending) -> Intake:
        """The next bodies, none if there are none; and how far time may go with them."""
        if not self._waiting:
            self._read()
        bodies = self._bodies(pending)
        if not bodies and not self._waiting:
            due = pending.earliest
            if due is not None and self._closed_at < due <= self._clock.now() - self._patience:
                self._closed_at = self._feed.advance()
                # A row may have slipped in before the promise was made: it comes first.
                self._read()
                bodies = self._bodies(pending)
        return Intake(bodies, max(logical, self._horizon(bodies, pending.stop)))

    def hand_back(self, taken: Intake, stop: Instant) -> Intake:
        """The part of what was taken that goes no further than an instant; the rest waits."""
        kept = [body for body in taken.bodies if body.at <= stop]
        self._waiting.extendleft(reversed(taken.bodies[len(kept) :]))
        return Intake(kept, min(taken.horizon, stop))

    def _bodies(self, pending: Pending) -> list[Body]:
        bodies: list[Body] = []
        count = 0
        while self._waiting and count < self._events:
            body = self._waiting[0]
            if pending.stop is not None and body.at > pending.stop:
                break
            kinds = _SPECIAL.intersection(event.kind for event in body.events)
            alone = not _SWITCHES.isdisjoint(kinds)
            if alone and (bodies or (pending.due is not None and pending.due < body.at)):
                break
            bodies.append(self._waiting.popleft())
            count += len(body.events)
            if kinds:
                break
        return bodies

    def _horizon(self, bodies: Sequence[Body], stop: Instant | None) -> Instant:
        if switches(bodies):
            return bodies[0].at - 1
        if bodies and (self._waiting or announces(bodies[-1])):
            return bodies[-1].at
        end = self._waiting[0].at - 1 if self._waiting else self._closed_at
        return end if stop is None else min(end, stop)

    def _read(self) -> None:
        """Take in the bodies that follow; note until when that is all there is."""
        page = self._feed.read(self._read_seq, self._page)
        if page.bodies:
            self._waiting.extend(page.bodies)
            self._read_seq = page.bodies[-1].seq
            events = sum(len(body.events) for body in page.bodies)
            wanted = 2 * self._events * len(page.bodies) // max(1, events)
            self._page = min(max(wanted, _FEWEST_BODIES_A_READ), _MOST_BODIES_A_READ)
        self._closed_at, self._complete = max(self._closed_at, page.closed_at), page.complete


def switches(bodies: Sequence[Body]) -> bool:
    """Whether these are a body that changes documents: it comes alone."""
    return bool(bodies) and any(event.kind in _SWITCHES for event in bodies[0].events)


def announces(body: Body) -> bool:
    """Whether a body says something of the workspace that concerns an audience: it is the last of its batch."""
    return any(event.kind == "business" for event in body.events)
