"""The shell: the door, the sidebar, ⌘K, themes, narrow windows; what is served and how much of it."""

import gzip
import json
import re

import httpx
import pytest
from playwright.sync_api import Request, Route, expect

from clew.api.console import BUILT
from tests.console.conftest import Faults, OpenPage, settled
from tests.unit.api.serving import Served, wait_for

pytestmark = pytest.mark.browser

SHELL_BUDGET = 220_000
GROUND = "getComputedStyle(document.body).backgroundColor"


def test_a_sign_in_link_works_once_and_leaves_no_trace(open_page: OpenPage, served: Served) -> None:
    page = open_page("/segments", who="mary", expected=("401",))
    assert page.evaluate("location.href") == f"{served.url}/segments"
    token = served.link("mary")
    page.goto(f"{served.url}/sign-in#{token}")
    page.wait_for_url(f"{served.url}/")
    # Who has no password yet is told how they come back, and may do without.
    page.get_by_role("link", name="Choose a password").click()
    expect(page.get_by_label("New password", exact=True)).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Not now").click()
    expect(page.get_by_role("link", name="Choose a password")).to_have_count(0)
    # A session that ends under one's hands costs nothing of what was written.
    page.goto(f"{served.url}/data/sources?create=true")
    page.get_by_label("What sends the events?").fill("Till at the door")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.keyboard.press("Enter")
    out = page.get_by_role("dialog", name="You are signed out")
    out.get_by_role("button", name="I am signed in there").click()
    expect(out).to_contain_text("Nobody is signed in there yet.")
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    out.get_by_role("button", name="I am signed in there").click()
    expect(page.get_by_text("You are signed in again.")).to_be_visible()
    expect(page.get_by_label("What sends the events?")).to_have_value("Till at the door")
    page.get_by_role("dialog").get_by_role("button", name="Add source").click()
    page.wait_for_url(f"{served.url}/data/sources/till-at-the-door")
    mine = page.get_by_role("button", name="mary")
    mine.press("Enter")
    expect(page.get_by_role("menuitem", name="Sign out")).to_be_focused()
    page.keyboard.press("Escape")
    expect(mine).to_be_focused()
    mine.click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.wait_for_url(lambda url: "/sign-in" in url)
    expect(page.get_by_label("Email or name")).to_be_focused()
    page.goto(f"{served.url}/sign-in?next=/segments#{token}")
    expect(page.get_by_text("used before or has expired")).to_be_visible()


def test_who_is_not_signed_in_is_led_to_the_door_and_back(served: Served) -> None:
    answer = httpx.get(f"{served.url}/segments/loyal", trust_env=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/segments/loyal"


def test_the_policy_allows_nothing_from_elsewhere(served: Served) -> None:
    answer = httpx.get(f"{served.url}/sign-in", trust_env=False)
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert answer.headers["cache-control"] == "no-cache"
    assert httpx.get(f"{served.url}/assets/none.js", trust_env=False).status_code == 404


def test_the_shell_is_small_and_packed(served: Served) -> None:
    manifest = json.loads((BUILT / "manifest.json").read_text())
    entry = next(chunk for chunk in manifest.values() if chunk.get("isEntry"))
    first = [entry, *(manifest[name] for name in entry.get("imports", []))]
    total = sum(len(gzip.compress((BUILT / chunk["file"]).read_bytes(), 9)) for chunk in first)
    assert total <= SHELL_BUDGET, f"{total:,} bytes of script before anything shows"
    answer = httpx.get(f"{served.url}/{entry['file']}", headers={"Accept-Encoding": "gzip"}, trust_env=False)
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]


