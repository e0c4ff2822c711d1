"""Which tail rows belong to a profile, kept in memory: an index in the file would double the cost of a commit."""

from collections.abc import Collection
from threading import Lock

from clew.adapters.sql import Database


class TailIndex:
    """Profile to the ids of its tail rows, as far as this process has read them.

    Row ids only grow and are never used again, so reading on from the greatest one finds all that is new, whoever
    wrote it. A row that was removed stays listed, and is not found when it is looked up; when the oldest row is gone
    a seal has cut off everything before, and the index is read anew.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._rows: dict[str, list[int]] = {}
        self._oldest: int | None = None
        self._newest = 0

    def ids(self, profiles: Collection[str]) -> list[int]:
        """Ids of the rows of these profiles that were committed before this call, in ascending order."""
        with self._lock:
            self._refresh()
            found = [row_id for profile in set(profiles) for row_id in self._rows.get(profile, ())]
        found.sort()
        return found

    def _refresh(self) -> None:
        oldest, newest = self._database.rows("SELECT (SELECT min(id) FROM tail), (SELECT max(id) FROM tail)")[0]
        if oldest != self._oldest:
            self._rows, self._newest = {}, 0
        self._oldest = oldest
        if newest is None or newest <= self._newest:
            return
        rows = self._rows
        for row_id, profile in self._database.rows("SELECT id, profile FROM tail WHERE id > ?", (self._newest,)):
            self._newest = row_id
            if profile in rows:
                rows[profile].append(row_id)
            else:
                rows[profile] = [row_id]
