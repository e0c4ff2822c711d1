"""Traits: the values that are worked out for each person; made, read, changed and looked back at in the browser."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.console.conftest import Faults, OpenPage, choose, settled
from tests.console.test_content import jump
from tests.unit.api.serving import Served, wait_for

pytestmark = pytest.mark.browser

DOCUMENTS = [
    {
        "kind": "trait",
        "id": "spent",
        "name": "Lifetime spend",
        "expression": 'sum(total of "Order Completed")',
        "unit": "GBP",
    },
    {"kind": "trait", "id": "per-order", "name": "Per order", "expression": "trait(spent) / trait(orders)"},
    {"kind": "segment", "id": "rich", "name": "Big spenders", "expression": "trait(spent) > 100"},
]


@pytest.fixture(scope="module")
def served(alone: Served) -> Served:
    """Documents are changed here."""
    with alone.client() as client:
        applied = client.post("/api/v1/apply", json={"documents": DOCUMENTS})
        assert applied.status_code in {200, 202}, applied.text
        wait_for(lambda: client.get("/api/v1/traits/per-order").json().get("state") == "live")
    return alone


def test_a_trait_is_made_by_keys_checked_published_changed_and_archived(open_page: OpenPage, served: Served) -> None:
    page = settled(open_page("/"))
    jump(page, "new trait", "New trait")
    expect(page.get_by_role("heading", level=1)).to_have_text("Traits")
    expect(page.get_by_role("dialog").get_by_role("textbox", name="Name")).to_be_focused()
    page.keyboard.type("Newest order")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Newest order")
    # What it begins as is right as it stands.
    made = page.get_by_role("region", name="What it is", exact=True)
    expect(made.locator("p").first).to_contain_text("the number of")
    choose(page, page.get_by_role("region", name="Begin with"), "Event", "Order Completed")
    page.get_by_role("button", name="Newest order id").click()
    expect(made.locator("p").first).to_contain_text("order_id")
    expect(page.get_by_role("region", name="Value", exact=True)).to_contain_text("text")
    expect(page.get_by_role("region", name="In conditions")).to_contain_text("trait(`newest-order`)")
    # What is wrong is told where it is written, and nothing is published before it is mended.
    words = page.get_by_role("textbox", name="Value in CXL")
    words.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("trait(newest-order")
    expect(made.get_by_role("alert").first).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_be_disabled()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+a")
    page.keyboard.type('max(total of "Order Completed")')
    expect(made.locator("p").first).to_contain_text("total of")
    page.keyboard.press("Escape")
    page.get_by_role("textbox", name="Unit").fill("GBP")
    expect(page.get_by_role("region", name="Value", exact=True)).to_contain_text("number, in GBP")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published: it is worked out for everybody from their history.")).to_be_visible()
    with served.client() as client:
        wait_for(lambda: client.get("/api/v1/traits/newest-order").json()["state"] == "live")
        found = client.get("/api/v1/traits/newest-order").json()
    assert (found["expression"], found["unit"], found["type"]) == ('max(total of "Order Completed")', "GBP", "number")
    page.get_by_role("tab", name="Versions").click()
    changed = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=re.compile("Version 2")))
    expect(changed.locator("ins").first).to_contain_text("max(total of")
    expect(page.get_by_role("region", name="Who changed it")).to_contain_text(re.compile("Ada|ada"))
    page.get_by_role("tab", name="Definition").click()
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Archive").click()
    expect(page.get_by_text("Newest order is archived.")).to_be_visible()
    table = page.get_by_role("table", name="Traits")
    expect(table.get_by_role("row", name=re.compile("Newest order"))).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(table.get_by_role("row", name=re.compile("Newest order.*number, in GBP"))).to_be_visible()


def test_a_trait_says_who_rests_on_it_and_is_not_archived_then(open_page: OpenPage) -> None:
    page = settled(open_page("/traits", expected=("409",)))
    row = page.get_by_role("row", name=re.compile("^Lifetime spend"))
    expect(row).to_contain_text("The sum of total of")
    expect(row.get_by_role("cell").nth(3)).to_have_text("2")
    row.click()
    used = page.get_by_role("region", name="Used by")
    expect(used.get_by_role("link", name="Big spenders")).to_be_visible()
    expect(used.get_by_role("link", name="Per order")).to_have_attribute("href", "/traits/per-order")
    page.get_by_role("button", name="As text").click()
    text = page.get_by_role("group", name="the document as YAML")
    expect(text).to_contain_text("unit: GBP")
    # What is told of it is not part of it.
    expect(text).not_to_contain_text("used_by")
    expect(text).not_to_contain_text("says")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Archive").click()
    expect(page.get_by_role("alert").filter(has_text="segment/rich")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lifetime spend")


def test_the_commands_of_a_document_do_what_they_say_when_pasted(
    open_page: OpenPage, served: Served, tmp_path: Path
) -> None:
    page = settled(open_page("/traits/per-order"))
    page.get_by_role("button", name="As text").click()
    shown = page.get_by_role("group", name="the commands").inner_text()
    bins = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    told = os.environ | {"CLEW_DATA": str(served.workspace.folder), "PATH": bins}
    done = subprocess.run(["bash", "-c", shown], cwd=tmp_path, env=told, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "no changes"), done.stderr
    unset = {name: value for name, value in told.items() if name != "CLEW_DATA"}
    done = subprocess.run(["bash", "-c", shown], cwd=tmp_path, env=unset, capture_output=True, text=True, check=False)
    assert "set it to the folder of the workspace" in done.stderr


def test_a_viewer_reads_a_trait_and_changes_nothing(open_page: OpenPage, served: Served) -> None:
    page = settled(open_page("/traits/spent", who="vera", role="viewer"))
    assert page.url.startswith(served.url)
    expect(page.get_by_role("group", name="the value in CXL")).to_contain_text("sum(total of")
    expect(page.get_by_role("textbox", name="Name")).to_be_disabled()
    for words in ("Publish", "Save draft", "More"):
        expect(page.get_by_role("button", name=words, exact=True)).to_have_count(0)
    expect(page.get_by_role("region", name="Begin with")).to_have_count(0)


def test_where_there_is_no_trait_one_is_told_what_it_is_for(open_page: OpenPage, bare: Served) -> None:
    page = settled(open_page("/traits", at=bare))
    expect(page.get_by_text("What do you want to know of everybody?")).to_be_visible()
    page.get_by_role("button", name="New trait").click()
    expect(page.get_by_role("dialog", name="New trait")).to_be_visible()


@pytest.mark.parametrize("path", ["traits", "traits/spent", "traits/spent?tab=versions"])
def test_nothing_is_in_anybodys_way(open_page: OpenPage, everywhere: Faults, path: str) -> None:
    page = settled(open_page(f"/{path}"))
    assert everywhere(page) == []
