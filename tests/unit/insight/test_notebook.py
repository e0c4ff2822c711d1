"""The notebook client against a real server: frames in every library, figures, files, faults."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

from clew.kernel.instants import to_datetime
from clew.sdk import ApiError, Clew, Frame, Unreachable
from tests.unit.api.serving import Served, seed, serving, wait_for

STEPS = ("Product Viewed", "Order Completed where total > 10")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A seeded shop, with a metric and a dashboard."""
    with serving(tmp_path_factory.mktemp("workspace")) as found:
        seed(found)
        with found.client() as client:
            metric = {"id": "orders", "measure": "count", "event": {"event": "Order Completed"}}
            client.post("/api/v1/metrics", json=metric).raise_for_status()
            order = {"event": "Order Completed"}
            asked: dict[str, Any] = {
                "metric": "orders",
                "text": "Words.",
                "funnel": {"steps": [{"event": "Product Viewed"}, order]},
                "trend": {"series": [order], "unit": "day"},
                "retention": {"start": order, "unit": "week", "units": 2},
                "paths": {"anchor": order},
                "friction": {"goal": order},
                "rfm": {"order": order, "value": "total"},
                "lifecycle": {"unit": "week"},
                "messages": {},
            }
            board = {"id": "shop", "tiles": [{"title": sort, sort: question} for sort, question in asked.items()]}
            client.post("/api/v1/dashboards", json=board).raise_for_status()
            wait_for(lambda: client.get("/api/v1/dashboards/shop").json()["state"] == "live")
        yield found


@pytest.fixture(scope="module")
def clew(served: Served) -> Clew:
    """The client, with every scope."""
    return Clew(served.url, served.key)


def test_queries_are_frames_of_every_library(clew: Clew, tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []
    clew = Clew(clew._http.address, clew._http._key, progress=lambda what, size: told.append((what, size)))
    sql = "SELECT type, count(*) AS n FROM events GROUP BY type ORDER BY type"
    frame = clew.query(sql)
    pandas, polars = frame.to_pandas(), frame.to_polars()
    assert isinstance(pandas, pd.DataFrame)
    assert isinstance(polars, pl.DataFrame)
    assert pandas["n"].tolist() == polars["n"].to_list() == frame["n"]
    assert pl.DataFrame(frame)["n"].to_list() == frame["n"]
    assert pd.read_parquet(frame.to_parquet(tmp_path / "types.parquet"))["type"].tolist() == frame["type"]
    assert told[-1][0] == "query"
    assert not frame.truncated
    assert clew.query(sql, rows=1).truncated
    assert "the server has more" in clew.query(sql, rows=1)._repr_html_()


def test_segments_and_their_members(clew: Clew) -> None:
    segments = clew.segments()
    assert len(segments) > 0
    segment = clew.segment(segments["id"][0])
    members = segment.members()
    assert len(members) == segment.size == segments["count"][0]
    assert segment.name in segment._repr_html_()
    assert len(clew.profiles(limit=2)) == 2


RECENT = 'did "Order Completed" in last 7d'


def test_a_segment_is_run_over_the_past(served: Served, clew: Clew) -> None:
    until = to_datetime(served.now())
    found = clew.back_test(RECENT, until - timedelta(days=30), until, other="loyal")
    with served.client() as client:
        period = {"since": (until - timedelta(days=30)).isoformat(), "until": until.isoformat()}
        asked = {"expression": RECENT, **period}
        told = client.post("/api/v1/backtests", json={**asked, "other": "loyal"}).json()
        page = client.post("/api/v1/backtests/changes", json=asked, params={"limit": 100}).json()
    assert found.raw == told
    assert (found.size, found.start_size, found.entered, found.left) == (2, 0, 2, 0)
    assert (found.churn, found.returned, found.median_stay) == (0.0, 0, None)
    assert found["size"][-1] == found.size
    days = found.to_pandas()
    assert days["entered"].sum() == found.entered
    assert [str(day) for day in found["day"]] == [day["day"] for day in told["days"]]
    assert found.overlap is not None
    assert found.overlap.to_dicts() == [{"where": where, "people": n} for where, n in told["overlap"].items()]
    changes = found.changes()
    assert [row["profile"] for row in changes.to_dicts()] == [row["profile"] for row in page["items"]]
    assert changes.to_polars()["at"].to_list() == [datetime.fromisoformat(row["at"]) for row in page["items"]]
    assert changes["change"] == ["entered"] * 2
    assert set(changes["cause"]) == {"record"}
    assert "2 entered, 0 left" in found._repr_html_()
    segment = clew.segment("recent")
    assert clew.back_test(segment, period["since"], period["until"]).raw["days"] == told["days"]


def test_people_who_come_and_go_are_churn(served: Served, clew: Clew) -> None:
    until = to_datetime(served.now())
    found = clew.back_test('did "Order Completed" in last 3h', until - timedelta(days=60), until)
    assert found.left > 0
    assert found.by_clock >= found.left
    assert found.churn == found.left / (found.start_size + found.entered)
    assert found.overlap is None
    busy = [row for row in found.to_dicts() if row["left"]]
    assert all(0 < row["churn"] <= 1 for row in busy)
    assert [row["churn"] for row in found.to_dicts() if not row["size"] and not row["entered"] and not row["left"]]


def test_changes_of_a_back_test_come_page_after_page(
    served: Served, clew: Clew, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, int]] = []
    clew = Clew(served.url, served.key, progress=lambda what, size: told.append((what, size)))
    until = to_datetime(served.now())
    found = clew.back_test('did "Order Completed" in last 1h', until - timedelta(days=60), until)
    whole = found.changes()
    monkeypatch.setattr("clew.sdk.client._A_PAGE", 1)
    told.clear()
    assert found.changes().to_dicts() == whole.to_dicts()
    assert len(told) >= len(whole) > 1
    assert {what for what, _ in told} == {"changes"}
    assert [size for _, size in told] == sorted(size for _, size in told), "what came before counts too"


