"""Nothing moves by itself when something happens that a screen listens to."""

import re

import pytest
from playwright.sync_api import Page, expect

from clew.events import Identity
from tests.console.conftest import MOVED, OpenPage, settled
from tests.unit.api.serving import ADA, Served, order

pytestmark = pytest.mark.browser


def moved(page: Page) -> list[str]:
    """What has moved on a screen on which nothing is on its way any more."""
    settled(page)
    expect(page.locator("main [aria-busy=true]")).to_have_count(0)
    return page.evaluate(MOVED)


def ada(served: Served) -> str:
    with served.client() as client:
        asked = {"namespace": ADA.namespace, "id": ADA.value}
        return client.post("/api/v1/profiles/lookup", json=asked).raise_for_status().json()["id"]


@pytest.mark.parametrize("screen", ["/", "/profiles/{ada}", "/data/live"])
def test_nothing_moves_when_something_happens(screen: str, open_page: OpenPage, alone: Served) -> None:
    page = open_page(screen.format(ada=ada(alone)), at=alone)
    settled(page)
    # What it listens to stands; an order before that is among what it asks for.
    expect(page.get_by_text(re.compile("^(Following|Live)$")).first).to_be_visible()
    number = alone.now() % 1_000_000_007
    alone.send(order(number, ADA, alone.now()))
    expect(page.get_by_text(re.compile(f"order id o{number}"))).to_have_count(1)
    assert moved(page) == []


@pytest.mark.parametrize("screen", ["/segments", "/segments/recent"])
def test_nothing_moves_when_a_segment_grows(screen: str, open_page: OpenPage, alone: Served) -> None:
    page = open_page(screen, at=alone)
    settled(page)
    with alone.client() as client:
        before = client.get("/api/v1/segments/recent").json()["count"]
    whose = page.get_by_role("row").filter(has_text="Recent buyers") if screen == "/segments" else page
    expect(whose.get_by_text(str(before), exact=True).first).to_be_visible()
    number = alone.now() % 1_000_000_007
    alone.send(order(number, Identity("email", f"{number}@example.com"), alone.now()))
    expect(whose.get_by_text(str(before + 1), exact=True).first).to_be_visible()
    assert moved(page) == []
