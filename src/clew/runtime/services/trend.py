"""How a segment has grown: its size at the end of each day, from the facts of who entered and left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from clew.api.trials import DayView
from clew.engine.ports import StateStore
from clew.kernel.instants import DAY, MINUTE, Clock, to_datetime
from clew.runtime.services.documents import Documents
from clew.runtime.services.segments import segment_key

if TYPE_CHECKING:
    from clew.runtime.workspace import Workspace

_QUARTER = 15 * MINUTE
"""Every zone in use is a whole number of quarters of an hour from UTC, so days of any zone are made of them."""

_ASKED = """
    WITH lately AS (
        SELECT profile_first FROM facts WHERE kind = 'profile_merged' AND epoch_us(ts) >= $since
    ), absorbed AS (
        SELECT ts, kind, cause, lag(kind) OVER (PARTITION BY profile_first ORDER BY ts, kind = 'profile_merged') AS last
        FROM facts SEMI JOIN lately USING (profile_first)
        WHERE kind = 'profile_merged' OR (subject = $subject AND kind IN ('segment_entered', 'segment_exited'))
    ), moves AS (
        SELECT ts, kind, cause FROM facts
        WHERE subject = $subject AND kind IN ('segment_entered', 'segment_exited')
        UNION ALL
        SELECT ts, kind, cause FROM absorbed WHERE kind = 'profile_merged' AND last = 'segment_entered'
    )
    SELECT epoch_us(ts) // $quarter AS quarter,
           count(*) FILTER (WHERE kind = 'segment_entered') AS entered,
           count(*) FILTER (WHERE kind <> 'segment_entered') AS gone,
           count(*) FILTER (WHERE kind = 'segment_entered' AND cause <> 'backfill') AS came,
           count(*) FILTER (WHERE kind <> 'segment_entered' AND cause <> 'backfill') AS went
    FROM moves
    WHERE epoch_us(ts) >= $since
    GROUP BY ALL
"""
"""A member who is merged into another one is told no exit (R17): two are one from then on."""


class Trends:
    """Reads facts of tail and lake."""

    def __init__(self, workspace: "Workspace", documents: Documents) -> None:
        self._workspace = workspace
        self._store: StateStore = workspace.store
        self._documents = documents
        self._clock: Clock = workspace.clock

    def days(self, segment_id: str, count: int) -> list[DayView]:
        """The last so many local days, today included, oldest first; empty if the segment is not live.

        Sizes are counted back from how many are in it now, so that they agree with that. Who was in it when it was
        published did not enter on that day.
        """
        row = self._documents.live("segment").get(segment_id)
        if row is None:
            return []
        zone = self._documents.program().zone
        now = self._clock.now()
        today = to_datetime(now).astimezone(zone).date()
        asked = {"quarter": _QUARTER, "subject": segment_id, "since": now - (count + 1) * DAY}
        found = self._workspace.queries.run(_ASKED, asked, rows=(count + 2) * 100).rows
        moves: dict[date, _Moves] = {}
        for quarter, entered, gone, came, went in found:
            before = moves.setdefault(_day(quarter, zone), _Moves())
            before.grown += entered - gone
            before.came += came
            before.went += went
        size = self._store.segment_counts().get(segment_key(row), 0)
        return _back_from(size, today, count, moves)


@dataclass(slots=True)
class _Moves:
    """Of a day: by how many the segment grew, and who came and went by what they did."""

    grown: int = 0
    came: int = 0
    went: int = 0


def _day(quarter: int, zone: tzinfo) -> date:
    return datetime.fromtimestamp(quarter * 900, UTC).astimezone(zone).date()


def _back_from(size: int, today: date, count: int, moves: Mapping[date, _Moves]) -> list[DayView]:
    days: list[DayView] = []
    for back in range(count):
        day = today - timedelta(days=back)
        moved = moves.get(day, _Moves())
        published = moved.grown - moved.came + moved.went
        days.append(DayView(day=day, entered=moved.came, left=moved.went, published=published, size=size))
        size -= moved.grown
    return days[::-1]
