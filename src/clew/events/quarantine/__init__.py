"""Quarantine: what could not become events, kept whole with its reason; mended, replayed once, or set aside.

Law: a reject is held until its event is in the log or a person discards it. A replay appends and marks in one
transaction, under the event's own id, so that repeating it, or doing it twice at once, leaves no double; and at the
event's own time, by when it was received, so that waiting moves nothing.
"""

from clew.events.quarantine.amend import Amendment, Doing
from clew.events.quarantine.model import HeldAgain, Mended, RejectNotHeld, SettlementRuns
from clew.events.quarantine.remake import Remake, by_mapping
from clew.events.quarantine.service import Quarantine

__all__ = [
    "Amendment",
    "Doing",
    "HeldAgain",
    "Mended",
    "Quarantine",
    "RejectNotHeld",
    "Remake",
    "SettlementRuns",
    "by_mapping",
]
