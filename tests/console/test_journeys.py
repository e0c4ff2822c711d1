"""Journeys: drawn by mouse and by keys, checked as one goes, played over the past, published, and sending letters."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from clew.actions import SOURCE
from clew.events import Event
from tests.console.charts import as_tables
from tests.console.conftest import Faults, OpenPage, choose, drag, settled
from tests.unit.api.serving import ADA, EVE, Served, order, wait_for

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(alone: Served) -> Served:
    """Things happen here, to people."""
    return alone


LETTER = {
    "id": "thanks",
    "name": "Thanks",
    "channel": "local",
    "defaults": {"profile.first_name": "there"},
    "required": ["event.total"],
    "parts": {
        "subject": "Thank you, {{ profile.first_name }}",
        "mjml": "<mjml><mj-body><mj-section><mj-column><mj-text>You ordered for {{ event.total }}.</mj-text>"
        "</mj-column></mj-section></mj-body></mjml>",
    },
}
JOURNEY = {
    "id": "after-order",
    "name": "After an order",
    "status": "draft",
    "entry": {"event": "Order Completed"},
    "nodes": {"pause": {"wait": "1h", "next": "thank"}, "thank": {"send": "thanks", "channel": "local"}},
}
AT_ONCE = "At once: a week takes under a second"
POLICY = {"id": "contact", "purposes": {"marketing": {"name": "Offers", "default": "opt_out"}}}


@pytest.fixture(scope="module")
def letters(served: Served) -> Served:
    """The workspace with a template, a purpose and a draft."""
    with served.client() as client:
        documents = [{"kind": "policy", **POLICY}, {"kind": "template", **LETTER}]
        applied = client.post("/api/v1/apply", json={"documents": documents})
        assert applied.status_code in {200, 202}, applied.text
        client.post("/api/v1/journeys", json=JOURNEY).raise_for_status()
    return served


def step(page: Page, name: str) -> Locator:
    return page.locator(f"[data-step='{name}']")


def spot(page: Page, way: str) -> Locator:
    return page.locator(f"[data-insert='{way}']")


def height(page: Page, name: str) -> float:
    box = step(page, name).bounding_box()
    assert box is not None
    return box["y"]


def test_a_journey_is_drawn_from_blank_by_clicks(open_page: OpenPage, letters: Served) -> None:
    page = open_page("/journeys")
    page.get_by_role("link", name="New journey").click()
    page.get_by_role("button", name="From blank").click()
    page.get_by_label("Name", exact=True).fill("Drawn by hand")
    page.get_by_role("button", name="Create the draft").click()
    page.wait_for_url("**/journeys/drawn-by-hand")
    page.get_by_role("button", name="Entry choose an event").click()
    page.get_by_role("combobox", name="Event").fill("Order Completed")
    spot(page, "wait/next").click()
    page.get_by_label("Find a step").fill("message")
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="Template").fill("thanks")
    expect(page.get_by_text("No problems")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    with letters.client() as client:
        stored = client.get("/api/v1/journeys/drawn-by-hand").json()
    assert stored["nodes"] == {
        "wait": {"wait": "1d", "next": "send"},
        "send": {"send": "thanks", "next": "end", "channel": "local"},
    }


def test_steps_are_dragged_in_moved_and_taken_back(open_page: OpenPage, letters: Served) -> None:
    page = open_page("/journeys/after-order")
    expect(step(page, "thank")).to_be_visible()
    drag(page, page.locator("[data-kind='if']"), spot(page, "pause/next"))
    expect(step(page, "if")).to_be_visible()
    expect(page.get_by_text(re.compile(r"^\d+ problem")).first).to_be_visible()
    drag(page, step(page, "pause"), spot(page, "if/else"))
    wait_for(lambda: height(page, "pause") > height(page, "if"))
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(step(page, "if")).to_have_count(0)
    expect(page.get_by_text("No problems")).to_be_visible()


def test_what_an_exit_asks_of_its_event_is_built_as_in_segments(open_page: OpenPage, letters: Served) -> None:
    page = open_page("/journeys/after-order")
    page.get_by_role("button", name="Add an exit").click()
    page.get_by_role("combobox", name="Event").last.fill("Order Completed")
    page.get_by_role("button", name="Where: any. Change").press("Enter")
    dialog = page.get_by_role("dialog", name="Where")
    dialog.get_by_role("button", name="where").press("Enter")
    choose(page, dialog, "Property", "Total")
    choose(page, dialog, "Comparison", "is more than")
    dialog.get_by_role("textbox", name="Value").fill("50")
    dialog.get_by_role("button", name="Done").click()
    # It reads as a sentence, and whoever built it by keys is where they were.
    expect(page.get_by_role("button", name="Where: its total is more than 50. Change")).to_be_focused()


def test_a_journey_is_drawn_with_keys_alone(open_page: OpenPage, letters: Served) -> None:
    page = open_page("/journeys/after-order")
    step(page, "pause").focus()
    page.keyboard.press("Enter")
    page.locator("[data-kind='wait_local']").focus()
    page.keyboard.press("Enter")
    expect(step(page, "wait-local")).to_be_visible()
    step(page, "pause").focus()
    page.keyboard.press("ArrowDown")
    expect(step(page, "wait-local")).to_be_focused()
    # What a drag does is done by keys, and by clicks.
    page.keyboard.press("Alt+ArrowUp")
    wait_for(lambda: height(page, "wait-local") < height(page, "pause"))
    expect(step(page, "wait-local")).to_be_focused()
    expect(step(page, "wait-local")).to_have_accessible_description("Leads to Wait for 1 hour")
    more = page.get_by_role("button", name=re.compile("^More for Wait until"))
    more.press("Enter")
    expect(page.get_by_role("menuitem", name="Move down")).to_be_visible()
    page.keyboard.press("Escape")
    expect(more).to_be_focused()
    step(page, "wait-local").press("Delete")
    expect(step(page, "wait-local")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("^Entry"))).to_be_focused()
    # What joins two steps is heard by what they do.
    expect(page.get_by_role("img", name="From Wait for 1 hour to Message: Thanks")).to_be_attached()


def test_a_length_of_time_is_a_number_and_a_unit(open_page: OpenPage, letters: Served) -> None:
    page = open_page("/journeys/after-order")
    step(page, "pause").click()
    number = page.get_by_role("textbox", name="For how long")
    unit = page.get_by_role("combobox", name="For how long: of what")
    expect(number).to_have_value("1")
    expect(unit).to_have_value("hour")
    choose(page, page.get_by_role("region", name="Details"), "For how long: of what", "day")
    number.fill("3")
    expect(step(page, "pause")).to_contain_text("for 3 days")
    # Whoever types the unit has chosen it too.
    number.fill("45m")
    expect(number).to_have_value("45")
    expect(unit).to_have_value("minutes")
    # What is no length of time is kept as it was typed, and marked until it is mended.
    number.fill("a while")
    expect(page.get_by_text("A whole number and a unit, such as 4 hours")).to_be_visible()
    expect(number).to_have_value("a while")
    page.keyboard.press("Control+z")
    number.fill("2h")
    expect(page.get_by_text("No problems")).to_be_visible()


def test_a_chosen_person_is_let_through_and_nobody_counts_it(
    open_page: OpenPage, letters: Served, everywhere: Faults
) -> None:
    page = open_page("/journeys/after-order?tab=test")
    expect(page.get_by_role("heading", name="Only a journey that is live can be tested")).to_be_visible()
    with letters.client() as client:
        tried = JOURNEY | {"id": "tried", "name": "Tried", "status": "published"}
        client.post("/api/v1/journeys", json=tried).raise_for_status()
        wait_for(lambda: client.get("/api/v1/journeys/tried").json()["state"] == "live")
        page.goto(f"{letters.url}/journeys/tried?tab=test")
        page.get_by_role("combobox", name="Who").fill("eve@")
        page.get_by_role("option", name=re.compile("^eve", re.IGNORECASE)).click()
        choose(page, page.get_by_role("region", name="Let somebody through"), "How fast", AT_ONCE)
        # What they last said is there already, and can be written over.
        expect(page.get_by_text(re.compile("^As in their last Order Completed"))).to_be_visible()
        page.get_by_role("textbox", name="Value of total").fill("20")
        page.get_by_role("button", name="Let them through").click()
        test = page.get_by_role("region", name=re.compile("^Test of "))
        # It goes on before one's eyes, told by what its steps do.
        expect(test).to_contain_text("Reached Wait for 1 hour")
        expect(test).to_contain_text("Over: the end was reached")
        expect(test.get_by_role("link", name=re.compile("^Thanks"))).to_be_visible()
        assert everywhere(page) == []
        assert client.get("/api/v1/journeys/tried").json()["entered"] == 0


def test_a_step_leads_to_the_people_who_are_there(open_page: OpenPage, letters: Served) -> None:
    held = {"id": "there", "name": "There", "entry": {"event": "Order Completed"}}
    with letters.client() as client:
        client.post("/api/v1/journeys", json=held | {"nodes": {"pause": {"wait": "9d"}}}).raise_for_status()
        wait_for(lambda: client.get("/api/v1/journeys/there").json()["state"] == "live")
        letters.send(order(950, EVE, letters.now()))
        wait_for(lambda: client.get("/api/v1/journeys/there/people").json()["items"])
    page = open_page("/journeys/there")
    step(page, "pause").click()
    page.get_by_role("link", name="Who is here").click()
    expect(page.get_by_role("combobox", name="At which step")).to_have_value("Wait for 9 days (1)")
    people = page.get_by_role("table", name="People in the journey")
    expect(people.get_by_role("row").nth(1)).to_contain_text("Wait for 9 days")
    page.get_by_role("tab", name="Report").click()
    steps = page.get_by_role("region", name="Steps", exact=True)
    expect(steps.get_by_role("row", name=re.compile("^Wait for 9 days"))).to_contain_text("1")
    steps.get_by_role("link", name="1").click()
    expect(page.get_by_role("combobox", name="At which step")).to_have_value("Wait for 9 days (1)")


def test_who_came_in_frame_by_frame_is_a_table_as_well(
    open_page: OpenPage, letters: Served, everywhere: Faults
) -> None:
    page = open_page("/journeys/after-order?tab=simulate")
    page.get_by_role("button", name="Play", exact=True).click()
    clock = page.get_by_role("region", name="Virtual clock")
    expect(clock.locator("[data-chart='Who came in']")).to_be_visible()
    # What the chart says to those who hear it.
    heard = [row.split("\t") for row in clock.get_by_role("table", name="Who came in").locator("tr").all_inner_texts()]
    came = as_tables(page)["Who came in"]
    assert came.head == ["From", "Came in"]
    assert came.rows == heard
    entered = page.get_by_role("region", name="What would have happened").locator("div", has_text="Entered").first
    assert sum(int(row[1]) for row in came.rows) == int(entered.locator("dd").inner_text()) > 0
    assert everywhere(page) == []
    clock.get_by_role("button", name="Who came in: as a chart").press("Enter")
    expect(clock.locator("[data-chart='Who came in']")).to_be_visible()


def test_a_draft_is_played_over_the_past_with_its_letters(open_page: OpenPage, letters: Served) -> None:
    page = open_page("/journeys/after-order?tab=simulate")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("region", name="What would have happened")).to_contain_text("Entered")
    expect(page.get_by_role("region", name="Virtual clock")).to_be_visible()
    page.get_by_role("button", name="See who, and their messages").click()
    page.get_by_role("table", name="People of the simulation").get_by_role("row").nth(1).click()
    expect(page.get_by_role("heading", name="Messages", level=3)).to_be_visible()
    page.get_by_role("dialog").locator("button[aria-pressed]", has_text="thanks").first.click()
    expect(page.get_by_text("Thank you,").first).to_be_visible()


def test_what_is_not_there_is_said_at_its_field(open_page: OpenPage, letters: Served, everywhere: Faults) -> None:
    page = settled(open_page("/journeys/after-order"))
    step(page, "thank").click()
    template = page.get_by_role("combobox", name="Template")
    template.fill("nope")
    expect(template).to_have_attribute("aria-invalid", "true")
    expect(template).to_have_accessible_description(re.compile("There is no template nope"))
    template.fill("thanks")
    template.press("Escape")
    expect(template).not_to_have_attribute("aria-invalid", "true")
    assert everywhere(page) == []


def test_a_published_journey_sends_and_the_outbox_tells(open_page: OpenPage, letters: Served) -> None:
    with letters.client() as client:
        quick = JOURNEY | {"id": "at-once", "name": "At once", "status": "published"}
        client.post("/api/v1/journeys", json=quick | {"nodes": {"thank": JOURNEY["nodes"]["thank"]}}).raise_for_status()
        letters.send(order(900, EVE, letters.now()))
        wait_for(lambda: client.get("/api/v1/messages?journey=at-once").json()["items"])
    page = open_page("/outbox")
    page.get_by_role("table", name="Messages").get_by_role("row").nth(1).click()
    expect(page.get_by_text("was decided")).to_be_visible()
    details = page.get_by_role("region", name="Details of what is selected")
    expect(details.get_by_role("link", name="At once")).to_be_visible()
    page.goto(f"{letters.url}/journeys/at-once?tab=report")
    expect(page.get_by_text("Entered", exact=True)).to_be_visible()
    page.goto(f"{letters.url}/journeys/at-once?tab=people")
    expect(page.get_by_role("combobox", name="At which step")).to_be_visible()


def test_a_template_is_written_and_seen_as_a_person(open_page: OpenPage, letters: Served) -> None:
    page = open_page("/templates/thanks")
    expect(page.get_by_label("total", exact=True)).to_be_visible()
    frame = page.frame_locator("iframe[title='The message']")
    # What nothing is known of yet is named where it will stand.
    expect(frame.get_by_text("You ordered for ⟨event.total⟩.")).to_be_visible()
    page.get_by_label("total", exact=True).fill("20")
    expect(frame.get_by_text("You ordered for 20.")).to_be_visible()
    blocks = page.get_by_role("region", name="Blocks", exact=True)
    blocks.get_by_role("button", name="Button").click()
    expect(frame.get_by_text("Have a look")).to_be_visible()
    source = page.get_by_role("textbox", name="Page in MJML")
    drag(page, blocks.get_by_role("button", name="Divider"), source.get_by_text("Have a look"))
    expect(source).to_contain_text("mj-divider")
    # Whoever has only keys gets out of the code as they got in.
    source.focus()
    page.keyboard.press("Tab")
    expect(source).not_to_be_focused()
    subject = page.get_by_role("textbox", name="Subject")
    subject.click()
    page.keyboard.press("End")
    page.keyboard.type(", order of {{ event.t")
    # What is half typed is no template yet, which the preview says beside what it was before.
    expect(page.get_by_role("region", name="Preview").get_by_role("alert")).to_be_visible()
    expect(frame.get_by_text("You ordered for 20.")).to_be_visible()
    page.get_by_role("option", name="event.total").click()
    # What is written stands there as people call it, and says what is done without it.
    expect(subject).to_have_text(re.compile("order of Total, or held$"))
    expect(page.get_by_role("region", name="Preview")).to_contain_text("order of 20")
    # One key takes all of it away, and a click writes another.
    page.keyboard.press("Backspace")
    expect(subject).to_have_text(re.compile("order of $"))
    values = page.get_by_role("region", name="Values")
    values.get_by_role("textbox", name="Search values").fill("city")
    values.get_by_role("button", name="Address city").click()
    expect(subject).to_have_text(re.compile("order of Address city$"))
    wrong = page.get_by_role("region", name="Before it goes out")
    expect(wrong).to_contain_text("Address city may be unknown")
    wrong.get_by_role("textbox", name="Instead of Address city").fill("nowhere")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Values and languages are in order.")).to_be_visible()
    preview = page.get_by_role("region", name="Preview")
    expect(preview).to_contain_text("Thank you, there, order of nowhere")
    preview.get_by_role("combobox", name="As which person").fill("ada@")
    page.get_by_role("option", name=re.compile("^ada", re.IGNORECASE)).click()
    expect(preview).to_contain_text("Thank you, Ada, order of nowhere")
    preview.get_by_text("Plain text", exact=True).click()
    expect(preview.locator("pre")).to_contain_text("You ordered for 20.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved.")).to_be_visible()


def test_people_in_a_journey_are_found_and_taken_along(open_page: OpenPage, letters: Served) -> None:
    waiting = {
        "id": "waiting",
        "name": "Waiting",
        "entry": {"event": "Order Completed"},
        "nodes": {"pause": {"wait": "9d"}},
    }
    with letters.client() as client:
        client.post("/api/v1/journeys", json=waiting).raise_for_status()
        wait_for(lambda: client.get("/api/v1/journeys/waiting").json()["state"] == "live")
        letters.send(order(901, EVE, letters.now()), order(902, ADA, letters.now()))
        wait_for(lambda: len(client.get("/api/v1/journeys/waiting/people").json()["items"]) == 2)
    page = open_page("/journeys/waiting?tab=people")
    rows = page.get_by_role("table", name="People in the journey").get_by_role("row")
    expect(rows).to_have_count(3)
    page.get_by_role("textbox", name="Find people in it").fill("eve@")
    expect(page.get_by_text("1 found")).to_be_visible()
    expect(rows).to_have_count(2)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Export").click()
        page.get_by_role("menuitem", name="CSV").click()
    assert taken.value.suggested_filename == "waiting.csv"
    assert len(taken.value.path().read_text().splitlines()) == 3, "all of them, whoever is sought"
    page.get_by_role("textbox", name="Find people in it").fill("nobody of this name")
    expect(page.get_by_text("Nobody in it is known by this")).to_be_visible()
    page.get_by_role("textbox", name="Find people in it").fill("")
    rows.nth(1).press("Enter")
    expect(page.get_by_role("region", name="Thread")).to_be_visible()


def test_a_template_tells_what_became_of_its_messages(open_page: OpenPage, letters: Served, everywhere: Faults) -> None:
    page = open_page("/templates/thanks")
    page.get_by_role("tab", name="Messages").click()
    expect(page.get_by_role("heading", name="No messages in this period")).to_be_visible()
    assert everywhere(page) == []

    said = [("sent", n, "") for n in range(4)] + [("opened", 0, ""), ("opened", 1, ""), ("clicked", 0, "")]
    said += [
        ("suppressed", 4, "cap:3/24h marketing"),
        ("suppressed", 5, "consent:out"),
        ("suppressed", 6, "consent:out"),
    ]
    letters.send(
        *(
            Event(
                f"m{number}/{what}",
                "track",
                f"message_{what}",
                (EVE,),
                properties={"message": f"m{number}", "template": "thanks@1", "journey": "after-order", "reason": why},
            )
            for what, number, why in said
        ),
        source=SOURCE,
    )
    page.goto(f"{letters.url}/templates/thanks?tab=report")
    outcomes = page.get_by_role("list", name="Messages by what became of them")
    expect(outcomes.get_by_role("listitem").filter(has_text="sent").first).to_contain_text("4")
    expect(page.get_by_role("list", name="Shares of what was sent")).to_contain_text("50%")
    expect(page.get_by_role("list", name="Messages by why they never went")).to_contain_text("No consent (opted out)")
    assert everywhere(page) == []
    tables = as_tables(page)
    assert tables["Of what was sent"].rows[0][:3] == ["Opened", "2", "50%"]
    assert tables["Why some never went"].rows == [
        ["No consent (opted out)", "2"],
        ["Too many messages (more than 3 in 24 h)", "1"],
    ]
    course = tables["Over time"]
    assert (course.head, len(course.rows)) == (["From", "Sent", "Opened", "Clicked", "Suppressed"], 30)
    assert course.rows[-1][1:] == ["4", "2", "1", "3"]
    page.get_by_role("combobox", name="Period").click()
    page.get_by_role("option", name="Last 12 months").click()
    expect(page.get_by_role("region", name="Over time, as a table").get_by_role("row")).to_have_count(13)
