"""The editor of messages: values and what stands for them, plain text, MJML and HTML, and tests by real mail."""

import re
from collections.abc import Iterator
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import Faults, OpenPage, settled
from tests.unit.api.serving import Served, wait_for
from tests.unit.api.test_messages import Shop
from tests.unit.channels.conftest import MailServer, mail_server_running

pytestmark = pytest.mark.browser

PAGE = (
    "<mjml>\n<mj-body>\n<mj-section>\n<mj-column>\n<mj-text>Hello {{ profile.first_name }}, it comes to "
    "{{ event.total | money: 'GBP' }}.</mj-text>\n</mj-column>\n</mj-section>\n</mj-body>\n</mjml>\n"
)
TEMPLATE = {
    "kind": "template",
    "id": "order",
    "name": "Order",
    "channel": "email",
    "parts": {"subject": "Your order, {{ profile.first_name }}", "mjml": PAGE},
    "locales": {"de": {"subject": "Ihre Bestellung"}},
    "defaults": {"profile.first_name": "you"},
    "required": ["event.total"],
}


@pytest.fixture(scope="module")
def mail() -> Iterator[MailServer]:
    with mail_server_running() as found:
        yield found


@pytest.fixture(scope="module")
def served(alone: Served, mail: MailServer) -> Served:
    """Mail really goes from here."""
    channel = {
        "kind": "channel",
        "id": "email",
        "smtp": {"host": "127.0.0.1", "port": mail.port, "from": "shop@shop.example", "tls": "none"},
    }
    with alone.client() as client:
        client.post("/api/v1/apply", json={"documents": [TEMPLATE, channel]}).raise_for_status()
        wait_for(lambda: client.get("/api/v1/templates/order").json().get("state") == "live")
    return alone


@pytest.fixture(autouse=True)
def as_it_was(served: Served) -> Iterator[None]:
    """Whatever was written on the template is let go of."""
    yield
    with served.client() as client:
        client.delete("/api/v1/templates/order/draft")


def draft_of(served: Served) -> dict[str, object]:
    """What was saved beside what is live."""
    with served.client() as client:
        wait_for(lambda: client.get("/api/v1/templates/order").json()["draft"])
        version = client.get("/api/v1/templates/order").json()["draft"]
        return client.get("/api/v1/templates/order", params={"version": version}).json()


def saved(page: Page) -> None:
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved.")).to_be_visible()


def test_what_stands_for_a_value_is_seen_changed_and_taken_back(open_page: OpenPage, served: Served) -> None:
    page = settled(open_page("/templates/order"))
    source = page.get_by_role("textbox", name="Page in MJML")
    expect(source).to_contain_text("First name, or “you”")
    source.get_by_text("Total, money, or held").click()
    card = page.get_by_role("dialog", name="Value: Total")
    expect(card.get_by_role("radio", name="Hold the message")).to_be_checked()
    card.get_by_role("radio", name="Say something else").click()
    card.get_by_role("textbox", name="Instead of Total").fill("20")
    expect(source).to_contain_text("Total, money, or “20”")
    expect(page.frame_locator("iframe[title='The message']").get_by_text("it comes to £20.00")).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(source).to_be_focused()
    # The keys do the same: into the value before, and nothing is said for it any more.
    page.keyboard.press("Control+Home")
    for _ in range(PAGE.index("{{")):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Alt+Enter")
    card = page.get_by_role("dialog", name="Value: First name")
    expect(card.get_by_role("textbox", name="Instead of First name")).to_have_value("you")
    card.get_by_role("radio", name="Nothing: everybody has it").click()
    expect(page.get_by_role("region", name="Before it goes out")).to_contain_text("First name may be unknown")
    card.get_by_role("button", name="Remove").click()
    expect(source).to_contain_text("Hello , it comes to")
    page.keyboard.press("Control+z")
    # All of them stand in one place too, where each can be changed.
    page.get_by_role("button", name="First name nothing said").click()
    field = page.get_by_role("dialog", name=re.compile("^First name"))
    field.get_by_role("radio", name="Say something else").click()
    field.get_by_role("textbox", name="Instead of First name").fill("friend")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="First name “friend”")).to_be_visible()
    expect(page.get_by_text("Values and languages are in order.")).to_be_visible()
    saved(page)
    found = draft_of(served)
    assert found["defaults"] == {"profile.first_name": "friend", "event.total": 20}
    assert not found.get("required")


def test_a_value_is_exchanged_for_another_and_keeps_what_is_done_with_it(open_page: OpenPage) -> None:
    page = settled(open_page("/templates/order"))
    source = page.get_by_role("textbox", name="Page in MJML")
    source.get_by_text("Total, money, or held").click()
    card = page.get_by_role("dialog", name="Value: Total")
    card.get_by_role("combobox", name="Value").click()
    page.get_by_role("option", name="Order id").first.click()
    card = page.get_by_role("dialog", name="Value: Order id")
    card.get_by_role("button", name="Edit as text").click()
    # With the cursor in it, it stands as it is written.
    expect(source).to_contain_text("{{ event.order_id | money: 'GBP' }}")


