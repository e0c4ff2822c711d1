"""Journeys over HTTP: documents with live figures, checks, people, reasons, pauses, moves."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from clew.events import Event
from clew.kernel.instants import SECOND
from tests.unit.api.serving import ADA, EVE, GRACE, Served, serving, wait_for

CARTS: dict[str, Any] = {
    "id": "carts",
    "name": "Carts",
    "entry": {"event": "Product Added", "where": "price > 5"},
    "exit": [{"event": "Order Completed"}],
    "start": "later",
    "nodes": {
        "later": {"wait": "4h", "next": "big"},
        "big": {"where": "price > 100", "then": "list", "else": "end"},
        "list": {"update": {"big": True}, "next": "end"},
    },
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A workspace with one journey: two people wait, one has left, one did not come in."""
    with serving(tmp_path_factory.mktemp("journeys")) as found:
        with found.client() as client:
            client.post("/api/v1/journeys", json=CARTS).raise_for_status()
        for who, name, price in ((ADA, "a", 20), (EVE, "e", 300), (GRACE, "g", 1)):
            found.send(
                Event(f"cart-{name}", "track", "Product Added", (who,), found.now(), properties={"price": price})
            )
        found.send(Event("order-e", "track", "Order Completed", (EVE,), found.now() + SECOND))
        yield found


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[httpx.Client]:
    with served.client() as found:
        yield found


def profile_of(client: httpx.Client, name: str) -> str:
    found = client.post("/api/v1/profiles/lookup", json={"namespace": "email", "id": f"{name}@example.com"})
    return found.json()["id"]


def test_a_journey_is_listed_with_its_figures(client: httpx.Client) -> None:
    (item,) = client.get("/api/v1/journeys").json()["items"]
    assert (item["id"], item["state"], item["version"]) == ("carts", "live", 1)
    assert (item["under_way"], item["held_out"], item["entered"], item["ended"]) == (1, 0, 2, 1)
    read = client.get("/api/v1/journeys/carts")
    assert read.json() == item
    assert client.get("/api/v1/journeys/carts", headers={"If-None-Match": read.headers["ETag"]}).status_code == 304
    (version,) = client.get("/api/v1/journeys/carts/versions").json()["items"]
    assert (version["version"], version["state"], version["under_way"]) == (1, "live", 1)
    assert client.get("/api/v1/journeys/none").status_code == 404
    assert client.get("/api/v1/journeys/none/versions").status_code == 404


def test_its_graph_says_what_each_node_does_and_how_many_went_where(client: httpx.Client) -> None:
    graph = client.get("/api/v1/journeys/carts/graph").json()
    assert graph["entry"] == "`Product Added` happens where its price is more than 5"
    assert graph["exits"] == ["`Order Completed` happens"]
    later, big, listed = graph["nodes"]
    assert (later["says"], later["reached"], later["waiting"], later["passed"]) == ("Wait 4h", 2, 1, 0)
    assert later["ended"] == {"exit": 1}
    assert (big["kind"], listed["kind"]) == ("if", "update")
    assert [(line["source"], line["target"], line["label"], line["times"]) for line in graph["lines"]] == [
        ("later", "big", "", 0),
        ("big", "list", "yes", 0),
        ("big", "end", "no", 0),
        ("list", "end", "", 0),
    ]
    assert client.get("/api/v1/journeys/carts/graph", params={"version": 7}).status_code == 404


def test_a_check_names_the_node_and_the_reason_and_saves_nothing(client: httpx.Client) -> None:
    wrong = {**CARTS, "nodes": {**CARTS["nodes"], "lost": {"send": "none-such"}, "later": {"wait": "4 parsecs"}}}
    found = client.post("/api/v1/journeys/check", json=wrong).json()
    told = {(fault["node"], fault["message"]) for fault in found["faults"]}
    assert ("later", "not a duration") in told
    assert any(node == "lost" for node, _ in told)
    assert found["graph"]["nodes"][0]["says"] == "Wait 4 parsecs", "and draws it all the same"
    assert found["needs"] == [{"kind": "template", "id": "none-such", "there": False}]
    shapeless = client.post("/api/v1/journeys/check", json={"entry": 1, "nodes": {}}).json()
    assert shapeless["graph"] is None
    assert shapeless["faults"]
    assert client.post("/api/v1/journeys/check", json={"id": "not an id"}).json()["faults"]
    assert client.post("/api/v1/journeys/check", json=CARTS).json()["faults"] == []


