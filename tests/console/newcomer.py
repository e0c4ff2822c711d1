"""Ten minutes in the browser: what a newcomer does, step by step, by mouse and keys alone.

One script for two purposes: `test_newcomer.py` walks it on a small demo, and `tools/screens` walks it on the whole one
to take the pictures of `docs/tutorial/the-console.md`. So the pictures show what the test proves.
"""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

CUSTOMER = "14911"
Picture = Callable[[str], None]


def walk(page: Page, picture: Picture, left_a_cart: Callable[[], None] = lambda: None) -> None:
    """All of it, from the overview to the first message.

    Args:
        page: Signed in, on the overview.
        picture: Told the name of what is to be seen at that moment.
        left_a_cart: Makes somebody leave a cart now; nothing where the shop's customers do so anyway.
    """
    expect(page.get_by_role("region", name="Happening now")).to_be_visible()
    picture("overview")
    find_a_customer(page, picture)
    build_a_segment(page, picture)
    draw_a_journey(page, picture)
    simulate_it(page, picture)
    publish_it(page)
    left_a_cart()
    watch_the_outbox(page, picture)


def find_a_customer(page: Page, picture: Picture) -> None:
    """Jump to somebody by their number and read their story."""
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Find or jump to")).to_be_focused()
    page.keyboard.type(CUSTOMER)
    found = page.get_by_role("option").filter(has_text=CUSTOMER).first
    expect(found).to_be_visible()
    picture("jump")
    found.click()
    thread = page.get_by_role("region", name="Thread")
    expect(thread.get_by_text("Order Completed").first).to_be_visible()
    picture("person")


def build_a_segment(page: Page, picture: Picture) -> None:
    """Who viewed something and did not buy: by clicks, counted while it is built, then who they are and why."""
    page.get_by_role("link", name="Segments", exact=True).click()
    page.get_by_role("link", name="New segment").click()
    words = page.get_by_role("region", name="Palette")
    words.get_by_role("button", name=re.compile("^Product Viewed")).click()
    words.get_by_role("button", name=re.compile("^Order Completed")).click()
    page.get_by_role("combobox", name="Did or did not").nth(1).click()
    page.get_by_role("option", name="did not", exact=True).click()
    says = page.get_by_role("region", name="Conditions").locator("p[aria-live]").first
    expect(says).to_have_text(re.compile('^Did "Product Viewed" .* and did not "?Order Completed'))
    expect(page.get_by_role("region", name="Some of them")).to_be_visible()
    picture("segment")
    # What has no name asks for one, and goes on.
    page.get_by_role("button", name="Publish").click()
    page.get_by_label("Name", exact=True).fill("Viewed but did not buy")
    page.keyboard.press("Enter")
    page.wait_for_url("**/segments/viewed-but-did-not-buy")
    page.get_by_role("tab", name="Members").click()
    # Opened while history is still being read, it fills by itself.
    members = page.get_by_role("table", name="Members")
    expect(members.get_by_text(re.compile(r"^[A-Z][a-z]+ [A-Z][a-z]+$")).first).to_be_visible()
    members.get_by_role("button", name="Why").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("In Viewed but did not buy")
    picture("members")
    page.keyboard.press("Escape")


def draw_a_journey(page: Page, picture: Picture) -> None:
    """The abandoned cart, from blank: who comes in, a wait, a letter, and who is out at once."""
    page.get_by_role("link", name="Journeys", exact=True).click()
    page.get_by_role("link", name="New journey").click()
    page.get_by_role("button", name="From blank").click()
    page.get_by_label("Name", exact=True).fill("Left in the cart")
    page.get_by_role("button", name="Create the draft").click()
    page.wait_for_url("**/journeys/left-in-the-cart")
    # Nobody could come in yet, and that is said.
    expect(page.get_by_role("button", name="1 problem")).to_be_visible()
    page.get_by_role("button", name="Entry choose an event").click()
    choose(page.get_by_role("combobox", name="Event"), "Product Added")
    page.locator("[data-step='wait']").click()
    page.get_by_role("textbox", name="For how long").fill("10")
    page.get_by_role("combobox", name="For how long: of what").click()
    page.get_by_role("option", name="seconds").click()
    page.locator("[data-insert='wait/next']").click()
    page.get_by_label("Find a step").fill("message")
    page.keyboard.press("Enter")
    choose(page.get_by_role("combobox", name="Template"), "Cart reminder")
    expect(page.get_by_text("Stays in the local outbox")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add an exit").click()
    choose(page.get_by_role("combobox", name="Event"), "Order Completed")
    expect(page.get_by_text("No problems")).to_be_visible()
    picture("journey")


def simulate_it(page: Page, picture: Picture) -> None:
    """What would have happened within the last month, on a clock that is scrubbed, letters included."""
    page.get_by_role("tab", name="Simulate").click()
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("region", name="What would have happened")).to_contain_text("Entered")
    expect(page.get_by_role("region", name="Virtual clock")).to_be_visible()
    picture("simulation")
    page.get_by_role("button", name="See who, and their messages").click()
    page.get_by_role("table", name="People of the simulation").get_by_role("row").nth(1).click()
    page.get_by_role("dialog").locator("button[aria-pressed]").first.click()
    expect(page.get_by_text("is still in your cart").first).to_be_visible()
    picture("letter")
    page.keyboard.press("Escape")


def publish_it(page: Page) -> None:
    """From the canvas, with one button."""
    page.get_by_role("tab", name="Canvas").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Live", exact=True).first).to_be_visible()


def watch_the_outbox(page: Page, picture: Picture) -> None:
    """The first message arrives without asking again, and tells its life."""
    page.get_by_role("link", name="Outbox", exact=True).click()
    page.get_by_role("combobox", name="Of which journey").click()
    page.get_by_role("option", name="Left in the cart").click()
    first = page.get_by_role("table", name="Messages").get_by_role("row").filter(has_text="is still in your cart").first
    expect(first).to_be_visible(timeout=60_000)
    first.click()
    expect(page.get_by_text("was decided")).to_be_visible()
    # One thing has one word: nobody was written to, so it was not sent.
    expect(first).to_contain_text("Kept")
    expect(page.get_by_text("was kept here: nobody was written to")).to_be_visible()
    picture("outbox")


def choose(field: Locator, value: str) -> None:
    """Type into a field that knows what there is, and leave it."""
    field.fill(value)
    field.press("Tab")
