"""A signed-in browser on a seeded workspace; whatever the browser's console says against us fails the test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from clew.api.console import BUILT
from tests.console.tab import PATIENCE, Tab
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
# Selectors are worked out for what is wrong alone, and style sheets are not read once more, which none of these rules
# asks for: that is most of axe's time.
RUN = """async (tags) => (await axe.run(document, {
  runOnly: tags, resultTypes: ['violations'], preload: { assets: ['media'] },
})).violations.flatMap((found) =>
  found.nodes.map((node) => `${found.id}: ${node.target.join(' ')}: ${node.failureSummary}`))"""
expect.set_options(timeout=PATIENCE)

# Each screen is looked at in both themes, wide and as on a phone.
LOOKS = ((1440, 900, False), (390, 844, True))
# Colours change one inside the other, a frame each; what turns for ever is not waited for.
DRAWN = """async (theme) => {
  const changes = (one) => one.playState === 'running' && one.effect.getComputedTiming().iterations !== Infinity;
  const drawn = () => new Promise(requestAnimationFrame);
  do {
    await drawn();
    await drawn();
  } while (document.documentElement.dataset.mantineColorScheme !== theme || document.getAnimations().some(changes));
}"""

# What moved since the screen was opened, in the words of the browser; what somebody's own hand moved is left out.
MOVED = """async () => {
  const moved = [];
  const observer = new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) {
      if (shift.hadRecentInput) continue;
      for (const { node, previousRect: was, currentRect: is } of shift.sources) {
        const words = (node?.textContent ?? '').slice(0, 40);
        const [from, to] = [was, is].map((box) => `${box.x},${box.y} ${box.width}x${box.height}`);
        moved.push(`${node?.nodeName} ${node?.className ?? ''} "${words}": ${from} to ${to}`);
      }
    }
  });
  observer.observe({ type: 'layout-shift', buffered: true });
  const drawn = () => new Promise(requestAnimationFrame);
  // What is drawn is told of a task after it.
  for (let frame = 0; frame < 3; frame += 1) await drawn();
  await new Promise((told) => setTimeout(told, 50));
  return moved;
}"""

EXTENT = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"

OpenPage = Callable[..., Page]
Faults = Callable[[Page], list[str]]


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    """The console as a user gets it."""
    if not (BUILT / "index.html").is_file():
        pytest.skip("needs the built console (`make console`)")


@pytest.fixture(scope="package")
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


@pytest.fixture(scope="package")
def browser(chromium: Path) -> Iterator[Browser]:
    """A Chromium for this folder alone: Playwright keeps an event loop on this thread, which nobody else may meet."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(chromium), args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="package")
def tab(browser: Browser) -> Tab:
    """The one tab of all tests."""
    return Tab(browser)


@pytest.fixture(scope="module")
def visiting(tab: Tab, served: Served) -> Iterator[Tab]:
    """The tab, which is led away before the workspace ends."""
    yield tab
    tab.leave()


@pytest.fixture
def open_page(visiting: Tab, served: Served) -> Iterator[OpenPage]:
    """Opens a screen, signed in: `open_page("/segments", dark=True)`.

    `who` comes in by the door, into a browser that knows nobody: for tests that sign out or keep something in it.
    `expected` holds texts that the browser's console may show, as the test asks for what is refused: `404`, `401`, ….
    """
    tab = visiting

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
        tab.page.set_viewport_size({"width": width, "height": height})
        tab.page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        if who:
            tab.enter(at, path, expected, who, role)
        else:
            tab.open(at, path, expected)
        return tab.page

    yield opening
    assert tab.done(served) == []


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


@pytest.fixture(scope="session")
def everywhere(faults: Faults) -> Faults:
    """What is wrong with what is shown: wide and light, then narrow and dark; nothing may stand out of the window."""

    def found(page: Page) -> list[str]:
        said: list[str] = []
        for width, height, dark in LOOKS:
            look(page, width, height, dark=dark)
            said += [f"{width}: {fault}" for fault in faults(page)]
            wide, high = page.evaluate(EXTENT)
            if wide != width:
                said.append(f"{wide} wide in a window of {width}")
            # Parts of a screen scroll, the window never does: its bar would stand beside theirs.
            if high > height:
                said.append(f"{high} high in a window of {height}")
        width, height, dark = LOOKS[0]
        look(page, width, height, dark=dark)
        return said

    return found


def look(page: Page, width: int, height: int, *, dark: bool) -> None:
    """Give the window of a screen a size and a theme, and wait until that is drawn."""
    theme = "dark" if dark else "light"
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=theme)
    page.evaluate(DRAWN, theme)


def settled(page: Page) -> Page:
    """The page, once it has a heading and nothing is on its way."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("status", name="Loading")).to_have_count(0)
    return page


def choose(page: Page, where: Locator, field: str, choice: str) -> None:
    """Take a choice of a field that offers some."""
    where.get_by_role("combobox", name=field).click()
    page.get_by_role("option", name=choice, exact=True).click()


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
