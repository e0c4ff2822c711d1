"""Rows kept as parallel lists in order of their first column."""

from bisect import bisect_right
from typing import Any


def insert_row(state: list[Any], row: tuple[Any, ...]) -> None:
    """Put a row behind all rows with its time or an earlier one."""
    times = state[0]
    if not times or row[0] >= times[-1]:
        for column, value in zip(state, row, strict=False):
            column.append(value)
        return
    insert_row_at(state, bisect_right(times, row[0]), row)


def insert_row_at(state: list[Any], index: int, row: tuple[Any, ...]) -> None:
    """Put a row at an index."""
    for column, value in zip(state, row, strict=False):
        column.insert(index, value)
