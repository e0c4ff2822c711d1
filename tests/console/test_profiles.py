"""Profiles: found by any name or fact, shown as one live thread; why, provenance, the next call, parting."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from clew.events import Event, Identity
from tests.console.conftest import Faults, OpenPage
from tests.unit.api.serving import EVE, Served, order

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(alone: Served) -> Served:
    """Things happen here, to people."""
    return alone


def find(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Find people").fill(text)
    expect(page.get_by_text(re.compile(r"^\d+ of \d+ found$"))).to_be_attached()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/profiles/p"))


def test_somebody_is_found_and_told_as_one_thread(open_page: OpenPage) -> None:
    page = open_page("/profiles")
    expect(page.get_by_role("row")).to_have_count(3)
    find(page, "ADA@exam")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada")
    assert "example" not in page.url
    known = page.get_by_role("complementary", name="What is known")
    expect(known.get_by_role("region", name="Known by")).to_contain_text("ada@example.com")
    expect(known.get_by_role("region", name="Traits and scores")).to_contain_text("Orders")
    expect(known.get_by_role("region", name="Attributes")).to_contain_text(re.compile("Ada.*from shop", re.S))
    thread = page.get_by_role("region", name="Thread")
    lines = thread.get_by_role("listitem")
    expect(lines.first).to_be_visible()
    first = lines.filter(has_text="Order Completed").first
    first.get_by_role("button").click()
    expect(first).to_contain_text("order_id")
    thread.get_by_role("button", name="Show earlier").click()
    expect(thread.get_by_role("button", name="Show earlier")).to_have_count(0)
    thread.get_by_text("Segments", exact=True).click()
    expect(lines.filter(has_text="Order Completed")).to_have_count(0)
    expect(lines.filter(has_text="Entered Loyal")).to_have_count(1)


def test_the_thread_is_one_stop_and_arrow_keys_walk_it(open_page: OpenPage) -> None:
    page = open_page("/profiles")
    find(page, "ada@example.com")
    things = page.get_by_role("region", name="Thread").get_by_role("listitem").get_by_role("button")
    expect(things.nth(3)).to_be_visible()
    page.get_by_role("checkbox", name="Merges").focus()
    page.keyboard.press("Tab")
    expect(things.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(things.nth(2)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Show earlier")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(things.nth(2)).to_be_focused()


def test_a_sort_of_things_is_asked_for_however_far_back_it_is(open_page: OpenPage) -> None:
    page = open_page("/profiles")
    find(page, "ada@example.com")
    thread = page.get_by_role("region", name="Thread")
    thread.get_by_text("Surveys", exact=True).click()
    expect(thread.get_by_text("Nothing of this sort ever happened to them.")).to_be_visible()


def test_why_is_answered_for_a_trait(open_page: OpenPage, faults: Faults) -> None:
    page = open_page("/profiles")
    find(page, "grace@example.com")
    page.get_by_role("button", name="Why is Orders 1?").click()
    why = page.get_by_role("dialog")
    expect(why).to_contain_text("Orders is 1")
    expect(why).to_contain_text(re.compile("Order Completed.*order id", re.S))
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Why is Orders 1?")).to_be_focused()


def test_why_is_answered_for_what_they_are_and_are_not_in(open_page: OpenPage) -> None:
    page = open_page("/profiles")
    find(page, "eve@example.com")
    page.get_by_role("button", name="Why in Recent buyers?").click()
    why = page.get_by_role("dialog")
    expect(why).to_contain_text("In Recent buyers since")
    expect(why).to_contain_text(re.compile(r"Leaves .* if nothing happens"))
    expect(why).to_contain_text("Order Completed")
    page.keyboard.press("Escape")
    expect(why).to_be_hidden()
    page.get_by_role("combobox", name="Why not in…").click()
    page.get_by_role("option", name="Loyal", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text("Not in Loyal")


def test_an_open_person_changes_as_things_happen(open_page: OpenPage, served: Served) -> None:
    page = open_page("/profiles")
    find(page, "eve@example.com")
    thread = page.get_by_role("region", name="Thread")
    expect(thread.get_by_text("Live")).to_be_visible()
    segments = page.get_by_role("region", name="Segments")
    expect(segments.get_by_role("link", name="Loyal")).to_have_count(0)
    served.send(*(order(500 + number, EVE, served.now()) for number in range(10)))
    expect(segments.get_by_role("link", name="Loyal")).to_be_visible()
    expect(thread.get_by_text("Entered Loyal")).to_be_visible()


def test_two_people_are_parted_and_made_one_again(open_page: OpenPage, served: Served, everywhere: Faults) -> None:
    page = open_page("/profiles")
    one, other = Identity("email", "mia@example.com"), Identity("user_id", "u9")
    now = served.now()
    served.send(order(700, one, now), order(701, other, now))
    served.send(Event("join", "identify", "identify", (one, other), served.now()))
    find(page, "mia@example.com")
    page.get_by_text("Identity", exact=True).click()
    graph = page.get_by_role("list", name="Profiles that this person consists of")
    expect(graph.get_by_role("button", name=re.compile("u9.*2 records", re.S))).to_be_visible()
    assert everywhere(page) == []
    graph.get_by_role("button", name=re.compile("A record linked them")).click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text(re.compile("Record.*identify", re.S))
    foreseen = drawer.get_by_role("region", name="What unmerging comes to")
    expect(foreseen).to_contain_text(re.compile("Is somebody else.*In Recent buyers", re.S))
    assert everywhere(page) == []
    foreseen.get_by_role("button", name="Unmerge").click()
    expect(page.get_by_text("two people again")).to_be_visible()
    expect(drawer).to_be_hidden()
    apart = page.get_by_role("region", name="Kept apart")
    expect(apart.get_by_role("link")).to_have_count(1)
    expect(graph.get_by_role("button", name=re.compile("linked them"))).to_have_count(0)
    assert everywhere(page) == []
    page.get_by_role("button", name="Undo").click()
    expect(graph.get_by_role("button", name=re.compile("Joined by hand"))).to_be_visible()
    expect(apart).to_have_count(0)


def test_an_identity_graph_of_many_is_walked_by_keys_and_fits_a_phone(open_page: OpenPage, served: Served) -> None:
    who, device = Identity("user_id", "u30"), Identity("device_id", "tablet")
    served.send(order(730, who, served.now()))
    served.send(Event("tablet", "track", "visit", (who, device), served.now()))
    for number in range(14):
        visitor = Identity("anonymous_id", f"visitor-{number:02}")
        served.send(Event(f"view-{number}", "track", "visit", (visitor,), served.now()))
        served.send(Event(f"came-{number}", "track", "Signed In", (visitor, who), served.now()))
    page = open_page("/profiles", width=390, height=844)
    find(page, "u30")
    page.get_by_text("Identity", exact=True).click()
    graph = page.get_by_role("list", name="Profiles that this person consists of")
    nodes = graph.get_by_role("button")
    expect(graph.get_by_role("button", name="9 more visitors")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    graph.get_by_role("button", name="9 more visitors").click()
    expect(graph.get_by_role("button", name=re.compile("visitor-13"))).to_be_visible()
    nodes.first.focus()
    page.keyboard.press("ArrowDown")
    expect(nodes.nth(1)).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("visitor-13")
    expect(drawer).to_contain_text("One record named both, by shop")
    page.keyboard.press("Escape")
    graph.get_by_role("button", name=re.compile("tablet")).press("Enter")
    drawer.get_by_role("button", name="Unmerge this name…").click()
    drawer.get_by_role("button", name="Unmerge", exact=True).click()
    expect(graph.get_by_role("button", name=re.compile("tablet"))).to_have_count(0)
    page.get_by_text("Table", exact=True).click()
    expect(page.get_by_role("table").get_by_role("button", name="u30")).to_be_visible()


def test_two_people_are_merged_by_hand(open_page: OpenPage, served: Served, everywhere: Faults) -> None:
    one, other = Identity("email", "tom@example.com"), Identity("user_id", "u10")
    now = served.now()
    served.send(order(710, one, now), order(711, other, now))
    page = open_page("/profiles")
    find(page, "tom@example.com")
    page.get_by_text("Identity", exact=True).click()
    page.get_by_role("button", name="Merge with somebody").press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Find whom to merge with").fill("tom@example.com")
    expect(dialog).to_contain_text("Only this person is known by it.")
    dialog.get_by_role("textbox", name="Find whom to merge with").fill("u10")
    assert everywhere(page) == []
    dialog.get_by_role("list", name="Found").get_by_role("button").press("Enter")
    dialog.get_by_role("button", name="Merge them").press("Enter")
    expect(page.get_by_role("button", name=re.compile("Joined by hand"))).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name=re.compile("Joined by hand"))).to_have_count(0)


def test_somebody_has_their_data_as_a_file_and_then_has_it_erased(
    open_page: OpenPage, served: Served, everywhere: Faults
) -> None:
    served.send(order(720, Identity("email", "zoe@example.com"), served.now()))
    page = open_page("/profiles", expected=("404",))
    find(page, "zoe@example.com")
    page.get_by_text("Identity", exact=True).click()
    theirs = page.get_by_role("region", name="Their data")
    with page.expect_download() as held:
        theirs.get_by_role("link", name="Download all of it").click()
    said = [json.loads(line) for line in held.value.path().read_text().splitlines()]
    assert held.value.suggested_filename == "everything-held.jsonl"
    assert {"history", "profile"} <= {line["place"] for line in said}
    theirs.get_by_role("button", name="Erase…").press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Keep them")).to_be_focused()
    assert everywhere(page) == []
    dialog.get_by_role("button", name="Erase for good").press("Enter")
    expect(dialog.get_by_role("group", name="receipt")).to_have_text(re.compile("^x"))
    assert everywhere(page) == []
    dialog.get_by_role("button", name="To all profiles").press("Enter")
    page.get_by_role("textbox", name="Find people").fill("zoe@example.com")
    expect(page.get_by_text("Nobody is known by this")).to_be_visible()


def test_on_a_phone_what_is_known_is_folded_before_what_happened(open_page: OpenPage) -> None:
    page = open_page("/profiles", width=390, height=844)
    find(page, "ada@example.com")
    thread = page.get_by_role("region", name="Thread")
    expect(thread.get_by_role("listitem").first).to_be_visible()
    consent = page.get_by_role("region", name="Consent")
    expect(consent).to_have_count(0)
    page.get_by_text("What is known", exact=True).click()
    expect(consent).to_be_visible()
    above, below = consent.bounding_box(), thread.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] < below["y"]


def test_nobody_is_said_plainly(open_page: OpenPage) -> None:
    page = open_page("/profiles", expected=("404",))
    page.get_by_role("textbox", name="Find people").fill("nobody@example.com")
    expect(page.get_by_text("Nobody is known by this")).to_be_visible()
    page.goto(page.url + "/p_nobody")
    main = page.get_by_role("main")
    expect(main).to_contain_text("There is no such person")
    expect(main).not_to_contain_text("/api/")
    main.get_by_role("link", name="To all profiles").click()
    expect(page.get_by_role("textbox", name="Find people")).to_be_visible()
    # What a list or an address still names is somebody who was erased.
    page.goto(page.url.replace("/profiles", "/outbox?profile=p_nobody"))
    expect(page.get_by_role("combobox", name="To whom")).to_have_value("Erased person")
    expect(page.get_by_text("No message fits")).to_be_visible()


def test_what_is_not_answered_is_said_without_the_internet_too(open_page: OpenPage) -> None:
    page = open_page("/profiles", expected=("ERR_",))
    find(page, "ada@example.com")
    thread = page.get_by_role("region", name="Thread")
    expect(thread.get_by_role("listitem").first).to_be_visible()
    page.context.set_offline(True)
    thread.get_by_text("Surveys", exact=True).click()
    expect(thread.get_by_role("alert")).to_contain_text("answer", timeout=15_000)
    page.context.set_offline(False)
    thread.get_by_role("button", name="Try again").click()
    expect(thread.get_by_text("Nothing of this sort ever happened to them.")).to_be_visible()


def test_anybody_is_found_from_everywhere(open_page: OpenPage) -> None:
    page = open_page("/segments")
    expect(page.get_by_role("row").nth(1)).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Find or jump to")).to_be_focused()
    page.keyboard.type("grace@")
    page.get_by_role("option", name=re.compile("grace@example.com")).click()
    page.wait_for_url(re.compile(r"/profiles/p"))


def test_it_is_accessible(open_page: OpenPage, everywhere: Faults) -> None:
    page = open_page("/profiles")
    expect(page.get_by_role("row").nth(1)).to_be_visible()
    assert everywhere(page) == []
    find(page, "ada@example.com")
    page.get_by_role("region", name="Thread").get_by_role("listitem").first.get_by_role("button").click()
    expect(page.get_by_role("region", name="Attributes")).to_contain_text("from shop")
    assert everywhere(page) == []
    page.get_by_text("Next call").click()
    expect(page.get_by_role("region", name="For the next call")).to_contain_text("Last heard of")
    assert everywhere(page) == []
    page.get_by_text("Identity", exact=True).click()
    expect(page.get_by_text("This profile")).to_be_visible()
    assert everywhere(page) == []