def test_jump_goes_anywhere_by_keyboard(open_page: OpenPage, served: Served, faults: Faults) -> None:
    page = open_page("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Find or jump to")
    expect(field).to_be_focused()
    assert faults(page) == []
    page.keyboard.type("segm")
    expect(page.get_by_role("option", name="Segments", exact=True)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{served.url}/segments")
    expect(page.get_by_role("link", name="Segments")).to_have_attribute("aria-current", "page")
    expect(page).to_have_title("Segments · Clew")
    # Who does not see which screen came is told.
    expect(page.get_by_role("status").filter(has_text=re.compile("^Segments$"))).to_have_count(1)


def test_jump_does_what_the_screen_offers(open_page: OpenPage, served: Served) -> None:
    page = open_page("/insight")
    expect(page.get_by_role("button", name="Add to a dashboard")).to_be_enabled()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Find or jump to").fill("add dash")
    expect(page.get_by_role("option", name="Add to a dashboard")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Add to a dashboard").get_by_label("Title")).to_be_focused()


def test_jump_asks_two_questions_however_much_there_is(open_page: OpenPage, served: Served) -> None:
    page = settled(open_page("/settings"))
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Find or jump to")
    expect(field).to_be_focused()
    asked: list[str] = []

    def hear(request: Request) -> None:
        # What the screen behind it asks meanwhile is no question of what is typed.
        if request.method == "POST":
            asked.append(request.url.removeprefix(f"{served.url}/api/v1"))

    page.on("request", hear)
    page.keyboard.type("loya")
    expect(page.get_by_role("group", name="Segments").get_by_role("option", name="Loyal")).to_be_visible()
    page.remove_listener("request", hear)
    assert set(asked) == {"/profiles/search", "/documents/search"}
    field.fill("nothing is called so")
    expect(page.get_by_role("status").filter(has_text="Nothing is called “nothing is called so”")).to_be_visible()
    expect(page.get_by_role("listbox")).to_have_count(0)
    # Enter before the answer is there means what it begins with.
    field.fill("ada@example.com")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada")
    page.keyboard.press("Control+k")
    field.fill("dark theme")
    page.keyboard.press("Enter")
    wait_for(lambda: page.evaluate(GROUND) == "rgb(14, 15, 19)")


def test_the_sidebar_says_that_something_is_held(open_page: OpenPage) -> None:
    page = open_page("/segments")
    expect(page.get_by_role("link", name="Quarantine 1 waiting")).to_be_visible()


def test_a_table_is_one_stop_of_the_tab_key(open_page: OpenPage) -> None:
    page = open_page("/segments")
    rows = page.get_by_role("table", name="Segments").get_by_role("row")
    expect(rows.nth(2)).to_be_visible()
    page.get_by_role("textbox").focus()
    page.keyboard.press("Tab")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(rows.last).to_be_focused()
    page.keyboard.press("Tab")
    expect(rows.last.get_by_role("link")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("table").locator(":focus")).to_have_count(0)
    page.get_by_role("textbox").focus()
    page.keyboard.press("Tab")
    expect(rows.last).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("textbox")).to_be_focused()


def test_the_theme_is_kept(open_page: OpenPage) -> None:
    page = open_page(dark=True, who="mary")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate(GROUND) == "rgb(14, 15, 19)"
    page.get_by_role("button", name="Change colour theme").click()
    assert page.evaluate(GROUND) == "rgb(251, 251, 253)"
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate(GROUND) == "rgb(251, 251, 253)"


def test_a_phone_has_the_sidebar_as_a_drawer(open_page: OpenPage, served: Served, faults: Faults) -> None:
    page = open_page("/segments", width=390, height=844)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("button", name="Open the menu").click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_role("link", name="Profiles")).to_be_visible()
    assert faults(page) == []
    drawer.get_by_role("link", name="Profiles").click()
    page.wait_for_url(f"{served.url}/profiles")
    expect(drawer).to_be_hidden()


