"""Collection over HTTP: the market's SDKs send here unchanged.

Law of the folder: 200 means durable; an event that can't be understood waits in quarantine and costs the others
nothing; a sender is told what is wrong, where, and what to do; nothing a sender can do brings the collector down.
"""

from clew.api.collect.app import Collector
from clew.api.collect.keys import CachedKeys
from clew.api.collect.limits import Limits
from clew.api.collect.ports import KeyRing, NewId, Normalise, Source, Validate
from clew.api.collect.request import Request
from clew.api.collect.reread import reread
from clew.api.collect.writer import LogWriter

__all__ = [
    "CachedKeys",
    "Collector",
    "KeyRing",
    "Limits",
    "LogWriter",
    "NewId",
    "Normalise",
    "Request",
    "Source",
    "Validate",
    "reread",
]
