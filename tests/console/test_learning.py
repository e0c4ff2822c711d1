"""Models, attribution and experiments in the browser: what was learnt, who earned it, what it added."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from clew.events import Event, Identity
from clew.kernel.instants import DAY, Instant
from clew.runtime.services.models import models_of
from tests.console.charts import as_tables
from tests.console.conftest import Faults, OpenPage
from tests.unit.api.serving import Served, serving, wait_for

pytestmark = pytest.mark.browser

PEOPLE = 100
CHURN = {
    "id": "churn",
    "name": "Churn risk",
    "goal": '"Order Completed"',
    "happens": False,
    "window": "30d",
    "eligible": 'did "Order Completed" in last 90d',
    "look_back": "90d",
    "historical": ["shop"],
    "inputs": {"events": ["Order Completed"], "attributes": ["tier"]},
    "fairness": {"by": ["tier"], "most_gap": 1.0},
}
THANKS: dict[str, Any] = {
    "id": "thanks",
    "name": "Thank-you letter",
    "entry": {"event": "Thanked"},
    "goals": [{"event": "Looked", "within": "7d"}],
    "nodes": {
        "test": {
            "experiment": "thank-you-letter",
            "holdout": 30,
            "arms": [{"percent": 50, "next": "wait"}, {"percent": 50, "next": "pause"}],
        },
        "wait": {"wait": "1d", "next": "end"},
        "pause": {"wait": "2d", "next": "end"},
    },
}


def person(number: int) -> Identity:
    return Identity("user_id", f"u{number}")


def history(now: Instant) -> Iterator[Event]:
    """The faithful buy each week, the others stop one day; before their newest order they come from a campaign."""
    draw = np.random.default_rng(1)
    begin = now - 160 * DAY
    for number in range(PEOPLE):
        who = (person(number),)
        tier = {"tier": "gold" if number % 3 else "basic"}
        yield Event(f"i{number}", "identify", "identify", who, begin, properties=tier)
        stops = 160 if number % 2 == 0 else int(draw.integers(20, 150))
        for day in range(number % 7, stops, 7):
            said = {"total": float(np.round(draw.gamma(2, 20), 2))}
            yield Event(
                f"o{number}-{day}", "track", "Order Completed", who, begin + day * DAY + number, properties=said
            )
        for place, source in enumerate(("social", "search", "newsletter")[number % 3 :]):
            campaign = {"campaign": {"source": source, "name": f"{source} in autumn"}}
            at = now - (20 - place) * DAY
            yield Event(f"v{number}-{place}", "page", "page", who, at, properties={"path": "/"}, context=campaign)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A shop with half a year of orders: a model that is trained and has scored, campaigns, and an experiment."""
    with serving(tmp_path_factory.mktemp("learnt")) as found, found.client() as client:
        found.send(*history(found.now()))
        documents = [{"kind": "model", **CHURN}, {"kind": "journey", **THANKS}]
        client.post("/api/v1/apply", json={"documents": documents}).raise_for_status()
        wait_for(lambda: client.get("/api/v1/journeys/thanks").json().get("state") == "live")
        models = models_of(found.workspace)
        assert models.train("churn").standing == "champion"
        models.score("churn")
        found.send(*(Event(f"t{n}", "track", "Thanked", (person(n),), found.now()) for n in range(PEOPLE)))
        inside = client.get("/api/v1/journeys/thanks/people", params={"limit": 1000}).json()["items"]
        treated = {each["profile"] for each in inside if each["status"] == "active"}
        nodes = found.workspace.store.nodes([person(n) for n in range(PEOPLE)])
        looking = [n for n in range(PEOPLE) if n % 5 == 0 or (nodes[person(n)].profile in treated and n % 8)]
        found.send(*(Event(f"l{n}", "track", "Looked", (person(n),), found.now()) for n in looking))
        yield found


def test_a_model_shows_how_good_it_is_and_what_it_says_of_whom(open_page: OpenPage, faults: Faults) -> None:
    page = open_page("/models")
    expect(page.get_by_role("row", name="Churn risk")).to_contain_text("No Order Completed within 30 days")
    page.get_by_role("link", name="Churn risk").click()
    expect(page.get_by_role("figure", name="Predicted against observed")).to_be_visible()
    expect(page.get_by_text("Ranks (AUC)")).to_be_visible()
    expect(page.get_by_role("list", name="Influence of features")).to_contain_text("Order Completed")
    expect(page.get_by_role("region", name="Groups by profile.tier, as a table")).to_contain_text("gold")
    assert faults(page) == []
    lift = page.get_by_role("region", name="Lift", exact=True)
    lift.get_by_text("Table", exact=True).click()
    expect(lift.get_by_role("row", name="top 10%")).to_be_visible()

    page.get_by_role("tab", name="People").click()
    table = page.get_by_role("table", name="People by score")
    expect(table.get_by_role("row").nth(1)).to_contain_text("raised by")
    page.get_by_role("radiogroup", name="Who is listed").get_by_text("low").click()
    assert "bucket=low" in page.url
    assert faults(page) == []
    table.get_by_role("link").first.click()
    page.wait_for_url("**/profiles/**")
    page.go_back()

    page.get_by_role("tab", name="Versions").click()
    expect(page.get_by_role("listitem").filter(has_text="Version 1")).to_contain_text("in use")
    page.get_by_role("tab", name="Drift").click()
    expect(page.get_by_text("People compared")).to_be_visible()


