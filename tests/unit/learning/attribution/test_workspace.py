"""Attribution over a workspace's own events: by command and over HTTP, by question and by document."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from clew.events import Event, Identity
from clew.expressions import Path as PropertyPath
from clew.journeys import Criterion
from clew.kernel.instants import DAY
from clew.learning.attribution import AttributionQuestion, Unattributable, meant
from clew.learning.touchpoints import Touchpoint, events_of
from clew.runtime.cli import app
from clew.runtime.services.attributing import goals_for
from clew.runtime.services.documents import Documents
from clew.runtime.services.models import Models
from tests.unit.api.serving import Served, serving, wait_for

NOW = 1_790_000_000_000_000
VISITS = [
    ("u1", "page", {"campaign": {"source": "google", "name": "autumn"}}, 1),
    ("u1", "page", {"campaign": {"source": "newsletter"}}, 2),
    ("u1", "Order Completed", {}, 3),
    ("u2", "page", {"campaign": {"source": "google", "name": "autumn"}}, 1),
    ("u3", "page", {}, 1),
]
DOCUMENT = {
    "kind": "model",
    "id": "who-earned-it",
    "name": "Who earned it",
    "task": "attribution",
    "goal": '"Order Completed"',
    "amount": "total",
    "look_back": "30d",
    "touchpoints": [{"events": "page where context.campaign.source is not null", "channel": "context.campaign.source"}],
}


def test_a_question_is_read_with_what_it_leaves_out() -> None:
    reach = meant(AttributionQuestion(conversion='"Order Completed" where total > 5', by="message"), NOW)
    assert (reach.since, reach.until, reach.look_back) == (NOW - 90 * DAY, NOW, 30 * DAY)
    assert [each.events.type for each in reach.touchpoints] == ["message_sent", "page", "screen"]
    assert reach.touchpoints[0].name == PropertyPath("event", ("template",))
    own = Touchpoint(events="Click", channel="'ads'")
    named = meant(AttributionQuestion(conversion="Order", touchpoints=(own,), by="message"), NOW)
    assert named.touchpoints[0].name == "ads"


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"conversion": ""}, "/conversion"),
        ({"conversion": "Order in last 3d"}, "/conversion"),
        ({"conversion": "not Order"}, "/conversion"),
        ({"conversion": "Order", "value": "'ten'"}, "/value"),
        ({"conversion": "Order", "value": "a +"}, "/value"),
        ({"conversion": "Order", "look_back": "soon"}, "/look_back"),
        ({"conversion": "Order", "since": "yesterday"}, "/since"),
        ({"conversion": "Order", "since": "2026-02-01T00:00:00Z", "until": "2026-01-01T00:00:00Z"}, "/since"),
        ({"conversion": "Order", "among": "count(Order)"}, "/among"),
        ({"conversion": "Order", "touchpoints": (Touchpoint(events="?", channel="a"),)}, "/touchpoints/0/events"),
        ({"conversion": "Order", "touchpoints": (Touchpoint(events="A", channel=""),)}, "/touchpoints/0/channel"),
    ],
)
def test_a_question_that_means_nothing_names_its_place(said: dict[str, Any], where: str) -> None:
    with pytest.raises(Unattributable) as refused:
        meant(AttributionQuestion(**said), NOW)
    assert refused.value.where == where


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A workspace with a few visits and an order."""
    with serving(tmp_path_factory.mktemp("shop")) as served:
        _tell(served)
        yield served


def _tell(served: Served) -> None:
    now = served.now()
    events = [
        Event(f"v{number}", "track" if kind.startswith("Order") else "page", kind, (Identity("user_id", who),),
              now - (10 - day) * DAY, properties={"total": 40} if kind.startswith("Order") else {}, context=context)
        for number, (who, kind, context, day) in enumerate(VISITS)
    ]  # fmt: skip
    served.send(*events)


def test_the_api_answers_by_question(shop: Served) -> None:
    with shop.client() as client:
        asked = {"conversion": '"Order Completed"', "value": "total", "look_back": "5d", "replicates": 10}
        report = client.post("/api/v1/attribution", json=asked).json()
        assert (report["touched"], report["conversions"], report["value"]) == (2, 1, 40)
        last = next(model for model in report["models"] if model["name"] == "last")
        assert {share["channel"]: share["conversions"] for share in last["channels"]} == {"google": 0, "newsletter": 1}
        assert report["lags"]["first"][1] == 2 * DAY
        by = client.post("/api/v1/attribution", json={**asked, "by": "campaign"}).json()
        assert {facts["channel"] for facts in by["channels"]} == {"autumn", "(none)"}


