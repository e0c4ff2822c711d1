"""A model from its document to a segment that reads its scores, over the real API, engine and processes."""

from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest

from clew.events import Event, Identity
from clew.kernel.instants import DAY
from tests.unit.api.serving import Served, serving, wait_for

PEOPLE = 120
CHURN = {
    "id": "churn",
    "goal": '"Order Completed"',
    "happens": False,
    "window": "30d",
    "eligible": 'did "Order Completed" in last 90d',
    "look_back": "90d",
    "historical": ["shop"],
    "inputs": {"attributes": ["tier"]},
    "fairness": {"by": ["tier"], "most_gap": 1.0},
    "promote": "when better",
    "drift_limit": 0.0,
}


def _history(now: int) -> list[Event]:
    """Faithful people buy each week; the others stop one day. The tier says a little of it."""
    draw = np.random.default_rng(1)
    events: list[Event] = []
    for person in range(PEOPLE):
        who = (Identity("user_id", f"u{person}"),)
        faithful = person % 2 == 0
        tier = "gold" if draw.random() < (0.7 if faithful else 0.3) else "basic"
        tier = "as ada wrote" if person == 0 else tier
        begin = now - 200 * DAY
        events.append(Event(f"i{person}", "identify", "identify", who, begin, properties={"tier": tier}))
        stops = 200 if faithful else int(draw.integers(20, 190))
        for number, day in enumerate(range(int(draw.integers(0, 7)), stops, 7)):
            said = {"total": float(np.round(draw.gamma(2, 20), 2))}
            ts = begin + day * DAY + person
            events.append(Event(f"o{person}-{number}", "track", "Order Completed", who, ts, properties=said))
    return events


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A shop with half a year of orders, a model and a segment that asks it."""
    with serving(tmp_path_factory.mktemp("shop")) as served:
        served.send(*_history(served.now()))
        with served.client() as client:
            assert client.post("/api/v1/models", json=CHURN).status_code in (201, 202)
            at_risk = {"id": "at-risk", "expression": "score(churn) >= 0.5"}
            assert client.post("/api/v1/segments", json=at_risk).status_code in (201, 202)
        yield served


@pytest.fixture(scope="module")
def client(shop: Served) -> Iterator[httpx.Client]:
    """A client with every scope."""
    with shop.client() as found:
        yield found


def _job(client: httpx.Client, kind: str) -> dict[str, Any]:
    """Begin a job and wait until it ends."""
    wait_for(lambda: client.post("/api/v1/models/churn/jobs", json={"kind": kind}).status_code == 202)
    path = f"/api/v1/models/jobs/{client.get('/api/v1/models/churn/jobs').json()['items'][0]['id']}"
    wait_for(lambda: client.get(path).json()["state"] != "running", seconds=90)
    return client.get(path).json()


def test_a_model_is_trained_scored_and_read_by_segments(shop: Served, client: httpx.Client) -> None:
    with client.stream("GET", "/api/v1/live") as following:
        trained = _job(client, "train")
        assert any('"models"' in line for line in following.iter_lines()), "screens hear of it"
    assert trained["state"] == "done", trained
    report = client.get("/api/v1/models/churn/report").json()
    assert report["standing"] == "champion"
    assert report["figures"]["auc"] > 0.8
    assert report["report"]["split"] == "time"
    assert report["lineage"]["document_version"] == 1
    assert [each["attribute"] for each in report["fairness"]["comparisons"]] == ["profile.tier"]
    kept = b"".join(path.read_bytes() for path in (shop.workspace.folder / "models").rglob("*") if path.is_file())
    assert b"gold" in kept
    assert b"as ada wrote" not in kept, "a version holds nobody"

    assert _job(client, "score")["state"] == "done"
    (run,) = client.get("/api/v1/models/churn/runs").json()["items"]
    assert run["complete"]
    assert run["changed"] == run["rows"] > 20

    row, _ = shop.workspace.log.last()
    wait_for(lambda: shop.workspace.store.offset().seq >= row)
    members = client.get("/api/v1/segments/at-risk/members", params={"limit": 100}).json()["items"]
    assert 0 < len(members) < run["rows"]
    for member in members[:5]:
        (score,) = client.get(f"/api/v1/profiles/{member['profile']}/scores").json()["items"]
        assert score["probability"] >= 0.49
        assert score["reasons"]
        profile = client.get(f"/api/v1/profiles/{member['profile']}").json()
        assert profile["scores"]["churn"] == pytest.approx(score["probability"], abs=0.006)

    assert _job(client, "score")["state"] == "done"
    newest = client.get("/api/v1/models/churn/runs").json()["items"][0]
    assert newest["changed"] <= run["rows"] // 20, "only changed scores are told"

    spread = client.get("/api/v1/models/churn/scores").json()
    assert spread["people"] == sum(each["people"] for each in spread["bins"]) == sum(spread["buckets"].values())
    walked: list[dict[str, Any]] = []
    page: dict[str, Any] = {"next_cursor": None}
    while "items" not in page or page["next_cursor"]:
        asked = {"limit": 40, **({"cursor": page["next_cursor"]} if page["next_cursor"] else {})}
        page = client.get("/api/v1/models/churn/people", params=asked).json()
        walked += page["items"]
    assert len({each["profile"] for each in walked}) == len(walked) == spread["people"]
    assert [each["probability"] for each in walked] == sorted((e["probability"] for e in walked), reverse=True)
    high = client.get("/api/v1/models/churn/people", params={"bucket": "high", "limit": 1000}).json()["items"]
    assert len(high) == spread["buckets"]["high"]
    assert {each["bucket"] for each in high} == {"high"}

    (model,) = client.get("/api/v1/models").json()["items"]
    assert model["calibration"] == pytest.approx(report["figures"]["ece"])
    assert (model["published"], model["challenger"], model["scored"]) == (1, None, newest["rows"])
    drift = client.get("/api/v1/models/churn/drift").json()
    assert drift["rows"] == newest["rows"]
    assert {shift["name"] for shift in drift["shifts"]} >= {"(scores)", "profile.tier"}


def test_an_alarm_is_told_and_keeps_a_challenger_waiting(client: httpx.Client) -> None:
    (model,) = client.get("/api/v1/models").json()["items"]
    (run, *_) = client.get("/api/v1/models/churn/runs").json()["items"]
    assert model["alarm"]
    assert model["alarms"] == run["alarms"]
    overview = client.get("/api/v1/overview").json()
    assert overview["drifted"] == [{"id": "churn", "name": model["name"], "alarms": run["alarms"]}]
    assert [each["name"] for each in overview["checks"] if "churn" in each["name"]] == []
    assert client.get("/readyz").status_code == 200, "what a model says is no matter of the server's"

    assert _job(client, "train")["state"] == "done"
    newest = client.get("/api/v1/models/churn/versions").json()["items"][0]
    assert newest["standing"] == "candidate"
    assert newest["waits"].startswith(f"an alarm stands: {run['alarms'][0]}")


def test_a_challenger_waits_and_a_refused_version_is_never_published(client: httpx.Client) -> None:
    newest = client.get("/api/v1/models/churn/versions").json()["items"][0]
    assert newest["standing"] == "candidate"
    published = client.post(f"/api/v1/models/churn/versions/{newest['version']}/publish").json()
    assert published["standing"] == "champion"
    standings = [each["standing"] for each in client.get("/api/v1/models/churn/versions").json()["items"]]
    assert standings.count("champion") == 1
    assert "retired" in standings

    first = client.post("/api/v1/models/churn/versions/1/refuse", json={"reason": "wrong data"}).json()
    assert first["standing"] == "refused"
    blocked = client.post("/api/v1/models/churn/versions/1/publish")
    assert (blocked.status_code, blocked.json()["code"]) == (409, "model.blocked")


def test_a_job_can_be_stopped_and_leaves_nothing(client: httpx.Client) -> None:
    before = len(client.get("/api/v1/models/churn/versions").json()["items"])
    job = client.post("/api/v1/models/churn/jobs", json={"kind": "train"}).json()
    assert client.post("/api/v1/models/churn/jobs", json={"kind": "train"}).json()["code"] == "model.job_runs"
    assert client.delete(f"/api/v1/models/jobs/{job['id']}").json()["state"] == "cancelled"
    wait_for(lambda: client.post("/api/v1/models/churn/jobs", json={"kind": "train"}).status_code == 202)
    client.delete(f"/api/v1/models/jobs/{client.get('/api/v1/models/churn/jobs').json()['items'][0]['id']}")
    assert len(client.get("/api/v1/models/churn/versions").json()["items"]) == before


def test_what_is_not_there_is_said(client: httpx.Client) -> None:
    assert client.get("/api/v1/models/none/report").status_code == 404
    assert client.get("/api/v1/models/churn/versions/99").status_code == 404
    assert client.get("/api/v1/profiles/nobody/scores").status_code == 404
    assert client.get("/api/v1/models/jobs/none").status_code == 404


def test_a_document_that_makes_no_sense_is_refused_with_the_place(client: httpx.Client) -> None:
    wrong = {**CHURN, "id": "wrong", "goal": '"Order Completed" in last 3d'}
    found = client.post("/api/v1/models", json=wrong)
    assert found.status_code == 422
    assert found.json()["errors"][0]["where"].endswith("/goal")
