"""The overview: the day in numbers, what moves, what is held, what happens now; each with a way in."""

import re

import pytest
from playwright.sync_api import expect

from tests.console.charts import as_tables
from tests.console.conftest import Faults, OpenPage
from tests.unit.api.serving import GRACE, Served, order

pytestmark = pytest.mark.browser

SIDEWAYS = """[...document.querySelectorAll('main, main *')]
  .filter((one) => getComputedStyle(one).overflowX !== 'visible' && getComputedStyle(one).overflowX !== 'hidden')
  .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.className)"""


@pytest.fixture(scope="module")
def served(alone: Served) -> Served:
    """Things happen here, to people."""
    return alone


def test_the_day_is_told_and_leads_on(open_page: OpenPage, served: Served) -> None:
    page = open_page("/")
    figures = page.get_by_role("region", name="The last 24 hours")
    expect(figures).to_contain_text(re.compile(r"Events, last 24 h\s*2\d"))
    expect(figures).to_contain_text("of 3")
    ways = {link.inner_text(): link.get_attribute("href") for link in figures.get_by_role("link").all()}
    assert ways == {
        "Events, last 24 h": "/data/live",
        "Active people": "/profiles",
        "New people": "/profiles",
        "Messages sent": "/outbox",
    }
    expect(page.get_by_role("region", name="Needs attention")).to_contain_text("1 item from shop in quarantine")
    # As wide as a window that is magnified four times (WCAG 1.4.10), nothing has to be pushed sideways to be read.
    page.set_viewport_size({"width": 320, "height": 512})
    assert page.evaluate(SIDEWAYS) == []
    page.get_by_role("region", name="Segments").get_by_role("link", name="Loyal").click()
    page.wait_for_url(f"{served.url}/segments/loyal")


def test_what_happens_shows_within_moments(open_page: OpenPage, served: Served) -> None:
    page = open_page("/")
    now = page.get_by_role("region", name="Happening now")
    expect(now.get_by_text("Following")).to_be_visible()
    served.send(order(201, GRACE, served.now(), total=1234.5))
    row = now.get_by_role("link").filter(has_text="£1,234.50")
    expect(row).to_contain_text("Party bunting")
    row.click()
    page.wait_for_url(re.compile(r"/profiles/p"))


def test_what_was_not_kept_is_told(open_page: OpenPage, served: Served) -> None:
    twice = order(300, GRACE, served.now())
    served.send(twice, twice)
    page = open_page("/")
    attention = page.get_by_role("region", name="Needs attention")
    expect(attention).to_contain_text("1 repeat of an event that was there, the last")


def test_what_a_client_sends_is_text_and_never_markup(open_page: OpenPage, served: Served) -> None:
    page = open_page("/")
    now = page.get_by_role("region", name="Happening now")
    expect(now.get_by_text("Following")).to_be_visible()
    event = order(400, GRACE, served.now())
    event.properties["products"] = [{"name": "<img src=x onerror=document.title='owned'>"}]
    served.send(event)
    expect(now.get_by_role("link").filter(has_text="<img src=x")).to_be_visible()
    assert page.title() == "Overview · Clew"


def test_a_workspace_in_which_nothing_has_happened_says_how_to_begin(
    open_page: OpenPage, bare: Served, faults: Faults
) -> None:
    page = open_page("/", at=bare)
    expect(page.get_by_text("Everything works, and quarantine is empty.")).to_be_visible()
    expect(page.get_by_text("Nothing has happened yet")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("link", name="Build a segment").click()
    page.wait_for_url(f"{bare.url}/segments/new")
    # Before anything happened there is something to build with.
    expect(page.get_by_role("button", name=re.compile("^Product Viewed"))).to_be_visible()
    page.goto(f"{bare.url}/")
    page.get_by_role("region", name="Begin here").get_by_role("link", name="Connect a source").click()
    expect(page.get_by_role("dialog", name="Add source")).to_be_visible()


def test_every_chart_is_a_table_too(open_page: OpenPage, served: Served) -> None:
    tables = as_tables(open_page("/"))
    with served.client() as client:
        hours = client.get("/api/v1/overview").json()["hours"]
    assert len(tables["Events, hour by hour"].rows) == len(hours)
