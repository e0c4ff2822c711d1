"""What can be wrong with a journey."""

from collections.abc import Sequence

from clew.catalog import Fault
from clew.kernel.errors import ClewError


class InvalidJourney(ClewError):
    """A journey can't be run; every reason with its place.

    Attributes:
        faults: What is wrong, each with the pointer of its place in the document.
    """

    code = "journey.invalid"

    def __init__(self, faults: Sequence[Fault], *, where: str | None = None) -> None:
        first = faults[0]
        more = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
        super().__init__(first.message + more, where=f"{where or 'journey'}{first.pointer}", hint=first.hint)
        self.faults = tuple(faults)
