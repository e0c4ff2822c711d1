"""Segments over HTTP: live counts and members."""

import httpx


def test_counts_are_those_of_now(client: httpx.Client) -> None:
    counts = {segment["id"]: segment["count"] for segment in client.get("/api/v1/segments").json()["items"]}
    assert counts == {"recent": 2, "loyal": 1}


def test_members_are_walked_by_cursor(client: httpx.Client) -> None:
    first = client.get("/api/v1/segments/recent/members", params={"limit": 1}).json()
    second = client.get("/api/v1/segments/recent/members", params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert second["next_cursor"] is None
    found = {member["profile"] for page in (first, second) for member in page["items"]}
    names = ("ada@example.com", "eve@example.com")
    assert found == {
        client.post("/api/v1/profiles/lookup", json={"namespace": "email", "id": name}).json()["id"] for name in names
    }


def test_an_unknown_segment_has_no_members(client: httpx.Client) -> None:
    assert client.get("/api/v1/segments/nobody/members").status_code == 404
