"""Rejects, beside the log: kept with their reason, counted, replayed once, erased for good."""

from collections.abc import Mapping, Sequence
from typing import Any

from clew.adapters.sql.database import Batch, SqlStore, Table
from clew.events.ports import Arrival, QuarantineRow, Reject, RejectTaken
from clew.kernel.instants import Instant
from clew.kernel.packing import pack, unpacker

_REJECT = Table("reject", ("id", "at", "source", "reason", "state", "reject", "key"))
_KEEP_ONCE = (
    "INSERT INTO reject (id, at, source, reason, state, reject, key) VALUES (?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT DO NOTHING"
)

_rejects = unpacker(Reject)


class Quarantine(SqlStore):
    """The rejects of a workspace: all of `QuarantineStore` but `replay`, which appends."""

    def rejects(
        self,
        *,
        after: int = 0,
        limit: int = 100,
        source: str | None = None,
        reason: str | None = None,
        state: str = "held",
        newest: bool = False,
    ) -> list[QuarantineRow]:
        """Rows with `id > after`, oldest first; or the newest of them, newest first."""
        query = "SELECT id, at, source, reject, state FROM reject WHERE id > ? AND state = ?"
        params: list[Any] = [after, state]
        if source is not None:
            query += " AND source = ?"
            params.append(source)
        if reason is not None:
            query += " AND reason = ?"
            params.append(reason)
        found = self._database.rows(
            query + (" ORDER BY id DESC LIMIT ?" if newest else " ORDER BY id LIMIT ?"), (*params, limit)
        )
        return [
            QuarantineRow(id=row_id, at=at, source=sender, reject=_rejects.decode(reject), state=status)
            for row_id, at, sender, reject, status in found
        ]

    def reject_counts(self, state: str = "held") -> Mapping[tuple[str, str], int]:
        """How many there are in this state, by (source, reason)."""
        found = self._database.rows(
            "SELECT source, reason, count(*) FROM reject WHERE state = ? GROUP BY source, reason", (state,)
        )
        return {(source, reason): count for source, reason, count in found}

    def discard(self, ids: Sequence[int]) -> None:
        """Mark as `discarded`, by a person's decision; what is not held any more stays as it is."""
        with self._database.write() as batch:
            batch.many(
                "UPDATE reject SET state = 'discarded' WHERE id = ? AND state = 'held'", [(row_id,) for row_id in ids]
            )

    def take_back(self, ids: Sequence[int]) -> None:
        """Hold again what was discarded; everything else stays as it is."""
        with self._database.write() as batch:
            batch.many(
                "UPDATE reject SET state = 'held' WHERE id = ? AND state = 'discarded'", [(row_id,) for row_id in ids]
            )

    def erase_rejects(self, ids: Sequence[int]) -> None:
        """Remove these rows so that no byte remains in any file."""
        with self._database.write(secure=True) as batch:
            batch.many("DELETE FROM reject WHERE id = ?", [(row_id,) for row_id in ids])
        self._database.purge()


def keep_rejects(batch: Batch, arrivals: Sequence[Arrival], *, first_id: int, at: Instant) -> int:
    """Insert the rejects of these arrivals, but those that came before; how many there were."""
    rejects = [
        (at if arrival.received is None else arrival.received, arrival.source, reject)
        for arrival in arrivals
        for reject in arrival.rejects
    ]
    rows = [
        (row_id, came, source, reject.reason, "held", pack(reject), reject.key or None)
        for row_id, (came, source, reject) in enumerate(rejects, start=first_id)
    ]
    batch.append(_REJECT, [row for row in rows if row[-1] is None])
    batch.many(_KEEP_ONCE, [row for row in rows if row[-1] is not None])
    return len(rejects)


def mark_replayed(batch: Batch, ids: Sequence[int]) -> None:
    """Mark held rejects as replayed.

    Raises:
        RejectTaken: if one is not held, so that two people replaying at once can't append its event twice.
    """
    for row_id in ids:
        if batch.run("UPDATE reject SET state = 'replayed' WHERE id = ? AND state = 'held'", (row_id,)) != 1:
            raise RejectTaken(
                "a reject to be replayed is not held any more",
                where=f"quarantine/{row_id}",
                hint="list what is held and replay that",
            )
