"""Exploring and dashboards: a funnel is asked, and read as a chart and as a table; both themes, narrow windows."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from clew.events import Event, Identity
from clew.kernel.instants import HOUR
from tests.console.charts import as_tables
from tests.console.conftest import Faults, OpenPage, choose, drag, settled
from tests.unit.api.serving import Served, serving, wait_for

pytestmark = pytest.mark.browser

BOARD = {
    "id": "shop",
    "name": "The shop",
    "period": {"last": "30d"},
    "tiles": [
        {"metric": "orders", "width": 3},
        {"metric": "conversion", "width": 3},
        {"title": "Orders", "trend": {"series": [{"event": "Order Completed"}]}},
        {
            "title": "From cart to order",
            "funnel": {"steps": [{"event": "Product Added"}, {"event": "Order Completed"}]},
        },
        {"title": "Who comes back", "retention": {"start": {"event": "Product Added"}, "unit": "week", "units": 3}},
        {"title": "Reminding", "journey": {"journey": "carts"}},
        {"title": "Letters", "messages": {}},
        {"title": "What people do", "paths": {"anchor": {"event": "Product Added"}, "gap": "12h"}},
    ],
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Eight people put something into a cart, five of them order; two metrics and a dashboard."""
    with serving(tmp_path_factory.mktemp("shop")) as found:
        now = found.now()
        events: list[Event] = []
        for number in range(8):
            who = (Identity("user_id", f"u{number}"),)
            events.append(Event(f"a{number}", "track", "Product Added", who, now - 3 * HOUR))
            if number < 5:
                order = Event(f"o{number}", "track", "Order Completed", who, now - 2 * HOUR, properties={"total": 10})
                events.append(order)
        journey = {"id": "carts", "entry": {"event": "Letter Opened"}, "nodes": {"wait": {"wait": "1d", "next": "end"}}}
        with found.client() as client:
            client.post("/api/v1/journeys", json=journey).raise_for_status()
            wait_for(lambda: client.get("/api/v1/journeys/carts").json().get("state") == "live")
            opened = [Event(f"l{n}", "track", "Letter Opened", (Identity("user_id", f"u{n}"),), now) for n in range(3)]
            found.send(*events, *opened)
            order = {"event": "Order Completed"}
            metrics = [
                {"id": "orders", "name": "Orders", "measure": "count", "event": order},
                {"id": "sold", "name": "Sold", "measure": "sum", "event": order, "property": "total", "unit": "GBP"},
                {
                    "id": "conversion",
                    "name": "Cart to order",
                    "measure": "conversion",
                    "event": {"event": "Product Added"},
                    "then": order,
                },
            ]
            for metric in metrics:
                client.post("/api/v1/metrics", json=metric).raise_for_status()
            client.post("/api/v1/dashboards", json=BOARD).raise_for_status()
            wait_for(lambda: client.get("/api/v1/dashboards/shop").json().get("state") == "live")
        yield found


def test_a_funnel_is_asked_and_read(open_page: OpenPage, everywhere: Faults, faults: Faults) -> None:
    page = open_page("/insight", expected=("422",))
    answer = page.get_by_role("region", name="Answer", exact=True)
    expect(answer).to_contain_text("62.5%")
    expect(answer.get_by_role("list", name="People by step")).to_contain_text("5 people")
    assert everywhere(page) == []
    page.get_by_role("button", name="Condition on step 2").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="where").click()
    choose(page, dialog, "Property", "Total")
    choose(page, dialog, "Comparison", "is more than")
    dialog.get_by_role("textbox", name="Value").fill("50")
    expect(dialog).to_contain_text("Order Completed where its total is more than £50")
    assert faults(page) == []
    dialog.get_by_role("button", name="Done").click()
    expect(answer.get_by_role("list", name="People by step")).to_contain_text("0 people")
    assert "total" in page.url
    page.reload()
    page.get_by_role("button", name="Condition on step 2: its total is more than £50").click()
    dialog.get_by_text("CXL", exact=True).click()
    text = dialog.get_by_role("textbox", name="Condition in CXL")
    expect(text).to_have_text("total > 50")
    text.press("ControlOrMeta+a")
    page.keyboard.type("total >")
    expect(dialog.get_by_role("alert")).to_be_visible()
    expect(dialog.get_by_role("button", name="Done")).to_be_disabled()
    expect(dialog.get_by_role("radio", name="Visual")).to_be_disabled()
    page.keyboard.type(" 5 or total < 2")
    dialog.get_by_text("Visual", exact=True).click()
    expect(dialog.get_by_role("textbox", name="Value").nth(1)).to_have_value("2")
    dialog.get_by_role("button", name="Done").click()
    expect(page.get_by_role("button", name="Condition on step 2: its total")).to_be_focused()
    expect(answer.get_by_role("list", name="People by step")).to_contain_text("5 people")
    page.get_by_role("button", name="Without: Condition on step 2").click()
    page.get_by_text("Table", exact=True).click()
    expect(answer.get_by_role("row", name="2. Order Completed")).to_contain_text("62.5%")


