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


def profile_of(client: httpx.Client, name: str) -> str:
    return client.post("/api/v1/profiles/lookup", json={"namespace": "email", "id": name}).json()["id"]


def test_a_membership_answers_for_itself(client: httpx.Client) -> None:
    ada = profile_of(client, "ada@example.com")
    why = client.get(f"/api/v1/segments/recent/why/{ada}").json()
    assert (why["member"], why["cause"]) == (True, "record")
    assert why["since"] < why["at"], "as if the definition had always been there"
    assert why["until"] > why["at"], "a window ends by itself"
    assert why["reason"]["evidence"], "and names what it saw"
    before = client.get(f"/api/v1/segments/recent/why/{ada}", params={"at": "2001-01-01T00:00:00Z"}).json()
    assert (before["member"], before["since"], before["reason"]["evidence"]) == (False, None, [])


def test_why_not_names_what_comes_close(client: httpx.Client) -> None:
    grace = profile_of(client, "grace@example.com")
    why = client.get(f"/api/v1/segments/recent/why/{grace}").json()
    assert why["member"] is False
    assert why["reason"]["says"]


def test_why_of_nobody_is_not_found(client: httpx.Client) -> None:
    ada = profile_of(client, "ada@example.com")
    assert client.get("/api/v1/segments/recent/why/nobody").status_code == 404
    assert client.get(f"/api/v1/segments/nosuch/why/{ada}").status_code == 404
    assert client.get(f"/api/v1/segments/recent/why/{ada}", params={"at": "yesterday"}).status_code == 422
    assert client.get(f"/api/v1/segments/recent/why/{ada}", params={"at": "2026-01-01T00:00:00"}).status_code == 422
