"""Versions of a journey: what differs in words, who is under way and where they go on, and who was faster."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.console.conftest import Faults, OpenPage, choose, settled
from tests.unit.api.serving import ADA, EVE, Served, order, wait_for

pytestmark = pytest.mark.browser

FIRST: dict[str, Any] = {
    "id": "aftercare",
    "name": "Aftercare",
    "entry": {"event": "Order Completed"},
    "nodes": {"rest": {"wait": "9d", "next": "out"}, "out": {"end": "rested"}},
}
SECOND = FIRST | {
    "entry": {"event": "Order Completed", "where": "total > 50"},
    "nodes": {
        "pause": {"wait": "12d", "next": "often"},
        "often": {"if": 'count("Order Completed") >= 2', "then": "out"},
        "out": {"end": "rested"},
    },
}


@pytest.fixture(scope="module")
def served(alone: Served) -> Served:
    """Things happen here, to people."""
    return alone


@pytest.fixture(scope="module")
def moved(served: Served) -> Served:
    """Two versions of a journey, and two people on the first."""
    with served.client() as client:
        client.post("/api/v1/journeys", json=FIRST).raise_for_status()
        wait_for(lambda: client.get("/api/v1/journeys/aftercare").json()["state"] == "live")
        served.send(order(960, EVE, served.now()), order(961, ADA, served.now()))
        wait_for(lambda: client.get("/api/v1/journeys/aftercare").json()["under_way"] == 2)
        client.put("/api/v1/journeys/aftercare", json=SECOND, headers={"If-Match": "*"}).raise_for_status()
        wait_for(lambda: client.get("/api/v1/journeys/aftercare").json()["version"] == 2)
    return served


def test_what_a_version_changed_is_said_in_words_and_people_are_moved_where_one_says(
    open_page: OpenPage, moved: Served, everywhere: Faults
) -> None:
    page = settled(open_page("/journeys/aftercare?tab=versions"))
    changes = page.get_by_role("list", name="From version 1 to version 2").get_by_role("listitem")
    expect(changes.filter(has_text="Added")).to_have_text(
        [re.compile("Wait for 12 days"), re.compile('Condition: did "Order Completed" at least 2 times')]
    )
    expect(changes.filter(has_text="Removed")).to_contain_text("Wait for 9 days")
    expect(changes.filter(has_text="Entry")).to_contain_text("Order Completed where its total is more than 50")
    assert everywhere(page) == []

    # Who looks for them on the canvas is told where they are.
    page.get_by_role("tab", name="Canvas").click()
    page.get_by_role("link", name="all on older versions").click()

    # Their step is gone: they stay, until it is said where they go on.
    page.get_by_role("button", name="Move them to version 2…").click()
    dialog = page.get_by_role("dialog", name="Move people to version 2")
    expect(dialog).to_contain_text("2 at Wait for 9 days (version 1)")
    expect(dialog.get_by_role("status")).to_contain_text("0 people go on in version 2, 2 stay where they are.")
    expect(dialog.get_by_role("button", name="Move 0 people")).to_be_disabled()
    assert everywhere(page) == []
    # By keys alone.
    step = dialog.get_by_role("combobox", name="Where those at Wait for 9 days go on")
    step.focus()
    page.keyboard.type("12 days")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("They wait as the new step says, counted from when they began to wait.")
    dialog.get_by_role("button", name="Move 2 people").press("Enter")
    expect(page.get_by_role("status").filter(has_text="2 people go on in version 2.")).to_be_visible()
    rows = page.get_by_role("table", name="Versions").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("2Live2")
    expect(rows.nth(2)).to_contain_text("1Replaced0")


def test_a_report_is_of_all_versions_or_of_one(open_page: OpenPage, moved: Served, everywhere: Faults) -> None:
    page = settled(open_page("/journeys/aftercare?tab=report"))
    steps = page.get_by_role("region", name="Steps", exact=True)
    expect(page.get_by_text("How many came to each step of version 2")).to_be_visible()
    expect(steps).to_contain_text("Wait for 12 days")
    choose(page, page.get_by_role("main"), "Figures of which version", "Version 1")
    expect(page.get_by_text("How many came to each step of version 1")).to_be_visible()
    expect(steps.get_by_role("row", name=re.compile("^Wait for 9 days"))).to_contain_text("2")
    assert everywhere(page) == []


def test_a_viewer_sees_versions_and_moves_nobody(open_page: OpenPage, moved: Served) -> None:
    page = open_page("/journeys/aftercare?tab=versions", who="viewer@aftercare.test", role="viewer")
    expect(page.get_by_role("list", name="From version 1 to version 2")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Move them"))).to_have_count(0)
    page.get_by_role("tab", name="Canvas").click()
    expect(page.locator("[data-step='pause']")).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    expect(page.locator("[data-insert]")).to_have_count(0)


def test_who_was_faster_is_told_with_what_they_changed_and_theirs_can_be_taken(
    open_page: OpenPage, served: Served, everywhere: Faults
) -> None:
    draft = FIRST | {"id": "shared", "name": "Shared", "status": "draft"}
    with served.client() as client:
        client.post("/api/v1/journeys", json=draft).raise_for_status()
        page = settled(open_page("/journeys/shared"))
        page.get_by_label("Name", exact=True).fill("Mine")
        theirs = draft | {"nodes": {**FIRST["nodes"], "rest": {"wait": "3d", "next": "out"}}}
        client.put("/api/v1/journeys/shared", json=theirs, headers={"If-Match": "*"}).raise_for_status()
        wait_for(lambda: client.get("/api/v1/journeys/shared").json()["version"] == 2)
        page.get_by_role("button", name="Save draft").click()
        asked = page.get_by_role("dialog", name="Version 2 came in between")
        expect(asked).to_contain_text("Wait for 9 days")
        expect(asked).to_contain_text("Wait for 3 days")
        assert everywhere(page) == []
        asked.get_by_role("button", name="Take theirs").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Shared")
        expect(page.locator("[data-step='rest']")).to_contain_text("for 3 days")
        expect(page.get_by_role("button", name="Save draft")).to_have_count(0)
        assert client.get("/api/v1/journeys/shared").json()["version"] == 2