@pytest.mark.parametrize("phone", [False, True])
def test_people_are_narrowed_by_the_builder_of_segments(open_page: OpenPage, faults: Faults, phone: bool) -> None:
    page = open_page("/insight", dark=phone, **({"width": 390, "height": 844} if phone else {}))
    if phone:
        page.get_by_role("button", name="Change").click()
    answer = page.get_by_role("region", name="Answer", exact=True)
    page.get_by_role("button", name="Only people who").press("Enter")
    dialog = page.get_by_role("dialog", name="Only people who")
    dialog.get_by_role("region", name="Events", exact=True).get_by_role("button", name="Order Completed").press("Enter")
    expect(dialog).to_contain_text("5 people")
    assert faults(page) == []
    dialog.get_by_role("button", name="Done").press("Enter")
    expect(answer.get_by_role("list", name="People by step")).to_contain_text("100%")
    expect(page.get_by_role("button", name="Only people who: did")).to_be_focused()


@pytest.mark.parametrize("topic", ["paths", "retention", "trend", "friction", "rfm", "lifecycle"])
def test_every_topic_shows_its_chart(open_page: OpenPage, everywhere: Faults, topic: str) -> None:
    page = open_page(f"/insight?topic={topic}")
    answer = page.get_by_role("region", name="Answer", exact=True)
    chart = answer.get_by_role("list").first if topic in {"friction", "rfm"} else answer.locator("svg, table").first
    expect(chart).to_be_visible()
    assert everywhere(page) == []


def test_figures_say_of_what_and_in_which_currency(open_page: OpenPage) -> None:
    page = open_page("/insight?topic=trend", width=390, height=844, dark=True)
    answer = page.get_by_role("region", name="Answer", exact=True)
    expect(answer).to_contain_text("8Product Added in the whole period")
    expect(answer).to_contain_text("5Order Completed in the whole period")
    page.get_by_role("button", name="Change").click()
    choose(page, page.get_by_role("form", name="Question"), "Show", "Sum of a property")
    page.get_by_role("button", name="Remove event 1").click()
    expect(answer).to_contain_text("£50.00Order Completed in the whole period")
    page.get_by_role("navigation", name="What to ask").get_by_role("link", name="RFM").click()
    expect(answer).to_contain_text("of the £50 spent")
    # What is asked about the last step says so.
    expect(page.get_by_text("Order Completed, last 30 days")).to_be_visible()


def test_a_trend_without_anything_says_so(open_page: OpenPage, everywhere: Faults) -> None:
    asked = '{"steps":[{"event":"Never Happened","where":""}]}'
    page = settled(open_page(f"/insight?topic=trend&ask={quote(asked)}"))
    expect(page.get_by_text("Nobody did this in the period")).to_be_visible()
    assert everywhere(page) == []


def test_a_dashboard_shows_its_tiles(open_page: OpenPage, everywhere: Faults) -> None:
    page = open_page("/dashboards")
    page.get_by_role("link", name="The shop").click()
    expect(page.get_by_role("article", name="Orders", exact=True).first).to_contain_text("5")
    expect(page.get_by_role("article", name="Cart to order", exact=True)).to_contain_text("62.5%")
    expect(page.get_by_role("list", name="From cart to order")).to_contain_text("8 people")
    expect(page.get_by_role("article", name="Letters")).to_contain_text("No messages in this period")
    reminding = page.get_by_role("article", name="Reminding")
    expect(reminding).to_contain_text("Came in")
    assert everywhere(page) == []
    reminding.get_by_role("button", name="as a table").click()
    expect(reminding.get_by_role("row", name="People who came in")).to_contain_text("3")


