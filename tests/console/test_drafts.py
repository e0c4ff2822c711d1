"""Drafts beside what is live: told of, opened, let go, brought back, published; what comes between is asked about."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import OpenPage
from tests.unit.api.serving import Served, wait_for

pytestmark = pytest.mark.browser

LIVE = {"id": "spenders", "name": "Spenders", "expression": 'count("Order Completed") >= 50'}
DRAFT = LIVE | {"expression": 'count("Order Completed") >= 1', "status": "draft"}
JOURNEY = {
    "id": "patience",
    "name": "Patience",
    "status": "draft",
    "entry": {"event": "Never Seen"},
    "nodes": {"pause": {"wait": "1h", "next": "rest"}, "rest": {"wait": "2h"}},
}


@pytest.fixture
def waiting(served: Served) -> Served:
    """A segment that is live, and a draft of it."""
    with served.client() as client:
        client.post("/api/v1/segments", json=LIVE).raise_for_status()
        client.put("/api/v1/segments/spenders", json=DRAFT, headers={"If-Match": "*"}).raise_for_status()
        wait_for(lambda: client.get("/api/v1/segments/spenders").json()["draft"])
    return served


def test_a_draft_is_told_of_let_go_brought_back_and_published(open_page: OpenPage, waiting: Served) -> None:
    page = open_page("/segments/spenders")
    bar = page.get_by_role("status").filter(has_text=re.compile("draft", re.IGNORECASE))
    expect(bar).to_contain_text("A draft of version 2 waits")
    bar.get_by_role("link", name="Open the draft").click()
    expect(bar).to_contain_text("Draft of version 2, not yet published")
    expect(page.locator("p[aria-live]").first).to_contain_text("at least 1")
    bar.get_by_role("link", name="Show what is live").click()
    expect(page.locator("p[aria-live]").first).to_contain_text("at least 50")
    bar.get_by_role("link", name="Open the draft").click()
    bar.get_by_role("button", name="Discard the draft").click()
    expect(page.get_by_text("The draft of Spenders is discarded.")).to_be_visible()
    expect(bar).to_have_count(0)
    page.get_by_role("button", name="Undo").last.click()
    expect(bar).to_contain_text("Draft of version 4")
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url(f"{waiting.url}/segments/spenders")
    expect(page.get_by_role("region", name="Rule")).to_contain_text(DRAFT["expression"])
    expect(bar).to_have_count(0)


@pytest.fixture
def journey(served: Served) -> Served:
    """A draft of a journey."""
    with served.client() as client:
        client.post("/api/v1/journeys", json=JOURNEY).raise_for_status()
    return served


def renamed(page: Page, name: str) -> None:
    page.get_by_label("Name", exact=True).fill(name)
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_who_comes_in_between_is_asked_about_and_what_fails_is_not_lost(open_page: OpenPage, journey: Served) -> None:
    page = open_page("/journeys/patience", expected=("ERR_FAILED", "404"))
    save, asked = page.get_by_role("button", name="Save draft"), page.get_by_role("dialog")
    renamed(page, "Mine")

    # Nobody answers: it says so, and what was written stays.
    page.route("**/api/v1/journeys/patience", lambda route: route.abort())
    save.click()
    expect(page.get_by_role("alert").filter(has_text="Check that Clew is running")).to_be_visible()
    page.unroute("**/api/v1/journeys/patience")

    # Somebody else saves.
    with journey.client() as client:
        theirs = JOURNEY | {"name": "Theirs"}
        client.put("/api/v1/journeys/patience", json=theirs, headers={"If-Match": "*"}).raise_for_status()
        wait_for(lambda: client.get("/api/v1/journeys/patience").json()["name"] == "Theirs")
        save.click()
        expect(asked).to_contain_text("Version 2 came in between")
        asked.get_by_role("button", name="Not yet").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Mine")
        assert client.get("/api/v1/journeys/patience").json()["name"] == "Theirs"
        save.click()
        asked.get_by_role("button", name="Save mine").click()
        expect(page.get_by_text("Draft saved.")).to_be_visible()
        assert client.get("/api/v1/journeys/patience").json()["name"] == "Mine"

        # Somebody else ends it.
        renamed(page, "Mine again")
        client.delete("/api/v1/journeys/patience").raise_for_status()
        wait_for(lambda: client.get("/api/v1/journeys/patience").status_code == 404)
        save.click()
        expect(asked).to_contain_text("was archived meanwhile")
        asked.get_by_role("button", name="Save mine").click()
        wait_for(lambda: client.get("/api/v1/journeys/patience").json().get("name") == "Mine again")


def test_what_is_not_saved_is_not_left_behind_unasked(open_page: OpenPage, served: Served) -> None:
    page = open_page("/segments/loyal/edit")
    page.get_by_role("button", name="Details").click()
    page.get_by_label("Name", exact=True).fill("Most loyal")
    page.keyboard.press("Escape")
    # A tab that is closed, whatever its owner is asked, or a browser that ends, loses nothing.
    wait_for(lambda: page.evaluate("Object.keys(localStorage).some((key) => key.startsWith('clew-kept '))"))
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Loyal")
    page.get_by_role("button", name="Go on with it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Most loyal")
    asked = page.get_by_role("dialog", name="Leave without saving?")
    page.get_by_role("navigation", name="Screens").get_by_role("link", name="Overview").click()
    asked.get_by_role("button", name="Stay").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Most loyal")
    page.get_by_role("navigation", name="Screens").get_by_role("link", name="Overview").click()
    asked.get_by_role("button", name="Leave").click()
    page.wait_for_url(f"{served.url}/")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Loyal")
    expect(page.get_by_text("Not saved when this was closed")).to_have_count(0)
