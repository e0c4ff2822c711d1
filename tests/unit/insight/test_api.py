"""Insight over HTTP: questions, metrics, dashboards and SQL of a small shop."""

from collections.abc import Iterator

import httpx
import pyarrow as pa
import pytest

from clew.events import Event
from clew.kernel.instants import HOUR, MINUTE
from clew.runtime.services import insight
from tests.unit.api.serving import ADA, EVE, Served, serving, wait_for

ORDERED = {"event": "Order Completed"}
VIEWED = {"event": "Product Viewed"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Two people look at products, one of them orders twice, one asks for help."""
    with serving(tmp_path_factory.mktemp("workspace")) as served:
        now = served.now()
        served.send(
            Event("v1", "track", "Product Viewed", (ADA,), now - 3 * HOUR, properties={"plan": "pro"}),
            Event("v2", "track", "Product Viewed", (EVE,), now - 3 * HOUR, properties={"plan": "free"}),
            Event("o1", "track", "Order Completed", (ADA,), now - 2 * HOUR, properties={"total": 20}),
            Event("o2", "track", "Order Completed", (ADA,), now - MINUTE, properties={"total": 30.5}),
            Event("t1", "track", "Ticket Created", (EVE,), now - 2 * HOUR, properties={"ticket_id": 7}),
            Event("t2", "track", "Ticket Resolved", (EVE,), now - HOUR, properties={"ticket_id": 7}),
            Event("s1", "track", "Survey Answered", (ADA,), now - HOUR, properties={"score": 10}),
            Event("s2", "track", "Survey Answered", (EVE,), now - HOUR, properties={"score": 3}),
        )
        yield served


@pytest.fixture(scope="module")
def client(shop: Served) -> Iterator[httpx.Client]:
    """With every scope."""
    with shop.client() as found:
        yield found


def ask(client: httpx.Client, path: str, question: object) -> dict[str, object]:
    answer = client.post(f"/api/v1/{path}", json=question)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_funnel_with_a_breakdown(client: httpx.Client) -> None:
    found = ask(client, "insight/funnels", {"steps": [VIEWED, ORDERED], "by": {"property": "plan"}})
    assert [step["people"] for step in found["steps"]] == [2, 1]
    assert found["steps"][1]["median_seconds"] == 3600
    assert found["steps"][1]["interval"]["method"] == "wilson"
    assert {group["group"]["value"]: group["steps"][1]["people"] for group in found["groups"]} == {"pro": 1, "free": 0}
    assert found["open"] == 1


def test_every_other_question_is_answered(client: httpx.Client) -> None:
    paths = ask(client, "insight/paths", {"anchor": VIEWED, "gap": "12h"})
    assert (paths["paths"], len(paths["nodes"])) == (2, 6)
    again = ask(client, "insight/retention", {"start": VIEWED, "again": ORDERED, "unit": "day", "units": 2})
    assert sum(cohort["people"] for cohort in again["cohorts"]) == 2
    series = [{**ORDERED, "measure": "sum", "property": "total"}, {**ORDERED, "measure": "people"}]
    trend = ask(client, "insight/trends", {"series": series, "compare": "previous"})
    assert [line["total"] for line in trend["series"]] == [50.5, 1]
    assert len(trend["starts"]) == len(trend["series"][0]["values"]) == 30
    assert trend["starts"][0] <= trend["since"] < trend["starts"][1]
    sore = ask(client, "insight/friction", {"goal": ORDERED, "tickets": [{"event": "Ticket Created"}], "gap": "12h"})
    assert (sore["sessions"], sore["reached"]) == (2, 1)
    assert [each["event"] for each in sore["asked_after"]] == ["Product Viewed"]
    rfm = ask(client, "insight/rfm", {"order": ORDERED, "value": "total"})
    assert (rfm["people"], rfm["cells"][0]["value"]) == (1, 50.5)
    cycle = ask(client, "insight/lifecycle", {"unit": "day", "period": {"last": "2d"}})
    assert sum(unit["new"] for unit in cycle["units"]) == 2


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ({"steps": [VIEWED]}, "/steps"),
        ({"steps": [VIEWED, {**ORDERED, "where": "total >"}]}, "/steps/1/where:1:"),
        ({"steps": [VIEWED, ORDERED], "among": 'in segment "nobody"'}, "/among"),
        ({"steps": [VIEWED, ORDERED], "period": {"last": "9x"}}, "/period/last"),
        ({"steps": [VIEWED, ORDERED], "period": {"since": "2026-02-01", "until": "2026-01-01"}}, "/period"),
        ({"steps": [VIEWED, ORDERED], "by": {}}, "/by"),
        ({"steps": [VIEWED, ORDERED], "exclude": [{"event": "x", "after": 2}]}, "/exclude/0"),
        ({"steps": [VIEWED, ORDERED], "windw": "1d"}, "/"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_at_its_place(
    client: httpx.Client, question: object, where: str
) -> None:
    answer = client.post("/api/v1/insight/funnels", json=question)
    assert answer.status_code == 422, answer.text
    assert answer.json()["where"].startswith(where)


def test_a_condition_that_ends_too_early_is_said_to_end(client: httpx.Client) -> None:
    answer = client.post("/api/v1/insight/funnels", json={"steps": [VIEWED, {**ORDERED, "where": "total >"}]})
    assert answer.json()["detail"] == "expected a value or a condition, found the end"


def test_purchases_without_an_amount_are_no_rfm(client: httpx.Client) -> None:
    answer = client.post("/api/v1/insight/rfm", json={"order": VIEWED, "value": "plan"})
    assert (answer.status_code, answer.json()["where"]) == (422, "/value")
    nobody = ask(client, "insight/rfm", {"order": {"event": "Nothing Such"}, "value": "plan"})
    assert nobody["people"] == 0


def test_a_question_that_takes_too_long_is_stopped(client: httpx.Client) -> None:
    answer = client.post("/api/v1/insight/funnels?seconds=0.000001", json={"steps": [VIEWED, ORDERED]})
    assert (answer.status_code, answer.json()["code"]) == (422, "query.too_long")


def test_metrics_and_a_dashboard_are_documents(shop: Served, client: httpx.Client) -> None:
    metrics = [
        {"id": "orders", "name": "Orders", "measure": "count", "event": ORDERED, "target": 5},
        {"id": "nps", "measure": "nps", "event": {"event": "Survey Answered"}, "property": "score"},
        {
            "id": "resolution",
            "measure": "duration",
            "event": {"event": "Ticket Created"},
            "then": {"event": "Ticket Resolved"},
            "key": "ticket_id",
            "better": "lower",
        },
    ]
    for metric in metrics:
        assert client.post("/api/v1/metrics", json=metric).status_code in (201, 202), metric
    board = {
        "id": "shop",
        "tiles": [
            {"metric": "orders"},
            {"metric": "nps"},
            {"metric": "resolution"},
            {"metric": "orders", "title": "Again"},
            {"funnel": {"steps": [VIEWED, ORDERED]}},
            {"trend": {"series": [ORDERED]}},
            {"text": "Words."},
        ],
    }
    assert client.post("/api/v1/dashboards", json=board).status_code in (201, 202)
    wait_for(lambda: client.get("/api/v1/dashboards/shop").json().get("state") == "live")
    found = ask(client, "dashboards/shop/values", {})
    by_place = {tile["tile"]: tile for tile in found["tiles"]}
    assert not any(tile["fault"] for tile in by_place.values()), by_place
    assert (by_place[0]["metric"]["value"], by_place[0]["title"], by_place[0]["target"]) == (2, "Orders", 5)
    assert (by_place[1]["metric"]["value"], by_place[1]["metric"]["sample"]) == (0, 2)
    assert by_place[2]["metric"]["value"] == 3600
    assert by_place[3]["title"] == "Again"
    one = ask(client, "dashboards/shop/values", {"among": 'did "Order Completed"', "period": {"last": "2d"}})
    assert one["tiles"][1]["metric"]["value"] == 100
    some = ask(client, "dashboards/shop/values", {"tiles": [3, 0]})["tiles"]
    assert [(tile["tile"], tile["title"]) for tile in some] == [(0, "Orders"), (3, "Again")]
    assert ask(client, "metrics/orders/figure", {})["value"] == 2
    assert client.post("/api/v1/metrics/none/figure", json={}).status_code == 404
    assert client.post("/api/v1/dashboards/none/values", json={}).status_code == 404
    tried = ask(client, "insight/metrics", {"metric": {"measure": "people", "event": VIEWED}})
    assert tried["value"] == 2
    wrong = client.post("/api/v1/metrics", json={"id": "x", "measure": "sum", "event": ORDERED})
    assert wrong.status_code == 422
    unknown = client.post("/api/v1/dashboards", json={"id": "y", "tiles": [{"metric": "nothing"}]})
    assert unknown.status_code == 422


def test_sql_as_json_and_as_arrow(shop: Served, client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    sql = "SELECT type, count(*) AS n FROM events WHERE kind = 'track' GROUP BY type ORDER BY type"
    found = ask(client, "queries", {"sql": sql})
    assert [column["name"] for column in found["columns"]] == ["type", "n"]
    assert found["rows"][0] == ["Order Completed", 2]
    answer = client.post("/api/v1/queries", json={"sql": sql, "form": "arrow", "rows": 2})
    assert answer.headers["clew-truncated"] == "true"
    table = pa.ipc.open_stream(answer.content).read_all()
    assert table.to_pylist() == [{"type": "Order Completed", "n": 2}, {"type": "Product Viewed", "n": 2}]
    monkeypatch.setitem(insight.MOST_BYTES, "arrow", 20)
    large = client.post("/api/v1/queries", json={"sql": sql, "form": "arrow"})
    assert (large.status_code, large.json()["code"]) == (422, "query.too_large")
    refused = client.post("/api/v1/queries", json={"sql": "DELETE FROM events"})
    assert (refused.status_code, refused.json()["code"]) == (422, "query.not_allowed")
    key = shop.workspace.access.create_api_key("asks", scopes=("insight:read",), now=shop.now()).text
    with shop.client(key) as weak:
        assert weak.post("/api/v1/queries", json={"sql": sql}).status_code == 403
