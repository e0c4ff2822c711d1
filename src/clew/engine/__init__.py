"""The engine: one pure step over a profile, and the micro-batch loop that feeds it from the log.

Law of the folder: state, facts, alarms and offset change in one transaction; a rebuild from the log gives the same.
"""

from clew.engine.effective import effective_records
from clew.engine.feed import Body, Feed, LogFeed, ReplayFeed
from clew.engine.loop import Engine, History, Limits, Parts, Progress
from clew.engine.seen import Seen, event_key

__all__ = [
    "Body",
    "Engine",
    "Feed",
    "History",
    "Limits",
    "LogFeed",
    "Parts",
    "Progress",
    "ReplayFeed",
    "Seen",
    "effective_records",
    "event_key",
]
