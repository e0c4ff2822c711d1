"""Every screen there is: WCAG 2.2 AA in both themes, wide and as on a phone, and so is what opens on them."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page as Shown
from playwright.sync_api import Route, expect

from bench.pages import MADE, PAGES, Page, known
from tests.console.conftest import ROOT, Faults, OpenPage, look, settled
from tests.console.slice import load_slice
from tests.console.tab import Tab as Visited
from tests.unit.api.serving import Served, serving

pytestmark = pytest.mark.browser

FEATURES = sorted((ROOT / "console/src/features").glob("*/feature.ts"))
SHELL = ROOT / "console/src/shell/root.tsx"
ANYWHERE = "$"
"""The route of whatever leads nowhere."""
TWICE = {"/overview"}
"""Where those who begin elsewhere find what others begin with."""
# The first tab of a page has no name in its address.
FIRST = {"canvas", "report"}
SCREENS = [page for page in PAGES if page.name not in MADE]


def routes() -> set[str]:
    """Every address that the console knows, as it is written where it is made."""
    found: set[str] = set()
    for file in (*FEATURES, SHELL):
        found.update(re.findall(r'\bpath: "([^"]+)"', file.read_text()))
    return found - {ANYWHERE}


def tabs() -> list[tuple[str, str]]:
    """Every tab of a document's page: where it is, and how its address calls it."""
    found: list[tuple[str, str]] = []
    for file in FEATURES:
        for names in re.findall(r"\bTABS\b(?:: [\w\[\]]+)? = \[([^\]]+)\]", file.read_text()):
            found += [(f"/{file.parent.name}/", name) for name in re.findall(r'"(\w+)"', names)]
    return found


def where(page: Page) -> str:
    return page.path.partition("?")[0]


def test_every_screen_is_in_the_one_list() -> None:
    """The benchmark, the pictures and these tests go through it: what is not in it is seen by none of them."""
    said = routes()
    plain = {route for route in said if "$" not in route}
    missing = plain - TWICE - {where(page) for page in SCREENS}
    # An address that is written out is its own route's, whatever else it fits.
    led = [where(page) for page in SCREENS if where(page) not in plain]
    missing |= {
        route for route in said - plain if not any(re.fullmatch(re.sub(r"\$\w+", "[^/]+", route), path) for path in led)
    }
    missing |= {
        f"{under}…?tab={name}"
        for under, name in tabs()
        if name not in FIRST and not any(page.path.startswith(under) and f"tab={name}" in page.path for page in SCREENS)
    }
    assert missing == set()


