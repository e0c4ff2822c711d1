"""What goes on, as the API asks for it: the newest events and changes, and that something moved."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from clew.api.views import LiveChange, LiveEvent


class LivePage(NamedTuple):
    """What is new.

    Attributes:
        items: Oldest first.
        cursor: Where to go on, also when there are no items.
        skipped: About how many older ones were left out because there were too many.
    """

    items: Sequence[LiveEvent | LiveChange]
    cursor: str
    skipped: int = 0


class LiveReader(Protocol):
    """The newest events and segment changes, cheap enough to ask four times a second for every reader."""

    def recent(self, limit: int) -> LivePage:
        """The newest items there are, at most `limit`."""
        ...

    def since(self, cursor: str, limit: int) -> LivePage:
        """What came after the cursor; if that is more than `limit`, the newest of it.

        Raises:
            ClewError: if the text is no cursor.
        """
        ...


class WorkReader(Protocol):
    """What goes on besides events: documents, imports, trainings, simulations, tests, messages, its own health."""

    def marks(self) -> Mapping[str, int]:
        """A number per sort of work, another one once any of it has changed; as cheap to ask as `LiveReader.since`."""
        ...
