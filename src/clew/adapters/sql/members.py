"""Who is in which segment, to be listed and counted without reading any state."""

from collections.abc import Mapping, Sequence

from clew.adapters.sql.database import Batch, SqlStore, Table
from clew.kernel.instants import Instant

_MEMBERS = Table("member", ("segment", "profile", "since"), key=2)


class SqlMembers(SqlStore):
    """The memberships as last committed."""

    def segment_members(self, segment: str, *, after: str = "", limit: int = 1000) -> list[tuple[str, Instant]]:
        """`(root profile, since)` of a segment's members (by segment key), `profile > after`."""
        found = self._database.rows(
            "SELECT profile, since FROM member WHERE segment = ? AND profile > ? ORDER BY profile LIMIT ?",
            (segment, after, limit),
        )
        return [(profile, since) for profile, since in found]

    def segment_counts(self) -> Mapping[str, int]:
        """How many members each segment key has; a key without members is absent."""
        return dict(self._database.rows("SELECT segment, members FROM member_count WHERE members > 0"))


def put_members(batch: Batch, members: Sequence[tuple[str, str, Instant | None]]) -> None:
    """Begin and end memberships, the last word on a pair counting; the database keeps the counts."""
    final = {(segment, profile): since for segment, profile, since in members}
    batch.remove(_MEMBERS, [pair for pair, since in final.items() if since is None])
    batch.put(_MEMBERS, [(*pair, since) for pair, since in final.items() if since is not None])
