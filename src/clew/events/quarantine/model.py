"""What a replay came to."""

from typing import NamedTuple

from clew.events.ports import Reject
from clew.kernel.errors import ClewError


class RejectNotHeld(ClewError):
    """There is no such reject, or it was replayed or discarded before."""

    code = "quarantine.not_held"


class SettlementRuns(ClewError):
    """Another pile of rejects is being settled."""

    code = "quarantine.runs"
    retryable = True


class HeldAgain(NamedTuple):
    """A reject that failed once more and stays held.

    Attributes:
        id: Its number.
        reject: Why it fails now, by the present mapping and schemas.
    """

    id: int
    reject: Reject


class Mended(NamedTuple):
    """What a replay came to.

    Attributes:
        replayed: Numbers of the rejects whose events are in the log now.
        held: Those that failed again; and the rows, by the number of their body, that wait by themselves now, as others
            of it are in the log.
    """

    replayed: tuple[int, ...] = ()
    held: tuple[HeldAgain, ...] = ()

    @property
    def seen(self) -> int:
        """How many rejects were read again."""
        return len({*self.replayed, *(again.id for again in self.held)})

    def __add__(self, other: object) -> "Mended":
        """Both together."""
        if not isinstance(other, Mended):
            return NotImplemented
        return Mended(self.replayed + other.replayed, self.held + other.held)
