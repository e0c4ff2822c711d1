"""What actions need of channels and of the store."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

from clew.actions.model import Attempt, OutboxRow, Outgoing, Place, Slot
from clew.actions.pace import Bucket, Rate
from clew.actions.release import Traits
from clew.decisions.offers import Proposal
from clew.kernel.instants import Duration, Instant


class Channel(Protocol):
    """One way to reach people or systems; a module each. It keeps connections and no state."""

    @property
    def name(self) -> str:
        """As templates and policies name it: `email`, `webhook`, ..."""
        ...

    @property
    def traits(self) -> Traits:
        """What it is like."""
        ...

    def target(self, message: Outgoing) -> str:
        """Who takes it, where there are many; empty for the channel's only provider.

        Law: what one target does or fails to do concerns no other: each has its own breaker and its own line.
        """
        ...

    async def send(self, message: Outgoing) -> Attempt:
        """Hand one message to the provider and say what came of it.

        Never raises on what a provider or a network does. `Failed` only where the message was certainly not taken;
        in doubt it is `Unknown`. Ends within a minute.
        """
        ...

    async def close(self) -> None:
        """Give back connections."""
        ...


class Plans(Protocol):
    """The outbox as the engine asks it, whose own transactions write its plans and decisions."""

    def row(self, key: str) -> OutboxRow | None:
        """One row."""
        ...

    def plans(self, until: Instant, limit: int) -> list[OutboxRow]:
        """Planned rows, and those to be tried again, that are due for release: transactional first, then by time."""
        ...

    def waiting_of(self, participants: Collection[str]) -> list[OutboxRow]:
        """Rows of these participants that are not on their way yet, in order of key."""
        ...

    def next_plan(self) -> Instant | None:
        """When the earliest row waits for its release."""
        ...

    def slots(self, profiles: Collection[str], since: Instant) -> Mapping[str, list[Slot]]:
        """Cap slots of these leaf profiles released at or after an instant, by profile."""
        ...

    def proposals(self, profiles: Collection[str], since: Instant) -> Mapping[str, list[Proposal]]:
        """Offers in messages to these leaf profiles released at or after an instant, by profile."""
        ...


class Sought(NamedTuple):
    """Which rows; what is empty does not matter.

    Attributes:
        status: In one of these.
        channel: By this one.
        journey: Of this journey.
        template: Made from this template.
        profiles: To one of these leaf profiles.
        kept: Of those that came to their end, whether nobody was written to; None for either.
    """

    status: Collection[str] = ()
    channel: str = ""
    journey: str = ""
    template: str = ""
    profiles: Collection[str] = ()
    kept: bool | None = None


class Outbox(Plans, Protocol):
    """The outbox as senders and readers see it; it lives in the state store, and the engine writes it there.

    Law (conformance suite): a row is claimed by one sender at a time; who was overtaken changes nothing; rows come by
    priority, then by due instant; what is not due is not given.
    """

    def claim(
        self, channel: str, now: Instant, limit: int, lease: Duration, rate: Rate | None = None
    ) -> list[OutboxRow]:
        """Take rows that are due, and those whose lease ran out; as `rows.claimed` leaves them.

        At a rate no more are given, to all senders together, than the channel's bucket holds (`pace.take`).

        Rows that were released too long ago (`rows.stale`) are not given: they go back to be asked for release again.

        Among them may be rows that nobody may send again (`unknown`): their outcome is to be told.
        """
        ...

    def bucket(self, channel: str) -> Bucket | None:
        """What the claims at a rate have left in a channel's bucket; None before the first."""
        ...

    def finish(self, rows: Sequence[OutboxRow]) -> list[str]:
        """Write rows back as an attempt left them; the keys of those whose claim had been overtaken (unchanged)."""
        ...

    def hold_open(self) -> int:
        """Have all that is on its way wait for a person, since it may have gone already (law 1); how many rows."""
        ...

    def next_due(self, channel: str) -> Instant | None:
        """When the earliest row of a channel may be claimed."""
        ...

    def waiting(self) -> list[str]:
        """Channels with rows that are released or under way, in order; cheap, however many rows there are."""
        ...

    def rows(
        self,
        *,
        status: Collection[str] = (),
        channel: str = "",
        journey: str = "",
        after: Place = (0, "", ""),
        limit: int = 100,
    ) -> list[OutboxRow]:
        """Rows in order of place, after that one; of these statuses, this channel and this journey, where given."""
        ...

    def recent(self, sought: Sought, *, before: Place | None = None, limit: int = 100) -> list[OutboxRow]:
        """The newest rows of a kind, in falling order of place, before that one."""
        ...

    def rows_of(self, profiles: Collection[str]) -> list[OutboxRow]:
        """All rows of these leaf profiles, in order of place."""
        ...

    def keys_from(self, beginning: str, limit: int = 100) -> list[str]:
        """Keys that begin so, in order: what came back names its message by no more than that."""
        ...

    def outbox_counts(self, sought: Sought | None = None) -> Mapping[tuple[str, str, bool], int]:
        """How many rows, by (channel, status, whether they are kept); of a kind, if one is given."""
        ...

    def standing(self) -> str:
        """How the outbox stands: another text once something was planned, or what waits or is under way moved on.

        Cheap, however many rows there are. What was planned and came to its end between two looks was planned.
        """
        ...

    def trim(self, before: Instant, limit: int) -> int:
        """Delete rows that were finished before an instant, the oldest first; how many.

        What waits, for the machinery or for a person, stays however old it is. What became of the others is in the log.
        """
        ...

    def close(self) -> None:
        """Release the connections."""
        ...
