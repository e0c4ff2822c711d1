"""What messages say: fragments that many share, offers that are chosen for each person; made in the browser."""

import re
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import Faults, OpenPage, settled
from tests.unit.api.serving import Served, wait_for
from tests.unit.api.test_messages import Shop

pytestmark = pytest.mark.browser

DOCUMENTS = [
    {"kind": "brand", "id": "shop", "name": "Shop", "company": "The Shop"},
    {
        "kind": "fragment",
        "id": "footer",
        "name": "Footer",
        "mjml": "<mj-section><mj-column><mj-text>{{ brand.company }}</mj-text></mj-column></mj-section>",
        "text": "{{ brand.company }}",
    },
    {
        "kind": "offer",
        "id": "ship",
        "name": "Free delivery",
        "title": "Delivery is on us",
        "content": {"code": "SHIP"},
        "placements": ["cart"],
        "eligible": 'count("Order Completed") >= 1',
        "priority": 80,
        "cap": {"max": 1, "per": "30d"},
    },
    {
        "kind": "offer",
        "id": "spare",
        "name": "New in",
        "title": "See what is new",
        "content": {"code": "NEW"},
        "placements": ["cart"],
        "fallback": True,
    },
    {
        "kind": "template",
        "id": "cart",
        "name": "Cart",
        "channel": "local",
        "brand": "shop",
        "parts": {
            "subject": "{{ offers.cart.title }}",
            "mjml": "<mjml><mj-body><mj-section><mj-column><mj-text>{{ offers.cart.code }}</mj-text></mj-column>"
            '</mj-section><mj-include path="footer" /></mj-body></mjml>',
        },
    },
]


@pytest.fixture(scope="module")
def served(alone: Served) -> Served:
    """Documents are changed here."""
    with alone.client() as client:
        applied = client.post("/api/v1/apply", json={"documents": DOCUMENTS})
        assert applied.status_code in {200, 202}, applied.text
        wait_for(lambda: client.get("/api/v1/templates/cart").json().get("state") == "live")
    return alone


def jump(page: Page, typed: str, option: str) -> None:
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Find or jump to").fill(typed)
    expect(page.get_by_role("option", name=option)).to_be_visible()
    page.get_by_role("option", name=option).click()


