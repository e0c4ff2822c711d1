"""What erasure and access need of every place that holds personal data, and of the book that orders them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from clew.privacy.model import Disclosure, ErasureOrder, Receipt, Subject
from clew.privacy.suppression import Suppression


class PersonalDataHolder(Protocol):
    """A place, or several, where personal data is kept.

    Law (byte-level test): after `erase` returns, no byte of the subjects' data is in any file of its places, the
    unused pages and write-ahead logs of databases included. `erase` may be called again after a crash.
    """

    @property
    def places(self) -> Sequence[str]:
        """Names of the places, for receipts: `lake`, `log`, `quarantine`, ..."""
        ...

    def erase(self, orders: Sequence[ErasureOrder]) -> Mapping[str, int]:
        """Remove everything about these people in one pass; how many things went, by place.

        Raises:
            StillRead: if somebody must let go of something first: of which orders, and what went meanwhile. Call again.
        """
        ...

    def export(self, subject: Subject) -> Iterator[Disclosure]:
        """Everything held about one person."""
        ...


class ErasureBook(Protocol):
    """Orders that still wait for their pass, and receipts of those carried out; it lives in the state store."""

    def orders(self) -> list[ErasureOrder]:
        """Orders not settled yet, oldest first; readers hide their profiles until then."""
        ...

    def settle(self, receipts: Sequence[Receipt]) -> None:
        """Keep the receipts and forget their orders, in one transaction, so that no byte of the orders remains."""
        ...

    def receipt(self, order: str) -> Receipt | None:
        """What the order of this id has left; None while it is not settled."""
        ...

    def receipts(self, *, after: str = "", limit: int = 100) -> list[Receipt]:
        """Receipts in order of their order's id, `order > after`."""
        ...


class Suppressions(Protocol):
    """Suppressed addresses; in the state store, and kept through a rebuild, for the records behind them may be erased.

    Law (conformance suite): what was put is found until it is removed; the wider scope of two for one address and
    channel stays, whatever the order; no address is ever in it, only its hash.
    """

    def suppressed(self, hashes: Collection[str]) -> Mapping[str, list[Suppression]]:
        """Of these hashes, the suppressed ones, by hash; one query."""
        ...

    def suppressions(self, *, after: str = "", limit: int = 100) -> list[Suppression]:
        """All of them in order of hash and channel, `hash > after`."""
        ...

    def suppression_counts(self) -> Mapping[tuple[str, str], int]:
        """How many addresses, by (channel, reason)."""
        ...