def test_a_check_doubts_what_nobody_has_sent_and_no_schema_names(served: Served, client: httpx.Client) -> None:
    # No schema names the one event, nor the property of the other; somebody has sent both.
    served.send(Event("own-a", "track", "Basket Left", (ADA,), served.now()))
    served.send(Event("own-b", "track", "Product Viewed", (ADA,), served.now(), properties={"worth": 3}))
    drawn = {
        **CARTS,
        "entry": {"event": "Product Viewed", "where": "worth > 5"},
        "exit": [{"event": "Basket Left"}, {"event": "Basket Lefft"}, {"event": "Zork"}],
        "goals": [{"event": "Product Viewed", "where": "wroth > 5"}],
        "nodes": {"lost": {"send": ""}},
    }

    def checked(body: dict[str, Any]) -> dict[str, Any]:
        return client.post("/api/v1/journeys/check", json=body).json()

    found = checked(drawn)
    assert {(each["pointer"], each["message"], each["hint"]) for each in found["doubts"]} == {
        ("/exit/1/event", "there is no event `Basket Lefft`", "did you mean `Basket Left`?"),
        ("/goals/0/where", "there is no property `wroth`", "did you mean `worth`?"),
        ("/exit/2/event", "there is no event `Zork`", "mend it if it is misspelt; else it is known once it is sent"),
    }
    assert ("/nodes/lost/send", "no template is chosen") in {
        (each["pointer"], each["message"]) for each in found["faults"]
    }, "and what is wrong is told beside"
    wrong = {**CARTS, "exit": [{"if": 'count("Order Completed") = "three"'}]}
    (fault,) = checked(wrong)["faults"]
    assert (fault["pointer"], fault["offset"]) == ("/exit/0/if", 27)
    assert fault["message"].startswith("a number is compared with a text")
    doubtful = {**CARTS, "id": "doubtful", "exit": [{"event": "Zork"}], "status": "draft"}
    saved = client.post("/api/v1/journeys", json={**doubtful, "status": "published"})
    assert saved.status_code in (201, 202), "it keeps nothing from being published"
    client.delete("/api/v1/journeys/doubtful").raise_for_status()


def test_people_are_walked_by_cursor_and_by_node(client: httpx.Client) -> None:
    (one,) = client.get("/api/v1/journeys/carts/people").json()["items"]
    assert (one["profile"], one["node"], one["status"]) == (profile_of(client, "ada"), "later", "active")
    assert client.get("/api/v1/journeys/carts/people", params={"node": "big"}).json()["items"] == []
    assert client.get("/api/v1/journeys/none/people").status_code == 404


def test_why_tells_every_step_and_why_not(client: httpx.Client) -> None:
    def why(name: str) -> dict[str, Any]:
        return client.get(f"/api/v1/journeys/carts/why/{profile_of(client, name)}").json()

    (way,) = why("eve")["ways"]
    assert [step["text"] for step in way["steps"]] == [
        "came in by an event",
        "reached `later`",
        "ended: an exit criterion came true",
    ]
    assert (way["reason"], way["steps"][0]["cause"]) == ("an exit criterion came true", "record")
    assert why("grace")["nothing"] == "of no `Product Added` of theirs is it so that its price is more than 5"
    assert client.get("/api/v1/journeys/carts/why/nobody").status_code == 404
    assert client.get(f"/api/v1/journeys/none/why/{profile_of(client, 'ada')}").status_code == 404


