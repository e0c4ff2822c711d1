"""From a released action to what a channel sends; apart from the rest of the domain, for templates take long to load.

Law: pure. What a message says is fixed by its template's version and by what was known at its release.
"""

from clew.actions.writing.compose import outgoing, written
from clew.actions.writing.prepare import Known, offer_values, prepared

__all__ = ["Known", "offer_values", "outgoing", "prepared", "written"]
