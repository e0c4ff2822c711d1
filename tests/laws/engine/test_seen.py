"""Law: `Seen` answers like a set of everything remembered within the window."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.engine import Seen, event_key
from clew.engine import seen as module


@pytest.fixture(autouse=True)
def small_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of five keys, so that freezing and merging happen all the time."""
    monkeypatch.setattr(module, "_RUN_LENGTH", 5)


@given(st.lists(st.lists(st.integers(0, 60), max_size=7), max_size=25))
def test_it_answers_like_a_set(batches: list[list[int]]) -> None:
    seen = Seen(window=10**9)
    model: set[bytes] = set()
    for at, batch in enumerate(batches):
        keys = [event_key("s", str(number)) for number in batch]
        assert seen.lookup(keys) == model & set(keys)
        seen.remember(keys, at)
        model |= set(keys)
        assert len(seen) >= len(model)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=60))
@settings(max_examples=50)
def test_nothing_inside_the_window_is_forgotten(numbers: list[int]) -> None:
    seen = Seen(window=20)
    newest: dict[bytes, int] = {}
    for at, number in enumerate(numbers):
        key = event_key("s", str(number))
        seen.remember([key], at)
        newest[key] = at
        recent = {k for k, when in newest.items() if when >= at - 20}
        assert recent <= seen.lookup(sorted(newest))


def test_a_revision_has_a_key_of_its_own() -> None:
    assert event_key("s", "e", 1) == event_key("s", "e")
    assert event_key("s", "e", 2) != event_key("s", "e")
    assert event_key("s", "1") != event_key("s1", "")
