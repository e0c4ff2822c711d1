"""Lanes: what waits for one provider, apart from what waits for others, so that one that hangs holds nobody else up."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from clew.actions.breaker import Breaker, allowed, began, ended
from clew.actions.model import OutboxRow, Outgoing
from clew.kernel.instants import HOUR, SECOND, Duration, Instant

TOGETHER = 20
"""How many calls of one provider are under way at once."""

PATIENCE: Duration = 2 * SECOND
"""How long a message stands in line for a call; longer means that its provider is slow, and it is given back."""

_FORGOTTEN: Duration = HOUR


class Waiting(NamedTuple):
    """A message that is ready to be handed over.

    Attributes:
        row: Its row, under lease.
        message: What the channel is given.
        since: When it came into line.
    """

    row: OutboxRow
    message: Outgoing
    since: Instant


@dataclass(slots=True)
class Lane:
    """One provider: its health, what is under way to it, and what waits.

    Attributes:
        breaker: What is known of its health.
        active: How many calls are under way.
        queue: What waits, the first first.
    """

    breaker: Breaker = field(default_factory=Breaker)
    active: int = 0
    queue: deque[Waiting] = field(default_factory=deque[Waiting])

    @property
    def free(self) -> bool:
        """Whether something waits and a call may begin."""
        return bool(self.queue) and self.active < TOGETHER

    def open(self, now: Instant) -> bool:
        """Whether its provider may be called now."""
        return allowed(self.breaker, now, 1) > 0

    def began(self, now: Instant) -> None:
        """A call begins."""
        self.breaker, self.active = began(self.breaker, now), self.active + 1

    def ended(self, now: Instant, *, healthy: bool) -> None:
        """A call has come back."""
        self.breaker = ended(self.breaker, now, healthy=healthy)

    def weary(self, now: Instant) -> Iterator[Waiting]:
        """Take out what has stood in line for too long."""
        while self.queue and now - self.queue[0].since > PATIENCE:
            yield self.queue.popleft()

    def spent(self, now: Instant) -> bool:
        """Whether nothing would be lost by forgetting it."""
        if self.active or self.queue:
            return False
        until = self.breaker.open_until
        return self.breaker.failures == 0 if until is None else now - until > _FORGOTTEN
