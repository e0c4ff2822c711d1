"""Whoever may only look is offered nothing that would be refused."""

import pytest
from playwright.sync_api import Response, expect

from clew.events import Event, Identity
from tests.console.conftest import Faults, OpenPage, settled
from tests.unit.api.serving import ADA, Served, order

pytestmark = pytest.mark.browser

SCREENS = {
    "/segments": "New segment",
    "/traits": "New trait",
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


CLOSED = {
    "viewer": ("/segments/new", "/segments/recent/edit", "/journeys/new", "/models/new", "/settings/people"),
    "agent": ("/segments/new", "/outbox", "/consent/suppressed", "/data/live", "/data/imports", "/data/quarantine"),
}
PAUSE = 300


@pytest.mark.parametrize("role", ["viewer", "agent"])
def test_no_screen_asks_for_what_its_role_may_not_see(open_page: OpenPage, shared: Served, role: str) -> None:
    """Of all that the sidebar offers, and of a person's page: nothing on them is refused, or fails."""
    # There is nothing to attribute in this workspace, for no role.
    page = settled(open_page("/", who=f"no-{role}", role=role, expected=("422",)))
    links = page.get_by_role("navigation", name="Screens").get_by_role("link")
    person = ada(shared)
    offered = ["/", *(link.get_attribute("href") or "" for link in links.all())]
    offered += [f"/profiles/{person}{view}" for view in ("", "?view=call", "?view=identity")]
    offered += ["/segments/recent", "/consent/page"]
    refused: list[str] = []

    def hear(answer: Response) -> None:
        if answer.status in {401, 403}:
            refused.append(f"{answer.status} {answer.url}")

    page.on("response", hear)
    for path in offered:
        page.goto(f"{shared.url}{path}")
        settled(page)
        # What is asked after the screen stands, such as the stream.
        page.wait_for_timeout(PAUSE)
        expect(page.get_by_text("Your role may not see this")).to_have_count(0)
        if path != "/attribution":
            expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    page.remove_listener("response", hear)
    assert refused == []


def test_an_agent_sees_what_happens_to_a_person_as_it_happens(
    open_page: OpenPage, everywhere: Faults, shared: Served
) -> None:
    page = settled(open_page("/", who="lina", role="agent"))
    # Who answers calls begins with who it is.
    expect(page.get_by_role("heading", level=1)).to_have_text("Desk")
    field = page.get_by_role("textbox", name="Find people")
    expect(field).to_be_focused()
    assert everywhere(page) == []
    field.fill("ada@example.com")
    expect(page.get_by_role("table").get_by_role("row")).to_have_count(2)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{shared.url}/profiles/{ada(shared)}")
    thread = page.get_by_role("region", name="Thread")
    expect(thread.get_by_text("Live", exact=True)).to_be_visible()
    expect(thread.get_by_text("Called us")).to_have_count(0)
    shared.send(Event("call-1", "track", "Called us", (ADA,), shared.now()))
    expect(thread.get_by_text("Called us").first).to_be_visible()


def test_lists_of_an_agent_move_by_themselves(open_page: OpenPage, alone: Served) -> None:
    page = settled(open_page("/segments", at=alone, who="lara", role="agent"))
    row = page.get_by_role("row").filter(has_text="Recent buyers")
    expect(row).to_contain_text("2")
    newcomer = Identity("email", "new@example.com")
    alone.send(order(900, newcomer, alone.now()))
    expect(row).to_contain_text("3")


@pytest.mark.parametrize("role", ["viewer", "agent"])
def test_an_address_that_is_not_for_a_role_says_so(open_page: OpenPage, shared: Served, role: str) -> None:
    page = settled(open_page("/", who=f"closed-{role}", role=role))
    for path in CLOSED[role]:
        page.goto(f"{shared.url}{path}")
        settled(page)
        expect(page.get_by_role("heading", name="Your role may not see this")).to_be_visible()
        expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    for words in ("New segment", "New model", "API keys"):
        page.keyboard.press("Control+k")
        field = page.get_by_role("combobox", name="Find or jump to")
        field.fill(words)
        page.wait_for_timeout(PAUSE)
        expect(page.get_by_role("option", name=words)).to_have_count(0)
        page.keyboard.press("Escape")


def ada(shared: Served) -> str:
    """The id of her profile."""
    with shared.client() as client:
        sought = {"namespace": ADA.namespace, "id": ADA.value}
        return client.post("/api/v1/profiles/lookup", json=sought).raise_for_status().json()["id"]
