"""The cycle collector of a role."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from clew.runtime.garbage import settle, young_only


class Node:
    """Something that can be part of a cycle."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def own_collector() -> Iterator[None]:
    """Gives the process its settings back."""
    threshold = gc.get_threshold()
    yield
    gc.set_threshold(*threshold)
    gc.unfreeze()


@pytest.mark.usefixtures("own_collector")
def test_a_settled_process_looks_no_more_at_what_it_has_loaded_and_still_frees_new_cycles():
    kept = [[number] for number in range(1_000)]
    settle()
    assert gc.get_freeze_count() >= len(kept)
    assert gc.isenabled()
    born = weakref.ref(Node())
    kept.extend([] for _ in range(2 * gc.get_threshold()[0]))
    assert born() is None


def test_an_engine_looks_for_cycles_when_much_was_made_and_not_freed_again():
    with young_only() as tidy:
        frozen = gc.get_freeze_count()
        born = weakref.ref(Node())
        made = [[] for _ in range(1_000)]
        tidy()
        assert born() is not None
        assert gc.get_freeze_count() == frozen
        for _ in range(1_000):
            # What comes and goes is not looked for.
            made = [[] for _ in range(1_000)]
        tidy()
        assert born() is not None
        kept = [[] for _ in range(600_000)]
        tidy()
        assert born() is None
        assert gc.get_freeze_count() > frozen + len(kept) + len(made)
    assert gc.get_freeze_count() == 0
