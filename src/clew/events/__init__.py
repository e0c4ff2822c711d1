"""Events: what happened, as values, schemas, mappings and quarantine; and the port of the log they live in.

Law of the folder: an event is immutable; what can't be understood is kept with its reason, never dropped.
"""

from clew.events.model import ERASED, IDENTITYLESS, Event, Fact, Identity, Kind, Position, Record, event_time

__all__ = ["ERASED", "IDENTITYLESS", "Event", "Fact", "Identity", "Kind", "Position", "Record", "event_time"]
