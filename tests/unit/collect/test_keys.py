"""The cache before the key ring."""

import pytest

from clew.adapters.sql import StoreUnavailable
from clew.api.collect import CachedKeys, Source
from clew.api.collect.errors import LogUnavailable
from clew.kernel.instants import SECOND


class Ring:
    """A key ring that counts how often it is asked."""

    def __init__(self) -> None:
        self.sources = {"wk": Source("web")}
        self.asked = 0
        self.answers = True

    def source_of(self, write_key: str) -> Source | None:
        """The source, and one more on the count."""
        self.asked += 1
        if not self.answers:
            raise StoreUnavailable("the server can't be reached", hint="look at it")
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


def test_keys_in_use_are_asked_for_by_whoever_may_wait(manual_clock):
    ring = Ring()
    keys = CachedKeys(ring, manual_clock)
    keys.source_of("wk")
    for asked in range(2, 10):
        manual_clock.advance(2 * SECOND)
        keys.refresh()
        assert keys.source_of("wk") == Source("web")
        assert ring.asked == asked
    ring.sources.clear()
    keys.refresh()
    assert keys.source_of("wk") is None
    keys.refresh()
    keys.refresh()
    assert ring.asked == asked + 1, "one that nobody uses is not asked for"


def test_while_the_ring_does_not_answer_nobody_else_asks(manual_clock):
    ring = Ring()
    keys = CachedKeys(ring, manual_clock)
    keys.source_of("wk")
    ring.answers = False
    for _ in range(5):
        manual_clock.advance(2 * SECOND)
        with pytest.raises(LogUnavailable):
            keys.refresh()
        asked = ring.asked
        assert keys.source_of("wk") == Source("web")
        with pytest.raises(LogUnavailable):
            keys.source_of("another")
        assert ring.asked == asked
    ring.answers = True
    keys.refresh()
    assert keys.source_of("another") is None


def test_while_a_look_at_the_ring_hangs_nobody_else_asks(manual_clock):
    class Hanging(Ring):
        def source_of(self, write_key: str) -> Source | None:
            """The source; meanwhile, once it is slow, others come."""
            if self.asked == 1:
                self.asked += 1
                manual_clock.advance(6 * SECOND)
                assert keys.source_of("wk") == Source("web")
                with pytest.raises(LogUnavailable):
                    keys.source_of("another")
                return Source("web")
            return super().source_of(write_key)

    ring = Hanging()
    keys = CachedKeys(ring, manual_clock)
    keys.source_of("wk")
    keys.refresh()
    assert ring.asked == 2


def test_a_ring_that_nobody_refreshes_is_asked_again(manual_clock):
    ring = Ring()
    ring.answers = False
    keys = CachedKeys(ring, manual_clock)
    with pytest.raises(LogUnavailable):
        keys.source_of("wk")
    ring.answers = True
    manual_clock.advance(5 * SECOND)
    assert keys.source_of("wk") == Source("web")
