"""The event log and its quarantine: the `EventLog` and `QuarantineStore` ports."""

from collections.abc import Sequence

from clew.adapters.sql.database import Batch, Database, Table
from clew.adapters.sql.quarantine import Quarantine, keep_rejects, mark_replayed
from clew.adapters.sql.reach import Reaching
from clew.events.ports import Arrival, BodyRewrite, LogPage, LogRow
from clew.kernel.instants import Clock, Instant

_LOG = Table("log", ("seq", "at", "source", "body"))

TRIM_ROWS = 2_000
"""How many rows a trim deletes in one transaction, so that appenders never wait long for it."""


class SqlEventLog(Quarantine, Reaching):
    """The log of a workspace, and what could not enter it.

    The one row of `mark` holds the newest place ever given and the latest promise. Whoever writes locks it first and
    keeps it until the commit is visible: that makes the order of `seq` the order in which rows appear.
    """

    _REACH = "SELECT workspace, coalesce((SELECT min(seq) - 1 FROM log), seq), seq FROM mark"
    _TAKE = "UPDATE mark SET workspace = ? WHERE workspace = ''"

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(database)
        self._clock = clock

    def append(self, arrivals: Sequence[Arrival]) -> list[LogRow | None]:
        """Commit bodies and their rejects in one transaction; a place for each body (None where there was none)."""
        return self.replay(arrivals, ())

    def replay(self, arrivals: Sequence[Arrival], replayed: Sequence[int]) -> list[LogRow | None]:
        """Append what mended rejects became and mark them `replayed`, in one transaction: no loss, no doubles.

        Raises:
            RejectTaken: if one of them is not held any more; nothing is appended then.
        """
        with self._database.write() as batch:
            seq, last_at, closed_at, reject_id = _lock(batch)
            mark_replayed(batch, replayed)
            now = max(self._clock.now(), last_at, closed_at)
            # The first row takes the clock's present where that is new, and the next free instant where it is not.
            at = max(last_at, closed_at, now - 1)
            places: list[LogRow | None] = []
            for arrival in arrivals:
                if arrival.body is None:
                    places.append(None)
                    continue
                seq, at = seq + 1, at + 1
                places.append(LogRow(seq, at, arrival.source, arrival.body))
            rows = [place for place in places if place is not None]
            batch.append(_LOG, rows)
            kept = keep_rejects(batch, arrivals, first_id=reject_id + 1, at=max(at, now))
            batch.run(
                "UPDATE mark SET seq = ?, at = ?, reject_id = ?", (seq, at if rows else last_at, reject_id + kept)
            )
        return places

    def read(self, after: int, limit: int) -> LogPage:
        """Rows with `seq > after`, at most `limit` of them, with the `closed_at` promise."""
        # In this order: whatever appears between the two queries lies after what the mark promises.
        seq, at, closed_at = self._mark()
        if seq <= after:
            return LogPage([], max(at, closed_at), complete=True)
        found = self._database.rows(
            "SELECT seq, at, source, body FROM log WHERE seq > ? ORDER BY seq LIMIT ?", (after, limit + 1)
        )
        rows = [LogRow._make(row) for row in found[:limit]]
        if len(found) > limit:
            return LogPage(rows, rows[-1].at, complete=False)
        newest = rows[-1].at if rows else at
        return LogPage(rows, max(newest, at, closed_at), complete=True)

    def advance(self) -> Instant:
        """Promise durably that no row at or before the clock's present can appear any more; returns that instant.

        Where the clock stepped back it is the newest instant given or promised before.
        """
        with self._database.write() as batch:
            _, last_at, closed_at, _ = _lock(batch)
            promised = max(self._clock.now(), last_at, closed_at)
            if promised > closed_at:
                batch.run("UPDATE mark SET closed_at = ?", (promised,))
        return promised

    def last(self) -> tuple[int, Instant]:
        """`(seq, at)` of the newest row ever, trimmed or not; `(0, 0)` when there was none."""
        seq, at, _ = self._mark()
        return seq, at

    def trim(self, through: int) -> None:
        """Forget rows with `seq <= through`: they are in the lake. seq and at go on increasing afterwards."""
        while True:
            slice_end = self._database.rows(
                "SELECT max(seq) FROM (SELECT seq FROM log WHERE seq <= ? ORDER BY seq LIMIT ?) AS slice",
                (through, TRIM_ROWS),
            )[0][0]
            if slice_end is None:
                return
            with self._database.write() as batch:
                batch.run("DELETE FROM log WHERE seq <= ?", (slice_end,))

    def erase(self, seqs: Sequence[int], rewrite: BodyRewrite) -> None:
        """Rewrite these rows so that no byte of the old bodies remains in any file.

        Rows trimmed before leave unused pages behind, so the files are rewritten whatever `seqs` still names.
        """
        with self._database.write(secure=True) as batch:
            for seq in seqs:
                found = batch.rows("SELECT seq, at, source, body FROM log WHERE seq = ?", (seq,))
                if found:
                    row = LogRow._make(found[0])
                    batch.run("UPDATE log SET body = ? WHERE seq = ?", (rewrite(row), seq))
        self._database.purge()

    def _mark(self) -> tuple[int, Instant, Instant]:
        seq, at, closed_at = self._database.rows("SELECT seq, at, closed_at FROM mark")[0]
        return seq, at, closed_at


def _lock(batch: Batch) -> tuple[int, Instant, Instant, int]:
    """The mark, held until the transaction ends."""
    seq, at, closed_at, reject_id = batch.rows("SELECT seq, at, closed_at, reject_id FROM mark {lock}")[0]
    return seq, at, closed_at, reject_id
