"""Segments: built by mouse and by keys, as rows and as text; counted while they are built; told afterwards."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.console.charts import as_tables
from tests.console.conftest import Faults, OpenPage, drag
from tests.unit.api.serving import Served, wait_for

pytestmark = pytest.mark.browser


def words(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name="Palette").get_by_role("button", name=re.compile(f"^{name}"))


def says(page: Page) -> Locator:
    return page.get_by_role("region", name="Conditions").locator("p[aria-live]").first


def pick(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label, exact=True).first.click()
    page.get_by_role("option", name=option, exact=True).click()


def people(page: Page, number: int) -> None:
    expect(page.get_by_role("region", name="Audience").first).to_contain_text(
        re.compile(rf"^Audience now{number} people")
    )


def test_a_segment_is_built_by_clicks_and_published(open_page: OpenPage, served: Served) -> None:
    page = open_page("/segments")
    page.get_by_role("link", name="New segment").click()
    words(page, "Order Completed").click()
    expect(page.get_by_text('Did "Order Completed" in the last 30 days')).to_be_visible()
    people(page, 2)
    pick(page, "How often", "at least")
    page.get_by_role("textbox", name="Times", exact=True).fill("5")
    people(page, 1)
    expect(page.get_by_role("region", name="Some of them")).to_contain_text("Ada")
    page.get_by_role("combobox", name="Overlap with").click()
    page.get_by_role("option", name="Recent buyers").click()
    audience = page.get_by_role("region", name="Audience").first
    expect(audience).to_contain_text(re.compile("Only in this one 0.*In both 1.*Only in Recent buyers 1"))
    page.get_by_role("button", name="Name it").click()
    page.get_by_label("Name", exact=True).fill("Five or more")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url(f"{served.url}/segments/five-or-more")
    expect(page.get_by_text("Live", exact=True).first).to_be_visible()
    expect(page.get_by_role("region", name="Size")).to_contain_text("1people now")
    with served.client() as client:
        stored = client.get("/api/v1/segments/five-or-more").json()
    assert stored["expression"] == 'did "Order Completed" in last 30d at least 5 times'


def test_words_and_rows_are_dragged_into_groups(open_page: OpenPage) -> None:
    page = open_page("/segments/new")
    words(page, "Order Completed").click()
    page.get_by_role("button", name="Add group").click()
    inner = page.get_by_role("group", name="Any of these")
    drag(page, words(page, "First name"), inner)
    expect(inner.get_by_role("listitem")).to_have_count(2)
    expect(says(page)).to_contain_text("the profile's first_name")
    outer = page.get_by_role("group", name="All of these")
    handle = inner.get_by_role("button", name=re.compile("^Move condition")).first
    drag(page, handle, outer.get_by_role("button", name=re.compile("^Move condition")).first)
    expect(inner.get_by_role("listitem")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(inner.get_by_role("listitem")).to_have_count(2)


def test_rows_are_moved_and_removed_by_keys(open_page: OpenPage) -> None:
    page = open_page("/segments/new")
    words(page, "Order Completed").focus()
    page.keyboard.press("Enter")
    words(page, "Vip").focus()
    page.keyboard.press("Enter")
    expect(says(page)).to_have_text(re.compile('^Did "Order Completed".* and '))
    second = page.get_by_role("button", name=re.compile("^Move condition")).nth(1)
    second.focus()
    page.keyboard.press("ArrowUp")
    expect(says(page)).to_have_text(re.compile('^The profile.* and did "Order Completed"'))
    expect(page.get_by_role("button", name=re.compile("^Move condition")).first).to_be_focused()
    # Who neither drags nor types is offered the same by a click.
    page.get_by_role("button", name=re.compile("^Move condition")).first.click()
    expect(page.get_by_role("menuitem", name="Move up")).to_be_disabled()
    page.get_by_role("menuitem", name="Move down").click()
    expect(says(page)).to_have_text(re.compile('^Did "Order Completed".* and '))
    expect(page.get_by_role("button", name=re.compile("^Move condition 2"))).to_be_focused()
    page.get_by_role("button", name="Remove condition 2").focus()
    page.keyboard.press("Enter")
    expect(says(page)).to_have_text('Did "Order Completed" in the last 30 days')
    expect(page.get_by_role("button", name=re.compile("^Move condition 1"))).to_be_focused()
    page.keyboard.press("Control+z")
    expect(says(page)).to_have_text(re.compile("and the profile"))


TEXT = (
    'did "Order Completed" where total > 15 in last 30d at least 2 times and (profile.first_name in ["Ada", "Eve"] or '
    'not in segment "loyal") and sequence("Order Completed" then no page within 1d) and any(profile.tags, it = "x")'
)


def test_text_and_rows_are_the_same(open_page: OpenPage) -> None:
    page = open_page("/segments/new")
    page.get_by_text("CXL", exact=True).click()
    editor = page.get_by_role("textbox", name="Condition in CXL")
    editor.fill(TEXT)
    expect(says(page)).to_contain_text('then no "page" within 1 day')
    page.get_by_text("Visual", exact=True).click()
    expect(page.get_by_role("group", name="Any of these").get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_role("group", name="Of each of Tags").get_by_role("textbox", name="Value")).to_have_value("x")
    expect(page.get_by_role("textbox", name="Condition as text")).to_have_count(0)
    page.get_by_text("CXL", exact=True).click()
    expect(editor).to_have_text(TEXT)


SEQUENCE = (
    'not did page at least 3 times and sequence("Order Completed" where total > 15 then no page within 1d)'
    " in last 7d grace 10m and did page before 2026-01-01"
)


def test_steps_negations_and_dates_have_fields_of_their_own(open_page: OpenPage) -> None:
    page = open_page("/segments/new")
    page.get_by_text("CXL", exact=True).click()
    editor = page.get_by_role("textbox", name="Condition in CXL")
    editor.fill(SEQUENCE)
    expect(says(page)).to_contain_text("less than 3 times")
    page.get_by_text("Visual", exact=True).click()
    expect(page.get_by_role("textbox", name="Condition as text")).to_have_count(0)
    step = page.get_by_role("combobox", name="Event of step 1").locator("xpath=ancestor::li[1]")
    step.get_by_role("textbox", name="Value").fill("25")
    later = page.get_by_role("group", name="Later by")
    later.get_by_role("textbox").first.fill("20")
    expect(page.get_by_role("combobox", name="When", exact=True).last).to_have_value("before a date")
    page.get_by_role("button", name="not", exact=True).last.click()
    page.get_by_text("CXL", exact=True).click()
    told = SEQUENCE.replace("not did", "did").replace("15", "25").replace("10m", "20m")
    expect(editor).to_have_text(told)


NESTED = 'did "Order Completed" where (total > 15 and (currency = "GBP" or not (total > 90 and order_id is null)))'


def test_what_must_hold_of_events_is_built_in_groups(open_page: OpenPage, everywhere: Faults) -> None:
    page = open_page("/segments/new")
    page.get_by_text("CXL", exact=True).click()
    editor = page.get_by_role("textbox", name="Condition in CXL")
    editor.fill(NESTED)
    expect(says(page)).to_contain_text("GBP")
    page.get_by_text("Visual", exact=True).click()
    expect(page.get_by_role("textbox", name="Condition as text")).to_have_count(0)
    bracket = page.get_by_role("group", name="Any of these")
    expect(bracket.get_by_role("combobox", name="Property")).to_have_count(3)
    assert everywhere(page) == []
    bracket.get_by_role("button", name="Remove this part").first.click()
    bracket = page.get_by_role("group", name="All of these").last
    bracket.get_by_role("button", name="any of several").press("Enter")
    expect(page.get_by_role("group", name="Any of these")).to_have_count(1)
    page.get_by_role("combobox", name="All or any of these").first.click()
    page.get_by_role("option", name="or", exact=True).click()
    page.get_by_text("CXL", exact=True).click()
    expect(editor).to_have_text(re.compile(r"where \(total > 15 or not \(total > 90 and order_id is null and \(.* or "))


OF_LISTS = (
    'did "Order Completed" where (any(products, name = "Party bunting" and (price > 5 or not sku is null))'
    " and none(products, quantity > 3))"
)


def test_what_was_bought_is_built_by_keys(open_page: OpenPage, everywhere: Faults) -> None:
    page = open_page("/segments/new")
    page.get_by_role("textbox", name="Search fields and events").fill("order completed")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="where").press("Enter")
    page.get_by_role("combobox", name="Property", exact=True).focus()
    expect(page.get_by_role("option", name="Product name")).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.type("product name")
    expect(page.get_by_role("option")).to_have_count(1)
    expect(page.get_by_role("option")).to_have_attribute("data-combobox-selected", "true")
    page.keyboard.press("Enter")
    expect(says(page)).to_contain_text('at least one of its products is one whose name is "Party bunting"')
    people(page, 2)
    # One goes on where it is compared; the keys begin at what is chosen.
    comparison = page.get_by_role("combobox", name="Comparison")
    expect(comparison).to_be_focused()
    other = page.get_by_role("option", name="is not", exact=True)

    def begun() -> bool:
        # A key that comes before the list is drawn begins it at its first, not at what is chosen.
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(200)
        return other.get_attribute("data-combobox-selected", timeout=5_000) == "true"

    wait_for(begun)
    page.keyboard.press("Enter")
    expect(comparison).to_have_value("is not")
    assert everywhere(page) == []
    page.get_by_text("CXL", exact=True).click()
    editor = page.get_by_role("textbox", name="Condition in CXL")
    expect(editor).to_have_text('did "Order Completed" where any(products, name != "Party bunting") in last 30d')
    editor.fill(OF_LISTS)
    expect(says(page)).to_contain_text("none of its products is one whose quantity is more than 3")
    page.get_by_text("Visual", exact=True).click()
    expect(page.get_by_role("group", name="Of each of Products")).to_have_count(2)
    expect(page.get_by_role("textbox", name="Condition as text")).to_have_count(0)
    page.get_by_text("CXL", exact=True).click()
    expect(editor).to_have_text(OF_LISTS)


def test_a_server_that_does_not_answer_is_no_fault_of_the_condition(open_page: OpenPage) -> None:
    page = open_page("/segments/new", expected=("ERR_",))
    palette = page.get_by_role("region", name="Events")
    expect(palette.get_by_role("button").first).to_be_visible()
    page.context.set_offline(True)
    palette.get_by_role("button").first.click()
    expect(says(page)).to_have_text("What this says is not known.", timeout=15_000)
    alert = page.get_by_role("main").get_by_role("alert")
    expect(alert).to_contain_text("answer")
    page.context.set_offline(False)
    alert.get_by_role("button", name="Try again").click()
    expect(says(page)).to_contain_text("in the last 30 days")
    expect(page.get_by_role("region", name="Audience now")).to_be_visible()


def test_what_cannot_be_read_is_begun_with_as_text(open_page: OpenPage) -> None:
    page = open_page("/segments/new?expression=did%20Order%20Completed")
    expect(page.get_by_role("textbox", name="Condition in CXL")).to_have_text("did Order Completed")
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("Order Completed")


def test_days_are_chosen_and_what_is_wrong_shows_names_as_such(open_page: OpenPage) -> None:
    page = open_page("/segments/new")
    page.get_by_text("CXL", exact=True).click()
    editor = page.get_by_role("textbox", name="Condition in CXL")
    editor.fill('did "Order Completed" since 2026-01-01')
    page.get_by_text("Visual", exact=True).click()
    page.get_by_label("From", exact=True).fill("2026-02-03")
    page.get_by_text("CXL", exact=True).click()
    expect(editor).to_have_text('did "Order Completed" since 2026-02-03')
    editor.fill('profile.first-name = "Ada"')
    alert = page.get_by_role("main").get_by_role("alert")
    expect(alert).to_contain_text("stands in backticks")
    expect(alert.locator("code").last).to_have_text("`first-name`")


def test_what_is_wrong_is_said_where_it_is(open_page: OpenPage) -> None:
    page = open_page("/segments/new")
    page.get_by_text("CXL", exact=True).click()
    page.get_by_role("textbox", name="Condition in CXL").fill("profile.first_name > 3 and did page")
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_be_disabled()
    page.get_by_text("Visual", exact=True).click()
    row = page.get_by_role("group", name="All of these").get_by_role("listitem").first
    expect(row.get_by_role("alert")).to_be_visible()
    expect(page.get_by_text("Mend what is marked")).to_be_visible()


def test_a_segment_tells_of_itself(open_page: OpenPage, served: Served) -> None:
    page = open_page("/segments")
    page.get_by_role("textbox", name="Filter segments").fill("loy")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("link", name="Loyal").click()
    page.wait_for_url(f"{served.url}/segments/loyal")
    expect(page.get_by_role("region", name="Rule")).to_contain_text('count("Order Completed") >= 10')
    expect(page.get_by_role("region", name="Size").get_by_role("table")).to_be_attached()
    page.get_by_role("tab", name="Members").click()
    expect(page.get_by_role("row").filter(has_text="Ada")).to_be_visible()
    page.get_by_role("button", name="Why").click()
    expect(page.get_by_role("dialog")).to_contain_text("In Loyal")
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Back-test").click()
    page.get_by_role("combobox", name="Compare with").click()
    page.get_by_role("option", name="Recent buyers").click()
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("region", name="Overlap")).to_contain_text("In both 1")
    page.get_by_role("tab", name="Text").click()
    expect(page.get_by_role("group", name="the document as YAML")).to_contain_text("kind: segment")


def test_a_new_version_is_told_from_the_one_before(open_page: OpenPage, served: Served) -> None:
    with served.client() as client:
        body = {"id": "changing", "name": "Changing", "expression": "did page", "status": "draft"}
        client.post("/api/v1/segments", json=body).raise_for_status()
    page = open_page("/segments/changing/edit")
    people(page, 1)
    expect(page.get_by_role("button", name="Save draft")).to_be_disabled()
    pick(page, "Did or did not", "did not")
    # Counted, and so known to be sound: until then a click may meet a button that is just being switched off.
    people(page, 2)
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_url(f"{served.url}/segments/changing")
    page.get_by_role("tab", name="Versions").click()
    expect(page.get_by_text("did not page")).to_be_visible()
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Archive").click()
    page.wait_for_url(f"{served.url}/segments")
    expect(page.get_by_role("link", name="Changing")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Changing")).to_be_visible()


def test_a_draft_can_be_kept_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("/segments/loyal/edit", width=390, height=844)
    expect(says(page)).to_contain_text("at least 10")
    expect(page.get_by_role("button", name="Save draft")).to_have_count(0)
    page.get_by_role("button", name="Details").click()
    page.get_by_role("textbox", name="Name").fill("Loyal ones")
    expect(page.get_by_role("button", name="Save draft")).to_be_enabled()


def test_it_is_accessible(open_page: OpenPage, everywhere: Faults) -> None:
    page = open_page("/segments")
    expect(page.get_by_role("row").nth(1)).to_be_visible()
    assert everywhere(page) == []
    page.get_by_role("link", name="Loyal").click()
    expect(page.get_by_role("region", name="Size")).to_contain_text("people now")
    reachable = page.get_by_role("region", name="Reachable with consent")
    expect(reachable).to_contain_text(re.compile(r"for \w"))
    expect(reachable).to_contain_text("Email")
    expect(reachable).to_contain_text("SMSno addresses")
    assert everywhere(page) == []
    page.get_by_role("link", name="Edit").click()
    expect(says(page)).to_contain_text("at least 10")
    assert everywhere(page) == []
    page.get_by_text("CXL", exact=True).click()
    expect(page.get_by_role("textbox", name="Condition in CXL")).to_contain_text("count")
    assert everywhere(page) == []


def test_a_first_segment_can_begin_with_an_example(open_page: OpenPage, bare: Served, faults: Faults) -> None:
    page = open_page("/segments", at=bare)
    expect(page.get_by_role("heading", name="Who do you want to talk to?")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("link", name=re.compile("Lapsing")).click()
    expect(says(page)).to_contain_text("did not")


def test_members_are_counted_found_and_taken_along(open_page: OpenPage, everywhere: Faults) -> None:
    page = open_page("/segments/recent?tab=members")
    expect(page.get_by_text("2 members", exact=True)).to_be_visible()
    find = page.get_by_role("textbox", name="Find members")
    find.fill("ada@example.com")
    expect(page.get_by_text("1 found", exact=True)).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Ada")).to_contain_text("Why")
    assert everywhere(page) == []
    find.fill("grace@example.com")
    expect(page.get_by_role("heading", name="No member is known by this")).to_be_visible()
    find.fill("")
    page.get_by_role("button", name="Export").press("Enter")
    with page.expect_download() as taken:
        page.get_by_role("menuitem", name="CSV").press("Enter")
    assert len(taken.value.path().read_text().splitlines()) == 3


def test_every_chart_is_a_table_too(open_page: OpenPage, served: Served) -> None:
    page = open_page("/segments/loyal")
    size = as_tables(page)["Size over the last 14 days, by when things happened"]
    with served.client() as client:
        assert int(size.rows[-1][1]) == client.get("/api/v1/segments/loyal").json()["count"]
    page.goto(f"{served.url}/segments/loyal?tab=past")
    page.get_by_role("button", name="Run", exact=True).click()
    assert len(as_tables(page)["Size at the end of each day"].rows) > 80
    page.goto(f"{served.url}/segments/loyal/edit")
    assert len(as_tables(page)["Size over the last 14 days"].rows) >= 14
