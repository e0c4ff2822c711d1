"""The engine: one pure step over a profile, and the micro-batch loop that feeds it from the log.

Law of the folder: state, facts, alarms and offset change in one transaction; a rebuild from the log gives the same.
"""

from clew.engine.assemble import History
from clew.engine.backtest import BackTest, Day, Overlap, Tally
from clew.engine.committing import RECORDS
from clew.engine.effective import effective_records
from clew.engine.feed import Body, Feed, HalfRebuilt, LogFeed, ReplayFeed
from clew.engine.holders import (
    HistoryHolder,
    LogHolder,
    ProfileHolder,
    QuarantineHolder,
    subject_of,
)
from clew.engine.itineraries import conditions_in, document_of, journeys_in, offers_in, policy_in
from clew.engine.keeper import Keeper, Kept
from clew.engine.loop import Engine
from clew.engine.parts import Limits, Parts, Progress
from clew.engine.publish import SEEDED_KINDS, definitions_of, historical_in, namespaces_in, zone_in
from clew.engine.retention import LASTING_TYPES, Retention, retention_in, retention_of
from clew.engine.seal import SealPolicy
from clew.engine.seen import Seen, SeenKey, SeenKeys, SeenSpan
from clew.engine.spent import letting_go, spent
from clew.engine.thread import Flip, Thread, as_it_happened, follow

__all__ = [
    "LASTING_TYPES",
    "RECORDS",
    "SEEDED_KINDS",
    "BackTest",
    "Body",
    "Day",
    "Engine",
    "Feed",
    "Flip",
    "HalfRebuilt",
    "History",
    "HistoryHolder",
    "Keeper",
    "Kept",
    "Limits",
    "LogFeed",
    "LogHolder",
    "Overlap",
    "Parts",
    "ProfileHolder",
    "Progress",
    "QuarantineHolder",
    "ReplayFeed",
    "Retention",
    "SealPolicy",
    "Seen",
    "SeenKey",
    "SeenKeys",
    "SeenSpan",
    "Tally",
    "Thread",
    "as_it_happened",
    "conditions_in",
    "definitions_of",
    "document_of",
    "effective_records",
    "follow",
    "historical_in",
    "journeys_in",
    "letting_go",
    "namespaces_in",
    "offers_in",
    "policy_in",
    "retention_in",
    "retention_of",
    "spent",
    "subject_of",
    "zone_in",
]
