"""How a segment has grown: its size at the end of each day, from the facts of who entered and left."""

from collections.abc import Mapping
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
    SELECT epoch_us(ts) // $quarter AS quarter,
           count(*) FILTER (WHERE kind = 'segment_entered') AS entered,
           count(*) FILTER (WHERE kind = 'segment_exited') AS gone
    FROM facts
    WHERE subject = $subject AND kind IN ('segment_entered', 'segment_exited') AND epoch_us(ts) >= $since
    GROUP BY ALL
"""


class Trends:
    """Reads facts of tail and lake."""

    def __init__(self, workspace: "Workspace", documents: Documents) -> None:
        self._workspace = workspace
        self._store: StateStore = workspace.store
        self._documents = documents
        self._clock: Clock = workspace.clock

    def days(self, segment_id: str, count: int) -> list[DayView]:
        """The last so many local days, today included, oldest first; empty if the segment is not live.

        Sizes are counted back from how many are in it now, so that they agree with that.
        """
        row = self._documents.live("segment").get(segment_id)
        if row is None:
            return []
        zone = self._documents.program().zone
        now = self._clock.now()
        today = to_datetime(now).astimezone(zone).date()
        asked = {"quarter": _QUARTER, "subject": segment_id, "since": now - (count + 1) * DAY}
        found = self._workspace.queries.run(_ASKED, asked, rows=(count + 2) * 100).rows
        moves: dict[date, tuple[int, int]] = {}
        for quarter, entered, gone in found:
            day = _day(quarter, zone)
            before = moves.get(day, (0, 0))
            moves[day] = before[0] + entered, before[1] + gone
        size = self._store.segment_counts().get(segment_key(row), 0)
        return _back_from(size, today, count, moves)


def _day(quarter: int, zone: tzinfo) -> date:
    return datetime.fromtimestamp(quarter * 900, UTC).astimezone(zone).date()


def _back_from(size: int, today: date, count: int, moves: Mapping[date, tuple[int, int]]) -> list[DayView]:
    days: list[DayView] = []
    for back in range(count):
        day = today - timedelta(days=back)
        entered, left = moves.get(day, (0, 0))
        days.append(DayView(day=day, entered=entered, left=left, size=size))
        size -= entered - left
    return days[::-1]
