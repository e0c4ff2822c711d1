"""A copy of a file that is in use: what is committed at one moment, while its writers go on."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from clew.adapters.sql import StoreFailed, StoreUnavailable


def copy_store(source: Path, target: Path) -> None:
    """Copy one store, durably.

    Raises:
        StoreUnavailable: if there is none.
        StoreFailed: if SQLite can't read or write it.
    """
    if not source.is_file():
        raise StoreUnavailable("there is no such store", where=source.name, hint="name the folder of the workspace")
    try:
        with closing(sqlite3.connect(source)) as held, closing(sqlite3.connect(target)) as copy:
            held.backup(copy)  # all pages in one step: of one moment
    except sqlite3.Error as error:
        # The driver's words name no value here, only what the disk or the file lacks.
        raise StoreFailed(f"the store can't be copied: {error}", where=source.name, hint="see to the disk") from None
    with target.open("rb") as file:
        os.fsync(file.fileno())
