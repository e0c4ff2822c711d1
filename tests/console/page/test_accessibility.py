"""Every view of the page, full and empty, in both themes: axe finds nothing (WCAG 2.2 AA and good practice)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.console.page.conftest import OpenPage
from tests.console.page.test_page import ROWS, find
from tests.unit.api.serving import Served, serving

pytestmark = [pytest.mark.browser, pytest.mark.serial]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (tags) => (await axe.run(document, { runOnly: tags })).violations.flatMap(
  (found) => found.nodes.map((node) => `${found.id}: ${node.target.join(' ')}: ${node.failureSummary}`))"""
THEMES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])


@pytest.fixture(scope="module")
def axe() -> str:
    """The checker's source."""
    path = Path(__file__).parents[1] / "node/node_modules/axe-core/axe.min.js"
    if not path.exists():
        pytest.skip("needs axe-core (`make test` installs it)")
    return path.read_text()


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A workspace in which nothing has happened yet."""
    with serving(tmp_path_factory.mktemp("bare")) as found:
        yield found


def faults(page: Page, axe: str) -> list[str]:
    """What the checker finds wrong with what is shown."""
    page.evaluate(axe)
    return page.evaluate(RUN, TAGS)


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (1440, True), (390, True)])
def test_what_happens_and_who_it_happens_to(open_page: OpenPage, axe: str, width: int, dark: bool) -> None:
    page = open_page(width=width, dark=dark)
    expect(page.locator(ROWS).first).to_be_visible()
    assert faults(page, axe) == []
    find(page, "ada@example.com")
    expect(page.locator(".entry").first).to_be_visible()
    page.locator(".entry details summary").first.click()
    page.get_by_text("How these were joined").click()
    assert faults(page, axe) == []


@THEMES
def test_a_segment_and_what_is_not_there(open_page: OpenPage, axe: str, dark: bool) -> None:
    page = open_page(dark=dark, missing=True)
    page.locator("#segments a", has_text="Loyal").click()
    expect(page.locator(".amount")).to_be_visible()
    assert faults(page, axe) == []
    page.goto(page.url.split("#")[0] + "#/segments/nobody")
    expect(page.get_by_role("alert")).to_contain_text("No such segment")
    page.locator("#sought").fill("nobody@example.com")
    page.keyboard.press("Enter")
    expect(page.locator("#search-result")).to_contain_text("Nobody is known by this")
    assert faults(page, axe) == []


@pytest.mark.parametrize(("width", "dark"), [(1440, True), (390, False)])
def test_a_workspace_in_which_nothing_has_happened(
    open_page: OpenPage, bare: Served, axe: str, width: int, dark: bool
) -> None:
    page = open_page(width=width, dark=dark, at=bare)
    expect(page.get_by_text("Following")).to_be_visible()
    expect(page.get_by_text("Nothing has happened yet")).to_be_visible()
    assert faults(page, axe) == []


@THEMES
def test_the_way_in(open_page: OpenPage, served: Served, axe: str, dark: bool) -> None:
    page = open_page(dark=dark, refused=True)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"{served.url}/sign-in")
    assert faults(page, axe) == []
    page.goto(f"{served.url}/sign-in#cl_aaaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("was used before or has expired")
    assert faults(page, axe) == []
