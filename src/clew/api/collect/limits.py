"""How much a sender may ask of the collector; every limit has a code in the reply that names it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """All limits of collection. What breaks a limit of the body is refused whole, of an event is quarantined alone.

    Attributes:
        body_bytes: A request's body, as sent and after inflation.
        body_seconds: How long a sender may take over a body.
        drain_bytes: How much of a body that is too large is still read, so that the sender hears why.
        expansion: How many times larger than sent a gzipped body may become.
        members: Of how many gzip members a body may be; each costs a copy of those that follow.
        batch_events: Events in one batch.
        event_bytes: One event as JSON.
        depth: How deep objects and arrays of one event may nest.
        name_chars: An event's id or type.
        identity_chars: One identity's value.
        identities: Identities of one event.
        waiting_bodies: Bodies that wait for the log at most, before senders hear 429.
        waiting_bytes: Bytes that wait for the log at most.
    """

    body_bytes: int = 1_048_576
    body_seconds: float = 30.0
    drain_bytes: int = 16 * 1_048_576
    expansion: int = 300
    members: int = 64
    batch_events: int = 5_000
    event_bytes: int = 32 * 1024
    depth: int = 32
    name_chars: int = 255
    identity_chars: int = 512
    identities: int = 32
    waiting_bodies: int = 4_096
    waiting_bytes: int = 64 * 1_048_576
