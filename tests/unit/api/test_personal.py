"""The right of access and the right to be forgotten, over HTTP."""

import json
from typing import Any

import httpx
import pytest

from clew.events import Event, Identity
from clew.events.ports import Reject
from clew.runtime.upkeep import Upkeep
from tests.unit.api.serving import ADA, EVE, Served, order

BROKEN = Reject("schema.violation", "a number is needed", "/bad", b'{"email": "ada@example.com", "bad": "x"}')
PHONE = Identity("anonymous_id", "ada-phone")


def id_of(client: httpx.Client, who: Identity) -> str:
    """The profile of somebody."""
    sought = {"namespace": who.namespace, "id": who.value}
    return client.post("/api/v1/profiles/lookup", json=sought).raise_for_status().json()["id"]


def held(client: httpx.Client, profile: str) -> list[dict[str, Any]]:
    """Everything held about a profile."""
    answer = client.get(f"/api/v1/profiles/{profile}/export").raise_for_status()
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    assert "attachment" in answer.headers["content-disposition"]
    return [json.loads(line) for line in answer.text.splitlines()]


@pytest.fixture
def shop(empty: Served) -> Served:
    """Ada with two names, an order under each, a reject and a suppressed address; and Eve."""
    now = empty.now()
    empty.send(order(1, PHONE, now), Event("i1", "identify", "identify", (ADA, PHONE), properties={"city": "Ghent"}))
    empty.send(order(2, ADA, now), rejects=[BROKEN])
    empty.send(order(3, EVE, now))
    with empty.client() as client:
        body = {"address": {"namespace": "email", "id": ADA.value}, "channel": "email"}
        client.post("/api/v1/suppressions", json=body).raise_for_status()
    return empty


def test_everything_from_every_place_and_nothing_of_anybody_else(shop: Served) -> None:
    with shop.client() as client:
        said = held(client, id_of(client, ADA))
    places = {each["place"] for each in said}
    assert places == {"history", "profile", "quarantine", "suppressions"}
    events = [each["item"]["id"] for each in said if each["place"] == "history"]
    assert len(events) == len(set(events)) == 3
    text = json.dumps(said)
    assert all(word in text for word in ("Ghent", "ada-phone", "ada@example.com", "manual"))
    assert "eve@example.com" not in text


def test_an_erased_person_is_hidden_at_once_and_the_receipt_says_when_all_was_gone(shop: Served) -> None:
    with shop.client() as client:
        profile = id_of(client, ADA)
        answer = client.delete(f"/api/v1/profiles/{profile}")
        assert answer.status_code == 202
        erasure = answer.json()
        assert erasure["done_at"] is None
        assert client.get(f"/api/v1/profiles/{profile}").status_code == 404
        assert client.get(f"/api/v1/profiles/{profile}/export").status_code == 404
        assert client.get(f"/api/v1/erasures/{erasure['id']}").json() == erasure
        Upkeep(shop.workspace).erase(at_once=True)
        done = client.get(f"/api/v1/erasures/{erasure['id']}").json()
        assert (done["id"], done["asked_at"]) == (erasure["id"], erasure["asked_at"])
        assert done["done_at"] >= done["asked_at"]
        assert done["removed"]["quarantine"] == 1
        assert id_of(client, EVE)
        again = client.delete(f"/api/v1/profiles/{profile}")
        assert (again.status_code, client.get("/api/v1/erasures/x123").status_code) == (404, 404)


def test_both_are_in_the_trail_and_need_a_right_of_their_own(shop: Served) -> None:
    access, now = shop.workspace.access, shop.now()
    reader = access.create_api_key("reader", scopes=("profiles:read", "profiles:write"), now=now).text
    with shop.client() as client, shop.client(reader) as poor:
        profile = id_of(client, ADA)
        assert poor.get(f"/api/v1/profiles/{profile}/export").status_code == 403
        assert poor.delete(f"/api/v1/profiles/{profile}").status_code == 403
        held(client, profile)
        erased = client.delete(f"/api/v1/profiles/{profile}").json()["id"]
        trail = client.get("/api/v1/audit").json()["items"]
    said = [(entry["action"], entry["kind"], entry["object"], entry["outcome"]) for entry in trail]
    assert said[:2] == [("eraseProfile", "erasure", erased, "done"), ("exportProfile", "profile", profile, "done")]
    assert {action for action, _, _, outcome in said if outcome == "refused"} == {"eraseProfile", "exportProfile"}
