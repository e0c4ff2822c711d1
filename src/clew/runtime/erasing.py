"""The order to erase somebody, as everybody puts it into the log."""

from clew.events import Event, Identity
from clew.identity import PROFILE
from clew.kernel.instants import Instant

SOURCE = "privacy"
"""The source of what is ordered of people's data."""


def erasure_of(name: Identity, now: Instant, *, by: str) -> Event:
    """The order to erase whoever bears a name.

    Args:
        name: Of theirs; a profile may be named by its id, in the namespace `profile`.
        now: The present, by which the order is called: by any other name of theirs something of them would be left.
        by: Who orders it.
    """
    of_profile = f"-{name.value}" if name.namespace == PROFILE else ""
    return Event(f"erase-{now}{of_profile}", "delete_profile", "delete_profile", (name,), context={"by": by})