def test_a_fragment_is_made_by_keys_seen_published_and_archived(open_page: OpenPage, served: Served) -> None:
    page = settled(open_page("/"))
    jump(page, "new frag", "New fragment")
    expect(page.get_by_role("heading", level=1)).to_have_text("Fragments")
    expect(page.get_by_role("dialog").get_by_role("textbox", name="Name")).to_be_focused()
    page.keyboard.type("Kind regards")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kind regards")
    frame = page.frame_locator("iframe[title='The message']")
    expect(frame.get_by_text("Write here.")).to_be_visible()
    words = page.get_by_role("textbox", name="Words in MJML")
    words.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("<mj-text>Yours, {{ brand.com")
    page.get_by_role("option", name="brand.company").click()
    expect(frame.get_by_text("Yours, The Shop")).to_be_visible()
    page.get_by_text("Text", exact=True).click()
    plain = page.get_by_role("textbox", name="Words in Text")
    plain.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("Yours, {{ profile.first_name }}")
    # What nobody may have is told where it is written, and nothing is published before it is mended.
    expect(page.get_by_role("region", name="Preview").get_by_role("alert")).to_contain_text("may have no value")
    expect(page.get_by_role("button", name="Publish")).to_be_disabled()
    page.keyboard.press("Control+a")
    page.keyboard.type("Yours, the shop")
    expect(page.get_by_text("Values and languages are in order.")).to_be_visible()
    page.get_by_role("tab", name="Add a language").click()
    page.get_by_role("textbox", name="Language").fill("de")
    page.keyboard.press("Enter")
    expect(page.get_by_text("As in English: Yours, the shop")).to_be_visible()
    page.get_by_role("textbox", name="Words in Text").click()
    page.keyboard.type("Herzlich, der Laden")
    page.get_by_text("Plain text", exact=True).click()
    expect(page.get_by_role("region", name="Preview").locator("pre")).to_have_text("Herzlich, der Laden")
    expect(page.get_by_text("No template takes it in yet.")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published: messages from now on say it so.")).to_be_visible()
    with served.client() as client:
        found = client.get("/api/v1/fragments/kind-regards").json()
    assert (found["state"], found["text"]) == ("live", "Yours, the shop")
    assert found["locales"] == {"de": {"text": "Herzlich, der Laden"}}
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Archive").click()
    expect(page.get_by_text("Kind regards is archived.")).to_be_visible()
    table = page.get_by_role("table", name="Fragments")
    expect(table.get_by_role("row", name=re.compile("Kind regards"))).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(table.get_by_role("row", name=re.compile("Kind regards.*Live"))).to_be_visible()


def test_a_webhook_is_written_whole_and_keeps_what_fits_by_another_channel(open_page: OpenPage, served: Served) -> None:
    page = settled(open_page("/templates?create=true"))
    asked = page.get_by_role("dialog")
    asked.get_by_role("textbox", name="Name").fill("Order taken")
    asked.get_by_role("combobox", name="Channel").click()
    page.get_by_role("option", name="Webhook").click()
    asked.get_by_role("button", name="Create the draft").click()
    expect(page.get_by_text("Not an address that can be called.")).to_be_visible()
    page.get_by_role("textbox", name="Address that is called").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("api.shop.example/taken")
    page.get_by_role("button", name="Add a header").click()
    page.keyboard.type("X-Shop")
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Value of X-Shop").click()
    page.keyboard.type("north")
    body = page.get_by_role("textbox", name="Body, as JSON")
    body.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type('{"title": "Order taken", "who": ')
    # What is no JSON yet is no part of the template: it can't be saved without it.
    expect(page.get_by_text("Line 1 is not JSON yet.")).to_be_visible()
    expect(page.get_by_role("button", name="Save draft")).to_be_disabled()
    page.get_by_role("button", name="Company").click()
    page.keyboard.type("}")
    shown = page.get_by_role("region", name="Preview").locator("figure")
    expect(shown).to_contain_text("POST https://api.shop.example/taken")
    page.get_by_role("combobox", name="Brand").click()
    page.get_by_role("option", name="Shop").click()
    expect(shown).to_contain_text('"who": "The Shop"')
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published: messages from now on are made from it.")).to_be_visible()
    with served.client() as client:
        found = client.get("/api/v1/templates/order-taken").json()
    assert found["parts"] == {
        "url": "https://api.shop.example/taken",
        "headers": {"X-Shop": "north"},
        "body": {"title": "Order taken", "who": "{{ brand.company }}"},
    }
    page.get_by_role("combobox", name="Channel").click()
    page.get_by_role("option", name="Push").click()
    told = page.get_by_role("alert").filter(has_text="It is written for push now.")
    expect(told).to_contain_text("Left out: the address, the headers and the body.")
    expect(page.get_by_role("textbox", name="Title")).to_have_text("Order taken")
    told.get_by_role("button", name="Undo").click()
    expect(body).to_contain_text('"who": "Company"')
    expect(page.get_by_role("button", name="Publish")).to_be_disabled()


def test_what_a_template_takes_in_says_so_and_is_not_archived(open_page: OpenPage) -> None:
    page = settled(open_page("/templates", expected=("409",)))
    page.get_by_role("navigation", name="What messages are written of").get_by_role("link", name="Fragments").click()
    page.get_by_role("row", name=re.compile("Footer")).click()
    expect(page.get_by_role("region", name="Used by").get_by_role("link", name="Cart")).to_be_visible()
    expect(page.frame_locator("iframe[title='The message']").get_by_text("The Shop")).to_be_visible()
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Archive").click()
    expect(page.get_by_role("alert").filter(has_text="template/cart")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Footer")


def test_a_template_is_archived_and_brought_back_as_it_was(open_page: OpenPage, served: Served) -> None:
    page = settled(open_page("/templates/cart"))
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Archive").click()
    table = page.get_by_role("table", name="Templates")
    expect(page.get_by_text("Cart is archived.")).to_be_visible()
    expect(table.get_by_role("row", name=re.compile("Cart"))).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(table.get_by_role("row", name=re.compile("Cart.*Live"))).to_be_visible()
    with served.client() as client:
        found = client.get("/api/v1/templates/cart").json()
    assert {name: found[name] for name in ("parts", "brand", "channel")} == {
        name: DOCUMENTS[-1][name] for name in ("parts", "brand", "channel")
    }


def test_an_offer_is_written_for_whom_a_condition_says_and_goes_where_it_ranks(
    open_page: OpenPage, served: Served
) -> None:
    page = settled(open_page("/offers"))
    rows = page.get_by_role("table", name="Offers").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("Free delivery")
    expect(rows.nth(2)).to_contain_text("stands in")
    page.get_by_role("button", name="New offer").click()
    expect(page.get_by_role("dialog").get_by_role("textbox", name="Name")).to_be_focused()
    page.keyboard.type("Ten per cent")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ten per cent")
    page.get_by_role("textbox", name="Title").fill("Ten per cent for you")
    page.get_by_role("button", name="Add a value").click()
    page.get_by_role("textbox", name="Name of value 1").fill("code")
    page.get_by_role("textbox", name="Value of code").fill("TEN")
    page.get_by_role("combobox", name="Places").fill("cart")
    page.keyboard.press("Enter")
    # What stands in for others is for everybody; and back again.
    page.get_by_role("switch", name="It stands in where no other offer fits").click()
    expect(page.get_by_text("When it is good")).to_have_count(0)
    page.get_by_role("switch", name="It stands in where no other offer fits").click()
    page.get_by_role("button", name="Condition: Everybody. Change").click()
    dialog = page.get_by_role("dialog", name="Condition")
    dialog.get_by_text("CXL", exact=True).click()
    dialog.get_by_role("textbox", name="Condition in CXL").click()
    page.keyboard.type('not did "Order Completed"')
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_text(re.compile(r"\d+ people now"))).to_be_visible()
    page.get_by_label("Until").fill("2099-01-01T00:00")
    page.get_by_role("switch", name="At most so many messages with it").click()
    page.get_by_role("textbox", name="In how long").fill("a while")
    expect(page.get_by_role("region", name="Before it goes out")).to_contain_text("Not a duration")
    page.get_by_role("textbox", name="In how long").fill("12w")
    expect(page.get_by_text("It can be published as it is.")).to_be_visible()
    order = page.get_by_role("region", name="In order at cart").get_by_role("listitem")
    expect(order).to_have_text([re.compile("^Free delivery"), re.compile("^Ten per cent"), re.compile("^New in")])
    page.get_by_role("slider", name="Priority").focus()
    page.keyboard.press("End")
    expect(order.first).to_have_text(re.compile("^Ten per cent100"))
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published: messages that are released from now on may take it.")).to_be_visible()
    with served.client() as client:
        found = client.get("/api/v1/offers/ten-per-cent").json()
        wait_for(lambda: client.get("/api/v1/offers/ten-per-cent").json()["state"] == "live")
    assert (found["title"], found["content"], found["placements"]) == (
        "Ten per cent for you",
        {"code": "TEN"},
        ["cart"],
    )
    assert (found["priority"], found["cap"]) == (100, {"max": 1, "per": "12w"})
    assert found["eligible"] == 'not did "Order Completed"'
    assert found["period"]["to"].startswith(("2098-12-31", "2099-01-01"))
    expect(page.get_by_role("region", name="Proposed by").get_by_role("link", name="Cart")).to_be_visible()


def test_what_was_proposed_is_counted_beside_an_offer(open_page: OpenPage, served: Served) -> None:
    with served.client() as client:
        asked = {"template": "cart", "to": {"namespace": "email", "id": "grace@example.com"}}
        key = client.post("/api/v1/messages", json=asked).raise_for_status().json()["key"]
        wait_for(lambda: client.get(f"/api/v1/messages/{key}").json()["status"] == "released")
        (offer,) = client.get(f"/api/v1/messages/{key}").json()["offers"]
        sending = Thread(target=Shop(served, client).send)  # Playwright has an event loop on this thread
        sending.start()
        sending.join()
    page = settled(open_page(f"/offers/{offer}"))
    proposed = page.get_by_role("region", name="Proposed", exact=True)
    expect(proposed).to_contain_text(re.compile("Times1People1Clicked0%"))
    page.goto(f"{served.url}/offers")
    row = (
        page.get_by_role("table", name="Offers")
        .get_by_role("row")
        .filter(has=page.locator(f"a[href='/offers/{offer}']"))
    )
    expect(row.get_by_role("cell").nth(4)).to_have_text("1")


def test_where_there_is_nothing_yet_one_is_told_what_it_is_for(open_page: OpenPage, bare: Served) -> None:
    page = settled(open_page("/fragments", at=bare))
    expect(page.get_by_text("What many of your messages say")).to_be_visible()
    page.get_by_role("button", name="New fragment").click()
    expect(page.get_by_role("dialog", name="New fragment")).to_be_visible()
    page = settled(open_page("/offers", at=bare))
    expect(page.get_by_text("What may be proposed to whom")).to_be_visible()


@pytest.mark.parametrize("path", ["fragments", "fragments/footer", "offers", "offers/ship", "offers/spare"])
def test_nothing_is_in_anybodys_way(open_page: OpenPage, everywhere: Faults, path: str) -> None:
    page = settled(open_page(f"/{path}"))
    if path.startswith("fragments/"):
        expect(page.frame_locator("iframe[title='The message']").get_by_text("The Shop")).to_be_visible()
    assert everywhere(page) == []
