"""Documents as text: found among all kinds, written with faults at their line, published, looked back at, taken up."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.console.conftest import Faults, OpenPage, choose, settled
from tests.console.test_content import jump
from tests.unit.api.serving import Served, wait_for

pytestmark = pytest.mark.browser

DOCUMENTS = [
    {"kind": "brand", "id": "maison", "name": "The house", "company": "The house"},
    {"kind": "metric", "id": "sales", "name": "Sales", "measure": "count", "event": {"event": "Order Completed"}},
    {
        "kind": "dashboard",
        "id": "board",
        "name": "The board",
        "period": {"last": "6m"},
        "tiles": [{"metric": "sales", "width": 3}],
    },
    {
        "kind": "model",
        "id": "channels",
        "name": "Which channels",
        "task": "attribution",
        "goal": '"Order Completed"',
        "look_back": "30d",
        "touchpoints": [{"events": "page", "channel": "path"}],
    },
    {"kind": "offer", "id": "ship", "name": "Free delivery", "title": "On us", "placements": ["cart"]},
    {"kind": "fragment", "id": "foot", "name": "The foot", "text": "Bye"},
]


@pytest.fixture(scope="module")
def served(alone: Served) -> Served:
    """Documents are changed here."""
    with alone.client() as client:
        applied = client.post("/api/v1/apply", json={"documents": DOCUMENTS})
        assert applied.status_code in {200, 202}, applied.text
        wait_for(lambda: client.get("/api/v1/documents/fragment/foot").status_code == 200)
    return alone


def editor(page: Page) -> Locator:
    """Where the text is written, once it is there."""
    found = page.locator("main .cm-content")
    expect(found).to_be_visible()
    return found


def write(page: Page, line: str, instead: str) -> None:
    """Write something else in the line that holds this."""
    editor(page).locator(".cm-line").filter(has_text=line).click()
    page.keyboard.press("End")
    page.keyboard.press("Shift+Home")
    page.keyboard.type(instead)


def test_documents_of_every_kind_are_listed_filtered_and_found_by_jump(open_page: OpenPage, served: Served) -> None:
    # Nobody here was led by anything: attribution has no answer.
    page = settled(open_page("/documents", expected=("422",)))
    table = page.get_by_role("table", name="Documents")
    for name, kind in (("The house", "Brand"), ("Sales", "Metric"), ("Which channels", "Model"), ("Loyal", "Segment")):
        expect(table.get_by_role("row", name=re.compile(f"^{name}.*{kind}"))).to_be_visible()
    choose(page, page.get_by_role("main"), "Of which kind", "Brand (1)")
    expect(table.get_by_role("row")).to_have_count(2)
    assert page.url == f"{served.url}/documents?kind=brand"
    page.get_by_role("textbox", name="Filter documents").fill("nothing is called so")
    expect(page.get_by_role("heading", name="No brand fits")).to_be_visible()
    page.get_by_role("textbox", name="Filter documents").fill("maiso")
    table.get_by_role("row", name=re.compile("The house")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The house")
    jump(page, "which chan", "Which channels")
    # A question of attribution is asked where all are.
    expect(page.get_by_role("heading", level=1)).to_have_text("Attribution")
    page.get_by_role("button", name="As text").click()
    page.get_by_role("link", name="Edit the text").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which channels")
    expect(page.get_by_role("link", name="Open the attribution")).to_be_visible()


def test_a_document_without_a_form_is_written_with_faults_at_their_line(open_page: OpenPage, served: Served) -> None:
    page = settled(open_page("/documents/brand/maison"))
    publish = page.get_by_role("button", name="Publish", exact=True)
    expect(page.get_by_text("Nothing: this is what is live.")).to_be_visible()
    expect(publish).to_be_disabled()
    write(page, "company", "compny: Another house")
    fault = page.get_by_role("region", name=re.compile(r"\d fault")).get_by_role("listitem").filter(has_text="compny")
    expect(fault.get_by_role("button", name="Line 4")).to_be_visible()
    expect(page.locator(".cm-lint-marker-error")).not_to_have_count(0)
    expect(publish).to_be_disabled()
    # The way to the line is one for the keyboard too.
    fault.get_by_role("button", name="Line 4").press("Enter")
    expect(editor(page)).to_be_focused()
    write(page, "compny", "company: Another house")
    changes = page.get_by_role("region", name="What publishing changes")
    expect(changes).to_contain_text('~ company: "The house" → "Another house"')
    # Tab leads on out of the text.
    editor(page).focus()
    page.keyboard.press("Tab")
    expect(editor(page)).not_to_be_focused()
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft of version 2, not yet published")).to_be_visible()
    page.get_by_role("button", name="Discard the draft").click()
    expect(page.get_by_text("The draft of The house is discarded.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text(re.compile("Draft of version"))).to_be_visible()
    expect(editor(page)).to_contain_text("Another house")
    publish.click()
    expect(page.get_by_text("Published.")).to_be_visible()
    with served.client() as client:
        wait_for(lambda: client.get("/api/v1/brands/maison").json()["company"] == "Another house")


def test_versions_say_who_made_them_and_are_taken_up_again(open_page: OpenPage, served: Served) -> None:
    with served.client() as client:
        path = "/api/v1/documents/metric/sales"
        text = client.get(f"{path}/text").json()["text"].replace("name: Sales", "name: All sales")
        client.put(f"{path}/text", json={"text": text}, headers={"If-Match": "*"}).raise_for_status()
        wait_for(lambda: client.get(path).json()["version"] == 2)
    page = settled(open_page("/documents/metric/sales?tab=versions"))
    newest = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=re.compile("Version 2")))
    expect(newest.locator("del")).to_have_text("Sales")
    expect(newest.locator("ins")).to_have_text("All sales")
    expect(newest).to_contain_text("tests saved it")
    first = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=re.compile("Version 1")))
    first.get_by_role("button", name="As text").click()
    expect(first.get_by_role("group", name="version 1 as YAML")).to_contain_text("name: Sales")
    first.get_by_role("link", name="Go back to it").click()
    expect(page.get_by_text("The text of version 1, not yet saved")).to_be_visible()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Published.")).to_be_visible()
    wait_for(lambda: page.url == f"{served.url}/documents/metric/sales")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sales")
    used = page.get_by_role("region", name="Used by")
    expect(used.get_by_role("link", name="The board")).to_have_attribute("href", "/dashboards/board")


def test_who_comes_in_between_is_asked_about(open_page: OpenPage, served: Served) -> None:
    page = settled(open_page("/documents/fragment/foot"))
    write(page, "text:", "text: Mine")
    expect(page.get_by_role("region", name="What publishing changes")).to_contain_text("Mine")
    with served.client() as client:
        path = "/api/v1/documents/fragment/foot"
        theirs = client.get(f"{path}/text").json()["text"].replace("Bye", "Theirs")
        client.put(f"{path}/text", json={"text": theirs}, headers={"If-Match": "*"}).raise_for_status()
        wait_for(lambda: client.get(path).json()["version"] == 2)
    # What is on the screen stays, whatever comes.
    expect(editor(page)).to_contain_text("Mine")
    page.get_by_role("button", name="Publish", exact=True).click()
    asked = page.get_by_role("dialog", name="Version 2 came in between")
    expect(asked.get_by_role("region", name="Lines that changed")).to_contain_text("Theirs")
    asked.get_by_role("button", name="Save mine").click()
    expect(page.get_by_text("Published.")).to_be_visible()
    page.get_by_role("tab", name="Versions").click()
    second = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=re.compile("Version 2")))
    expect(second).to_contain_text("Theirs")


def test_a_document_is_begun_as_text_archived_and_brought_back(open_page: OpenPage, served: Served) -> None:
    page = settled(open_page("/", expected=("404",)))
    jump(page, "new document", "New document")
    choose(page, page.get_by_role("main"), "Begin with", "Metric")
    write(page, "id:", "id: sales")
    expect(page.get_by_role("region", name="It is there already")).to_be_visible()
    expect(page.get_by_role("button", name="Publish", exact=True)).to_be_disabled()
    write(page, "id:", "id: placed")
    expect(page.get_by_text("Begins, as version 1")).to_be_visible()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.wait_for_url(f"{served.url}/documents/metric/placed")
    with served.client() as client:
        wait_for(lambda: client.get("/api/v1/documents/metric/placed").json().get("state") == "live")
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Archive").click()
    expect(page.get_by_text("Orders placed is archived.")).to_be_visible()
    table = page.get_by_role("table", name="Documents")
    expect(table.get_by_role("row", name=re.compile("Orders placed"))).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(table.get_by_role("row", name=re.compile("Orders placed"))).to_be_visible()


def test_what_was_archived_says_so_and_keeps_its_versions(open_page: OpenPage, served: Served) -> None:
    with served.client() as client:
        text = "kind: namespace\nid: card\nname: Card\n"
        client.put("/api/v1/documents/namespace/card/text", json={"text": text}).raise_for_status()
        wait_for(lambda: client.get("/api/v1/documents/namespace/card").status_code == 200)
        ended = {"text": text, "status": "archived"}
        path = "/api/v1/documents/namespace/card/text"
        client.put(path, json=ended, headers={"If-Match": "*"}).raise_for_status()
        wait_for(lambda: client.get("/api/v1/documents/namespace/card").status_code == 404)
    page = settled(open_page("/documents/namespace/card", expected=("404",)))
    expect(page.get_by_role("heading", name="No namespace of this id is there")).to_be_visible()
    page.get_by_role("link", name="Go back to it").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("New document")
    expect(editor(page)).to_contain_text("id: card")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Card")


@pytest.mark.parametrize("path", ["offers/ship", "fragments/foot"])
def test_offers_and_fragments_tell_their_versions(open_page: OpenPage, path: str) -> None:
    page = settled(open_page(f"/{path}"))
    page.get_by_role("tab", name="Versions").click()
    expect(page.get_by_role("heading", name=re.compile("Version 1"))).to_be_visible()
    expect(page.get_by_role("region", name="Who changed it")).to_contain_text("tests")


def test_a_viewer_reads_the_text_and_an_agent_too(open_page: OpenPage, served: Served) -> None:
    for who, role in (("vera", "viewer"), ("otto", "agent")):
        page = settled(open_page("/documents/brand/maison", who=who, role=role))
        expect(page.get_by_role("group", name="the document as YAML")).to_contain_text("kind: brand")
        for words in ("Publish", "Save draft", "More"):
            expect(page.get_by_role("button", name=words, exact=True)).to_have_count(0)
    assert page.url.startswith(served.url)


@pytest.mark.parametrize(
    "path",
    [
        "documents",
        "documents/new",
        "documents/metric/sales",
        "documents/metric/sales?tab=versions",
        "documents/offer/ship",
    ],
)
def test_nothing_is_in_anybodys_way(open_page: OpenPage, everywhere: Faults, path: str) -> None:
    page = settled(open_page(f"/{path}"))
    assert everywhere(page) == []


def test_every_beginning_is_right_as_it_stands(open_page: OpenPage) -> None:
    page = settled(open_page("/documents/new"))
    for kind in ("Brand", "Channel", "Mapping", "Namespace", "Policy", "Schema"):
        choose(page, page.get_by_role("main"), "Begin with", kind)
        expect(editor(page)).to_contain_text(f"kind: {kind.lower()}")
        expect(page.get_by_text("Begins, as version 1")).to_be_visible()