def test_the_api_says_what_is_missing(shop: Served) -> None:
    with shop.client() as client:
        untouched = {"conversion": "page", "touchpoints": [{"events": "Click", "channel": "ad"}]}
        for asked, code, told in (
            (untouched, "learning.unattributable", "nothing touched anybody"),
            ({"conversion": "not events"}, "learning.unattributable", ""),
            ({"conversion": "page", "among": 'in segment "nobody"'}, "cxl.invalid", "nobody"),
            ({"conversion": "page", "order": 9}, "api.misshapen", ""),
        ):
            answer = client.post("/api/v1/attribution", json=asked)
            assert answer.status_code == 422, answer.text
            assert code in answer.json()["code"]
            assert told in answer.text
        assert client.post("/api/v1/attribution/nothing", json={}).status_code == 404


def test_a_hold_out_counts_for_the_conversion_that_its_goal_looks_for() -> None:
    goals = [
        Criterion(event="Cart Viewed", name="cart"),
        Criterion(event="Order Completed", where="total > 50", name="large"),
        Criterion(event="Order Completed", within="7d"),
        Criterion(event="Order Completed", same="order_id", name="own"),
        Criterion(segment="vip"),
        Criterion(event="Left", name="twice"),
        Criterion(event="Left", where="gone = true", name="twice"),
    ]
    asked = {
        '"Order Completed"': ["Order Completed"],
        '"Order Completed" where total > 50': ["large"],
        '"Order Completed" where total > 60': [],
        "Left": [],
        '"Cart Viewed"': ["cart"],
    }
    for conversion, names in asked.items():
        assert goals_for(goals, events_of(conversion)) == names, conversion


def test_a_document_is_asked_by_command_and_over_http(shop: Served) -> None:
    with shop.client() as client:
        body = {name: value for name, value in DOCUMENT.items() if name != "kind"}
        made = client.post("/api/v1/models", json=body)
        assert made.status_code < 300, made.text
        assert client.post("/api/v1/models/who-earned-it/publish", json={}).status_code < 300
        wait_for(lambda: client.post("/api/v1/attribution/who-earned-it", json={}).status_code == 200)
        report = client.post("/api/v1/attribution/who-earned-it", json={"by": "channel"}).json()
        assert report["conversions"] == 1
        documents = Documents(shop.workspace.store, shop.workspace.log, shop.workspace.clock)
        assert "who-earned-it" not in Models(shop.workspace, documents).documents(), "it is not trained"
    folder = str(shop.workspace.folder)
    ran = CliRunner().invoke(app, ["attribute", "--data", folder, "--document", "who-earned-it", "--replicates", "0"])
    assert ran.exit_code == 0, ran.output
    assert "1 conversion of 1 way with touches" in ran.stdout
    none = CliRunner().invoke(app, ["attribute", "--data", folder])
    assert "nothing to attribute" in str(none.exception)


def test_what_channels_cost_a_day_is_taken_for_the_days_of_the_period(shop: Served) -> None:
    body = {name: value for name, value in DOCUMENT.items() if name != "kind"} | {
        "id": "what-it-returns",
        "daily_costs": {"google": 2.5, "newsletter": 1, "radio": 9},
        "seed": 11,
    }
    with shop.client() as client:
        refused = client.post("/api/v1/models", json=body | {"daily_costs": {"google": -1}})
        assert "/daily_costs/google" in refused.text
        assert "/daily_costs" in client.post("/api/v1/models", json=body | {"task": "propensity", "window": "9d"}).text
        assert client.post("/api/v1/models", json=body).status_code < 300
        assert client.post("/api/v1/models/what-it-returns/publish", json={}).status_code < 300
        wait_for(lambda: client.post("/api/v1/attribution/what-it-returns", json={}).status_code == 200)
        report = client.post("/api/v1/attribution/what-it-returns", json={}).json()
        other = client.post("/api/v1/attribution/what-it-returns", json={"by": "campaign"}).json()
    # Costs are of channels, and campaigns are asked for: no channel may be said to have touched nobody.
    assert not [each for each in other["notes"] if each["code"] == "idle_cost"]
    assert not any(each["cost"] for each in other["models"][0]["channels"])
    costs = {each["channel"]: each["cost"] for each in report["models"][0]["channels"]}
    assert costs == {"google": 2.5 * 90, "newsletter": 90}
    assert "radio" in next(each["message"] for each in report["notes"] if each["code"] == "idle_cost")
    folder = str(shop.workspace.folder)
    ran = CliRunner().invoke(
        app, ["attribute", "--data", folder, "--document", "what-it-returns", "--cost", "google=7", "--json"]
    )
    said = json.loads(ran.stdout)
    asked = ["--document", "what-it-returns", "--by", "campaign", "--json"]
    by_campaign = CliRunner().invoke(app, ["attribute", "--data", folder, *asked])
    assert not [each for each in json.loads(by_campaign.stdout)["notes"] if each["code"] == "idle_cost"]
    assert said["seed"] == 11
    assert {each["channel"]: each["cost"] for each in said["models"][0]["channels"]} == {"google": 7, "newsletter": 90}
