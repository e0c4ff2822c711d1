"""The client: one object for one workspace of a running server."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from clew.sdk import tables
from clew.sdk.arrow import Table, pa
from clew.sdk.frames import Frame
from clew.sdk.http import Http, Received
from clew.sdk.results import Answer, BackTest, Board, Figure, Profile, Segment, Tile

Progress: TypeAlias = Callable[[str, int], None]
"""Told what is being fetched, and how many bytes of it have come."""

Step: TypeAlias = str | Mapping[str, str]
"""Events: `"Order Completed where total > 50"`, or a mapping with `event`, `where` and `name`."""

Moment: TypeAlias = str | datetime
"""An instant, with its offset: `"2026-01-01T00:00:00Z"`."""

_A_PAGE = 1_000


class Clew:
    """A workspace, to read from.

    Example:
        clew = Clew("http://127.0.0.1:8080", key)
        clew.query("SELECT type, count(*) AS n FROM events GROUP BY type").to_pandas()
    """

    def __init__(self, address: str, key: str, *, timeout: float = 120.0, progress: Progress | None = None) -> None:
        """Connect; nothing is asked yet.

        Args:
            address: Where `clew serve` answers.
            key: An API key, from `clew key create api`.
            timeout: Seconds to wait for an answer.
            progress: Told how much has come; by default large answers say so on a terminal's last line.
        """
        self._http = Http(address, key, timeout)
        self._progress = progress or _said

    # --- what there is ---

    def segments(self) -> Frame:
        """All segments that are live or being built, with their sizes."""
        return Frame.of(self._pages("/segments"), ("id", "name", "state", "count", "expression", "description"))

    def segment(self, segment_id: str) -> Segment:
        """One segment. Raises `ApiError` if there is none; so does everything else."""
        raw = self._json(self._http.get("/segments/{}", segment_id).body)
        return Segment(raw, lambda namespaces: self._members(segment_id, namespaces))

    def back_test(
        self, who: str | Segment, since: Moment, until: Moment, *, other: str = "", received: bool = False
    ) -> BackTest:
        """What a segment would have done in the past, without effects: its size day by day, and all who came and went.

        Args:
            who: A condition in CXL, which nobody need have saved, or a segment.
            since: Where the period begins: an instant with its offset, as a text (ISO 8601) or a `datetime`.
            until: Where it ends.
            other: The id of a live segment to compare with.
            received: Take records by when they were received, as the live engine did, not by when they happened.
        """
        expression = who.expression if isinstance(who, Segment) else who
        period = {"since": _instant(since), "until": _instant(until)}
        asked: dict[str, Any] = {"expression": expression, **period, "received": received}
        received_bytes = self._received("back-test")
        raw = self._json(
            self._http.post("/backtests", body={**asked, "other": other or None}, received=received_bytes).body
        )
        return BackTest(raw, lambda: tables.changes_of(self._pages("/backtests/changes", asked, "changes")))

    def profile(self, namespace: str, value: str) -> Profile:
        """The person with this identity, such as `profile("email", "ada@example.com")`."""
        asked = {"namespace": namespace, "id": value}
        return Profile(self._json(self._http.post("/profiles/lookup", body=asked).body))

    def profiles(self, *, limit: int = 10_000) -> Frame:
        """So many profiles: when they were made, their attributes and identities as JSON."""
        return self.query("SELECT * FROM profiles ORDER BY profile_id", rows=limit)

    def query(self, sql: str, *, rows: int = 100_000, seconds: float = 30.0) -> Frame:
        """Ask with SQL; the tables are events, facts, profiles, memberships, identities and quarantine.

        Args:
            sql: One SELECT.
            rows: Most rows of the answer; `truncated` says whether there are more.
            seconds: When to cut it off.
        """
        body = {"sql": sql, "rows": rows, "seconds": seconds, "form": "arrow"}
        reply = self._http.post("/queries", body=body, received=self._received("query"))
        return Frame(_arrow(reply.body), truncated=reply.headers.get("clew-truncated") == "true")

    # --- insight ---

    def funnel(self, *steps: Step, period: str = "30d", window: str = "14d", by: str = "", **more: Any) -> Answer:
        """How many took these steps, one after another; `by` is a property of the first.

        Args:
            steps: Two or more.
            period: So many local days, weeks or months: `30d`, `12w`, `6m`.
            window: Within how long.
            by: A property to break down by.
            more: Whatever else a funnel has: `order`, `exclude`, `among`.
        """
        asked = {"steps": [_condition(step) for step in steps], "window": window, **more}
        if by:
            asked["by"] = {"property": by}
        return self.ask("funnel", asked, period=period)

    def trend(
        self, *events: Step, period: str = "30d", unit: str = "day", measure: str = "count", **more: Any
    ) -> Answer:
        """How often these happen, or to how many people; `property="total", measure="sum"` sums a property."""
        series = [{**_condition(event), "measure": measure} for event in events]
        if "property" in more:
            series = [{**each, "property": more["property"]} for each in series]
        rest = {name: value for name, value in more.items() if name != "property"}
        return self.ask("trend", {"series": series, "unit": unit, **rest}, period=period)

    def retention(
        self, start: Step, again: Step | None = None, *, period: str = "12w", unit: str = "week", **more: Any
    ) -> Answer:
        """Who came back, cohort by cohort."""
        asked = {"start": _condition(start), "unit": unit, **more}
        if again is not None:
            asked["again"] = _condition(again)
        return self.ask("retention", asked, period=period)

    def paths(self, anchor: Step | None = None, *, period: str = "30d", **more: Any) -> Answer:
        """What people did before or after something."""
        asked = dict(more) if anchor is None else {"anchor": _condition(anchor), **more}
        return self.ask("paths", asked, period=period)

    def ask(self, topic: str, question: Mapping[str, Any], *, period: str = "") -> Answer:
        """Any question of insight, on one of `tables.PATHS`: `funnel`, `paths`, `trend`, `journey`, `messages`, ..."""
        asked = {**question, "period": {"last": period}} if period and "period" not in question else dict(question)
        path = tables.PATHS.get(topic)
        if path is None:
            raise ValueError(f"no topic {topic!r}; there are {', '.join(tables.PATHS)}")
        raw = self._json(self._http.post(f"/insight/{path}", body=asked).body)
        return Answer(tables.frame_of(topic, raw), raw)

    def metrics(self) -> Frame:
        """All metrics, by id."""
        columns = ("id", "name", "measure", "unit", "description")
        return Frame.of(self._pages("/metrics"), columns)

    def metric(self, metric_id: str, *, period: str = "30d", among: str = "", compare: bool = True) -> Figure:
        """The figure of a metric."""
        asked = {"period": {"last": period}, "among": among, "compare": "previous" if compare else ""}
        return Figure(metric_id, self._json(self._http.post("/metrics/{}/figure", metric_id, body=asked).body))

    def dashboard(self, dashboard_id: str, *, period: str = "", among: str = "") -> Board:
        """Everything on a dashboard: a row for each figure of each tile, and `tiles` with a table of each."""
        asked: dict[str, Any] = {"among": among, **({"period": {"last": period}} if period else {})}
        raw = self._json(self._http.post("/dashboards/{}/values", dashboard_id, body=asked).body)
        tiles = [Tile(*each) for each in tables.tiles_of(raw)]
        return Board(tables.frame_of("dashboard", raw), raw, tiles)

    # --- the wire ---

    def _members(self, segment_id: str, namespaces: Sequence[str]) -> Frame:
        received = self._received("members")
        names = list(namespaces) or None
        reply = self._http.get("/segments/{}/export", segment_id, received=received, format="arrow", namespace=names)
        with pa.ipc.open_file(pa.BufferReader(reply.body)) as reader:
            return Frame(reader.read_all())

    def _pages(self, path: str, asked: Mapping[str, Any] | None = None, what: str = "rows") -> list[dict[str, Any]]:
        """All rows of a listing, or of what is asked with a body."""
        rows: list[dict[str, Any]] = []
        cursor: str | None = None
        come = 0
        while True:
            page: dict[str, Any] = {"limit": _A_PAGE, "cursor": cursor, "received": self._received(what, come)}
            reply = self._http.get(path, **page) if asked is None else self._http.post(path, body=asked, **page)
            come += len(reply.body)
            found = self._json(reply.body)
            rows += found["items"]
            cursor = found.get("next_cursor")
            if cursor is None:
                return rows

    def _received(self, what: str, before: int = 0) -> Received:
        return lambda size: self._progress(what, before + size)

    @staticmethod
    def _json(body: bytes) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(body)
        return found

    def __repr__(self) -> str:
        """Where it reads from, never the key."""
        return f"Clew({self._http.address})"


def _condition(step: Step) -> dict[str, str]:
    if not isinstance(step, str):
        return dict(step)
    event, _, where = step.partition(" where ")
    return {"event": event.strip(), "where": where.strip()}


def _instant(moment: Moment) -> str:
    if isinstance(moment, datetime):
        if moment.tzinfo is None:
            raise ValueError(f"{moment} has no offset: give it a time zone, such as `tzinfo=timezone.utc`")
        return moment.isoformat()
    return moment


def _arrow(body: bytes) -> Table:
    with pa.ipc.open_stream(pa.BufferReader(body)) as reader:
        return reader.read_all()


def _said(what: str, size: int) -> None:
    if size > _LARGE and sys.stderr.isatty():
        sys.stderr.write(f"\r{what}: {size / 1e6:,.0f} MB")
        sys.stderr.flush()


_LARGE = 2_000_000
