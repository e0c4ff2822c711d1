"""How often a password may be tried: leaky buckets, by account, by device and by address."""

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

from clew.kernel.instants import MINUTE, Duration, Instant

MOST_BUCKETS = 10_000


class Bucket(NamedTuple):
    """How much one key may be tried.

    Attributes:
        key: Whose attempts these are.
        most: How many at once.
        drain: How long it takes until one more may be tried.
    """

    key: str
    most: int
    drain: Duration


def by_device(account: str) -> Bucket:
    """Attempts on a device that this account has signed in on before."""
    return Bucket(f"device {account}", 10, 6 * MINUTE)


def by_name(folded: str) -> Bucket:
    """Attempts at this name from all other devices together: about 1,440 a day at most, which guesses no password."""
    return Bucket(f"name {folded}", 10, MINUTE)


def by_address(address: str) -> Bucket:
    """Attempts from one address (an office, a phone network), at whatever name."""
    return Bucket(f"address {address}", 30, MINUTE)


class Attempts:
    """Counts attempts in memory. Safe to use from several threads.

    Law: of attempts at one key at most `most` pass at once, and one more after each `drain`; a full bucket refuses
    nobody for longer than one `drain`; refused attempts don't fill it.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._filled: OrderedDict[str, tuple[Duration, Instant]] = OrderedDict()

    def wait(self, buckets: tuple[Bucket, ...], now: Instant) -> Duration:
        """Count one attempt in every bucket; 0 if it may be made, else how long to wait, and nothing is counted."""
        with self._lock:
            levels = [self._level(bucket, now) for bucket in buckets]
            excess = [level - (bucket.most - 1) * bucket.drain for bucket, level in zip(buckets, levels, strict=True)]
            if (longest := max(excess, default=0)) > 0:
                return longest
            for bucket, level in zip(buckets, levels, strict=True):
                self._set(bucket.key, level + bucket.drain, now)
            return 0

    def forget(self, bucket: Bucket) -> None:
        """Empty a bucket: the right password was given."""
        with self._lock:
            self._filled.pop(bucket.key, None)

    def _level(self, bucket: Bucket, now: Instant) -> Duration:
        level, at = self._filled.get(bucket.key, (0, now))
        return max(0, level - max(0, now - at))

    def _set(self, key: str, level: Duration, now: Instant) -> None:
        self._filled[key] = (level, now)
        self._filled.move_to_end(key)
        if len(self._filled) > MOST_BUCKETS:
            self._filled.popitem(last=False)