def test_a_dashboard_is_not_saved_over_what_came_in_between(open_page: OpenPage, served: Served) -> None:
    page = open_page("/dashboards/shop?edit=true")
    page.get_by_role("button", name="Remove Letters").click()
    with served.client() as client:
        theirs = BOARD | {"name": "Theirs"}
        client.put("/api/v1/dashboards/shop", json=theirs, headers={"If-Match": "*"}).raise_for_status()
        wait_for(lambda: client.get("/api/v1/dashboards/shop").json()["name"] == "Theirs")
        page.get_by_role("button", name="Save", exact=True).click()
        asked = page.get_by_role("dialog")
        expect(asked).to_contain_text("Version 2 came in between")
        expect(asked.get_by_role("region", name="Lines that changed")).to_contain_text("name: Theirs")
        # Theirs takes the place of what was written, and is gone on with.
        asked.get_by_role("button", name="Take theirs").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Theirs")
        expect(page.get_by_role("button", name="Remove Letters")).to_be_visible()
        page.get_by_role("textbox", name="Name", exact=True).fill("The shop")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("button", name="Edit")).to_be_visible()
        assert client.get("/api/v1/dashboards/shop").json()["name"] == "The shop"


def test_what_was_removed_comes_back_and_nothing_is_left_unasked(
    open_page: OpenPage, served: Served, everywhere: Faults
) -> None:
    with served.client() as client:
        board = BOARD | {"id": "held", "name": "Held", "tiles": BOARD["tiles"][:3]}
        client.post("/api/v1/dashboards", json=board).raise_for_status()
        wait_for(lambda: client.get("/api/v1/dashboards/held").json().get("state") == "live")
    page = open_page("/dashboards/held?edit=true")
    tiles = page.get_by_role("article")
    expect(tiles.nth(1)).to_contain_text("62.5%")
    page.get_by_role("button", name="Remove Cart to order").click()
    expect(tiles).to_have_count(2)
    page.get_by_role("textbox", name="Name", exact=True).fill("Kept")
    page.get_by_role("button", name="Undo", exact=True).click()
    # What was done since stays.
    expect(tiles.nth(1)).to_have_accessible_name("Cart to order")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kept")
    # The list of tiles is found by a few letters, by keyboard alone.
    page.get_by_role("button", name="Add a tile").press("Enter")
    sought = page.get_by_role("combobox", name="Find a tile")
    expect(sought).to_be_focused()
    assert everywhere(page) == []
    page.keyboard.type("sol")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(tiles.nth(3)).to_contain_text("£50")
    # Neither a link nor the button lets go of it without a question.
    page.get_by_role("link", name="Dashboards").first.click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("not saved yet")
    asked.get_by_role("button", name="Stay").click()
    page.get_by_role("button", name="Cancel").click()
    asked.get_by_role("button", name="Stay").click()
    expect(tiles).to_have_count(4)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name="Edit")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kept")
    expect(tiles).to_have_count(4)
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Archive").click()
    page.wait_for_url("**/dashboards")
    table = page.get_by_role("table", name="Dashboards")
    expect(table.get_by_role("link", name="Kept")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(table.get_by_role("link", name="Kept")).to_be_visible()


def test_a_draft_of_a_dashboard_is_edited_beside_what_is_live(open_page: OpenPage, served: Served) -> None:
    with served.client() as client:
        for board in (
            BOARD | {"id": "both", "name": "Live one", "tiles": BOARD["tiles"][:1]},
            BOARD | {"id": "both", "name": "Drafted one", "tiles": BOARD["tiles"][:2], "status": "draft"},
            BOARD | {"id": "sketch", "name": "Sketch", "tiles": BOARD["tiles"][:2], "status": "draft"},
        ):
            document = {"kind": "dashboard", **board}
            client.post("/api/v1/apply", json={"documents": [document]}).raise_for_status()
            known = f"/api/v1/dashboards/{board['id']}"
            wait_for(lambda known=known: client.get(known).status_code == 200)
        wait_for(lambda: client.get("/api/v1/dashboards/both").json()["draft"] == 2)
    page = open_page("/dashboards/both")
    tiles = page.get_by_role("article")
    expect(page.get_by_role("heading", level=1)).to_have_text("Live one")
    expect(tiles).to_have_count(1)
    page.get_by_role("link", name="Open the draft").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Drafted one")
    expect(tiles).to_have_count(2)
    page.get_by_role("textbox", name="What it shows").fill("Both")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name="Edit")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Drafted one")
    expect(page.get_by_text("Draft of version")).to_have_count(0)
    # One that nobody has published yet shows its figures all the same.
    page.goto(f"{served.url}/dashboards/sketch")
    expect(tiles.nth(1)).to_contain_text("62.5%")


def test_who_may_only_look_is_offered_no_edit_of_an_empty_dashboard(open_page: OpenPage, served: Served) -> None:
    with served.client() as client:
        blank = {"id": "blank", "name": "Blank", "tiles": []}
        client.post("/api/v1/dashboards", json=blank).raise_for_status()
        wait_for(lambda: client.get("/api/v1/dashboards/blank").json().get("state") == "live")
    page = settled(open_page("/dashboards/blank", who="vera", role="viewer"))
    expect(page.get_by_role("heading", name="No tiles yet")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("first tile|Edit|More"))).to_have_count(0)
    page.get_by_role("link", name="Ask something in Explore").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Explore")


