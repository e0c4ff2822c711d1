"""The cycle collector, kept from walking what stays: an engine's cached profiles are millions of objects.

Reference counts free nearly everything. What is left are cycles, and those that a batch makes die with the batch.
"""

import gc
from collections.abc import Callable, Generator
from contextlib import contextmanager

_BATCH_OBJECTS = 500_000
"""So many more than at the last look: but for cycles, a batch leaves as many as it takes the place of."""

_REQUEST_OBJECTS = 10_000  # of some dozens of batches: what waits to be looked through stays within megabytes


@contextmanager
def young_only() -> Generator[Callable[[], None]]:
    """While the block runs, only objects made since the last look are looked through, and only where they are many.

    The yielded function looks when there are half a million more than at the last look: what is kept and what is freed
    cancel out, so that an engine whose caches are full hardly ever pays for a look at what a batch put into them.

    Law: the cost of a call follows what was made since the last look, never what is kept. The same holds of the
    beginning: what is old by then waits for the end.
    """
    gc.collect(1)
    gc.freeze()
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield _tidy
    finally:
        gc.unfreeze()
        if was_enabled:
            gc.enable()


def settle() -> None:
    """Look no more through what this process has loaded by now, and seldom through what its requests make.

    For a role that answers requests: hardly any request leaves a cycle behind, and a full collection under way would
    keep the others waiting.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_REQUEST_OBJECTS, 20, 50)


def _tidy() -> None:
    if gc.get_count()[0] >= _BATCH_OBJECTS:
        gc.collect(0)
        gc.freeze()
