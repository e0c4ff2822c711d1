"""What can keep an erasure from being finished."""

from collections.abc import Collection, Mapping

from clew.kernel.errors import ClewError


class StillRead(ClewError):
    """Somebody still reads what must go; its erasure stays ordered and is carried out again soon.

    Attributes:
        orders: Ids of the orders that wait for them; the others are done.
        removed: What went all the same, by place.
    """

    code = "privacy.still_read"
    retryable = True

    def __init__(
        self, message: str, *, where: str, hint: str, orders: Collection[str], removed: Mapping[str, int]
    ) -> None:
        super().__init__(message, where=where, hint=hint)
        self.orders = frozenset(orders)
        self.removed = removed
