"""Sizes: the real ones, or toy ones that only show that a benchmark works (`python -m bench --quick`)."""

import os
from typing import TypeVar

T = TypeVar("T")

QUICK = "CLEW_BENCH_QUICK"
"""Environment variable that asks for toy sizes; child processes inherit it."""


def is_quick() -> bool:
    """Whether this run is about the benchmarks themselves, not about figures."""
    return bool(os.environ.get(QUICK))


def sized(full: T, toy: T) -> T:
    """The size to use now."""
    return toy if is_quick() else full
