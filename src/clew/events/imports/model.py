"""How far an import has come."""

from typing import NamedTuple

import msgspec


class ImportProgress(msgspec.Struct, frozen=True):
    """What the ledger keeps of an import: where to go on, and what came of the rows before.

    Attributes:
        rows: Rows read: what they came to is in the log, but for groups that were still open.
        events: Events appended.
        rejects: Rows in quarantine.
        last_seq: Log row of the last body appended; 0 before the first.
        done: Whether the file came to its end.
    """

    rows: int = 0
    events: int = 0
    rejects: int = 0
    last_seq: int = 0
    done: bool = False


class ImportReport(NamedTuple):
    """How a run ended.

    Attributes:
        progress: All runs of this import together.
        resumed: Rows that an earlier run had read.
    """

    progress: ImportProgress
    resumed: int
