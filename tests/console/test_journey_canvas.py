"""The canvas of a journey: large ones, conditions that read as sentences, and a server that gives no answer."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.console.conftest import Faults, OpenPage, drag, settled
from tests.unit.api.serving import EVE, Served, wait_for

pytestmark = pytest.mark.browser

STEPS = 60
LONG: dict[str, Any] = {
    "id": "long",
    "name": "A long way",
    "status": "draft",
    "entry": {"event": "Order Completed", "where": "total > 50"},
    "nodes": {
        f"w{number}": {"wait": f"{number + 1}d", "next": f"w{number + 1}" if number + 1 < STEPS else "end"}
        for number in range(STEPS)
    },
}
ASKING: dict[str, Any] = {
    "id": "asking",
    "name": "Asking",
    "status": "draft",
    "entry": {"event": "Order Completed", "where": "total > 50"},
    "nodes": {
        "often": {"if": 'count("Order Completed" in last 30d) >= 2', "then": "rest", "else": "until"},
        "rest": {"wait": "9d"},
        "until": {"wait_event": [{"event": "Order Completed", "where": "total > 80"}], "timeout": "2d"},
    },
}


@pytest.fixture(scope="module")
def served(alone: Served) -> Served:
    """Somebody is tested here."""
    return alone


@pytest.fixture(scope="module")
def drawn(served: Served) -> Served:
    """Two drafts."""
    with served.client() as client:
        for draft in (LONG, ASKING):
            client.post("/api/v1/journeys", json=draft).raise_for_status()
    return served


def step(page: Page, name: str) -> Locator:
    return page.locator(f"[data-step='{name}']")


def test_a_step_of_a_large_journey_is_found_and_the_map_leads_anywhere(
    open_page: OpenPage, drawn: Served, everywhere: Faults
) -> None:
    page = settled(open_page("/journeys/long"))
    expect(page.get_by_text("No problems")).to_be_visible()
    # What is not in view is found by what it does, by keys alone.
    page.keyboard.press("Control+f")
    page.keyboard.type("44 days")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(step(page, "w43")).to_be_focused()
    expect(step(page, "w43")).to_be_in_viewport()
    expect(page.get_by_role("textbox", name="For how long")).to_have_value("44")
    bar = page.get_by_role("slider", name="Map of the journey")
    bar.press("Home")
    expect(step(page, "w0")).to_be_in_viewport()
    bar.press("End")
    expect(step(page, f"w{STEPS - 1}")).to_be_in_viewport()
    expect(bar).to_have_attribute("aria-valuenow", re.compile(r"^(9\d|100)$"))
    box = bar.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 9, box["y"] + box["height"] - 9)
    page.mouse.down()
    page.mouse.move(box["x"] + 9, box["y"] + 4, steps=8)
    page.mouse.up()
    expect(step(page, "w0")).to_be_in_viewport()
    assert everywhere(page) == []


def test_conditions_read_as_sentences_wherever_a_step_is_named(open_page: OpenPage, drawn: Served) -> None:
    page = settled(open_page("/journeys/asking"))
    expect(page.get_by_role("button", name=re.compile("^Entry"))).to_contain_text("where its total is more than 50")
    expect(step(page, "often")).to_contain_text('did "Order Completed" in the last 30 days at least 2 times')
    expect(step(page, "until")).to_contain_text("until Order Completed where its total is more than 80")
    # A step that is drawn anew reads so too.
    drag(page, page.locator("[data-kind='wait']"), page.locator("[data-insert='often/else']"))
    step(page, "wait").click()
    leads = page.get_by_role("region", name="Leads to").get_by_role("combobox", name="Next")
    expect(leads).to_have_value(re.compile("where its total is more than 80"))


def test_a_period_is_chosen_from_a_calendar(open_page: OpenPage, drawn: Served) -> None:
    page = settled(open_page("/journeys/asking"))
    page.get_by_role("button", name=re.compile("^Entry")).click()
    page.get_by_label("Entries until").fill("2026-12-24T18:00")
    page.get_by_label("Entries from").fill("2026-12-25T18:00")
    # What is wrong with the two is said where they stand, and leads there from the whole.
    expect(page.get_by_role("region", name="When")).to_contain_text("Ends before it begins")
    page.keyboard.press("Escape")
    page.locator(".react-flow__pane").click(position={"x": 20, "y": 300})
    page.get_by_role("list", name="What is wrong").get_by_role("button", name=re.compile("^Entry")).click()
    page.get_by_label("Entries from").fill("2026-12-01T18:00")
    expect(page.get_by_text("No problems")).to_be_visible()


def test_nothing_is_lost_while_the_server_gives_no_answer(open_page: OpenPage, drawn: Served) -> None:
    page = settled(open_page("/journeys/asking", expected=("ERR_FAILED",)))
    expect(page.get_by_text("No problems")).to_be_visible()
    page.route("**/api/v1/journeys/**", lambda route: route.abort())
    step(page, "rest").click()
    page.get_by_role("textbox", name="For how long").fill("4")
    expect(page.get_by_text("The server gives no answer; what you draw stays here")).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("alert").filter(has_text="Check that Clew is running")).to_be_visible()
    expect(step(page, "rest")).to_contain_text("for 4 days")
    page.unroute("**/api/v1/journeys/**")
    # It goes on by itself.
    expect(page.get_by_text("No problems")).to_be_visible()
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved.")).to_be_visible()


def test_what_is_wrong_is_a_click_away_and_is_played_as_it_stands(open_page: OpenPage, drawn: Served) -> None:
    with drawn.client() as client:
        faulty = ASKING | {"id": "faulty", "name": "Faulty"}
        client.post("/api/v1/journeys", json=faulty).raise_for_status()
    page = settled(open_page("/journeys/faulty"))
    step(page, "rest").click()
    page.get_by_role("textbox", name="For how long").fill("a while")
    page.get_by_role("button", name="1 problem").click()
    wrong = page.get_by_role("list", name="What is wrong")
    expect(wrong).to_contain_text("Wait for a while")
    page.get_by_role("tab", name="Simulate").click()
    expect(page.get_by_text("It is played as it stands, with 1 problem")).to_be_visible()
    # It can't be published; whoever tries is shown why.
    page.get_by_role("button", name="Publish").click(force=True)
    expect(wrong).to_be_visible()
    wrong.get_by_role("button", name=re.compile("^Wait for a while")).click()
    expect(page.get_by_role("textbox", name="For how long")).to_be_visible()


def test_a_film_is_scrubbed_by_keys_and_is_of_what_was_played(
    open_page: OpenPage, drawn: Served, everywhere: Faults
) -> None:
    page = settled(open_page("/journeys/asking?tab=simulate"))
    page.get_by_role("button", name="Play", exact=True).click()
    clock = page.get_by_role("region", name="Virtual clock")
    instant = clock.get_by_role("slider", name="Instant")
    instant.press("Home")
    begun = instant.get_attribute("aria-valuetext")
    assert begun is not None
    assert re.match(r"\d+ \w+ \d{4}, ", begun), "whoever hears it hears when it is"
    instant.press("ArrowRight")
    expect(instant).not_to_have_attribute("aria-valuetext", begun)
    page.get_by_text("What this assumes").click()
    expect(page.get_by_text("no message changes it")).to_be_visible()
    assert everywhere(page) == []
    # What is drawn otherwise since then was not played.
    page.get_by_role("tab", name="Canvas").click()
    step(page, "rest").click()
    page.get_by_role("textbox", name="For how long").fill("5")
    page.get_by_role("tab", name="Simulate").click()
    expect(page.get_by_text("The journey has changed since it was played.")).to_be_visible()
    expect(clock).to_have_count(0)


def test_a_test_is_followed_and_not_asked_for_again_and_again(open_page: OpenPage, drawn: Served) -> None:
    with drawn.client() as client:
        body = {"id": "slow", "name": "Slow", "entry": {"event": "Order Completed"}}
        nodes = {"nap": {"wait": "3s", "next": "rest"}, "rest": {"wait": "9d"}}
        client.post("/api/v1/journeys", json=body | {"nodes": nodes}).raise_for_status()
        wait_for(lambda: client.get("/api/v1/journeys/slow").json()["state"] == "live")
    page = open_page("/journeys/slow?tab=test")
    page.get_by_role("combobox", name="Who").fill(EVE.value[:3])
    page.get_by_role("option", name=re.compile("^eve", re.IGNORECASE)).click()
    page.get_by_role("combobox", name="How fast").click()
    page.get_by_role("option", name="As fast as it is: a day takes a day").click()
    page.get_by_role("button", name="Let them through").click()
    test = page.get_by_role("region", name=re.compile("^Test of "))
    expect(test).to_contain_text("Reached Wait for 9 days")
    # Now nothing moves for days, and nobody asks.
    page.wait_for_timeout(500)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/tests/" in request.url else None)
    page.wait_for_timeout(2_500)
    assert asked == []


def test_what_may_be_a_mistake_is_told_while_one_draws_and_before_publishing(
    open_page: OpenPage, drawn: Served
) -> None:
    with drawn.client() as client:
        doubtful = ASKING | {"id": "doubtful", "name": "Doubtful"}
        client.post("/api/v1/journeys", json=doubtful).raise_for_status()
    page = settled(open_page("/journeys/doubtful"))
    # A step is found by words in any order, and one goes on at it by keys alone.
    page.locator("[data-insert='entry']").press("Enter")
    page.keyboard.type("template email")
    page.keyboard.press("Enter")
    expect(step(page, "send")).to_be_focused()
    page.keyboard.press("Delete")
    expect(step(page, "send")).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Entry")).click()
    page.get_by_role("combobox", name="Event").fill("Order Completd")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=re.compile("^Entry.*There is no event Order Completd"))).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    asked = page.get_by_role("dialog", name="One thing may be a mistake")
    expect(asked).to_contain_text("did you mean Order Completed?")
    asked.get_by_role("button", name="Look first").click()
    told = page.get_by_role("list", name="What may be a mistake").get_by_role("button")
    expect(told).to_be_focused()
    told.press("Enter")
    page.get_by_role("button", name="Take Order Completed").click()
    expect(page.get_by_text("No problems")).to_be_visible()
    middle = beside_the_middle(page)
    # What is added to a journey is not offered where it is played: the canvas is wider there.
    page.get_by_role("tab", name="Simulate").click()
    expect(page.get_by_role("region", name="Steps")).to_have_count(0)
    wait_for(lambda: abs(beside_the_middle(page) - middle) <= 2)


def test_who_may_not_write_reads(open_page: OpenPage, drawn: Served, faults: Faults) -> None:
    with drawn.client() as client:
        nodes = {"rest": {"wait": "3d", "next": "more"}, "more": {"wait": "1d"}}
        client.post("/api/v1/journeys", json=ASKING | {"id": "read", "nodes": nodes}).raise_for_status()
    page = settled(open_page("/journeys/read", who="rita", role="viewer"))
    step(page, "rest").click()
    details = page.get_by_role("region", name="Details")
    expect(details.get_by_role("heading", name="For 3 days")).to_be_visible()
    expect(details.get_by_role("textbox")).to_have_count(0)
    details.get_by_role("region", name="Goes on to").get_by_role("button").first.click()
    expect(details.get_by_role("heading", name="For 1 day")).to_be_visible()
    assert faults(page) == []


def beside_the_middle(page: Page) -> float:
    """How far the entry stands beside the middle of the canvas."""
    entry, canvas = page.get_by_role("button", name=re.compile("^Entry")), page.get_by_role("region", name="Canvas")
    return float(
        page.evaluate(
            "([one, other]) => { const [a, b] = [one, other].map((e) => e.getBoundingClientRect());"
            " return a.x + a.width / 2 - b.x - b.width / 2; }",
            [entry.element_handle(), canvas.element_handle()],
        )
    )
