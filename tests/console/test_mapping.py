"""A live source's mapping: suggested from what it sent, tried out, put to use, mended; and piles that are settled."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from clew.events.ports import Reject
from clew.kernel.packing import to_json
from tests.console.conftest import Faults, OpenPage, settled
from tests.unit.api.serving import Served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(alone: Served) -> Served:
    """Things happen here, to people."""
    return alone


def receipt(number: int, total: str = "") -> dict[str, Any]:
    return {
        "receipt": str(number),
        "placed": f"2026-03-{number % 28 + 1:02}T10:00:00Z",
        "customer": {"email": f"buyer{number}@example.com"},
        "sum": total or f"{number}.50",
    }


def sends(served: Served, source: str, *rows: dict[str, Any], reason: str = "mapping.none", by: str = "@0") -> None:
    message = "the source has no mapping that is live" if by == "@0" else "row 1: not a number"
    rejects = [
        Reject(reason, message, "/1/event/properties/total", to_json(row), by, to_json(row)[:64]) for row in rows
    ]
    served.send(source=source, rejects=rejects)


def kept(served: Served, source: str) -> dict[str, Any]:
    with served.client() as client:
        return client.get(f"/api/v1/sources/{source}").json()


def test_a_source_gets_its_mapping_from_what_it_sent(open_page: OpenPage, served: Served, everywhere: Faults) -> None:
    with served.client() as client:
        client.post("/api/v1/sources", json={"id": "kiosk", "name": "Kiosk"}).raise_for_status()
    page = open_page("/data/sources/kiosk")
    page.get_by_role("link", name="say what it becomes").click()
    expect(page.get_by_role("heading", name="What does it send?")).to_be_visible()
    assert everywhere(page) == []
    # What comes while one looks shows by itself.
    sends(served, "kiosk", receipt(1), receipt(2))
    expect(page.get_by_text("Tried on 2 rows that the source sent and that wait in quarantine.")).to_be_visible()
    expect(page.get_by_label("Each row says that this happened")).to_have_value("Order Completed")
    expect(page.get_by_text("All fit")).to_be_visible()
    expect(page.get_by_role("region", name="What becomes of them")).to_contain_text("email:buyer1@example.com")
    # Who changes something is asked before it is lost.
    page.get_by_label("Name of the property of sum").fill("total")
    page.get_by_role("link", name="Kiosk").click()
    page.get_by_role("button", name="Stay").click()
    page.get_by_role("button", name="Use this mapping").click()
    expect(page.get_by_text("It is in use: what comes from now on is read by it.")).to_be_visible()
    expect(page.get_by_text("Each row becomes “Order Completed” of the person")).to_be_visible()
    assert kept(served, "kiosk")["mapping"] == "kiosk"
    assert everywhere(page) == []
    page.get_by_role("link", name="what waits can be tried again").click()
    page.wait_for_url(re.compile("source=kiosk"))
    page.get_by_role("button", name="Try all again").click()
    expect(page.get_by_text("mappings and schemas, all would be in the log")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Try again").click()
    expect(page.get_by_text("2 items tried again are in the log now, 0 still held.")).to_be_visible()


def test_a_mapping_is_mended_with_an_example_and_its_faults_stand_at_their_fields(
    open_page: OpenPage, served: Served
) -> None:
    written = {
        "id": "stall",
        "name": "Stall",
        "event": {
            "type": "Order Completed",
            "id": {"concat": ["stall-", "$.receipt"]},
            "ts": {"date": "$.placed"},
            "identities": {"email": "$.customer.email"},
            "properties": {"total": {"number": "$.sum"}},
        },
    }
    with served.client() as client:
        client.post("/api/v1/mappings", json=written).raise_for_status()
        client.post("/api/v1/sources", json={"id": "stall", "name": "Stall", "mapping": "stall"}).raise_for_status()
    page = open_page("/data/sources/stall")
    expect(page.get_by_role("tab", name="Any JSON")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("group", name="Any JSON snippet")).to_contain_text('"email": "ada@example.com"')
    page.get_by_role("link", name="Edit the mapping").click()
    expect(page.get_by_role("row", name="sum")).to_contain_text("not in these rows")
    page.get_by_role("button", name="Paste an example").click()
    field = page.get_by_label("One object, an array of them")
    field.fill('{"receipt": "1"')
    expect(page.get_by_role("alert")).to_contain_text("This is not JSON")
    field.fill(to_json([receipt(1), receipt(2, "a lot")]).decode())
    page.get_by_role("button", name="Use 2 rows").click()
    expect(page.get_by_text("1 would be held")).to_be_visible()
    expect(page.get_by_text("/2/event/properties/total")).to_be_visible()
    page.get_by_role("row", name="sum").get_by_label("number").click()
    page.get_by_label("Name of the property of sum").fill("said")
    expect(page.get_by_text("All fit")).to_be_visible()
    # Two who write at once: whoever is later is asked.
    with served.client() as client:
        theirs = {**written, "event": {**written["event"], "type": "Stall Visited"}}
        client.put("/api/v1/mappings/stall", json=theirs, headers={"If-Match": "*"}).raise_for_status()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("dialog", name="Version 2 came in between")).to_be_visible()
    page.get_by_role("button", name="Save mine").click()
    expect(page.get_by_text("Published: what comes from now on is read by it.")).to_be_visible()
    with served.client() as client:
        now = client.get("/api/v1/mappings/stall").json()
    assert (now["version"], now["event"]["properties"]) == (3, {"said": "$.sum"})
    page.get_by_text("Text", exact=True).click()
    expect(page.get_by_label("The mapping document")).to_have_value(re.compile('"said": "\\$.sum"'))
    page.get_by_role("tab", name="Versions").click()
    expect(page.get_by_role("heading", name="Version 3")).to_be_visible()
    page.get_by_role("tab", name="Mapping").click()
    page.get_by_role("button", name="Stop using it for this source").click()
    expect(page.get_by_text("Stall has no mapping any more")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Each row becomes “Order Completed”")).to_be_visible()
    assert kept(served, "stall")["mapping"] == "stall"


def test_whoever_may_not_write_looks_at_a_mapping(open_page: OpenPage, served: Served, faults: Faults) -> None:
    page = open_page("/data/sources/stall/mapping", who="vera", role="viewer", expected=("403",))
    expect(page.get_by_text("Each row becomes “Order Completed”")).to_be_visible()
    expect(page.get_by_label("Each row says that this happened")).to_have_attribute("readonly", "")
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    expect(page.get_by_role("button", name="Paste an example")).to_have_count(0)
    assert faults(page) == []


def test_a_pile_larger_than_a_screen_is_set_aside_and_taken_back(
    open_page: OpenPage, served: Served, everywhere: Faults
) -> None:
    sends(served, "flood", *[receipt(n) for n in range(1_300)], reason="mapping.number", by="gone@1")
    page = open_page("/data/quarantine?source=flood&reason=mapping.number")
    expect(page.get_by_text("1,300 items · Not a number")).to_be_visible()
    page.get_by_role("button", name="Set all aside").click()
    expect(page.get_by_role("dialog", name="Set 1,300 items aside?")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Set aside").click()
    expect(page.get_by_text("1,300 items set aside.")).to_be_visible()
    _undo(page)
    expect(page.get_by_text("1,300 items held again.")).to_be_visible()
    expect(page.get_by_text("1,300 items · Not a number")).to_be_visible()
    page.get_by_role("button", name="Try all again").click()
    dialog = page.get_by_role("dialog", name="Try 1,300 items again?")
    expect(dialog).to_contain_text("Of the oldest 200, none would pass:")
    expect(dialog).to_contain_text("Its mapping is gone (200)")
    expect(dialog.get_by_role("button", name="Try again")).to_be_disabled()
    page.keyboard.press("Escape")
    table = page.get_by_role("table", name="Held")
    table.get_by_role("row").nth(1).click()
    page.get_by_role("complementary", name="Details").get_by_role("button", name="Set aside").click()
    expect(page.get_by_text("1,299 items · Not a number")).to_be_visible()
    page.get_by_role("navigation", name="Reasons").get_by_role("button", name=re.compile("^Set aside")).click()
    expect(page.get_by_role("table", name="Set aside")).to_be_visible()
    assert everywhere(page) == []
    page.get_by_role("button", name="Take all back").click()
    expect(page.get_by_text("1 item held again.")).to_be_visible()
    expect(page.get_by_role("heading", name="Nothing is set aside")).to_be_visible()


def _undo(page: Page) -> None:
    page.get_by_role("alert").filter(has_text="set aside").get_by_role("button", name="Undo").click()


def test_labels_are_words_and_an_editor_puts_them(open_page: OpenPage, served: Served, everywhere: Faults) -> None:
    page = settled(open_page("/data/schemas"))
    expect(page.get_by_role("heading", name="Profile attributes")).to_be_visible()
    row = page.get_by_role("listitem").filter(has=page.get_by_text("gender", exact=True)).last
    expect(row).to_contain_text("Sensitive")
    row.get_by_text("Sensitive").hover()
    expect(page.get_by_role("tooltip")).to_contain_text("(PSPD)")
    page.get_by_label("Label gender").click()
    panel = page.get_by_role("form", name="Labels of gender")
    expect(panel.get_by_label("Sensitive")).to_be_disabled()
    panel.get_by_label("No targeting").check()
    panel.get_by_role("button", name="Save labels").click()
    expect(page.get_by_text("Labels of gender saved.")).to_be_visible()
    expect(row).to_contain_text("No targeting")
    _undone(page)
    expect(row).not_to_contain_text("No targeting")
    assert everywhere(page) == []
    page.get_by_label("Find a schema").fill("profile")
    page.get_by_role("button", name="Profile", exact=True).click()
    page.get_by_role("link", name="See Profile attributes").click()
    expect(page.get_by_role("heading", name="Profile attributes")).to_be_visible()


def _undone(page: Page) -> None:
    page.get_by_role("alert").filter(has_text="saved").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("alert").filter(has_text="saved")).to_have_count(0)
