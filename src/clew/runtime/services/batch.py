"""Expressions asked of the whole lake at once, as of any instant."""

from collections.abc import Collection
from datetime import tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from clew.expressions import Expr, lower
from clew.expressions.sql import Asked
from clew.kernel.instants import Instant
from clew.profiles import ZONE_ATTRIBUTES, valid_zone

if TYPE_CHECKING:
    from clew.adapters.duckdb import Cancellation, Count, DuckQueries, Wanted

_NAMES = ", ".join(f"json_extract_string(properties, '/{name}')" for name in ZONE_ATTRIBUTES)
_NAMED = f"SELECT DISTINCT unnest([{_NAMES}]) FROM records WHERE kind IN ('identify', 'replace')"  # noqa: S608 - our own names
"""What records named once: a zone that was corrected since still was somebody's."""


class Batch:
    """Asks queries, with the zones that profiles name where those matter."""

    def __init__(self, queries: "DuckQueries", zone: tzinfo) -> None:
        self._queries = queries
        self._zone = zone

    def ask(
        self,
        expr: Expr,
        now: Instant,
        *,
        known_at: Instant | None = None,
        seconds: float | None = None,
        cancellation: "Cancellation | None" = None,
    ) -> list[tuple[str, Any]]:
        """The profiles that an inlined condition holds of (with true), or every profile with its value.

        Args:
            expr: What is asked.
            now: Of which instant.
            known_at: As it was known then; None: as known now.
            seconds: How long it may take, at most as long as the queries allow.
            cancellation: By which another thread may stop it.

        Raises:
            ClewError: as `DuckQueries.ask` says.
        """
        asked = self._asked(expr, now, seconds, cancellation)
        return self._queries.ask(expr, asked, known_at=known_at, seconds=seconds, cancellation=cancellation)

    def count(
        self,
        expr: Expr,
        now: Instant,
        wanted: "Wanted",
        *,
        buckets: Collection[int] | None = None,
        known_at: Instant | None = None,
        seconds: float | None = None,
        cancellation: "Cancellation | None" = None,
    ) -> "Count":
        """Of how many profiles an inlined condition holds, and more of them; of people of some buckets. As `ask`."""
        asked = self._asked(expr, now, seconds, cancellation)
        return self._queries.count(
            expr, asked, wanted, buckets=buckets, known_at=known_at, seconds=seconds, cancellation=cancellation
        )

    def _asked(self, expr: Expr, now: Instant, seconds: float | None, cancellation: "Cancellation | None") -> Asked:
        zones = self.zones(seconds, cancellation) if lower(expr).zoned else {}
        return Asked(now, self._zone, zones, ZONE_ATTRIBUTES)

    def zones(self, seconds: float | None, cancellation: "Cancellation | None" = None) -> dict[str, tzinfo]:
        """The zones that profiles name, or once named. Raises as `DuckQueries.ask`."""
        with self._queries.asking(None, seconds, cancellation) as (cursor, _):
            names = [name for (name,) in cursor.execute(_NAMED).fetchall()]
        return {name: ZoneInfo(name) for name in names if name and valid_zone(name)}
