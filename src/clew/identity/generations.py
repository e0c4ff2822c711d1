"""A bounded cache of two generations: hits are plain dict look-ups, and no entry pays for its place in a queue."""

from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Generations(Generic[K, V]):
    """What was used lately is young; when the young are many they grow old, and the old of before are forgotten.

    It never forgets by itself, only in `turn`: whoever has changes that are not yet stored turns after storing them.
    """

    __slots__ = ("half", "old", "young")

    def __init__(self, size: int) -> None:
        self.half = max(1, size // 2)
        self.young: dict[K, V] = {}
        self.old: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """The value, which is young from now on."""
        value = self.young.get(key)
        if value is None and self.old:
            value = self.old.pop(key, None)
            if value is not None:
                self.young[key] = value
        return value

    def put(self, key: K, value: V) -> None:
        """Keep a value."""
        if self.old:
            self.old.pop(key, None)
        self.young[key] = value

    def drop(self, key: K) -> None:
        """Forget a value."""
        self.young.pop(key, None)
        self.old.pop(key, None)

    def turn(self) -> None:
        """Forget the old, if the young are half of what may be kept."""
        if len(self.young) >= self.half:
            self.old, self.young = self.young, {}

    def clear(self) -> None:
        """Forget everything."""
        self.young.clear()
        self.old.clear()

    def __len__(self) -> int:
        return len(self.young) + len(self.old)