def test_an_address_that_leads_nowhere_says_so(open_page: OpenPage) -> None:
    page = open_page("/nowhere/at-all")
    expect(page.get_by_role("main").get_by_text("There is nothing at this address")).to_be_visible()
    page.get_by_role("navigation").get_by_role("link", name="Segments").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Segments")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_door_is_accessible(open_page: OpenPage, faults: Faults, *, dark: bool) -> None:
    page = open_page("/sign-in", dark=dark)
    expect(page.get_by_role("heading", name="Sign in to Clew")).to_be_visible()
    assert faults(page) == []


def test_where_nobody_answers_a_screen_says_so_and_comes_by_itself(open_page: OpenPage, served: Served) -> None:
    page = settled(open_page("/segments", expected=("ERR_", "Failed to fetch", "Unable to preload", "gave no answer")))
    page.route("**/*", lambda route: route.abort("connectionrefused"))
    page.get_by_role("link", name="Experiments").click()
    expect(page.get_by_role("heading", name="Clew gives no answer")).to_be_visible()
    assert page.url == f"{served.url}/experiments"
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Clew gives no answer")).to_be_visible()
    page.unroute("**/*")
    expect(page.get_by_role("heading", level=1)).to_have_text("Experiments")


def test_what_nobody_answered_is_asked_until_somebody_does(open_page: OpenPage) -> None:
    page = settled(open_page("/segments", expected=("ERR_", "Failed to fetch", "503")))
    page.get_by_role("link", name="Traits").hover()
    page.wait_for_timeout(500)
    asked: list[Route] = []

    def stopped_then_starting(route: Route) -> None:
        asked.append(route)
        # What stands before a server that is starting answers for it.
        if len(asked) > 1:
            route.fulfill(status=503, json={"code": "web.starting", "detail": "the web process is starting"})
        else:
            route.abort("connectionrefused")

    page.route("**/api/**", stopped_then_starting)
    page.get_by_role("link", name="Journeys").hover()
    page.get_by_role("link", name="Journeys").click()
    expect(page.get_by_role("alert").filter(has_text="The server gave no answer")).to_be_visible()
    page.unroute("**/api/**")
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize(
    "path", ["profiles/p-nobody", "segments/nosuch", "segments/nosuch/edit", "journeys/nosuch", "templates/nosuch"]
)
def test_what_is_not_there_offers_the_way_back_alone(open_page: OpenPage, path: str) -> None:
    page = settled(open_page(f"/{path}", expected=("404", "422")))
    expect(page.get_by_role("heading", name="There is no such")).to_be_visible()
    main = page.get_by_role("main")
    expect(main.get_by_role("tab")).to_have_count(0)
    expect(main.get_by_role("radio")).to_have_count(0)
    expect(main.get_by_role("button")).to_have_count(0)
    main.get_by_role("link", name="To all").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(path.partition("/")[0].capitalize())


@pytest.mark.parametrize(
    ("typed", "deed", "asked"),
    [
        ("new dash", "New dashboard", "New dashboard"),
        ("add sour", "Add source", "Add source"),
        ("invite", "Invite somebody", "Invite"),
        ("new api", "New API key", "New key"),
        ("add purp", "Add purpose", "Add purpose"),
    ],
)
def test_what_a_list_begins_is_begun_from_anywhere(open_page: OpenPage, typed: str, deed: str, asked: str) -> None:
    page = settled(open_page("/settings"))
    page.keyboard.press("Control+k")
    page.keyboard.type(typed)
    page.get_by_role("option", name=deed).click()
    dialog = page.get_by_role("dialog").filter(has_text=asked.rsplit(maxsplit=1)[-1])
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert "create" not in page.url


def test_the_focus_is_where_it_was_once_a_dialogue_is_closed(open_page: OpenPage) -> None:
    page = settled(open_page("/traits"))
    field = page.get_by_role("textbox", name="Filter traits")
    field.focus()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Find or jump to")).to_be_focused()
    page.keyboard.press("Escape")
    expect(field).to_be_focused()
    button = page.get_by_role("button", name="New trait")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("textbox", name="Name")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
