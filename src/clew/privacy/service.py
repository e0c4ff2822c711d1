"""Erasure and access over every place that holds personal data."""

from collections import Counter
from collections.abc import Iterator, Sequence

from clew.kernel.errors import ClewError
from clew.kernel.instants import Clock
from clew.privacy.errors import StillRead
from clew.privacy.model import Disclosure, ErasureOrder, Receipt, Subject
from clew.privacy.ports import ErasureBook, PersonalDataHolder


class Privacy:
    """Carries out what people may ask of their data; belongs to one thread.

    Law: an order is settled only after every holder has finished with it, so a crash repeats the pass and never skips
    it. What one place waits for keeps neither the other places nor the other orders waiting.
    """

    def __init__(self, book: ErasureBook, holders: Sequence[PersonalDataHolder], clock: Clock) -> None:
        self._book = book
        self._holders = holders
        self._clock = clock
        self._finished: list[dict[str, ErasureOrder]] = [{} for _ in holders]
        """Of each holder, the orders that it has finished with and that wait for another."""
        self._carried: set[str] = set()
        self._removed: Counter[str] = Counter()

    @property
    def places(self) -> list[str]:
        """Every place that an erasure reaches."""
        return [place for holder in self._holders for place in holder.places]

    def erase_ordered(self) -> list[Receipt]:
        """Carry out all waiting orders in one pass over every place; their receipts.

        Raises:
            ClewError: as a holder raised it; what waits is done by the next call, what was removed stays counted.
        """
        receipts, hindrance = self.try_erase_ordered()
        if hindrance is not None:
            raise hindrance
        return receipts

    def try_erase_ordered(self, orders: Sequence[ErasureOrder] | None = None) -> tuple[list[Receipt], ClewError | None]:
        """As `erase_ordered`, for a loop that comes again: a retryable hindrance is returned instead of raised.

        Args:
            orders: Of those that wait, these only.
        """
        taken = self._book.orders() if orders is None else orders
        if not taken:
            return [], None
        try:
            hindrance = self._pass(taken)
        except ClewError as error:
            if not error.retryable:
                raise
            return [], error
        return self._settle(taken), hindrance

    def _pass(self, orders: Sequence[ErasureOrder]) -> StillRead | None:
        """Have every holder do what it has not finished; who is still in the way, if anybody."""
        hindrance: StillRead | None = None
        self._carried.update(order.id for order in orders)
        for holder, finished in zip(self._holders, self._finished, strict=True):
            rest = [order for order in orders if finished.get(order.id) != order]
            if not rest:
                continue
            try:
                self._removed.update(holder.erase(rest))
            except StillRead as error:
                hindrance = error
                self._removed.update(error.removed)
                rest = [order for order in rest if order.id not in error.orders]
            finished.update((order.id, order) for order in rest)
        return hindrance

    def _settle(self, orders: Sequence[ErasureOrder]) -> list[Receipt]:
        # An order of what is sent again may have grown meanwhile: then it has another pass.
        waiting = {order.id: order for order in self._book.orders()}
        done = [
            order
            for order in orders
            if waiting.get(order.id) == order and all(finished.get(order.id) == order for finished in self._finished)
        ]
        if not done:
            return []
        removed = {place: self._removed[place] for place in self.places}
        now = self._clock.now()
        receipts = [Receipt(order.id, order.at, now, removed, len(self._carried)) for order in done]
        self._book.settle(receipts)
        for order in done:
            for finished in self._finished:
                del finished[order.id]
        if not any(self._finished):
            self._carried.clear()
            self._removed.clear()
        return receipts

    def export(self, subject: Subject) -> Iterator[Disclosure]:
        """Everything held about a person, place by place."""
        for holder in self._holders:
            yield from holder.export(subject)
