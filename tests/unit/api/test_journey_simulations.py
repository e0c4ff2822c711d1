"""Simulations over HTTP: begun, looked at, scrubbed, compared, stopped; nothing of it is done."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from clew.events import Event, Identity
from clew.kernel.instants import DAY, HOUR, format_instant
from tests.unit.api.serving import Served, serving, wait_for

WHO = [Identity("user_id", f"u{number}") for number in range(20)]
CARTS: dict[str, Any] = {
    "id": "carts",
    "entry": {"event": "Product Added"},
    "exit": [{"event": "Order Completed"}],
    "nodes": {
        "left": {"wait": "4h", "next": "remind"},
        "remind": {"send": "reminder", "channel": "local", "next": "day"},
        "day": {"wait": "1d", "next": "end"},
    },
}
SLOWER = {**CARTS, "nodes": {**CARTS["nodes"], "left": {"wait": "12h", "next": "remind"}}}
TEMPLATE = {
    "id": "reminder",
    "channel": "local",
    "required": ["event.product"],
    "parts": {"subject": "{{ profile.first_name | default: 'You' }}, the {{ event.product }}", "text": "It waits."},
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Twenty people left a cart ten days ago; every other one ordered six hours later; three said no before."""
    with serving(tmp_path_factory.mktemp("simulations")) as found:
        with found.client() as client:
            policy = {"kind": "policy", "id": "p", "purposes": {"marketing": {"default": "opt_out"}}}
            documents = [policy, {"kind": "template", **TEMPLATE}, {"kind": "journey", **CARTS}]
            client.post("/api/v1/apply", json={"documents": documents}).raise_for_status()
        then = found.now() - 10 * DAY
        known = Event("ada", "identify", "identify", (WHO[0],), then - DAY, properties={"first_name": "Ada"})
        no = [
            Event(f"no-{n}", "consent", "consent", (WHO[n],), then - HOUR, properties={"marketing": "out"})
            for n in (1, 3, 4)
        ]
        carts = [
            Event(f"cart-{n}", "track", "Product Added", (who,), then, properties={"product": "lamp"})
            for n, who in enumerate(WHO)
        ]
        orders = [
            Event(f"order-{n}", "track", "Order Completed", (who,), then + 6 * HOUR)
            for n, who in enumerate(WHO)
            if n % 2
        ]
        found.send(known, *no, *carts, *orders)
        yield found


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[httpx.Client]:
    with served.client() as found:
        yield found


def simulated(served: Served, client: httpx.Client, *versions: dict[str, Any], **more: Any) -> dict[str, Any]:
    asked = {"since": format_instant(served.now() - 11 * DAY), "until": format_instant(served.now()), **more}
    begun = client.post("/api/v1/journey-simulations", json={"versions": list(versions), **asked})
    assert begun.status_code == 202, begun.text
    place = f"/api/v1/journey-simulations/{begun.json()['id']}"
    wait_for(lambda: client.get(place).json()["status"] != "running")
    return client.get(place).json()


def test_it_tells_who_would_have_entered_and_what_they_would_have_got(served: Served, client: httpx.Client) -> None:
    found = simulated(served, client, {"id": "carts"})
    assert (found["status"], found["done"], found["of"]) == ("done", 20, 20)
    (version,) = found["result"]["versions"]
    assert (version["entered"], version["unique"], version["active"]) == (20, 20, 0)
    assert version["messages"] == {"reminder": 17}
    assert version["suppressed"] == {"consent:reminder": 3}
    assert version["ended"] == {"exit": 10, "completed": 10}
    left, remind, day = version["graph"]["nodes"]
    assert (left["passed"], remind["passed"], day["ended"]) == (20, 20, {"exit": 10})
    assert client.get("/api/v1/journeys/carts").json()["entered"] == 0, "and nothing of it was done"


def test_who_follows_is_told_that_it_moves(served: Served, client: httpx.Client) -> None:
    with client.stream("GET", "/api/v1/live") as answer:
        lines = answer.iter_lines()
        assert next(lines) == ": following"
        found = simulated(served, client, {"id": "carts"})
        assert found["status"] == "done"
        told = next(line for line in lines if line.startswith("data: "))
    assert json.loads(told.removeprefix("data: ")) == {"moved": ["simulations"]}


def test_its_film_can_be_scrubbed(served: Served, client: httpx.Client) -> None:
    found = simulated(served, client, {"id": "carts"})
    film = client.get(f"/api/v1/journey-simulations/{found['id']}/film").json()
    frames = film["frames"]
    assert film["seconds"] == 3600 * 3
    assert len({frame["at"] for frame in frames}) == len(frames)
    assert sum(frame["entered"] for frame in frames) == sum(frame["ended"] for frame in frames) == 20
    moving = [frame for frame in frames if frame["moves"]]
    assert moving[0]["moves"] == [{"source": "", "target": "left", "people": 20}]
    assert moving[0]["nodes"] == {"left": 20}
    assert {"source": "day", "target": "end", "people": 10} in moving[-1]["moves"]
    assert frames[-1]["nodes"] == {}
    assert client.get(f"/api/v1/journey-simulations/{found['id']}/film", params={"version": 1}).status_code == 404