def test_the_ways_of_a_person_say_what_is_next(client: httpx.Client) -> None:
    (passage,) = client.get(f"/api/v1/profiles/{profile_of(client, 'ada')}/journeys").json()["items"]
    assert (passage["name"], passage["status"], passage["node"]) == ("Carts", "active", "later")
    assert passage["next_at"] > passage["entered"]
    (ended,) = client.get(f"/api/v1/profiles/{profile_of(client, 'eve')}/journeys").json()["items"]
    assert (ended["status"], ended["reason"]) == ("ended", "an exit criterion came true")
    assert client.get("/api/v1/profiles/nobody/journeys").status_code == 404


def test_starters_say_what_they_do_and_need(client: httpx.Client) -> None:
    starters = {each["id"]: each for each in client.get("/api/v1/journey-starters").json()["items"]}
    assert "abandoned-cart" in starters
    cart = starters["abandoned-cart"]
    assert [(each["kind"], each["id"], each["there"]) for each in cart["brings"]] == [
        ("template", "cart-reminder", False),
        ("template", "cart-help", False),
    ]
    assert all(each["needs"] == [] for each in starters.values())
    for starter in starters.values():
        documents = [each["document"] for each in starter["brings"]]
        journey = {
            "kind": "journey",
            "id": starter["id"],
            "name": starter["name"],
            "status": "draft",
            **starter["body"],
        }
        answer = client.post("/api/v1/plan", json={"documents": [*documents, journey | {"status": "published"}]})
        assert (answer.status_code, answer.json()["faults"]) == (200, [])
    assert cart["events"][:2] == ["Product Added", "Order Completed"]
    assert cart["text"].startswith("kind: journey")
    assert cart["graph"]["nodes"]


def test_it_pauses_goes_on_and_moves_people_to_its_next_version(tmp_path: Path) -> None:
    with serving(tmp_path / "w") as served, served.client() as client:
        client.post("/api/v1/journeys", json=CARTS).raise_for_status()
        served.send(Event("cart", "track", "Product Added", (ADA,), served.now(), properties={"price": 20}))
        for _ in range(2):
            assert client.post("/api/v1/journeys/carts/pause").json()["state"] == "paused"
        assert client.post("/api/v1/journeys/carts/resume").json()["state"] == "live"
        assert client.post("/api/v1/journeys/none/pause").status_code == 404
        nodes = {"soon": {"wait": "1h", "next": "end"}}
        etag = client.get("/api/v1/journeys/carts").headers["ETag"]
        second = {**CARTS, "nodes": nodes, "start": "soon"}
        client.put("/api/v1/journeys/carts", json=second, headers={"If-Match": etag}).raise_for_status()
        diff = client.get("/api/v1/journeys/carts/diff", params={"before": 1, "after": 2}).json()
        assert '~ start: "later" → "soon"' in [each["text"] for each in diff["differences"]]
        plan = client.post("/api/v1/journeys/carts/migrations/plan", json={}).json()
        assert (plan["moved"], plan["staying"], plan["applied"]) == (0, 1, False)
        wrong = client.post("/api/v1/journeys/carts/migrations", json={"nodes": {"later": "nowhere"}})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "journey.invalid_move")
        plan = client.post("/api/v1/journeys/carts/migrations/plan", json={"nodes": {"later": "soon"}}).json()
        assert (plan["moved"], plan["faults"]) == (1, [])
        assert plan["passages"][0]["effect"] == "wait as the new step says, counted from when they began to wait"
        moved = client.post("/api/v1/journeys/carts/migrations", json={"nodes": {"later": "soon"}}).json()
        assert (moved["moved"], moved["applied"]) == (1, True)
        wait_for(lambda: client.get("/api/v1/journeys/carts/people").json()["items"][0]["node"] == "soon")
        assert client.get("/api/v1/journeys/carts").json()["state"] == "live"


