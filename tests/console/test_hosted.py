"""The pages that people reach from messages, in a browser: every one, in both themes, wide and narrow."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, expect

from clew.runtime.links import links_of
from tests.console.conftest import MOVED, Faults
from tests.unit.api.serving import serving
from tests.unit.api.test_messages import Shop

pytestmark = pytest.mark.browser

DOCUMENTS = [
    {
        "kind": "brand",
        "id": "hanger",
        "company": "Hanger & Co",
        "address": "1 High Street, Leeds",
        "colours": {"primary": "#0a5c36"},
    },
    {
        "kind": "policy",
        "id": "contact",
        "purposes": {"marketing": {"name": "Offers and news", "topics": {"offers": "Offers", "news": "News"}}},
    },
    {"kind": "template", "id": "note", "channel": "email", "brand": "hanger", "parts": {"subject": "Hi", "text": "x"}},
]
SIZES = pytest.mark.parametrize(("width", "height", "dark"), [(1440, 900, False), (390, 844, True)])


class Mailed(NamedTuple):
    """A served workspace, and the links of a message to somebody."""

    shop: Shop
    links: dict[str, str]


@pytest.fixture(scope="module")
def mailed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailed]:
    with serving(tmp_path_factory.mktemp("hosted")) as served, served.client() as client:
        client.post("/api/v1/apply", json={"documents": DOCUMENTS}).raise_for_status()
        shop = Shop(served, client)
        shop.agree("ada", marketing="in")
        asked = {"template": "note", "to": {"namespace": "email", "id": "ada@example.com"}}
        key = client.post("/api/v1/messages", json=asked).raise_for_status().json()["key"]
        row, links = served.workspace.outbox.row(key), links_of(served.workspace.secret, served.url)
        assert row is not None
        assert links is not None
        # As if it were about offers: what is transactional has nothing to leave.
        action = replace(row.letter.action, purpose="marketing", topic="offers")
        yield Mailed(shop, links.of(action))


@SIZES
def test_every_page_is_branded_plain_and_for_everybody(
    mailed: Mailed, browser: Browser, faults: Faults, tmp_path: Path, width: int, height: int, dark: bool
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", locale="en-GB"
    )
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))

    def right(name: str) -> None:
        page.screenshot(path=tmp_path / f"{name}-{width}-{'dark' if dark else 'light'}.png")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        expect(page.get_by_text("1 High Street, Leeds")).to_be_visible()
        assert faults(page) == []
        assert page.evaluate(MOVED) == []

    page.goto(mailed.links["preferences"])
    page.get_by_label("Offers").check()
    page.get_by_label("News").uncheck()
    right("choose")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("They count from now on")
    right("saved")
    page.goto(mailed.links["confirm"])
    right("confirm")
    page.goto(mailed.links["unsubscribe"])
    right("leave")
    page.get_by_role("button", name="Unsubscribe").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="You are unsubscribed")).to_be_visible()
    page.goto(mailed.links["unsubscribe"] + "x")
    expect(page.get_by_role("heading", name="This link doesn't work any more")).to_be_visible()
    right("gone")
    assert [line for line in told if "404" not in line] == []
    context.close()
