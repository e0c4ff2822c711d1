"""Whoever may only look is offered nothing that would be refused."""

import pytest
from playwright.sync_api import expect

from tests.console.conftest import OpenPage, settled
from tests.unit.api.serving import Served

pytestmark = pytest.mark.browser

SCREENS = {
    "/segments": "New segment",
    "/journeys": "New journey",
    "/templates": "New template",
    "/fragments": "New fragment",
    "/offers": "New offer",
    "/dashboards": "New dashboard",
    "/models": "New model",
    "/insight": "Add to a dashboard",
}


def test_a_viewer_is_offered_no_change_that_an_admin_is_offered(open_page: OpenPage, shared: Served) -> None:
    for path, words in SCREENS.items():
        page = settled(open_page(path))
        expect(page.get_by_text(words, exact=True).first).to_be_visible()
    page = settled(open_page("/", who="vera", role="viewer"))
    for path, words in SCREENS.items():
        page.goto(f"{shared.url}{path}")
        settled(page)
        expect(page.get_by_text(words, exact=True)).to_have_count(0)
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Find or jump to").fill("offer")
    expect(page.get_by_role("option", name="Offers").first).to_be_visible()
    expect(page.get_by_role("option", name="New offer")).to_have_count(0)
