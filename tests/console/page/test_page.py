"""The first page in a real browser: what happens shows as it happens, and a person is one thread."""

import re

import pytest
from playwright.sync_api import Page, expect

from clew.events import Event
from tests.console.page.conftest import OpenPage
from tests.unit.api.serving import ADA, EVE, GRACE, Served, order

pytestmark = [pytest.mark.browser, pytest.mark.serial]

ROWS = ".feed a.row"


def find(page: Page, text: str) -> None:
    expect(page.get_by_text("Following")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_a_sign_in_link_works_once_and_leaves_no_trace(open_page: OpenPage, served: Served) -> None:
    page = open_page()
    assert page.evaluate("location.href") == f"{served.url}/"
    token = served.workspace.access.create_link("ada", now=served.now()).text
    page.goto(f"{served.url}/sign-in#{token}")
    page.wait_for_url(f"{served.url}/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{served.url}/sign-in")
    expect(page.get_by_role("status")).to_have_text("You are not signed in.")
    expect(page.get_by_text("Each link works once")).to_be_visible()


def test_an_event_shows_within_moments(open_page: OpenPage, served: Served) -> None:
    page = open_page()
    expect(page.get_by_text("Following")).to_be_visible()
    served.send(order(201, GRACE, served.now(), total=1234.5))
    row = page.locator(ROWS).filter(has_text="£1,234.50")
    expect(row).to_contain_text("Order Completed")
    expect(row).to_contain_text("Party bunting")


def test_a_paused_feed_stands_still_and_says_what_waits(open_page: OpenPage, served: Served) -> None:
    page = open_page()
    expect(page.get_by_text("Following")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused")).to_be_visible()
    before = page.locator(ROWS).count()
    served.send(order(202, GRACE, served.now()), order(203, GRACE, served.now()))
    # Somebody may enter a segment by these two, which is news as well.
    resume = page.get_by_role("button", name=re.compile(r"^([2-9]|\d\d+) new · resume$"))
    expect(resume).to_be_visible()
    assert page.locator(ROWS).count() == before
    resume.click()
    for number in (202, 203):
        expect(page.locator(ROWS).filter(has_text=f"o{number}")).to_be_visible()


def test_the_feed_is_filtered_by_type(open_page: OpenPage, served: Served) -> None:
    served.send(Event("visit-9", "page", "page", (GRACE,), served.now(), properties={"path": "/lamps"}))
    page = open_page()
    page.get_by_label("Show only").select_option(label="Page viewed")
    expect(page.locator(ROWS)).to_have_count(1)
    expect(page.locator(ROWS)).to_contain_text("/lamps")
    page.get_by_label("Show only").select_option(label="Everything")
    expect(page.locator(ROWS)).not_to_have_count(1)


def test_segments_show_live_counts_and_who_came(open_page: OpenPage, served: Served) -> None:
    page = open_page()
    entry = page.locator("#segments a", has_text="Loyal")
    expect(entry).to_contain_text(re.compile(r"Loyal\s*\d+"))
    before = int(entry.locator(".figure").inner_text())
    entry.click()
    expect(page.get_by_role("heading", name="Loyal")).to_be_visible()
    expect(page.get_by_text('count("Order Completed") >= 10')).to_be_visible()
    served.send(*(order(300 + number, GRACE, served.now()) for number in range(10)))
    expect(entry.locator(".figure")).to_have_text(str(before + 1))
    expect(page.locator(".amount")).to_have_text(str(before + 1))
    expect(page.get_by_label("Recent changes").locator("a.row")).not_to_have_count(0)
    expect(page.get_by_label("Members").locator("a.row")).not_to_have_count(0)


def test_a_person_is_found_and_shown_as_one_thread(open_page: OpenPage) -> None:
    page = open_page()
    expect(page.get_by_text("Nobody is open")).to_be_visible()
    find(page, " ADA@example.com")
    detail = page.get_by_role("region", name="Profile")
    expect(detail.get_by_role("heading", name="Ada")).to_be_visible()
    expect(detail.get_by_text("ada@example.com")).to_be_visible()
    expect(detail.get_by_role("region", name="Segments")).to_contain_text("Loyal")
    expect(detail.get_by_role("region", name="Traits")).to_contain_text("orders")
    expect(detail.locator(".entry")).to_have_count(40)
    detail.get_by_text("Show earlier").click()
    expect(detail.get_by_text("Show earlier")).to_have_count(0)
    first = detail.locator(".entry details").first
    first.locator("summary").click()
    expect(first.locator("pre")).to_contain_text("order_id")
    detail.get_by_text("How these were joined").click()
    expect(detail.locator(".provenance li").first).to_contain_text("by shop")
    assert "ada" not in page.url
    page.keyboard.press("Escape")
    expect(page.get_by_text("Nobody is open")).to_be_visible()


def test_an_open_person_changes_as_things_happen(open_page: OpenPage, served: Served) -> None:
    page = open_page()
    find(page, "eve@example.com")
    detail = page.get_by_role("region", name="Profile")
    expect(detail.get_by_role("heading", name="eve@example.com")).to_be_visible()
    expect(detail.get_by_role("region", name="Segments")).not_to_contain_text("Loyal")
    served.send(*(order(500 + number, EVE, served.now()) for number in range(10)))
    expect(detail.get_by_role("region", name="Segments")).to_contain_text("Loyal")
    expect(detail.get_by_text("Entered Loyal")).to_be_visible()


def test_nobody_and_nonsense_are_said_plainly(open_page: OpenPage) -> None:
    page = open_page(missing=True)
    find(page, "nobody@example.com")
    expect(page.locator("#search-result")).to_contain_text("Nobody is known by this")
    page.goto(page.url.split("#")[0] + "#/segments/nobody")
    expect(page.get_by_role("alert")).to_contain_text("No such segment")


def test_everything_can_be_reached_by_keyboard(open_page: OpenPage) -> None:
    page = open_page()
    page.locator(ROWS).first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("[...document.querySelectorAll('.feed a.row')].indexOf(document.activeElement)") == 1
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.locator(".person")).to_be_visible()
    assert page.locator(".row.same").count() >= 1
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.id") == "sought"


def test_the_theme_is_kept(open_page: OpenPage) -> None:
    page = open_page(dark=True)
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(14, 15, 19)"
    page.get_by_role("button", name="Change colour theme").click()
    assert page.evaluate(ground) == "rgb(251, 251, 253)"
    page.reload()
    assert page.evaluate(ground) == "rgb(251, 251, 253)"


def test_a_phone_shows_one_pane_at_a_time(open_page: OpenPage) -> None:
    page = open_page(width=390, height=844)
    expect(page.locator(ROWS).first).to_be_visible()
    expect(page.locator(".detail")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator(ROWS).first.click()
    expect(page.locator(".person")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="Segments").click()
    page.locator("#segments a").first.click()
    expect(page.locator(".amount")).to_be_visible()
    page.get_by_role("button", name="Back to segments").click()
    expect(page.locator("#segments")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1440, 390])
def test_text_has_enough_contrast_and_targets_are_big_enough(open_page: OpenPage, width: int, dark: bool) -> None:
    page = open_page(width=width, dark=dark)
    expect(page.locator(ROWS).first).to_be_visible()
    find(page, "ada@example.com")
    expect(page.locator(".entry").first).to_be_visible()
    assert page.evaluate(CONTRAST) == []
    assert page.evaluate(SMALL_TARGETS) == []


def test_what_a_client_sends_is_text_and_never_markup(open_page: OpenPage, served: Served) -> None:
    page = open_page()
    expect(page.get_by_text("Following")).to_be_visible()
    event = order(400, ADA, served.now())
    event.properties["products"] = [{"name": "<img src=x onerror=document.title='owned'>"}]
    served.send(event)
    expect(page.locator(ROWS).first).to_contain_text("<img src=x")
    assert page.title() == "Clew"


SMALL_TARGETS = """[...document.querySelectorAll('a, button, select, input')]
  .filter((e) => e.checkVisibility() && !e.classList.contains('skip'))
  .map((e) => [e.getBoundingClientRect(), e.outerHTML.slice(0, 90)])
  .filter(([box]) => Math.min(box.width, box.height) < 24)
  .map(([, html]) => html)"""

# WCAG 2.2 AA: 4.5 to 1 for text of this size, against the nearest opaque ground.
CONTRAST = """() => {
  const channels = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const found = rgb(getComputedStyle(e).backgroundColor);
      if (found[3] === 255) return found;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const element of document.querySelectorAll('body *')) {
    if (!element.checkVisibility() || element.closest('.unseen, svg, option')) continue;
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())) continue;
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(ground(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) poor.push(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
  }
  return [...new Set(poor)];
}"""
