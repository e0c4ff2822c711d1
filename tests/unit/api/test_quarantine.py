"""Quarantine over HTTP: nothing that was received is lost from sight."""

from typing import Any

import httpx

from clew.events.ports import Reject
from clew.kernel.packing import to_json
from tests.unit.api.serving import Served, wait_for


def test_rejects_are_listed_with_reason_and_content(client: httpx.Client) -> None:
    (reject,) = client.get("/api/v1/quarantine").json()["items"]
    assert (reject["source"], reject["reason"], reject["pointer"]) == ("shop", "schema.violation", "/properties/total")
    assert reject["content"] == '{"total": "a lot"}'
    assert client.get("/api/v1/quarantine", params={"source": "other"}).json()["items"] == []
    counts = client.get("/api/v1/quarantine/counts").json()["items"]
    assert counts == [{"source": "shop", "reason": "schema.violation", "count": 1}]


def test_choosing_nothing_or_nonsense_is_refused(client: httpx.Client) -> None:
    for body in ({"ids": []}, {"ids": [0]}, {"ids": ["a"]}, {}):
        assert client.post("/api/v1/quarantine/replay", json=body).status_code == 422
        assert client.post("/api/v1/quarantine/discard", json=body).status_code == 422


def test_what_is_set_aside_stays_readable(empty: Served) -> None:
    rejects = [Reject("schema.violation", "wrong", "", b"{}"), Reject("mapping.missing", "missing", "", b"\xff")]
    empty.send(rejects=rejects)
    with empty.client() as client:
        listed = client.get("/api/v1/quarantine", params={"limit": 1}).json()
        assert client.post("/api/v1/quarantine/discard", json={"ids": [listed["items"][0]["id"]]}).json() == {
            "discarded": 1
        }
        assert [c["reason"] for c in client.get("/api/v1/quarantine/counts").json()["items"]] == ["mapping.missing"]
        (aside,) = client.get("/api/v1/quarantine", params={"state": "discarded"}).json()["items"]
        assert aside["reason"] == "schema.violation"
        tried = client.post("/api/v1/quarantine/replay", json={"ids": [listed["items"][0]["id"] + 1]}).json()
        assert tried == {"replayed": 0, "held": 1}


def test_rejects_are_walked_by_cursor(empty: Served) -> None:
    empty.send(rejects=[Reject("a", "a", "", b"{}") for _ in range(5)])
    with empty.client() as client:
        first = client.get("/api/v1/quarantine", params={"limit": 3}).json()
        second = client.get("/api/v1/quarantine", params={"limit": 3, "cursor": first["next_cursor"]}).json()
    ids = [item["id"] for page in (first, second) for item in page["items"]]
    assert len(set(ids)) == 5
    assert second["next_cursor"] is None


def test_a_pile_is_settled_to_its_end_and_taken_back(empty: Served) -> None:
    empty.send(rejects=[Reject("a", "wrong", "/x", b"{}") for _ in range(1_100)], source="shop")
    empty.send(rejects=[Reject("a", "wrong", "", b"{}")], source="till")
    with empty.client() as client:
        done = _settled(client, {"action": "discard", "source": "shop", "reason": "a"})
        assert (done["state"], done["total"], done["seen"], done["settled"]) == ("done", 1_100, 1_100, 1_100)
        counts = client.get("/api/v1/quarantine/counts").json()["items"]
        assert counts == [{"source": "till", "reason": "a", "count": 1}]
        aside = client.get("/api/v1/quarantine/counts", params={"state": "discarded"}).json()["items"]
        assert aside == [{"source": "shop", "reason": "a", "count": 1_100}]
        one = client.get("/api/v1/quarantine", params={"state": "discarded", "limit": 1}).json()["items"][0]["id"]
        assert client.post("/api/v1/quarantine/take-back", json={"ids": [one, one + 5_000]}).json() == {"taken_back": 1}
        done = _settled(client, {"action": "take_back"})
        assert (done["state"], done["settled"]) == ("done", 1_099)
        done = _settled(client, {"action": "replay"})
        assert (done["settled"], done["held"]) == (0, 1_101)
        assert [fault["count"] for fault in done["faults"]] == [1_101]
        assert [each["action"] for each in client.get("/api/v1/quarantine/settlements").json()["items"]] == [
            "replay",
            "take_back",
            "discard",
        ]
        assert client.post(f"/api/v1/quarantine/settlements/{done['id']}/stop").json() == done
        assert client.get("/api/v1/quarantine/settlements/none").status_code == 404


def test_a_pile_is_mended_alike(empty: Served) -> None:
    for number in range(3):
        call = {"type": "track", "event": "Order Completed", "userId": "u1", "messageId": f"m{number}"}
        raw = to_json(call | {"properties": {"total": "a lot" if number == 2 else f"{number},5"}})
        empty.send(rejects=[Reject("schema.violation", "wrong", "/properties/total", raw)])
    amendment = {"at": "/properties/total", "do": "number"}
    with empty.client() as client:
        tried = client.post("/api/v1/quarantine/trial", json={"source": "shop", "amendment": amendment}).json()
        assert (tried["tried"], tried["passing"]) == (3, 2)
        done = _settled(client, {"action": "replay", "source": "shop", "amendment": amendment})
        assert (done["settled"], done["held"], done["at_place"]) == (2, 1, "/properties/total")
        trail = client.get("/api/v1/audit").json()["items"]
        assert any(entry["detail"].endswith("shop, number at /properties/total") for entry in trail)
        for wrong in ({"at": "total", "do": "number"}, {"at": "/x", "do": "rename"}, {"at": "/x", "do": "guess"}):
            refused = client.post("/api/v1/quarantine/trial", json={"amendment": wrong})
            assert refused.status_code == 422
        aside = {"action": "discard", "amendment": amendment}
        assert client.post("/api/v1/quarantine/settlements", json=aside).status_code == 422


def _settled(client: httpx.Client, wanted: dict[str, Any]) -> dict[str, Any]:
    begun = client.post("/api/v1/quarantine/settlements", json=wanted)
    assert begun.status_code == 202, begun.text
    found: dict[str, Any] = {}

    def ended() -> bool:
        found.update(client.get(f"/api/v1/quarantine/settlements/{begun.json()['id']}").json())
        return found["state"] != "running"

    wait_for(ended)
    return found
