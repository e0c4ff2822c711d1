"""The cycle collector, kept from walking what stays: an engine's cached profiles are millions of objects.

Reference counts free nearly everything. What is left are cycles, and those that a batch makes die with the batch.
"""

import gc
from collections.abc import Callable, Generator
from contextlib import contextmanager


@contextmanager
def young_only() -> Generator[Callable[[], None]]:
    """While the block runs, only objects made since the last call of the yielded function are looked through.

    Law: the cost of a call follows what was made since the last one, never what is kept.
    """
    gc.collect()
    gc.freeze()
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield _tidy
    finally:
        gc.unfreeze()
        if was_enabled:
            gc.enable()


def _tidy() -> None:
    gc.collect(0)
    gc.freeze()
