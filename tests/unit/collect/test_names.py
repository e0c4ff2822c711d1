"""Names and their cache."""

from clew.api.collect.names import Names
from clew.events import Identity
from clew.kernel.instants import MINUTE


class Counting:
    """A normaliser that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, namespace: str, value: str) -> str | None:
        """A spelling, and one more on the count."""
        self.asked += 1
        return None if value == "nobody" else value.lower()


def test_a_spelling_is_worked_out_once_nobody_included():
    counting = Counting()
    names = Names(counting)
    for _ in range(3):
        assert names("email", "A") == Identity("email", "a")
        assert names("phone", "A") == Identity("phone", "a")
        assert names("email", "nobody") is None
    assert counting.asked == 3


def test_names_fade_after_some_minutes_and_when_the_clock_steps_back(manual_clock):
    counting = Counting()
    names = Names(counting)
    names.refresh(manual_clock.now())
    for step in (9 * MINUTE, MINUTE, -MINUTE):
        names("email", "A")
        manual_clock.advance(step)
        names.refresh(manual_clock.now())
    names("email", "A")
    assert counting.asked == 3


def test_long_values_and_many_fill_no_memory():
    names = Names(Counting())
    assert names("email", "X" * 101) == Identity("email", "x" * 101)
    assert len(names) == 1  # the namespace
    for number in range(60_000):
        names("user_id", str(number))
    assert 0 < len(names) <= 50_000
