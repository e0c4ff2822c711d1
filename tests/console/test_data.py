"""Data: a source is set up, events are watched, schemas browsed, a file imported, what failed is mended."""

import re
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import expect

from clew.events import Event
from clew.events.ports import Reject
from clew.kernel.packing import to_json
from tests.console.charts import as_tables
from tests.console.conftest import Faults, OpenPage
from tests.unit.api.serving import ADA, GRACE, Served, order

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(alone: Served) -> Served:
    """Things happen here, to people."""
    return alone


ORDERS = "invoice_no,customer_id,e-mail,total,placed at\n" + "".join(
    f"{1000 + number},{number},c{number}@example.com,{number}.50,2026-03-{number:02}T10:00:00Z\n"
    for number in range(1, 29)
)


def test_a_source_is_added_and_shows_its_first_event(open_page: OpenPage, served: Served, faults: Faults) -> None:
    page = open_page("/data/sources")
    page.get_by_role("button", name="Add source").first.click()
    page.get_by_label("What sends the events?").fill("Web shop")
    expect(page.get_by_text("Its id, which stays: web-shop")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Add source").click()
    page.wait_for_url(f"{served.url}/data/sources/web-shop")
    snippet = page.get_by_role("group", name="Command line snippet")
    expect(snippet).to_contain_text(re.compile(rf"curl {re.escape(served.url)}/v1/track -u cw_\w+:"))
    expect(page.get_by_text("Waiting for an event of this source…")).to_be_visible()
    served.send(order(900, GRACE, served.now()), source="web-shop")
    expect(page.get_by_text("It works: Order Completed")).to_be_visible()
    page.reload()
    expect(page.get_by_role("region", name="What it sent")).to_contain_text(re.compile(r"Last 24 hours1In total1"))
    page.get_by_role("tab", name="Python").click()
    expect(page.get_by_role("group", name="Python snippet")).to_contain_text(f'host="{served.url}"')
    assert faults(page) == []
    page.get_by_role("button", name="As text").click()
    written = page.get_by_role("group", name="the document as YAML")
    expect(written).to_contain_text("kind: source")
    expect(page.get_by_role("region", name="Who changed it")).to_contain_text("ada created it")
    # What is shown is what it says: applied again, it changes nothing.
    with served.client() as client:
        documents = [yaml.safe_load(written.text_content() or "")]
        planned = client.post("/api/v1/plan", json={"documents": documents}).json()
    assert (planned["changes"], planned["unchanged"]) == ([], 1)


def test_sources_tell_what_they_sent(open_page: OpenPage) -> None:
    page = open_page("/data/sources")
    row = page.get_by_role("row").filter(has_text="web-shop")
    expect(row).to_contain_text("just now")
    expect(row.get_by_role("table", name="Events, day by day")).to_contain_text("last 24 hours1")


def test_what_sends_and_is_no_document_is_listed_and_named(open_page: OpenPage, served: Served, faults: Faults) -> None:
    served.send(order(910, GRACE, served.now()), source="kiosk-9")
    page = open_page("/data/sources")
    row = page.get_by_role("row").filter(has_text="kiosk-9")
    expect(row).to_contain_text("Not named")
    row.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Kiosk at the door")
    assert faults(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served.url}/data/sources/kiosk-9")
    expect(page.get_by_role("heading", name="Kiosk at the door")).to_be_visible()
    with served.client() as client:
        found = client.get("/api/v1/sources/kiosk-9").json()
        assert (found["state"], found.get("historical", False)) == ("live", False)


def test_events_are_watched_paused_and_narrowed(open_page: OpenPage, served: Served) -> None:
    page = open_page("/data/live")
    table = page.get_by_role("table", name="Live events")
    expect(table.get_by_role("row").nth(1)).to_be_visible()
    expect(page.get_by_text("Following")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    served.send(order(901, GRACE, served.now(), total=77.5))
    expect(page.get_by_role("button", name=re.compile(r"Go on \(\d+ new\)"))).to_be_visible()
    expect(table).not_to_contain_text("£77.50")
    page.get_by_role("button", name=re.compile("Go on")).click()
    expect(table).to_contain_text("£77.50")
    page.get_by_label("Only with these words").fill("77.5")
    expect(table.get_by_role("row")).to_have_count(2)
    table.get_by_role("row").nth(1).press("Enter")
    expect(page.get_by_role("complementary", name="Details")).to_contain_text('"order_id": "o901"')
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary", name="Details")).to_have_count(0)


def test_a_schema_is_browsed_as_a_tree(open_page: OpenPage) -> None:
    page = open_page("/data/schemas")
    page.get_by_role("button", name="Order Completed").click()
    page.wait_for_url(re.compile("id="))
    page.get_by_role("button", name="Unfold products").click()
    expect(page.get_by_text("price", exact=True).first).to_be_visible()
    page.get_by_label("Find a field").fill("nothing like it")
    expect(page.get_by_text("No such field")).to_be_visible()


def test_a_file_is_mapped_tried_out_and_imported(
    open_page: OpenPage, served: Served, faults: Faults, tmp_path: Path
) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(ORDERS + "2000,3,c3@example.com,a lot,2026-03-05T10:00:00Z\n")
    with served.client() as client:
        if client.get("/api/v1/sources/web-shop").status_code == 404:
            client.post("/api/v1/sources", json={"id": "web-shop", "name": "Web shop"}).raise_for_status()
    page = open_page("/data/imports")
    page.locator("input[type=file]").set_input_files(file)
    page.wait_for_url(re.compile(r"/data/imports/\w+"))
    expect(page.get_by_label("Each row says that this happened")).to_have_value("Order Completed")
    # The schema of orders refuses what the mapping would let pass.
    expect(page.get_by_text("1 would be held")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("row", name="total").get_by_label("number").click()
    expect(page.get_by_text("/29/event/properties/total")).to_be_visible()
    page.get_by_text("Text", exact=True).click()
    expect(page.get_by_label("The mapping document")).to_have_value(re.compile('"number": "\\$.total"'))
    # Kept under a name that a source of today has, it would start journeys.
    page.get_by_label("Keep it as").fill("web-shop")
    expect(page.get_by_role("alert").filter(has_text="tells what happens now")).to_be_visible()
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_disabled()
    page.get_by_label("Keep it as").fill("orders")
    expect(page.get_by_text("The past starts no journey.")).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", name="It is all there")).to_be_visible()
    with served.client() as client:
        assert client.get("/api/v1/sources/orders").json()["historical"] is True
    expect(page.get_by_role("definition").nth(1)).to_have_text("28")
    page.get_by_role("link", name="See what is held").click()
    row = page.get_by_role("table", name="Held").get_by_role("row").filter(has_text="number").last
    row.click()
    field = page.get_by_label("What was received")
    field.fill(field.input_value().replace("a lot", "12.50"))
    page.get_by_role("button", name="Try with this").click()
    expect(page.get_by_text("Mended: the event is in the log.")).to_be_visible()


def test_one_field_is_mended_in_all_that_wait_alike(open_page: OpenPage, bare: Served, faults: Faults) -> None:
    for number in range(3):
        call = {"type": "track", "event": "Order Completed", "userId": "ada", "messageId": f"alike-{number}"}
        raw = to_json(call | {"properties": {"total": f"{number},50"}})
        bare.send(rejects=[Reject("schema.violation", "is not a number", "/properties/total", raw)], source="till")
    page = open_page("/data/quarantine?source=till", at=bare)
    page.get_by_role("table", name="Held").get_by_role("row").filter(has_text="total is not a number").first.click()
    page.get_by_role("button", name="Mend all 3 alike").press("Enter")
    expect(page.get_by_label("Field", exact=True)).to_have_value("properties.total")
    expect(page.get_by_text("all would be in the log")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Mend and try again").press("Enter")
    expect(page.get_by_text("3 items mended alike are in the log now, 0 still held.")).to_be_visible()


def test_what_is_held_is_set_aside_after_a_question(open_page: OpenPage, bare: Served, faults: Faults) -> None:
    bare.send(rejects=[Reject("schema.violation", "total must be a number", "/properties/total", b'{"a": 1}')])
    page = open_page("/data/quarantine", at=bare)
    page.get_by_role("button", name=re.compile("Does not fit the schema")).click()
    expect(page.get_by_text("total must be a number").first).to_be_visible()
    expect(page.get_by_role("status", name="Loading")).to_have_count(0)
    expect(page.get_by_role("button", name="Set all aside")).to_be_enabled()
    assert faults(page) == []
    page.get_by_role("button", name="Set all aside").click()
    page.get_by_role("dialog").get_by_role("button", name="Set aside").click()
    expect(page.get_by_text("Nothing is held")).to_be_visible()
    page.get_by_role("link", name="See the 1 set aside").click()
    page.get_by_role("button", name="Take all back").click()
    expect(page.get_by_text("1 item held again.")).to_be_visible()


def test_every_chart_is_a_table_too(open_page: OpenPage, served: Served) -> None:
    with served.client() as client:
        client.post("/api/v1/sources", json={"id": "kiosk", "name": "Kiosk"}).raise_for_status()
    served.send(Event("kiosk-1", "page", "page", (ADA,), served.now()), source="kiosk")
    days = as_tables(open_page("/data/sources/kiosk"))["Events, day by day"]
    with served.client() as client:
        figures = {each["source"]: each for each in client.get("/api/v1/source-figures").json()["items"]}
    assert [int(row[1]) for row in days.rows] == figures["kiosk"]["days"]
