"""Names as people give them, long, without a space, from right to left, with signs and markup: nothing breaks."""

import json
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from clew.events import Event, Identity
from clew.events.ports import Reject
from clew.kernel.instants import DAY, HOUR, MINUTE
from tests.console.conftest import OpenPage, look, settled
from tests.unit.api.serving import Served, wait_for

pytestmark = pytest.mark.browser

NAMES = (
    "Everybody who bought at least three times last winter and came back once in early spring",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftswitwen",
    "הלקוחות שקנו לפחות שלוש פעמים בחורף שעבר וחזרו פעם אחת בתחילת האביב ועוד פעם בקיץ",
    "👩‍👩‍👧‍👦 Émigrée “cart” <b>bold</b> & 漢字かな交じり文の名前はとても長いのです 🇨🇭🧶",
)
EVENT = "Ein ganz besonders langes Ereignis ohne Ende dessen Name niemand je auf eine Zeile bringt"
PEOPLE = [Identity("email", f"{'x' * 50}.{number}@{'example' * 4}.com") for number in range(len(NAMES))]
SOURCE = "ugly-1"

# What stands out of the window, or is cut off by it without a sign that there is more; and what scrolls sideways.
SIDEWAYS = """() => {
  const faults = [];
  // A canvas is panned, and tabs go on at their side.
  const moved = (one) => one.closest('.react-flow, [role=tablist], main nav, main section[tabindex], .cm-editor');
  const scrolls = (one) => ['auto', 'scroll'].includes(getComputedStyle(one).overflowX);
  for (const one of document.body.querySelectorAll('*')) {
    if (moved(one) || !one.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const said = one.tagName + '.' + String(one.className) + ' ' + (one.textContent ?? '').slice(0, 40);
    if (scrolls(one) && one.tagName !== 'PRE' && one.scrollWidth > one.clientWidth + 1) faults.push('scrolls: ' + said);
    const words = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const { right, left, width } = one.getBoundingClientRect();
    if (!words || width <= 1 || (right <= innerWidth + 1 && left >= -1)) continue;
    // What is only heard is seen nowhere.
    const covered = (above) => above && (getComputedStyle(above).textOverflow === 'ellipsis'
      || getComputedStyle(above).clipPath === 'inset(50%)' || above.tagName === 'PRE' || covered(above.parentElement));
    if (!covered(one)) faults.push('stands out: ' + said);
  }
  return faults;
}"""


def fill(served: Served) -> str:
    """People, segments, traits, sources, accounts and keys with such names; the id of one of the people."""
    now = served.now()
    with served.client() as client:
        for number, name in enumerate(NAMES):
            body = {"id": f"ugly-{number}", "name": name, "description": f"{name} {name}"}
            segment = body | {"expression": f'did "{EVENT}"'}
            client.post("/api/v1/segments", json=segment).raise_for_status()
            trait = body | {"expression": f'count("{EVENT}")', "unit": name[:40]}
            client.post("/api/v1/traits", json=trait).raise_for_status()
            client.post("/api/v1/sources", json=body).raise_for_status()
            client.post("/api/v1/accounts", json={"name": name.replace(" ", "."), "role": "viewer"}).raise_for_status()
            key = {"name": name, "scopes": ["profiles:read"]}
            client.post("/api/v1/keys", json=key).raise_for_status()
        wait_for(lambda: all(each["state"] == "live" for each in client.get("/api/v1/segments").json()["items"]))
        events: list[Event] = []
        for number, (person, name) in enumerate(zip(PEOPLE, NAMES, strict=True)):
            said = {
                "first_name": name,
                "last_name": name,
                "a_very_long_name_of_a_field_" * 3: name,
                "nested": {"a": name},
            }
            visitor = Identity("anonymous_id", f"{'0123456789' * 6}{number}")
            events += [
                Event(f"who-{number}", "identify", "identify", (person,), now - DAY, properties=said),
                Event(f"seen-{number}", "page", "page", (visitor,), now - 3 * HOUR, properties={"path": "/" + name}),
                Event(f"known-{number}", "identify", "identify", (person, visitor), now - 2 * HOUR),
                *(
                    Event(
                        f"did-{number}-{time}",
                        "track",
                        EVENT,
                        (person,),
                        now - time * MINUTE,
                        properties={"title": name},
                    )
                    for time in range(1, 30)
                ),
            ]
        reject = Reject("schema.violation", NAMES[1], "/properties/" + NAMES[1], b"{}")
        served.send(*events, source=SOURCE, rejects=[reject])
        sought = {"namespace": "email", "id": PEOPLE[0].value}
        found: str = client.post("/api/v1/profiles/lookup", json=sought).raise_for_status().json()["id"]
    return found