def test_plain_text_is_made_from_the_page_until_somebody_writes_it(open_page: OpenPage, served: Served) -> None:
    page = settled(open_page("/templates/order"))
    page.get_by_role("radiogroup", name="What is written").get_by_text("Plain text").click()
    expect(page.get_by_role("textbox", name="Plain text, made from the page")).to_contain_text("it comes to Total")
    expect(page.get_by_role("region", name="Preview").locator("pre")).to_contain_text("Hello you")
    page.get_by_role("button", name="Write my own").click()
    words = page.get_by_role("textbox", name="Plain text", exact=True)
    expect(words).to_contain_text("Hello First name, or “you”")
    words.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("Yours, the shop")
    expect(page.get_by_role("region", name="Preview").locator("pre")).to_contain_text("Yours, the shop")
    # Another language takes it until it has its own.
    page.get_by_role("tab", name="German").click()
    expect(page.get_by_text("That of English: it is written there")).to_be_visible()
    page.get_by_role("tab", name="English").click()
    saved(page)
    assert "Yours, the shop" in str(draft_of(served)["parts"])
    page.get_by_role("button", name="Make it from the page").click()
    expect(page.get_by_text("Made from the page, and made anew")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(words).to_contain_text("Yours, the shop")


def test_a_page_is_turned_into_html_and_back(open_page: OpenPage) -> None:
    page = settled(open_page("/templates/order"))
    form = page.get_by_role("radiogroup", name="The page is written in")
    frame = page.frame_locator("iframe[title='The message']")
    form.get_by_text("HTML").click()
    asked = page.get_by_role("dialog", name="Turn the MJML into HTML?")
    expect(asked.get_by_role("button", name="Keep the MJML")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("textbox", name="Page in MJML")).to_be_visible()
    form.get_by_text("HTML").click()
    asked.get_by_role("button", name="Turn it into HTML").click()
    source = page.get_by_role("textbox", name="Page in HTML")
    expect(source).to_contain_text("<!doctype html>")
    expect(frame.get_by_text("Hello you")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("textbox", name="Page in MJML")).to_contain_text("mj-column")
    form.get_by_text("HTML").click()
    asked.get_by_role("button", name="Turn it into HTML").click()
    expect(source).to_be_visible()
    form.get_by_text("MJML").click()
    page.get_by_role("button", name="Keep the HTML, as one piece").click()
    expect(page.get_by_role("textbox", name="Page in MJML")).to_contain_text("mj-raw")
    expect(frame.get_by_text("Hello you")).to_be_visible()


def test_a_test_is_sent_by_real_mail_and_followed(open_page: OpenPage, served: Served, mail: MailServer) -> None:
    page = settled(open_page("/templates/order"))
    page.get_by_label("total", exact=True).fill("20")
    page.get_by_role("button", name="Send a test").click()
    asked = page.get_by_role("dialog", name="Send a test")
    expect(asked.get_by_role("button", name="Send the test")).to_be_disabled()
    asked.get_by_role("combobox", name="As which person").fill("ada")
    page.get_by_role("option").first.click()
    address = asked.get_by_role("textbox", name="Another address of your own")
    address.fill("nobody")
    page.keyboard.press("Enter")
    expect(asked.get_by_text("An email address, such as you@shop.example.")).to_be_visible()
    address.fill("qa@shop.example")
    page.keyboard.press("Enter")
    expect(asked.get_by_role("checkbox", name="qa@shop.example")).to_be_checked()
    asked.get_by_role("button", name="Send the test").click()
    asked.get_by_role("link", name="See what becomes of it").click()
    details = page.get_by_role("region", name="Details of what is selected")
    # Nobody asks again: that it moved is told.
    expect(details.get_by_text("was released: every guard said yes")).to_be_visible()
    sending = Thread(target=send, args=(served,))  # Playwright has an event loop on this thread
    sending.start()
    expect(details.get_by_text("was sent")).to_be_visible()
    sending.join()
    (taken,) = mail.mails
    assert taken.rcpt_tos == ["qa@shop.example"]
    assert b"20.00" in bytes(taken.content or b"")
    # What really went is told apart from what was kept here.
    groups = page.get_by_role("radiogroup", name="Which messages")
    expect(groups.get_by_text(re.compile(r"^Sent \d"))).to_be_visible()


def test_messages_are_found_by_whom_they_are_to(open_page: OpenPage, served: Served) -> None:
    with served.client() as client:
        for name in ("grace", "eve"):
            asked = {
                "template": "order",
                "to": {"namespace": "email", "id": f"{name}@example.com"},
                "data": {"total": 1},
            }
            client.post("/api/v1/messages", json=asked).raise_for_status()
    page = settled(open_page("/outbox"))
    table = page.get_by_role("table", name="Messages")
    expect(table.get_by_role("row").filter(has_text="grace").first).to_be_visible()
    page.get_by_role("combobox", name="To whom").fill("eve@")
    page.get_by_role("option").first.click()
    expect(table.get_by_role("row").filter(has_text="grace")).to_have_count(0)
    expect(table.get_by_role("row").filter(has_text="eve").first).to_be_visible()
    # The address keeps it, and the field says it by name.
    page.reload()
    expect(page.get_by_role("combobox", name="To whom")).to_have_value("eve@example.com")
    expect(table.get_by_role("row").filter(has_text="eve").first).to_be_visible()


def send(served: Served) -> None:
    with served.client() as client:
        Shop(served, client).send()


def test_the_card_of_a_value_is_in_nobodys_way(open_page: OpenPage, everywhere: Faults) -> None:
    page = settled(open_page("/templates/order"))
    expect(page.frame_locator("iframe[title='The message']").get_by_text("Hello you")).to_be_visible()
    page.get_by_role("textbox", name="Page in MJML").get_by_text("Total, money, or held").click()
    expect(page.get_by_role("dialog", name="Value: Total")).to_be_visible()
    assert everywhere(page) == []
