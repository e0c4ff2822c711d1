"""Quarantine over HTTP: nothing that was received is lost from sight."""

import httpx

from clew.events.ports import Reject
from tests.unit.api.serving import Served


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