@pytest.fixture(scope="module")
def served(bare: Served) -> Served:
    """A workspace in which everything is called so."""
    return bare


@pytest.fixture(scope="module")
def person(served: Served) -> str:
    """One of the people."""
    return fill(served)


def lead(served: Served) -> None:
    """Templates and journeys with such names, and people in them whose message was stopped."""
    with served.client() as client:
        for number, name in enumerate(NAMES):
            letter = {
                "kind": "template",
                "id": f"ugly-{number}",
                "name": name,
                "channel": "local",
                "parts": {"subject": name, "text": name},
            }
            client.post("/api/v1/apply", json={"documents": [letter]}).raise_for_status()
            nodes = {
                "ask": {"if": f'trait(`ugly-{number}`) > 0 and in segment "ugly-{number}"', "then": "s", "else": "s"},
                "s": {"send": f"ugly-{number}", "channel": "local", "next": "w"},
                "w": {
                    "wait_event": [{"segment": f"ugly-{number}"}],
                    "timeout": "9d",
                    "on_event": "u",
                    "on_timeout": "e",
                },
                "u": {"wait": "9d", "next": "j"},
                "j": {"join": name, "next": "e"},
                "e": {"end": name},
            }
            journey = {
                "id": f"ugly-{number}",
                "name": name,
                "status": "published",
                "entry": {"event": EVENT, "where": f'title != "{name}"'},
                "exit": [{"event": "Bye", "where": f'title = "{name}"'}],
                "goals": [{"event": "Order Completed", "name": name[:60], "within": "9d"}],
                "holdout": 1,
                "nodes": nodes,
            }
            made = client.post("/api/v1/journeys", json=journey)
            assert made.status_code in {201, 202}, made.text
        wait_for(lambda: all(each["state"] == "live" for each in client.get("/api/v1/journeys").json()["items"]))
        for number, person in enumerate(PEOPLE):
            said = {"title": "another"}
            event = Event(f"led-{number}", "track", EVENT, (person,), served.now(), properties=said)
            served.send(event, source=SOURCE)
        wait_for(lambda: all(each["entered"] > 0 for each in client.get("/api/v1/journeys").json()["items"]))


@pytest.fixture(scope="module")
def led(served: Served, person: str) -> str:
    """The same people in journeys; one of the people."""
    lead(served)
    return person


def write(served: Served) -> None:
    """Fragments, offers, purposes, metrics and dashboards with such names, and models that nobody has trained."""
    seen, done = {"event": EVENT}, {"event": "page"}
    purposes: dict[str, object] = {}
    documents: list[dict[str, object]] = []
    for number, name in enumerate(NAMES):
        head = {"id": f"ugly-{number}", "name": name, "description": f"{name} {name}", "labels": [name[:90]]}
        purposes[f"p{number}"] = {"name": name, "topics": {"t": name, "u": name}}
        tiles = [
            {"metric": f"ugly-{number}", "width": 3},
            {"text": name},
            {"title": name, "trend": {"series": [seen, done], "by": {"property": "title"}}},
            {"title": name, "funnel": {"steps": [seen, seen, done]}},
            {"title": name, "paths": {"anchor": seen}},
            {"title": name, "retention": {"start": seen, "unit": "week", "units": 3}},
            {"title": name, "journey": {"journey": f"ugly-{number}"}},
            {"title": name, "friction": {"goal": seen}},
        ]
        documents += [
            head | {"kind": "fragment", "text": name},
            head | {"kind": "offer", "title": name, "content": {"code": name}, "placements": ["x" * 60]},
            head | {"kind": "metric", "measure": "count", "event": seen, "unit": "Zimmertemperaturgrade"},
            head | {"kind": "dashboard", "tiles": tiles},
            head | {"kind": "model", "goal": f'"{EVENT}"', "window": "30d", "eligible": f'did "{EVENT}" in last 90d'},
        ]
    documents.append({"kind": "policy", "id": "contact", "name": NAMES[1], "purposes": purposes})
    with served.client() as client:
        said = client.post("/api/v1/apply", json={"documents": documents})
        assert said.status_code in {200, 202}, said.text
        wait_for(lambda: all(each["state"] == "live" for each in client.get("/api/v1/dashboards").json()["items"]))


