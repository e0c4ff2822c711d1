"""Suppressed addresses: the `Suppressions` port, and what the engine writes in its own transaction."""

from collections.abc import Collection, Mapping, Sequence

from clew.adapters.sql.database import Batch, SqlStore
from clew.privacy import Suppression
from clew.privacy.ports import Suppressions

_SELECT = "SELECT s.hash, s.channel, s.reason, s.scope, s.at FROM "


class SqlSuppressions(SqlStore, Suppressions):
    """The suppressed addresses as last committed."""

    def suppressed(self, hashes: Collection[str]) -> Mapping[str, list[Suppression]]:
        """Of these hashes, the suppressed ones, by hash; one query."""
        found: dict[str, list[Suppression]] = {}
        query = _SELECT + "{keys} CROSS JOIN suppressed s WHERE s.hash = k.value ORDER BY s.channel"
        for row in map(Suppression._make, self._database.keyed(query, hashes)):
            found.setdefault(row.hash, []).append(row)
        return found

    def suppressions(self, *, after: str = "", limit: int = 100) -> list[Suppression]:
        """All of them in order of hash and channel, `hash > after`."""
        found = self._database.rows(
            _SELECT + "suppressed s WHERE s.hash > ? ORDER BY s.hash, s.channel LIMIT ?", (after, limit)
        )
        return [Suppression._make(row) for row in found]

    def suppression_counts(self) -> Mapping[tuple[str, str], int]:
        """How many addresses, by (channel, reason)."""
        found = self._database.rows("SELECT channel, reason, count(*) FROM suppressed GROUP BY channel, reason")
        return {(channel, reason): count for channel, reason, count in found}


def put_suppressions(batch: Batch, entries: Sequence[Suppression]) -> None:
    """Add entries; of two for one address and channel the wider stays, and of two as wide the earlier."""
    batch.many(
        "INSERT INTO suppressed (hash, channel, reason, scope, at) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (hash, channel) DO UPDATE SET reason = excluded.reason, scope = excluded.scope, at = excluded.at "
        "WHERE suppressed.scope <> 'all' AND excluded.scope = 'all'",
        entries,
    )


def lift_suppressions(batch: Batch, hashes: Collection[str]) -> None:
    """Remove all entries of these hashes: a person with authority decided so."""
    batch.many("DELETE FROM suppressed WHERE hash = ?", [(hashed,) for hashed in sorted(hashes)])
