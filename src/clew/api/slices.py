"""A part of a list, as readers give it."""

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Slice(NamedTuple, Generic[T]):
    """Some items of a list, and where it goes on.

    Attributes:
        items: At most as many as asked for.
        next: The reader's own text for "after these"; None at the end. The API signs and wraps it.
    """

    items: Sequence[T]
    next: str | None = None