@pytest.fixture(scope="module")
def written(served: Served, led: str) -> str:
    """All that with documents of every other kind."""
    write(served)
    return led


def sideways(page: Page) -> list[str]:
    """What is wrong with the width of what is shown, wide and as on a phone."""
    said: list[str] = []
    for width, height in ((1440, 900), (390, 844)):
        look(page, width, height, dark=False)
        page.wait_for_timeout(100)
        said += [f"{width}: {fault}" for fault in page.evaluate(SIDEWAYS)]
        if (wide := page.evaluate("document.documentElement.scrollWidth")) != width:
            said.append(f"{wide} wide in a window of {width}")
    return said


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/profiles",
        "/profiles/$id",
        "/profiles/$id?view=call",
        "/profiles/$id?view=identity",
        "/segments",
        "/data/sources",
        "/settings",
        "/settings/people",
        "/settings/keys",
        "/settings/audit",
    ],
)
def test_no_name_is_too_long(open_page: OpenPage, person: str, path: str) -> None:
    assert sideways(settled(open_page(path.replace("$id", person)))) == []


# Each name on the canvas, where it stands oftest; elsewhere the one that breaks nowhere.
@pytest.mark.parametrize(
    ("part", "number"),
    [
        *(("", number) for number in range(len(NAMES))),
        *((part, 1) for part in ("people", "report", "test", "versions", "text")),
    ],
)
def test_no_name_in_a_journey_is_too_long(open_page: OpenPage, led: str, part: str, number: int) -> None:
    page = settled(open_page(f"/journeys/ugly-{number}" + (f"?tab={part}" if part else "")))
    assert sideways(page) == []


ASKED = quote(
    json.dumps({"steps": [{"event": EVENT, "where": f'title != "{NAMES[1]}"'}, {"event": EVENT, "where": ""}]})
)


@pytest.mark.parametrize(
    "path",
    [
        "/templates",
        "/templates/ugly-1",
        "/fragments",
        "/fragments/ugly-1",
        "/offers",
        "/offers/ugly-1",
        "/outbox",
        "/consent",
        "/traits",
        "/traits/ugly-1",
        "/segments/ugly-1",
        "/segments/ugly-1/edit",
        "/data/sources/ugly-1",
        "/data/live",
        "/data/schemas",
        "/data/quarantine",
        "/dashboards",
        "/dashboards/ugly-0",
        "/dashboards/ugly-1",
        "/dashboards/ugly-3",
        "/dashboards/ugly-1?edit=true",
        "/models",
        "/models/ugly-1",
        "/experiments",
        "/experiments/ugly-1",
        *(f"/insight?topic={topic}&ask={ASKED}" for topic in ("funnel", "trend", "paths", "retention", "friction")),
    ],
    ids=lambda path: path.partition("&")[0],
)
def test_no_name_of_a_document_is_too_long(open_page: OpenPage, written: str, path: str) -> None:
    page = settled(open_page(path, expected=("404", "422")))
    expect(page.locator("main [aria-busy=true]")).to_have_count(0)
    assert sideways(page) == []


def test_no_name_in_a_simulation_is_too_long(open_page: OpenPage, led: str) -> None:
    page = settled(open_page("/journeys"))
    assert sideways(page) == []
    page = settled(open_page("/journeys/ugly-1?tab=simulate"))
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("region", name="What would have happened")).to_contain_text("Entered")
    assert sideways(page) == []