def test_every_picture_is_of_a_screen() -> None:
    names = {page.name.replace("_", "-") for page in SCREENS}
    shapes = ("-light", "-dark", "-phone")
    pictures = {path.stem for path in (ROOT / "docs/screens").glob("*.webp")}
    assert {
        name for name in pictures if name.removesuffix(next(s for s in shapes if name.endswith(s))) not in names
    } == set()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A slice of the demo: something of every kind."""
    folder = tmp_path_factory.mktemp("every")
    load_slice(folder, old=400, new=1_600)
    with serving(folder) as found:
        yield found


@pytest.fixture(scope="module")
def named(visiting: Visited, served: Served) -> dict[str, str]:
    """What stands for the names in addresses."""
    visiting.open(served, "/settings", ())
    return known(visiting.page.evaluate)


def stands(page: Shown) -> Shown:
    """A screen, once nothing of it is on its way."""
    settled(page)
    if "/attribution" in page.url:
        # Its question is known once those that are saved are, and is asked a moment after that.
        expect(page.locator("[role=region][aria-label=Answer], section[aria-label=Answer]")).to_be_visible()
        page.wait_for_timeout(500)
    expect(page.locator("main [aria-busy=true]")).to_have_count(0)
    # What is below the window comes in a moment of rest.
    page.evaluate("new Promise((rested) => requestIdleCallback(rested, { timeout: 1_000 }))")
    return page


@pytest.mark.parametrize("screen", SCREENS, ids=lambda page: page.name)
def test_a_screen_is_accessible(open_page: OpenPage, everywhere: Faults, screen: Page, named: dict[str, str]) -> None:
    # In a slice of the demo there may be nothing to attribute, and nothing that a model has learnt.
    page = stands(open_page(screen.path.format_map(named), expected=("404", "422")))
    # What was asked before the application was there is what the screen came for.
    assert page.evaluate("[...clewEarly.keys()]") == []
    assert everywhere(page) == []


# Where, and the button that opens something there; what opens is a dialog, a drawer or a menu.
OPENED = [
    ("/segments/lapsing", "More"),
    ("/segments/new", "Name it"),
    ("/journeys/abandoned-cart", "More"),
    ("/journeys/abandoned-cart", "Insert a step after the entry"),
    ("/templates", "New template"),
    ("/templates/cart-help", "More"),
    ("/fragments", "New fragment"),
    ("/offers", "New offer"),
    ("/offers/free-delivery", "As text"),
    ("/traits", "New trait"),
    ("/consent", "Add purpose"),
    ("/consent/suppressed", "Suppress an address"),
    ("/insight", "Add to a dashboard"),
    ("/insight", "Only people who"),
    ("/dashboards", "New dashboard"),
    ("/dashboards/shop", "As text"),
    ("/dashboards/shop", "More"),
    ("/dashboards/shop?edit=true", "Add a tile"),
    ("/attribution", "As command"),
    ("/data/sources", "Add source"),
    ("/data/sources/demo-shop/mapping", "Paste an example"),
    ("/data/schemas", "Label gender"),
    ("/settings/people", "Roles"),
    ("/settings/people", "Invite"),
    ("/settings/keys", "New key"),
    ("/settings", "ada"),
]


@pytest.mark.parametrize(("path", "button"), OPENED, ids=lambda one: one)
def test_what_opens_is_accessible(
    open_page: OpenPage, faults: Faults, path: str, button: str, named: dict[str, str]
) -> None:
    """As on a phone, in the dark, where there is least room and contrast; most are opened in the light elsewhere."""
    page = stands(open_page(path.format_map(named), expected=("404", "422")))
    page.get_by_role("button", name=button).first.click()
    expect(page.locator("[role=dialog], [role=menu], [role=listbox]").first).to_be_visible()
    look(page, 390, 844, dark=True)
    # What floats belongs to what opened it, wherever it stands in the document.
    assert [fault for fault in faults(page) if not fault.startswith("region:")] == []


# What each of these asks for first, without which it has nothing to show.
ASKING = [
    "/",
    "/segments",
    "/journeys/abandoned-cart",
    "/templates",
    "/insight",
    "/dashboards/shop",
    "/models",
    "/data/sources",
]


@pytest.mark.parametrize("path", ASKING)
def test_what_failed_is_said_for_everybody(open_page: OpenPage, faults: Faults, path: str) -> None:
    """The server fails, and then it works again: the fault says what to do, and doing it helps."""
    page = stands(open_page(path))

    def fail(route: Route) -> None:
        route.fulfill(
            status=503, json={"title": "Busy", "detail": "the store is busy", "hint": "try again in a moment"}
        )

    page.context.route(re.compile(r"/api/v1/(?!session|live)"), fail)
    try:
        page = open_page(path, expected=("503",))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        again = page.get_by_role("main").get_by_role("button", name="Try again")
        expect(again.first).to_be_visible()
        look(page, 390, 844, dark=True)
        assert faults(page) == []
    finally:
        page.context.unroute_all()
    again.first.click()
    expect(page.get_by_role("main").get_by_role("alert").first).to_be_hidden()


# What stands on a screen of a workspace in which nothing has happened, and the way on from there.
EMPTY = {
    "/attribution": ("No message was sent", "Sources"),
    "/dashboards": ("What do you look at every morning?", "New dashboard"),
    "/data/imports": ("Bring in what you know already", "Choose a file"),
    "/data/live": ("Nothing has happened yet", "Set up a source"),
    "/data/sources": ("Nothing sends events yet", "Add source"),
    "/experiments": ("What does a journey really add?", "Go to journeys"),
    "/fragments": ("What many of your messages say", "New fragment"),
    "/insight": ("Nobody did this in the period", "See which events arrive"),
    "/insight?topic=rfm": ("Nobody did this in the period", "See which events arrive"),
    "/journeys": ("Reach people at the right moment", "New journey"),
    "/models": ("Who will leave, who will buy, who is worth what?", "Start from an example"),
    "/offers": ("What may be proposed to whom", "New offer"),
    "/outbox": ("No messages yet", "Go to journeys"),
    "/profiles": ("Nobody is known yet", "Connect a source"),
    "/segments": ("Who do you want to talk to?", "Start from nothing"),
    "/templates": ("What your messages say", "New template"),
    "/traits": ("What do you want to know of everybody?", "New trait"),
}


@pytest.mark.parametrize("path", EMPTY)
def test_what_is_empty_says_what_it_is_for_and_how_to_begin(
    open_page: OpenPage, faults: Faults, bare: Served, path: str
) -> None:
    title, way = EMPTY[path]
    page = stands(open_page(path, at=bare, width=390, height=844, dark=True, expected=("404", "422")))
    empty = page.get_by_role("main").get_by_role("heading", name=title)
    expect(empty).to_be_visible()
    beside = empty.locator("..")
    leads = re.compile(re.escape(way))
    expect(beside.get_by_role("link", name=leads).or_(beside.get_by_role("button", name=leads)).first).to_be_visible()
    assert faults(page) == []