def test_a_bad_back_test_says_where(clew: Clew) -> None:
    with pytest.raises(ApiError) as wrong:
        clew.back_test('did "Order Completed" in lost 7d', "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
    assert (wrong.value.status, wrong.value.where) == (422, "1:26")
    with pytest.raises(ApiError) as empty:
        clew.back_test(RECENT, "2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z")
    assert empty.value.name == "backtest.bad_question"
    with pytest.raises(ValueError, match="no offset"):
        clew.back_test(RECENT, datetime(2026, 1, 1), "2026-02-01T00:00:00Z")  # noqa: DTZ001


def test_changes_of_nobody_still_have_their_types(clew: Clew) -> None:
    found = clew.back_test('did "Never Happened"', "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z")
    changes = found.changes()
    assert len(changes) == 0
    assert str(changes.to_pandas()["at"].dtype) == "datetime64[us, UTC]"


def test_a_person_is_found_by_an_identity(served: Served, clew: Clew) -> None:
    found = clew.query("SELECT namespace, value FROM identities WHERE namespace = 'email' LIMIT 1").to_dicts()[0]
    profile = clew.profile(found["namespace"], found["value"])
    assert profile.id in profile._repr_html_()
    assert found["value"] not in repr(profile)


def test_questions_are_frames_with_the_rest_beside_them(clew: Clew) -> None:
    funnel = clew.funnel(*STEPS, by="plan")
    assert funnel["step"][:2] == ["Product Viewed", "Order Completed"]
    assert funnel.raw["steps"][0]["people"] == funnel["people"][0]
    trend = clew.trend("Order Completed", measure="sum", property="total", period="7d")
    assert len(trend) == 7
    assert sum(trend["value"]) == trend.raw["series"][0]["total"]
    assert trend["low"] == trend["high"] == [None] * 7, "a sum is no sample"
    means = clew.trend("Order Completed", measure="avg", property="total", period="7d")
    known = [row for row in means.to_dicts() if row["low"] is not None]
    assert known
    assert all(row["low"] <= row["value"] <= row["high"] for row in known)
    assert clew.retention("Order Completed", period="2w", unit="week", units=2).columns[0] == "cohort"
    assert clew.paths("Order Completed").columns == ["step", "source", "target", "paths"]
    assert len(clew.ask("rfm", {"order": {"event": "Order Completed"}, "value": "total"}, period="30d")) == 8
    with pytest.raises(ValueError, match="no topic"):
        clew.ask("horoscope", {})


def test_metrics_and_dashboards(clew: Clew) -> None:
    assert clew.metrics()["id"] == ["orders"]
    figure = clew.metric("orders")
    board = clew.dashboard("shop", period="30d")
    assert float(figure) == figure.value == board["value"][0]
    # Every tile that has an answer, and nobody was written to.
    tiles = {tile.sort: tile.frame for tile in board.tiles}
    sorts = "metric", "funnel", "trend", "retention", "paths", "friction", "rfm", "lifecycle", "messages"
    assert tuple(tiles) == sorts
    assert set(board["tile"]) == {sort for sort, frame in tiles.items() if len(frame)} > {"metric", "funnel", "rfm"}
    assert tiles["funnel"]["step"] == ["Product Viewed", "Order Completed"]
    assert len(tiles["trend"]) == 30
    told = [row for row in board.to_dicts() if row["tile"] == "trend"]
    assert [row["value"] for row in told] == tiles["trend"]["value"]
    assert told[0]["of"].endswith("Order Completed")
    (champions,) = (row for row in board.to_dicts() if row["of"] == "champions · value")
    assert champions["value"] == tiles["rfm"]["value"][tiles["rfm"]["standing"].index("champions")]
    assert "Product Viewed" in board._repr_html_()
    assert "orders" in repr(figure)
    assert "26px" in figure._repr_html_()


def test_what_goes_wrong_says_what_to_do(served: Served, clew: Clew) -> None:
    with pytest.raises(ApiError) as refused:
        clew.query("DROP TABLE events")
    assert (refused.value.status, refused.value.name) == (422, "query.not_allowed")
    assert refused.value.hint
    with pytest.raises(ApiError) as unknown:
        clew.metric("none")
    assert unknown.value.status == 404
    with pytest.raises(ApiError) as stranger:
        Clew(served.url, "ca_nobody").segments()
    assert stranger.value.status == 401
    assert served.key not in repr(clew)
    with pytest.raises(Unreachable):
        Clew("http://127.0.0.1:1", "k").segments()
    with pytest.raises(Unreachable):
        Clew("file:///etc/passwd", "k")


def test_a_table_never_carries_markup_into_a_notebook() -> None:
    assert "<script>" not in Frame.of([{"name": "<script>alert(1)</script>"}])._repr_html_()
