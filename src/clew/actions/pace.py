"""A rate limit as a value: a bucket that fills steadily and is emptied by sending.

A channel has one, kept in the outbox, however many senders there are.
"""

from typing import NamedTuple

from clew.kernel.instants import SECOND, Instant


class Rate(NamedTuple):
    """How fast a channel may send.

    Attributes:
        per_second: Messages a second in the long run.
        burst: How many at once, after a pause.
    """

    per_second: float
    burst: int


class Bucket(NamedTuple):
    """How much may be sent.

    Attributes:
        per_second: How fast it fills.
        burst: How much it holds.
        level: What is in it, in messages.
        at: As of this instant.
    """

    per_second: float
    burst: int
    level: float
    at: Instant


def full(per_second: float, burst: int, now: Instant) -> Bucket:
    """A bucket to begin with."""
    return Bucket(per_second, burst, float(burst), now)


def paced(bucket: Bucket | None, rate: Rate, now: Instant) -> Bucket:
    """The bucket at a rate: what it was, with no more in it than there was; a full one where there was none."""
    if bucket is None:
        return full(*rate, now)
    return bucket._replace(per_second=rate.per_second, burst=rate.burst, level=min(bucket.level, float(rate.burst)))


def take(bucket: Bucket, wanted: int, now: Instant) -> tuple[Bucket, int]:
    """The bucket after taking as many as it gives of those wanted, and how many that is.

    Law: over any time T at most `burst + T * per_second` are given.
    """
    elapsed = max(0, now - bucket.at) / SECOND
    level = min(float(bucket.burst), bucket.level + elapsed * bucket.per_second)
    given = min(wanted, int(level))
    return bucket._replace(level=level - given, at=max(now, bucket.at)), given


def ready_at(bucket: Bucket) -> Instant:
    """When one more may be sent."""
    missing = max(0.0, 1.0 - bucket.level)
    return bucket.at + int(missing / bucket.per_second * SECOND)
