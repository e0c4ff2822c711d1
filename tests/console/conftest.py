"""A signed-in browser on a seeded workspace; whatever the browser's console says against us fails the test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect, sync_playwright

from clew.api.console import BUILT
from tests.unit.api.serving import Served, seed, serving

ROOT = Path(__file__).parents[2]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Selectors are worked out for what is wrong alone; that is most of axe's time.
RUN = """async (tags) => (await axe.run(document, { runOnly: tags, resultTypes: ['violations'] })).violations.flatMap(
  (found) => found.nodes.map((node) => `${found.id}: ${node.target.join(' ')}: ${node.failureSummary}`))"""
# A machine may be busy: what is waited for is waited for long.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)

OpenPage = Callable[..., Page]
Faults = Callable[[Page], list[str]]


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    """The console as a user gets it."""
    if not (BUILT / "index.html").is_file():
        pytest.skip("needs the built console (`make console`)")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A seeded workspace that answers; nobody changes who is in it or what they did."""
    with serving(tmp_path_factory.mktemp("workspace")) as found:
        seed(found)
        yield found


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A seeded workspace for one module, which may do with it what it likes."""
    with serving(tmp_path_factory.mktemp("alone")) as found:
        seed(found)
        yield found


@pytest.fixture(scope="module")
def served(shared: Served) -> Served:
    """Where the screens are opened; a module that changes people has `alone` in its place."""
    return shared


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A workspace in which nothing has happened yet."""
    with serving(tmp_path_factory.mktemp("bare")) as found:
        yield found


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """A Chromium for one module: Playwright keeps an event loop running on this thread, which nobody else may meet."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(chromium), args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def signed_in(browser: Browser) -> Callable[[Served], BrowserContext]:
    """Ada's browser for a workspace. The tests of a module share it, so that only the first one loads the scripts."""
    known: dict[str, BrowserContext] = {}

    def of(at: Served) -> BrowserContext:
        if at.url not in known:
            known[at.url] = browser.new_context()
            answer = known[at.url].request.post(f"{at.url}/api/v1/session", data={"token": at.link()})
            assert answer.ok, answer.text()
        return known[at.url]

    return of


@pytest.fixture
def open_page(browser: Browser, served: Served, signed_in: Callable[[Served], BrowserContext]) -> Iterator[OpenPage]:
    """Opens a screen, signed in: `open_page("/segments", dark=True)`.

    `who` comes in by the door, with a browser of their own: for tests that sign out or keep something in the browser.
    `expected` holds texts that the browser's console may show, as the test asks for what is refused: `404`, `401`, ….
    """
    opened: list[Page | BrowserContext] = []
    complaints: list[str] = []

    def opening(
        path: str = "/",
        *,
        width: int = 1440,
        height: int = 900,
        dark: bool = False,
        expected: tuple[str, ...] = (),
        at: Served = served,
        who: str = "",
        role: str = "admin",
    ) -> Page:
        context = browser.new_context() if who else signed_in(at)
        page = context.new_page()
        opened.append(context if who else page)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: complaints.extend(complaint(message, expected)))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.extend(foreign(request.url, at.url)))
        if who:
            page.goto(f"{at.url}/sign-in?next={path}#{at.link(who, role)}")
            page.wait_for_url(f"{at.url}{path}")
        else:
            page.goto(f"{at.url}{path}")
        return page

    yield opening
    for one in opened:
        one.close()
    assert complaints == []


def complaint(message: ConsoleMessage, expected: tuple[str, ...]) -> list[str]:
    """What a console message says against us."""
    known = any(text in message.text for text in expected)
    return [message.text] if message.type in {"error", "warning"} and not known else []


def foreign(url: str, own: str) -> list[str]:
    """A request to anybody but ourselves."""
    return [] if url.startswith((own, "data:", "blob:")) else [f"request to {url}"]


@pytest.fixture(scope="session")
def faults() -> Faults:
    """What axe finds wrong with what is shown: WCAG 2.2 AA and good practice."""
    path = ROOT / "console/node_modules/axe-core/axe.min.js"
    if not path.exists():
        pytest.skip("needs axe-core (`make test` installs it)")
    source = path.read_text()

    def found(page: Page) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        return page.evaluate(RUN, TAGS)

    return found


def drag(page: Page, source: Locator, target: Locator) -> None:
    """Drag by mouse from the middle of one thing to the middle of another."""
    source.scroll_into_view_if_needed()
    a, b = source.bounding_box(), target.bounding_box()
    assert a is not None
    assert b is not None
    x, y = a["x"] + a["width"] / 2, a["y"] + a["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    # Past the threshold first, so that what is dragged is taken before it is over the target.
    page.mouse.move(x + 3, y + 3)
    page.mouse.move(b["x"] + b["width"] / 2, b["y"] + b["height"] / 2, steps=12)
    page.mouse.up()
