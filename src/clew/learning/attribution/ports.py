"""What attribution needs of a workspace: touches and conversions of its people."""

from typing import TYPE_CHECKING, Protocol

from clew.learning.attribution.question import Reach

if TYPE_CHECKING:
    from clew.learning.attribution.sharing import Happenings


class TouchReader(Protocol):
    """Reads what happened to people, over the lake and the tail."""

    def read(self, reach: Reach) -> "Happenings":
        """Touches and conversions from one look-back before the period until its end, in order of the log.

        Everybody of the question has a row, if only one that is neither. An event of a touchpoint whose name is missing
        is a touch of `(none)`. A conversion's worth is 0 where it is no number.

        Raises:
            ClewError: If it takes too long, needs too much memory, or was stopped.
        """
        ...