def test_each_person_has_a_story_and_letters_as_they_would_have_looked(served: Served, client: httpx.Client) -> None:
    found = simulated(served, client, {"id": "carts"})
    place = f"/api/v1/journey-simulations/{found['id']}/people"
    first = client.get(place, params={"limit": 15}).json()
    rest = client.get(place, params={"limit": 15, "cursor": first["next_cursor"]}).json()
    people = [*first["items"], *rest["items"]]
    assert len({each["profile"] for each in people}) == 20
    assert sum(each["suppressed"] for each in people) == 3
    ada = client.post("/api/v1/profiles/lookup", json={"namespace": "user_id", "id": "u0"}).json()["id"]
    story = client.get(f"{place}/{ada}").json()
    assert [step["text"] for step in story["steps"]][:3] == [
        "came in by an event",
        "reached `left`",
        "reached `remind`",
    ]
    (message,) = story["messages"]
    letter = client.get(f"{place}/{ada}/message", params={"key": message["key"]}).json()
    assert (letter["parts"]["subject"], letter["problem"]) == ("Ada, the lamp", "")
    assert client.get(f"{place}/{ada}/message", params={"key": "none"}).status_code == 404
    assert client.get(f"{place}/nobody").status_code == 404


def test_letters_show_the_offers_that_would_have_been_chosen_then(served: Served, client: httpx.Client) -> None:
    said = [
        {"kind": "offer", "id": "rare", "title": "Rare", "placements": ["cart"], "eligible": 'did "Product Added"'},
        {"kind": "offer", "id": "spare", "title": "Spare", "placements": ["cart"], "fallback": True},
        {"kind": "template", "id": "offered", "channel": "local", "parts": {"text": "{{ offers.cart.title }}"}},
    ]
    said[0]["cap"] = {"max": 1, "per": "30d"}
    client.post("/api/v1/apply", json={"documents": said}).raise_for_status()
    # It is asked over what was, as segments are, before it is in force.
    wait_for(lambda: client.get("/api/v1/offers/rare").json()["state"] == "live")
    nodes = {
        "one": {"send": "offered", "channel": "local", "next": "rest"},
        "rest": {"wait": "1h", "next": "two"},
        "two": {"send": "offered", "channel": "local", "next": "end"},
    }
    document = {"kind": "journey", "id": "twice", "entry": {"event": "Product Added"}, "nodes": nodes}
    found = simulated(served, client, {"document": document})
    place = f"/api/v1/journey-simulations/{found['id']}/people"
    ada = client.post("/api/v1/profiles/lookup", json={"namespace": "user_id", "id": "u0"}).json()["id"]
    keys = [message["key"] for message in client.get(f"{place}/{ada}").json()["messages"]]
    letters = [client.get(f"{place}/{ada}/message", params={"key": key}).json() for key in keys]
    # What the first would have proposed counts for the second.
    assert [letter["parts"]["text"] for letter in letters] == ["Rare", "Spare"]


def test_two_versions_are_compared(served: Served, client: httpx.Client) -> None:
    result = simulated(served, client, {"id": "carts"}, {"document": SLOWER})["result"]
    assert [version["messages"] for version in result["versions"]] == [{"reminder": 17}, {"reminder": 9}]
    assert result["differ"] == 20
    assert {each["before"] for each in result["differences"]} == {
        "send reminder",
        "message_suppressed consent:reminder:out",
    }


def test_it_costs_what_may_be_spent(served: Served, client: httpx.Client) -> None:
    some = simulated(served, client, {"id": "carts"}, people=5)
    assert (some["result"]["people"], some["result"]["of"]) == (5, 20)


def test_what_cannot_be_played_is_refused(served: Served, client: httpx.Client) -> None:
    def refused(*versions: dict[str, Any], **more: Any) -> tuple[int, str]:
        period = {"since": "2026-01-01T00:00:00Z", "until": "2026-02-01T00:00:00Z"}
        body = {"versions": list(versions), **period, **more}
        answer = client.post("/api/v1/journey-simulations", json=body)
        return answer.status_code, answer.json()["code"]

    assert refused({"id": "none"}) == (404, "api.not_found")
    assert refused({}) == (404, "api.not_found")
    assert refused({"id": "carts"}, until="2025-01-01T00:00:00Z") == (422, "simulation.bad_question")
    assert refused({"document": {"entry": {}, "nodes": {}}})[0] == 422


def test_it_belongs_to_who_began_it_and_is_gone_when_it_is_stopped(served: Served, client: httpx.Client) -> None:
    found = simulated(served, client, {"id": "carts"})
    place = f"/api/v1/journey-simulations/{found['id']}"
    other = served.workspace.access.create_api_key("other", now=served.now()).text
    with served.client(other) as stranger:
        assert stranger.get(place).status_code == 404
        assert stranger.delete(place).status_code == 404
    assert client.delete(place).status_code == 204
    assert client.get(place).status_code == 404
    assert client.delete(place).status_code == 404
