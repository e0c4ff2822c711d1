"""Importing files: rows through a mapping into the log, in chunks, resumable, harmless when run twice.

Law: every row becomes an event, part of an event, or a reject with its row number; never nothing. An import that is
cut short and run again makes of each row what it would have made uncut: it repeats at most one chunk, under the same
event ids, so that deduplication leaves no double.
"""

from clew.events.imports.errors import AlreadyRunning, NothingFits
from clew.events.imports.fitting import fitting
from clew.events.imports.model import ImportProgress, ImportReport
from clew.events.imports.ports import ImportLedger, Row, RowMapper, RowSource
from clew.events.imports.service import Importer

__all__ = [
    "AlreadyRunning",
    "ImportLedger",
    "ImportProgress",
    "ImportReport",
    "Importer",
    "NothingFits",
    "Row",
    "RowMapper",
    "RowSource",
    "fitting",
]
