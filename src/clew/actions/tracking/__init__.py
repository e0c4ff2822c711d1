"""Links that lead over us, and who follows them.

Law: what a link says is sealed; a visit of a machine is told and counts for nothing.
"""

from clew.actions.tracking.links import (
    CLICK_PATH,
    CONFIRM_PATH,
    OPEN_PATH,
    PREFERENCES_PATH,
    UNSUBSCRIBE_PATH,
    Click,
    Leaving,
    Links,
    Reading,
)
from clew.actions.tracking.machines import TOO_SOON, Visit, machine, since

__all__ = [
    "CLICK_PATH",
    "CONFIRM_PATH",
    "OPEN_PATH",
    "PREFERENCES_PATH",
    "TOO_SOON",
    "UNSUBSCRIBE_PATH",
    "Click",
    "Leaving",
    "Links",
    "Reading",
    "Visit",
    "machine",
    "since",
]
