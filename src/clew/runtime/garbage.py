"""The cycle collector, kept from walking what stays: an engine's cached profiles are millions of objects.

Reference counts free nearly everything. What is left are cycles, and those that a batch makes die with the batch.
"""

import gc
from collections.abc import Callable, Generator
from contextlib import contextmanager

_REQUEST_OBJECTS = 10_000  # of some dozens of batches: what waits to be looked through stays within megabytes


@contextmanager
def young_only() -> Generator[Callable[[], None]]:
    """While the block runs, only objects made since the last call of the yielded function are looked through.

    Law: the cost of a call follows what was made since the last one, never what is kept. The same holds of the
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
    gc.collect(0)
    gc.freeze()