def test_somebody_goes_through_it_fast_and_nothing_of_it_counts(tmp_path: Path) -> None:
    policy = {"kind": "policy", "id": "p", "purposes": {"marketing": {"default": "opt_out"}}}
    template = {
        "kind": "template",
        "id": "reminder",
        "channel": "local",
        "required": ["event.name"],
        "parts": {"subject": "The {{ event.name }}", "text": "It waits."},
    }
    journey = {
        "kind": "journey",
        "id": "carts",
        "entry": {"event": "Product Added"},
        "quiet": {"from": "00:00", "to": "23:59"},
        "nodes": {
            "left": {"wait": "1d", "next": "remind"},
            "remind": {"send": "reminder", "channel": "local", "next": "later"},
            "later": {"wait": "1d", "next": "end"},
        },
    }
    with serving(tmp_path / "w") as served, served.client() as client:
        client.post("/api/v1/apply", json={"documents": [policy, template, journey]}).raise_for_status()
        served.send(Event("seen", "page", "page", (ADA,), served.now()))
        ada = profile_of(client, "ada")
        asked = {"profiles": [ada], "speed": 400_000, "properties": {"name": "lamp"}}
        assert client.post("/api/v1/journeys/carts/tests", json=asked).json() == {"applied": True}
        place = f"/api/v1/journeys/carts/tests/{ada}"
        wait_for(lambda: (found := client.get(place).json()["items"]) and found[0]["ended"])
        (tested,) = client.get(place).json()["items"]
        assert [step["text"] for step in tested["steps"]][1:4] == [
            "reached `left`",
            "reached `remind`",
            "reached `later`",
        ]
        (message,) = tested["messages"]
        assert message["template"] == "reminder"
        row = served.workspace.outbox.row(message["key"])
        assert row is not None
        assert (row.channel, row.letter.action.sandbox) == ("local", True)
        report = client.get("/api/v1/journeys/carts/report").json()
        assert (report["entered"], report["under_way"], report["ended"], report["days"]) == (0, 0, {}, [])
        assert client.get("/api/v1/journeys/carts/people").json()["items"] == []
        assert client.get(f"/api/v1/journeys/carts/why/{ada}").json()["ways"] == []
        wrong = client.post("/api/v1/journeys/carts/tests", json={"profiles": ["nobody"]})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "journey.untestable")
        client.post("/api/v1/journeys/carts/pause").raise_for_status()
        assert client.post("/api/v1/journeys/carts/tests", json=asked).status_code == 422
        assert client.get("/api/v1/journeys/carts/tests/nobody").status_code == 404


def test_people_are_found_in_it_by_any_name(client: httpx.Client) -> None:
    def found(text: str, **more: str) -> list[str]:
        asked = client.post("/api/v1/journeys/carts/people/search", json={"text": text, **more})
        return [each["profile"] for each in asked.raise_for_status().json()["items"]]

    ada = profile_of(client, "ada")
    assert found("ada@") == [ada]
    assert found("ada@", node="later") == [ada]
    assert found("ada@", node="list") == []
    assert found("eve@example.com") == [], "she has left"
    assert client.post("/api/v1/journeys/carts/people/search", json={"text": ""}).status_code == 422
    assert client.post("/api/v1/journeys/none/people/search", json={"text": "ada"}).status_code == 404


def test_people_are_taken_along_as_a_file(client: httpx.Client, served: Served) -> None:
    path, ada = "/api/v1/journeys/carts/people/export", profile_of(client, "ada")
    answer = client.get(path, params={"namespace": "email"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert 'filename="carts.csv"' in answer.headers["content-disposition"]
    head, *rows = answer.text.splitlines()
    assert head.replace('"', "") == "profile,node,status,held,version,since,email"
    (row,) = rows
    assert row.replace('"', "").startswith(f"{ada},later,active,,1,2")
    assert row.replace('"', "").endswith("ada@example.com")
    assert client.get(path, params={"node": "list"}).text.count("\n") == 1
    assert client.get(path, params={"format": "parquet"}).content.startswith(b"PAR1")
    assert client.get(path, params={"namespace": "node"}).status_code == 422
    assert client.get("/api/v1/journeys/none/people/export").status_code == 404
    scopes = ("profiles:read", "documents:read")
    viewer = served.workspace.access.create_api_key("v", now=served.now(), scopes=scopes).text
    with served.client(viewer) as other:
        assert other.get(path).status_code == 403