def test_a_new_model_is_published_and_says_what_comes_next(open_page: OpenPage, faults: Faults) -> None:
    page = open_page("/models/new", width=390, height=844, dark=True)
    page.get_by_text("Who will be worth what").click()
    page.get_by_role("textbox", name="Name").fill("Worth")
    page.get_by_role("textbox", name="Within").fill("8 w")
    expect(page.get_by_role("group", name="the document as YAML")).to_contain_text("task: value")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert faults(page) == []
    page.get_by_role("textbox", name="Within").fill("8w")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", name="Nothing has been learnt yet")).to_be_visible()
    assert page.url.endswith("/models/worth")


def test_attribution_is_asked_and_read_by_every_model(open_page: OpenPage, faults: Faults) -> None:
    page = open_page("/attribution")
    earned = page.get_by_role("list", name="Conversions credited to each channel")
    expect(earned).to_contain_text("newsletter")
    expect(page.get_by_role("region", name="Shares by every model")).to_contain_text("Markov removal")
    assert faults(page) == []
    page.get_by_role("textbox", name="Cost of search").fill("100")
    expect(page.get_by_role("list", name="Return by what it cost")).to_contain_text("search")
    page.get_by_role("combobox", name="Model", exact=True).click()
    page.get_by_role("option", name="Last", exact=True).click()
    assert "model=last" in page.url
    page.get_by_role("button", name="As command").click()
    expect(page.get_by_role("group", name="the commands that ask it")).to_contain_text("--cost search=100")


def test_an_experiment_is_read_by_every_method(open_page: OpenPage, faults: Faults) -> None:
    page = open_page("/experiments", dark=True)
    page.get_by_role("link", name="Thank you letter").click()
    goal = page.get_by_role("region", name="Looked", exact=True)
    expect(goal.get_by_role("list", name="Difference in Looked")).to_contain_text("pt")
    expect(page.get_by_role("region", name="What to believe of Looked, as a table")).to_contain_text("Held out")
    expect(page.get_by_role("region", name="Assignment")).to_contain_text("Split as planned")
    assert faults(page) == []
    goal.get_by_text("Table", exact=True).click()
    expect(goal.get_by_role("row", name="Wait").first).to_contain_text("Valid at any time")


def test_an_experiment_is_planned(open_page: OpenPage, faults: Faults) -> None:
    page = open_page("/experiments/plan", width=390, height=844)
    answer = page.get_by_role("region", name="Answer", exact=True)
    expect(answer).to_contain_text("31,248")
    page.get_by_role("textbox", name="Worth finding, in points").fill("2")
    expect(answer).not_to_contain_text("31,248")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert faults(page) == []


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (
            "/models/churn",
            {
                "Do probabilities mean what they say?",
                "How many are found?",
                "Lift",
                "Does it last?",
                "What counts, over all",
                "Groups by profile.tier",
            },
        ),
        ("/models/churn?tab=drift", {"What moved"}),
        ("/models/churn?tab=people", {"PEOPLE"}),
        ("/attribution", {"What each channel earned", "How many touches it takes", "How far the models agree"}),
        ("/experiments/thanks", {"Looked", "Arms"}),
        ("/journeys/thanks?tab=report", {"Entered, by day"}),
    ],
)
def test_every_chart_is_a_table_too(open_page: OpenPage, served: Served, path: str, names: set[str]) -> None:
    tables = as_tables(open_page(path))
    with served.client() as client:
        if path.endswith("people"):
            spread = client.get("/api/v1/models/churn/scores").json()
            (table,) = tables.values()
            assert sum(int(row[2]) for row in table.rows) == spread["people"]
            return
        assert names <= tables.keys()
        if path.endswith("/churn"):
            report = client.get("/api/v1/models/churn/versions").json()["items"][0]["report"]
            assert [float(row[2]) for row in tables["Lift"].rows] == [round(each["lift"], 2) for each in report["lift"]]
        if path.startswith("/experiments"):
            (split,) = client.get("/api/v1/experiments/thanks").json()["items"]
            assert [int(row[1]) for row in tables["Arms"].rows] == [arm["people"] for arm in split["arms"]]
        if path.startswith("/journeys"):
            report = client.get("/api/v1/journeys/thanks/report").json()
            assert sum(int(row[1]) for row in tables["Entered, by day"].rows) == report["entered"] == PEOPLE
