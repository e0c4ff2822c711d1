"""Who is under way in which journey, its figures, and what the workspace is about to bring whom."""

from collections.abc import Collection, Sequence

from clew.adapters.sql.database import Batch, SqlStore, Table
from clew.engine.ports import CallRow, JourneyCount, ParticipantCount, ParticipantRow
from clew.kernel.instants import Instant

_PARTICIPANTS = Table(
    "participant",
    ("profile", "id", "journey", "version", "node", "status", "held", "since"),
    key=2,
    fixed=frozenset({"journey"}),
)
_CALLS = Table("call", ("at", "profile", "id", "call"), key=3)
_WHO = "SELECT p.profile, p.id, p.journey, p.version, p.node, p.status, p.held, p.since FROM "


class SqlTravel(SqlStore):
    """Participants and calls as last committed."""

    def participants(
        self, journey: str = "", *, node: str = "", after: tuple[str, str] = ("", ""), limit: int = 1000
    ) -> list[ParticipantRow]:
        """Who is under way, in order of place, greater than `after`; in one journey, at one node, where named."""
        query, params = _WHO + "participant p WHERE (p.profile, p.id) > (?, ?)", list(after)
        for column, value in (("journey", journey), ("node", node)):
            if value:
                query += f" AND p.{column} = ?"
                params.append(value)
        found = self._database.rows(query + " ORDER BY p.profile, p.id LIMIT ?", (*params, limit))
        return [ParticipantRow._make(row) for row in found]

    def participants_of(self, profiles: Collection[str]) -> list[ParticipantRow]:
        """Where these root profiles are under way, in order of place."""
        query = _WHO + "{keys} CROSS JOIN participant p WHERE p.profile = k.value ORDER BY p.profile, p.id"
        return [ParticipantRow._make(row) for row in self._database.keyed(query, profiles)]

    def participant_counts(self, journey: str = "") -> list[ParticipantCount]:
        """How many are under way, by version and node; in one journey where it is named."""
        query = "SELECT journey, version, node, status, people FROM participant_count WHERE people > 0"
        query += " AND journey = ? ORDER BY 1, 2, 3, 4" if journey else " ORDER BY 1, 2, 3, 4"
        found = self._database.rows(query, (journey,) if journey else ())
        return [ParticipantCount._make(row) for row in found]

    def journey_counts(self, journey: str) -> list[JourneyCount]:
        """What the facts of one version of a journey came to, day by day."""
        query = "SELECT kind, place, day, times FROM journey_count WHERE journey = ? ORDER BY 1, 2, 3"
        found = self._database.rows(query, (journey,))
        return [JourneyCount(kind, *_parted(place), day, times) for kind, place, day, times in found]

    def calls(self, until: Instant, limit: int) -> list[CallRow]:
        """What the workspace brings profiles at or before an instant: by instant, then profile."""
        found = self._database.rows(
            "SELECT at, profile, id, call FROM call WHERE at <= ? AND profile <> '' ORDER BY at, profile, id LIMIT ?",
            (until, limit),
        )
        return [CallRow._make(row) for row in found]

    def calls_to_workspace(self) -> list[CallRow]:
        """What the workspace has to do itself, the earliest first."""
        found = self._database.rows("SELECT at, profile, id, call FROM call WHERE profile = '' ORDER BY at, id")
        return [CallRow._make(row) for row in found]

    def next_call(self) -> Instant | None:
        """The earliest instant of all calls."""
        found = self._database.rows("SELECT at FROM call WHERE profile <> '' ORDER BY at LIMIT 1")
        return found[0][0] if found else None


def _parted(place: str) -> tuple[str, str]:
    """Node and detail."""
    node, _, detail = place.partition("/")
    return node, detail


def put_participants(batch: Batch, rows: Sequence[ParticipantRow], ended: Sequence[tuple[str, str]]) -> None:
    """Write where people are, and take away who is nowhere any more."""
    batch.remove(_PARTICIPANTS, ended)
    batch.put(_PARTICIPANTS, rows)


def forget_calls(batch: Batch, profiles: Collection[str]) -> None:
    """Take away what erased profiles were to be brought."""
    found = batch.keyed("SELECT at, profile, id FROM call WHERE profile IN (SELECT k.value FROM {keys})", profiles)
    batch.remove(_CALLS, found)


def put_calls(batch: Batch, calls: Sequence[CallRow], called: Sequence[tuple[Instant, str, str]]) -> None:
    """Take away calls that were answered, and add others."""
    batch.remove(_CALLS, called)
    batch.put(_CALLS, calls)