def test_a_tile_takes_its_answer_along(open_page: OpenPage) -> None:
    page = open_page("/dashboards/shop?edit=true")
    tiles = page.get_by_role("article")
    expect(tiles.nth(0)).to_contain_text("5")
    expect(tiles.nth(1)).to_contain_text("62.5%")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name=re.compile("^Move Orders: place 1 ")).press("ArrowRight")
    assert [tiles.nth(place).get_attribute("aria-label") for place in (0, 1)] == ["Cart to order", "Orders"]
    assert "62.5%" in tiles.nth(0).inner_text()
    page.wait_for_timeout(600)  # by then it would have been asked for anew
    assert [url for url in asked if "insight" in url] == []


def test_a_dashboard_is_made_from_blank_and_edited(open_page: OpenPage, served: Served, faults: Faults) -> None:
    page = open_page("/dashboards")
    page.get_by_role("button", name="New dashboard").click()
    page.get_by_role("textbox", name="Name").fill("Mornings")
    page.get_by_role("button", name="Create").click()
    for metric in ("Orders", "Cart to order"):
        page.get_by_role("button", name="Add a tile").click()
        page.get_by_role("option", name=metric, exact=True).click()
    tiles = page.get_by_role("article")
    expect(tiles.nth(1)).to_contain_text("62.5%")
    assert faults(page) == []

    handle = page.get_by_role("button", name=re.compile("^Move Orders"))
    handle.focus()
    page.keyboard.press("ArrowRight")
    expect(tiles.nth(1)).to_have_accessible_name("Orders")
    expect(handle).to_be_focused()
    page.get_by_role("slider", name="Width of Orders").press("ArrowRight")
    expect(page.get_by_role("slider", name="Width of Orders")).to_have_attribute("aria-valuenow", "4")
    # What is dragged can be done by clicks too.
    handle.click()
    page.get_by_role("menuitem", name="Narrower").click()
    expect(page.get_by_role("slider", name="Width of Orders")).to_have_attribute("aria-valuenow", "3")
    expect(handle).to_be_focused()
    drag(page, handle, tiles.nth(0))
    expect(tiles.nth(0)).to_have_accessible_name("Orders")
    page.get_by_role("button", name="Remove Orders").click()
    expect(tiles).to_have_count(1)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(tiles).to_have_count(2)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Edit")).to_be_visible()
    expect(tiles.nth(0)).to_have_accessible_name("Orders")

    page.goto(f"{served.url}/insight")
    page.get_by_role("button", name="Add to a dashboard").click()
    choose(page, page.get_by_role("dialog"), "Dashboard", "Mornings")
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url("**/dashboards/mornings")
    expect(page.get_by_role("list", name="Funnel: Product Added → Order Completed")).to_contain_text("5 people")
    page.get_by_role("button", name="as a table").click()
    expect(page.get_by_role("row", name="2. Order Completed")).to_contain_text("62.5%")


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ("funnel", ("2. Order Completed", "5", "62.5%")),
        ("paths", ("Product Added", "(ends here)", "8")),
        ("retention", ("All", "", "")),
        ("trend", ("8", "", "")),
        ("friction", ("visits end here without the goal", "", "")),
        ("rfm", ("", "", "")),
        ("lifecycle", ("", "", "")),
    ],
)
def test_every_answer_is_a_table_too(open_page: OpenPage, topic: str, said: tuple[str, ...]) -> None:
    tables = as_tables(open_page(f"/insight?topic={topic}"))
    rows = ["|".join(row) for row in tables["Answer"].rows]
    assert any(all(part in row for part in said) for row in rows), rows
    if topic == "rfm":
        grid = tables["People by how lately and how often they bought"]
        assert sum(int(people) for _, _, people, _ in grid.rows) == 5
    if topic == "trend":
        assert tables["Answer"].head == [
            "From",
            *(
                f"{event}{before}"
                for event in ("Product Added", "Order Completed")
                for before in ("", ", period before")
            ),
        ]


def test_every_tile_is_a_table_too(open_page: OpenPage) -> None:
    tables = as_tables(open_page("/dashboards/shop"))
    assert {"Orders", "From cart to order", "Who comes back", "What people do", "Reminding"} == tables.keys()
    assert tables["From cart to order"].rows[1][2:4] == ["5", "62.5%"]
