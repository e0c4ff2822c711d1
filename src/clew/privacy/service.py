"""Erasure and access over every place that holds personal data."""

from collections import Counter
from collections.abc import Iterator, Sequence

from clew.kernel.errors import ClewError
from clew.kernel.instants import Clock
from clew.privacy.model import Disclosure, Receipt, Subject
from clew.privacy.ports import ErasureBook, PersonalDataHolder


class Privacy:
    """Carries out what people may ask of their data; belongs to one thread.

    Law: an order is settled only after every holder has finished, so a crash repeats the pass and never skips it.
    """

    def __init__(self, book: ErasureBook, holders: Sequence[PersonalDataHolder], clock: Clock) -> None:
        self._book = book
        self._holders = holders
        self._clock = clock
        self._removed: Counter[str] = Counter()

    @property
    def places(self) -> list[str]:
        """Every place that an erasure reaches."""
        return [place for holder in self._holders for place in holder.places]

    def erase_ordered(self) -> list[Receipt]:
        """Carry out all waiting orders in one pass over every place; their receipts.

        Raises:
            ClewError: as a holder raised it; the orders wait for the next call, what was removed stays counted.
        """
        orders = self._book.orders()
        if not orders:
            return []
        for holder in self._holders:
            self._removed.update(holder.erase(orders))
        removed = {place: self._removed[place] for place in self.places}
        now = self._clock.now()
        receipts = [Receipt(order.id, order.at, now, removed, len(orders)) for order in orders]
        self._book.settle(receipts)
        self._removed.clear()
        return receipts

    def try_erase_ordered(self) -> tuple[list[Receipt], ClewError | None]:
        """As `erase_ordered`, for a loop that comes again: a retryable hindrance is returned instead of raised."""
        try:
            return self.erase_ordered(), None
        except ClewError as error:
            if not error.retryable:
                raise
            return [], error

    def export(self, subject: Subject) -> Iterator[Disclosure]:
        """Everything held about a person, place by place."""
        for holder in self._holders:
            yield from holder.export(subject)
