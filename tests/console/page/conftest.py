"""A signed-in browser on a seeded workspace; whatever the console says against us fails the test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.unit.api.serving import Served, seed, serving

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A seeded workspace that answers."""
    with serving(tmp_path_factory.mktemp("workspace")) as found:
        seed(found)
        yield found


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """One Chromium for the module."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(chromium), args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def open_page(browser: Browser, served: Served) -> Iterator[OpenPage]:
    """Opens the page signed in; what the console says against us fails the test at its end.

    `missing` and `refused` say that the test asks for what isn't there, or is not its to ask: a browser notes every
    404 and 401, honest or not.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opening(
        *,
        width: int = 1440,
        height: int = 900,
        dark: bool = False,
        missing: bool = False,
        refused: bool = False,
        at: Served = served,
    ) -> Page:
        expected = ["404 (Not Found)"] * missing + ["401 (Unauthorized)"] * refused
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: complaints.extend(complaint(message, expected)))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.extend(foreign(request.url, at.url)))
        token = at.workspace.access.create_link("ada", now=at.now()).text
        page.goto(f"{at.url}/sign-in#{token}")
        page.wait_for_url(f"{at.url}/")
        return page

    yield opening
    for context in contexts:
        context.close()
    assert complaints == []


def complaint(message: ConsoleMessage, expected: list[str]) -> list[str]:
    """What a console message says against us."""
    known = any(text in message.text for text in expected)
    return [message.text] if message.type in {"error", "warning"} and not known else []


def foreign(url: str, own: str) -> list[str]:
    """A request to anybody but ourselves."""
    return [] if url.startswith((own, "data:", "blob:")) else [f"request to {url}"]
