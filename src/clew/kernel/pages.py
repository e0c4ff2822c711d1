"""Pages of a list, walked by an opaque cursor that stays valid while rows are inserted."""

from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Some rows of a list and where to go on.

    Attributes:
        items: The rows.
        next_cursor: What to pass for the rows after these; None on the last page.
    """

    items: list[T]
    next_cursor: str | None = None
