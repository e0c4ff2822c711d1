"""The cache before the key ring."""

from clew.api.collect import CachedKeys, Source
from clew.kernel.instants import SECOND


class Ring:
    """A key ring that counts how often it is asked."""

    def __init__(self) -> None:
        self.sources = {"wk": Source("web")}
        self.asked = 0

    def source_of(self, write_key: str) -> Source | None:
        """The source, and one more on the count."""
        self.asked += 1
        return self.sources.get(write_key)


def test_an_answer_is_remembered_for_a_while_known_or_unknown(manual_clock):
    ring = Ring()
    keys = CachedKeys(ring, manual_clock)
    for _ in range(3):
        assert keys.source_of("wk") == Source("web")
        assert keys.source_of("guess") is None
    assert ring.asked == 2


def test_a_revoked_key_dies_soon(manual_clock):
    ring = Ring()
    keys = CachedKeys(ring, manual_clock)
    keys.source_of("wk")
    ring.sources.clear()
    manual_clock.advance(5 * SECOND)
    assert keys.source_of("wk") is None


def test_a_clock_that_steps_back_forgets(manual_clock):
    ring = Ring()
    keys = CachedKeys(ring, manual_clock)
    keys.source_of("wk")
    ring.sources.clear()
    manual_clock.advance(-SECOND)
    assert keys.source_of("wk") is None


def test_guessing_keys_fills_no_memory(manual_clock):
    keys = CachedKeys(Ring(), manual_clock)
    for number in range(20_001):
        keys.source_of(f"guess-{number}")
    assert len(keys._known) <= 10_000
